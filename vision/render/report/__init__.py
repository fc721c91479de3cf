"""What a review leaves behind: a page, tables, a JSON object."""

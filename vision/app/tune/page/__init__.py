"""What the browser shows, one module for each part of the page."""

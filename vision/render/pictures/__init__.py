"""The moving pictures of the poses: which there are, and what they show at a time."""

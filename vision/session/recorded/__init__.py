"""A session that was recorded, judged as a whole."""

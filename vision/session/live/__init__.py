"""A session as it happens, from moment to moment."""

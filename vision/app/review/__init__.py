"""``unknot review``: recorded sessions become reports."""

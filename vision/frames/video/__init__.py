"""Pictures from a file, read and written."""

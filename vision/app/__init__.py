"""The one place where stages are wired and resources owned."""

"""The session in the terminal: what is shown, and in which size."""

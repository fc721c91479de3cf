"""Changes written into the user's thresholds."""

"""What the tuning page shows."""

"""The breath, as the surface of the trunk shows it."""

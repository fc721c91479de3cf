"""Bands proposed from labels."""

"""Poses of the user's own."""

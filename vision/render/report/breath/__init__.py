"""The breath in a report: its curve, its numbers, and what is said of it."""

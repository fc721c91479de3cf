"""From landmarks to named numbers: angles, distances, the bow of the back."""

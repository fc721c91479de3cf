"""Angles, distances, the bow of the back and how they move, from arrays of landmarks."""

# Importing these registers their measures.
from vision.measure import joints, movement, reach, trunk  # noqa: F401
from vision.measure.space import kneeling, legs  # noqa: F401

"""What is told in space, by the landmarker's own depth."""

"""From a picture to 33 points and a silhouette: the one place that knows the landmarker."""

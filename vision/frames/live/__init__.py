"""Pictures from a camera, as they come."""

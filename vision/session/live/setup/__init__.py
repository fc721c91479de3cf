"""What has to be right before the first step: the camera, the light, and where the person is."""

"""What is heard of a practice: tones and speech, and the device that plays them."""

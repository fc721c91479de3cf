"""Where pictures come from and go to: cameras, recordings, the annotated file."""

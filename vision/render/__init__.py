"""What the person sees: the overlay, the window, the terminal."""

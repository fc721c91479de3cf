"""What one practice is made of: what was asked for, and the window it is shown in."""

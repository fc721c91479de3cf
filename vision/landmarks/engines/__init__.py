"""What finds landmarks in a picture; the only rooms that know a vendor."""

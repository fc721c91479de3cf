"""Bodies that breathe by known amounts, and how well their breath is read."""

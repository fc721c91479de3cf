"""Which landmarks to believe, and how to find a body that one look misses."""

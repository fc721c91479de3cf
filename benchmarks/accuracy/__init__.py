"""How right the program is: what the accuracy benchmarks share, and the parts of each."""

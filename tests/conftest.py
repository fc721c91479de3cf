"""Settings that hold for every test."""

from hypothesis import settings

# The same examples on every run and machine, and no verdict by the clock of a busy one.
settings.register_profile("unknot", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("unknot")

"""What the tests of faults share with those of the whole program."""

from tests.end_to_end.conftest import run_here

__all__ = ["run_here"]

"""Settings that hold for every test, and the model that many share."""

from pathlib import Path

import pytest
from hypothesis import settings

from vision.landmarks import weights

# The same examples on every run and machine, and no verdict by the clock of a busy one.
settings.register_profile("unknot", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("unknot")


@pytest.fixture(scope="session")
def model() -> Path:
    """Give the landmark model, fetched if it is not there yet."""
    return weights.ensure()

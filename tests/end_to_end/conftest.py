"""What the tests of the whole program share: the model, the clip, and one run through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vision.app.settings import demo_clip
from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def model() -> Path:
    """Give the landmark model, fetched if it is not there yet."""
    return weights.ensure()


@pytest.fixture(scope="session")
def clip() -> Iterator[Path]:
    """Give the demo clip as a file."""
    with demo_clip() as file:
        yield file

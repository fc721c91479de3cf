"""What the tests of the whole program share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from vision.app.settings import demo_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def clip() -> Iterator[Path]:
    """Give the demo clip as a file."""
    with demo_clip() as file:
        yield file

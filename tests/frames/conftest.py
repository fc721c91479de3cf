"""What the tests of frames share: recordings, written once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.frames.recordings import RECORDINGS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="session")
def recording_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the file of each kind of recording; it is not to be changed."""

    @cache
    def written(kind: str) -> Path:
        return RECORDINGS[kind][0](tmp_path_factory.mktemp("recording"))

    return written

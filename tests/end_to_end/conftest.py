"""What the tests of the whole program share."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.browser import chromium
from tests.end_to_end.films import timelapse
from tests.end_to_end.practices import Ended
from vision.app.settings import demo_clip
from vision.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser

    RunHere: TypeAlias = Callable[[Sequence[str], Path], Ended]


@pytest.fixture(scope="session")
def clip() -> Iterator[Path]:
    """Give the demo clip as a file."""
    with demo_clip() as file:
        yield file


@pytest.fixture(scope="session")
def sparse(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the demo clip with a picture a second: as long, in as many segments, and read sooner."""
    return timelapse(clip, tmp_path_factory.mktemp("sparse") / "sparse.mp4")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a browser, which all tests of a module share."""
    with chromium() as running:
        yield running


@pytest.fixture
def run_here(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunHere:
    """Give what runs a command in this process, sooner than one of its own could start."""

    def run(words: Sequence[str], folder: Path) -> Ended:
        monkeypatch.chdir(folder)
        monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(folder / "settings"))
        monkeypatch.setattr(sys, "argv", ["unknot", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    return run

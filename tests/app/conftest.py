"""The command line, to be called by tests."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.app.commands import Ended
from tests.builders import criterion, pose
from tests.builders import routine as made_up
from vision import cli
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.session.live.practice import Session
from vision.session.live.steprun import Observation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vision.session.routine import Routine


@pytest.fixture
def session() -> Session:
    """Give a session that has just begun."""
    session = Session(made_up(pose(criterion())))
    session.advance(Observation(0.0))
    return session


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an own, empty folder for settings, away from whoever runs the tests."""
    folder = tmp_path / "settings"
    folder.mkdir()
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(folder))
    return folder


@pytest.fixture
def unknot(
    settings: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Ended]:
    """Give the command, to be called with its arguments, in an empty folder without a display."""
    assert settings.is_dir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("COLUMNS", "600")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", cli.DEBUG_VARIABLE):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["unknot", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture
def routine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Routine:
    """Give the shipped routine with holds of a second, whatever settings the tester has."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path / "settings"))
    routine = load_flow(DEFAULT_FLOW, load_library(None))
    return routine.with_holds([1.0] * len(routine.steps))

"""``unknot tune`` as a test runs it: with what a user asked for, to its end."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from rich.console import Console

from vision.app.tune.run import Options, tune
from vision.errors import UsageError

ASKED: Final = Options(
    sessions=[Path("nowhere.npz")],
    pose=None,
    criterion=None,
    numbers={},
    report=False,
    save=False,
    why="",
    fit=[],
    new_pose=None,
    out=None,
    flow="cramp_relief",
    thresholds=None,
    port=None,
    browser=False,
    model=None,
    engine="auto",
)
BACK: Final = {"pose": "diamond", "criterion": "back_straight"}


def asked(*sessions: Path, **of: Any) -> Options:  # noqa: ANN401 (fields of the options)
    """Return what a user asked for."""
    return replace(ASKED, **({"sessions": sessions} if sessions else {}), **of)


def ran(options: Options) -> str:
    """Do it, and return what was told beside the result."""
    out = io.StringIO()
    assert tune(options, Console(file=out, width=100)) == 0
    return out.getvalue()


def refused(options: Options, error: type[Exception] = UsageError) -> str:
    """Return why something is refused, in one line; nothing is told beside it."""
    out = io.StringIO()
    with pytest.raises(error) as told:
        tune(options, Console(file=out))
    assert out.getvalue() == ""
    assert "\n" not in str(told.value)
    return str(told.value)

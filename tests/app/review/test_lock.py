"""One review at a time in a folder, and a line that tells who works there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from tests.paths import ROOT
from vision.app.review import run
from vision.app.review.batch import Options
from vision.app.review.lock import locked
from vision.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

ASKED = Options(
    videos=[],
    landmarks=[],
    out=None,
    rate_hz=10.0,
    jobs=None,
    cluster=None,
    flow="cramp_relief",
    hold_s=None,
    pose=None,
    video=False,
    thresholds=None,
    engine="auto",
    model=None,
)
HOLD = """
import sys, time
from pathlib import Path
from vision.app.review.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_review_into_a_folder_is_refused_and_told_who_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is to look at, and before anything is touched."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path / "settings"))
    out = tmp_path / "reviews"
    asked = replace(ASKED, videos=[tmp_path / "a.mp4"], out=out, rate_hz=5.0)
    with (
        locked(out),
        pytest.raises(
            OutputError, match=rf"works in .*reviews: process {os.getpid()} on .+, since"
        ),
    ):
        run.review(asked, Console())


def test_the_lock_is_gone_with_its_block_and_leaves_nothing(tmp_path: Path) -> None:
    """However it ends."""
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), locked(tmp_path / "out"):
            raise ZeroDivisionError
    assert list((tmp_path / "out").iterdir()) == []


def test_two_folders_are_two_places(tmp_path: Path) -> None:
    """Nobody waits for what happens elsewhere."""
    with locked(tmp_path / "a"), locked(tmp_path / "b"):
        pass


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_review_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    """The system lets go for it; what it left behind is no obstacle."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(  # noqa: S603 (our own words)
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(OutputError, match=f"process {child.pid} on"), locked(tmp_path):
            pass
        child.send_signal(signal.SIGKILL)
    with locked(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """As elsewhere; nobody, not even root, makes a folder in a file."""
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(OutputError, match="--out expects a folder"), locked(file / "out"):
        pass

from __future__ import annotations

import errno
import io
import json
import math
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.paths import ROOT
from vision.errors import UnknotError
from vision.render.output import EventStream, ReaderGoneError
from vision.session.events import CorrectionDue, VerdictChanged

if TYPE_CHECKING:
    from pathlib import Path

_CUE = CorrectionDue(
    t_s=1.25, step=0, pose="diamond", side=None, criterion="back", cue="Rücken — lang"
)


def test_each_event_is_a_line_of_json(tmp_path: Path) -> None:
    """The lines parse, hold the event's name, and are ASCII whatever the cue says."""
    unseen = VerdictChanged(
        t_s=2.0,
        step=0,
        pose="diamond",
        side=None,
        criterion="back",
        kind="form",
        status="unseen",
        value=math.nan,
        reason=None,
    )
    file = tmp_path / "events.jsonl"
    file.write_text("old\n", encoding="utf-8")
    stream = EventStream(str(file))
    stream.begin()
    stream.tell([_CUE, unseen])
    # On the disk when it happened, not when the file is closed.
    text = file.read_text(encoding="utf-8")
    stream.close()
    records = [json.loads(line) for line in text.splitlines()]
    assert [record["event"] for record in records] == ["CorrectionDue", "VerdictChanged"]
    assert records[0]["cue"] == "Rücken — lang"
    assert records[1]["value"] is None
    assert text.isascii()
    assert file.read_text(encoding="utf-8") == text


def test_a_dash_is_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """As everywhere, and it stays open."""
    stream = EventStream("-")
    stream.begin()
    stream.tell([_CUE])
    stream.close()
    print("still open")  # noqa: T201
    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first)["event"] == "CorrectionDue"
    assert second == "still open"


@pytest.mark.parametrize("name", ["nosuch/events.jsonl", "."])
def test_events_that_cannot_be_written_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Before the practice begins, in one line that names option and file."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnknotError, match="--events") as refused:
        EventStream(name).begin()
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


class _Broken(io.StringIO):
    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def write(self, _: str) -> int:
        raise self._error


@pytest.mark.parametrize("code", [errno.EPIPE, errno.EINVAL])
def test_a_reader_that_is_gone_is_told_apart(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Whoever has read enough is no fault, on any system."""
    monkeypatch.setattr("sys.stdout", _Broken(OSError(code, "Broken pipe")))
    with pytest.raises(ReaderGoneError):
        EventStream("-").tell([_CUE])


def test_a_full_disk_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a reader that left is taken for granted."""
    monkeypatch.setattr("sys.stdout", _Broken(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(UnknotError, match="No space left") as error:
        EventStream("-").tell([_CUE])
    assert not isinstance(error.value, ReaderGoneError)


_PROGRAM = """
import sys
from vision.render.output import EventStream, ReaderGoneError
from vision.session.events import Paused
stream = EventStream("-")
try:
    while True:
        stream.tell([Paused(t_s=0.0, step=0, pose="diamond", side=None, reason="x")])
except ReaderGoneError:
    print("seen", file=sys.stderr)
"""


def test_a_real_pipe_that_closes_leaves_no_complaint() -> None:
    """As with `| head -1`: the program ends well, and nothing but its own words is on stderr."""
    program = subprocess.Popen(  # noqa: S603 -- our own interpreter and text
        [sys.executable, "-c", _PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    with program:
        assert json.loads(program.stdout.readline())["event"] == "Paused"
        program.stdout.close()
        complaint = program.stderr.read().decode()
    assert (program.returncode, complaint.split()) == (0, ["seen"])

from __future__ import annotations

import io
import json
import math
import subprocess
import sys

import pytest

from tests.paths import ROOT
from vision.render.jsonl import EventWriter
from vision.session.events import CorrectionDue, VerdictChanged

_CUE = CorrectionDue(
    t_s=1.25, step=0, pose="diamond", side=None, criterion="back", cue="Rücken — lang"
)


def test_each_event_is_a_line_of_json() -> None:
    """The lines parse, hold the event's name, and are ASCII whatever the cue says."""
    stream = io.StringIO()
    writer = EventWriter(stream)
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
    writer.write(_CUE)
    writer.write(unseen)
    records = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [record["event"] for record in records] == ["CorrectionDue", "VerdictChanged"]
    assert records[0]["cue"] == "Rücken — lang"
    assert records[1]["value"] is None
    assert stream.getvalue().isascii()


def test_each_line_is_written_at_once() -> None:
    """A listener hears of an event while it happens."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8")
    EventWriter(stream).write(_CUE)
    assert raw.getvalue().endswith(b"\n")


class _Broken(io.StringIO):
    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error
        self.attempts = 0

    def write(self, _: str) -> int:
        self.attempts += 1
        raise self._error


def test_a_reader_that_is_gone_is_no_error() -> None:
    """The writer falls silent, says so, and does not try again."""
    stream = _Broken(BrokenPipeError(32, "Broken pipe"))
    writer = EventWriter(stream)
    assert not writer.closed
    writer.write(_CUE)
    writer.write(_CUE)
    assert writer.closed
    assert stream.attempts == 1


def test_a_full_disk_is_an_error() -> None:
    """Only a reader that left is taken for granted."""
    with pytest.raises(OSError, match="No space"):
        EventWriter(_Broken(OSError(28, "No space left on device"))).write(_CUE)


_PROGRAM = """
import sys
from vision.render.jsonl import EventWriter
from vision.session.events import Paused
writer = EventWriter(sys.stdout)
while not writer.closed:
    writer.write(Paused(t_s=0.0, step=0, pose="diamond", side=None, reason="x"))
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

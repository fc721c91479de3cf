"""Real outputs that fail: a full disk, a reader that has gone, a window that dies."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any

import av.error
import cv2
import pytest
from rich.console import Console

from tests.app.fake_outputs import FRAMES, FakeOutput, Told, events_of_an_end
from tests.frames.fakes import plain_frames
from vision.errors import FrameWriterError
from vision.frames.video.reading import VideoFile
from vision.frames.video.writer import VideoWriter
from vision.render.output import EventStream, Recording
from vision.render.terminal.panel import TerminalPanel
from vision.render.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from vision.session.live.practice import Session


def test_a_full_disk_ends_the_recording_and_nothing_else(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told once, what was recorded before plays, and the events go on."""
    frames, encode = plain_frames(40), VideoWriter._encode  # noqa: SLF001 (the disk is in it)

    def fill(self: VideoWriter, container: Any, image: NDArray[np.uint8], t_s: float) -> None:  # noqa: ANN401
        if t_s > 2.0:
            raise av.error.OSError(errno.ENOSPC, "No space left on device")
        encode(self, container, image, t_s)

    monkeypatch.setattr(VideoWriter, "_encode", fill)
    file, other = tmp_path / "out.mp4", FakeOutput()
    told = Told(Recording(file), other)
    with told.outputs as outputs:
        for frame in frames:
            outputs.show(frame, None, session.snapshot())
    assert len(other.shown) == 40
    (line,) = told.lines
    assert line.startswith(f"unknot: the disk of {file} is full; make room and record again")
    assert line.endswith("plays; the practice goes on all the same")
    with VideoFile(str(file)) as played:
        assert len(list(played)) > 10


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is always full")  # noqa: PTH110
def test_events_that_cannot_be_written_are_left_out(session: Session) -> None:
    """As on a full disk: one line, and the practice is shown to the end."""
    other = FakeOutput()
    told = Told(EventStream("/dev/full"), other)
    with told.outputs as outputs:
        for frame in FRAMES:
            outputs.tell(events_of_an_end())
            outputs.show(frame, None, session.snapshot())
    (line,) = told.lines
    assert "the events cannot be written any further (No space left on device)" in line
    assert (len(other.told), len(other.shown), outputs.failed) == (6, 3, True)


@contextmanager
def nobody_reading() -> Iterator[None]:
    """Make standard output a pipe that nobody reads."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as stream, redirect_stdout(stream):
        yield


def test_a_reader_that_has_gone_ends_a_practice_for_it_alone() -> None:
    """As with ``| head``: without a word, and it counts as no failure."""
    with nobody_reading():
        told = Told(EventStream("-"))
        told.outputs.tell(events_of_an_end())
    assert (told.outputs.abandoned, told.outputs.failed, told.lines) == (True, False, [])


def test_a_reader_that_has_gone_does_not_end_it_for_others() -> None:
    """They learn of it, and see the practice to its end."""
    other = FakeOutput()
    with nobody_reading():
        told = Told(EventStream("-"), other)
        for _ in range(3):
            told.outputs.tell(events_of_an_end())
    assert (told.outputs.abandoned, told.outputs.failed, len(other.told)) == (False, False, 6)
    assert told.lines == [
        "unknot: nobody reads the events any more; the practice goes on all the same"
    ]


def test_a_window_that_dies_gives_way_to_the_terminal(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line tells why, and from then on the practice is shown there."""

    def die(*_: object) -> None:
        raise cv2.error("the display is gone")

    for name in ("namedWindow", "resizeWindow", "destroyWindow"):
        monkeypatch.setattr(cv2, name, lambda *_: None)
    monkeypatch.setattr(cv2, "getWindowProperty", lambda *_: 1.0)
    monkeypatch.setattr(cv2, "waitKey", lambda _: -1)
    monkeypatch.setattr(cv2, "pollKey", lambda: -1)
    monkeypatch.setattr(cv2, "imshow", lambda *_: None)
    told = Told()
    terminal = TerminalPanel(Console(file=told.console, width=300))
    told.outputs.add(Window("unknot"), instead=terminal)
    told.outputs.show(FRAMES[0], None, session.snapshot())
    assert told.lines == []
    monkeypatch.setattr(cv2, "imshow", die)
    for frame in FRAMES[1:]:
        told.outputs.show(frame, None, session.snapshot())
    complaint, shown = told.lines
    assert complaint.startswith("unknot: the window cannot be shown any more (")
    assert complaint.endswith("; the practice is shown here instead")
    assert shown.startswith("step 1/1")


def test_a_recording_has_every_new_picture_at_its_time(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As drawn, without the line of keys, which nobody can press in it; none is written twice."""
    written: list[tuple[int, float]] = []
    monkeypatch.setattr(
        VideoWriter, "write", lambda _, image, t_s: written.append((int(image[0, 0, 0]), t_s))
    )
    told = Told(Recording(tmp_path / "out.mp4"))
    with told.outputs as outputs:
        for frame in (*FRAMES, None):
            assert outputs.show(frame, None, session.snapshot()) == []
    assert written == [(51, 0.0), (61, 0.1), (71, 0.2)]
    assert [keys for _, keys in told.overlay.drawn] == [False] * 3


def test_a_recording_that_cannot_be_finished_is_told_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """At the very end, when no practice is left to go on."""
    finish = VideoWriter.__exit__

    def fail(*arguments: Any) -> None:  # noqa: ANN401
        finish(*arguments)
        raise FrameWriterError("out.mp4 cannot be written any further")

    told = Told(Recording(tmp_path / "out.mp4"))
    monkeypatch.setattr(VideoWriter, "__exit__", fail)
    with told.outputs as outputs:
        pass
    assert (told.lines, outputs.failed) == (["unknot: out.mp4 cannot be written any further"], True)

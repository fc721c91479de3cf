"""What is wanted is told and shown, and what fails is left out."""

from __future__ import annotations

import errno
import io
import os
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING, Any

import av.error
import cv2
import numpy as np
import pytest
from rich.console import Console

from tests.builders import criterion, pose, routine
from tests.frames.fakes import plain_frames
from vision.app.outputs import Outputs
from vision.errors import FrameWriterError, OutputError
from vision.frames.video.reading import VideoFile
from vision.frames.video.writer import VideoWriter
from vision.render.output import EventStream, Key, Output, Recording
from vision.render.terminal.panel import TerminalPanel
from vision.render.window import Window
from vision.session.live.practice import Session
from vision.session.live.steprun import Observation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.frames.source import Frame
    from vision.render.output import Moment
    from vision.session.events import Event
    from vision.session.snapshot import Snapshot, StepSummary

FRAMES = plain_frames(3)


class FakeOverlay:
    """Draws nothing, and notes what it was asked to draw on."""

    def __init__(self) -> None:
        self.drawn: list[tuple[Frame, bool]] = []

    def draw(self, frame: Frame, _: object, __: Snapshot, *, keys: bool) -> NDArray[np.uint8]:
        """Note, and return a picture a little brighter than the frame's."""
        self.drawn.append((frame, keys))
        return frame.image_bgr + np.uint8(1)


class FakeOutput(Output):
    """Notes what it is told and shown, has keys pressed, and fails where it is told to.

    Parameters
    ----------
    keys
        What is pressed at it, look by look; None for an output without keys.
    fails
        What is raised by a method, by its name.

    """

    def __init__(
        self, keys: Sequence[Key | None] | None = None, fails: dict[str, Exception] | None = None
    ) -> None:
        self.has_keys = self.names_keys = keys is not None
        self.keys = list(keys or ())
        self.fails = fails or {}
        self.told: list[Event] = []
        self.shown: list[Moment] = []
        self.images: list[NDArray[np.uint8]] = []
        self.ended: list[Sequence[StepSummary]] = []
        self.closed = 0

    def _perhaps_fail(self, method: str) -> None:
        if method in self.fails:
            raise self.fails[method]

    def tell(self, events: Sequence[Event]) -> None:
        """Note."""
        self._perhaps_fail("tell")
        self.told.extend(events)

    def show(self, moment: Moment) -> list[Key] | None:
        """Note, and return the next key, if any is pressed."""
        self._perhaps_fail("show")
        self.shown.append(moment)
        if self.has_keys:
            self.images.append(moment.image)
        key = self.keys.pop(0) if self.keys else None
        return [key] if key else None

    def end(self, summaries: Sequence[StepSummary]) -> None:
        """Note."""
        self._perhaps_fail("end")
        self.ended.append(summaries)

    def close(self) -> None:
        """Count."""
        self.closed += 1
        self._perhaps_fail("close")


@pytest.fixture
def session() -> Session:
    """Give a session that has just begun."""
    session = Session(routine(pose(criterion())))
    session.advance(Observation(0.0))
    return session


class Told:
    """Outputs over an overlay that draws nothing, and what was told on the console."""

    def __init__(self, *wanted: Output) -> None:
        self.console = io.StringIO()
        self.overlay = FakeOverlay()
        self.outputs = Outputs(self.overlay, Console(file=self.console, width=300))
        for output in wanted:
            self.outputs.add(output)

    @property
    def lines(self) -> list[str]:
        """What was told."""
        return self.console.getvalue().splitlines()


def events_of_an_end() -> list[Event]:
    """Return two events."""
    return Session(routine(pose(criterion()))).end(1.5)


# --- what all of them get ----------------------------------------------------------------------


def test_without_a_picture_wanted_nothing_is_drawn(session: Session) -> None:
    """Drawing costs time: a session that only writes events draws no picture."""
    told = Told(FakeOutput())
    assert told.outputs.show(FRAMES[0], None, session.snapshot()) == []
    assert told.overlay.drawn == []


def test_without_any_output_a_practice_is_not_abandoned(session: Session) -> None:
    """Whoever only measures wants none."""
    told = Told()
    told.outputs.tell(events_of_an_end())
    assert told.outputs.show(FRAMES[0], None, session.snapshot()) == []
    assert not told.outputs.abandoned


def test_every_output_is_told_everything(session: Session) -> None:
    """Events, moments and summaries reach all of them in their order."""
    first, second = FakeOutput(), FakeOutput([])
    told = Told(first, second)
    events, snapshot = events_of_an_end(), session.snapshot()
    with told.outputs as outputs:
        outputs.tell(events)
        outputs.show(FRAMES[0], None, snapshot)
        outputs.end(session.summary())
    for output in (first, second):
        assert output.told == events
        assert [(each.frame, each.snapshot) for each in output.shown] == [(FRAMES[0], snapshot)]
        assert (output.ended, output.closed) == ([session.summary()], 1)
    assert (told.lines, told.outputs.failed, told.outputs.abandoned) == ([], False, False)


def test_a_picture_is_drawn_once_for_all(session: Session) -> None:
    """The window and the recording show the same one, with the line of keys."""
    one, other = FakeOutput([]), FakeOutput([])
    told = Told(one, other)
    for frame in FRAMES[:2]:
        told.outputs.show(frame, None, session.snapshot())
    assert told.overlay.drawn == [(frame, True) for frame in FRAMES[:2]]
    assert [int(image[0, 0, 0]) for image in one.images] == [51, 61]
    assert [a is b for a, b in zip(one.images, other.images, strict=True)] == [True, True]


def test_a_key_comes_from_the_output_that_has_some(session: Session) -> None:
    """Whichever it is, and whatever the others say."""
    outputs = Told(FakeOutput([None, Key.NEXT]), FakeOutput()).outputs
    keys = [outputs.show(frame, None, session.snapshot()) for frame in FRAMES]
    assert keys == [[], [Key.NEXT], []]


def test_keys_of_several_outputs_all_count(session: Session) -> None:
    """Two q in one picture are two, wherever they are pressed."""
    outputs = Told(FakeOutput([Key.QUIT]), FakeOutput([Key.QUIT])).outputs
    assert outputs.show(FRAMES[0], None, session.snapshot()) == [Key.QUIT, Key.QUIT]


def test_without_a_picture_the_last_one_stays(session: Session) -> None:
    """While a camera is gone the window goes on with its last picture."""
    told = Told(FakeOutput([None, Key.QUIT]))
    told.outputs.show(FRAMES[1], None, session.snapshot())
    assert told.outputs.show(None, None, session.snapshot()) == [Key.QUIT]
    assert [frame.index for frame, _ in told.overlay.drawn] == [1, 1]


def test_before_the_first_picture_there_is_an_empty_one(session: Session) -> None:
    """A camera that stalls at once still opens a window that can be quit."""
    window = FakeOutput([Key.QUIT])
    assert Told(window).outputs.show(None, None, session.snapshot()) == [Key.QUIT]
    assert window.images[0].shape[2] == 3


def test_an_output_that_cannot_begin_is_refused() -> None:
    """Nobody practises an hour to learn in the end that nothing was written."""

    class Refusing(FakeOutput):
        def begin(self) -> None:
            raise OutputError("no such folder")

    with pytest.raises(OutputError, match="no such folder"):
        Told(Refusing())


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_everything_is_closed_when_a_practice_breaks_off(error: type[BaseException]) -> None:
    """No summary is told then."""
    first, second = FakeOutput(fails={"close": OSError("stuck")}), FakeOutput()
    told = Told(first, second)
    with pytest.raises(error), told.outputs:
        raise error
    assert [(output.closed, output.ended) for output in (first, second)] == [(1, [])] * 2
    assert told.lines == ["unknot: FakeOutput: OSError: stuck"]


# --- one that fails ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["tell", "show", "end"])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OutputError("it is broken"), "it is broken"),
        (ZeroDivisionError("by the way"), "FakeOutput: ZeroDivisionError: by the way"),
    ],
)
def test_one_that_fails_is_told_once_and_left_out(
    session: Session, method: str, error: Exception, said: str
) -> None:
    """The others get all there is, before and after."""
    before, failing, after = FakeOutput(), FakeOutput(fails={method: error}), FakeOutput()
    told, events = Told(before, failing, after), events_of_an_end()
    with told.outputs as outputs:
        for frame in FRAMES:
            outputs.tell(events)
            outputs.show(frame, None, session.snapshot())
        outputs.end(session.summary())
    for output in (before, after):
        assert (len(output.told), len(output.shown), len(output.ended)) == (6, 3, 1)
    assert told.lines == [f"unknot: {said}; the practice goes on all the same"]
    assert (outputs.failed, outputs.abandoned, failing.closed) == (True, False, 1)


def test_another_may_take_its_place(session: Session) -> None:
    """So that a person whose window is gone still sees the practice."""
    window, terminal = FakeOutput([]), FakeOutput()
    told = Told()
    told.outputs.add(window, instead=terminal)
    assert told.outputs.have_keys
    told.outputs.show(FRAMES[0], None, session.snapshot())
    window.fails["show"] = OutputError("the window is gone")
    for frame in FRAMES[1:]:
        told.outputs.show(frame, None, session.snapshot())
    assert [moment.frame for moment in terminal.shown] == [FRAMES[2]]
    assert told.lines == ["unknot: the window is gone; the practice is shown here instead"]
    assert (told.outputs.abandoned, told.outputs.have_keys) == (False, False)


def test_when_the_last_one_fails_the_practice_is_abandoned() -> None:
    """With the reason, since something that was wanted is not there."""
    told = Told(FakeOutput(fails={"tell": OutputError("the disk is full")}))
    told.outputs.tell(events_of_an_end())
    assert (told.outputs.abandoned, told.outputs.failed) == (True, True)
    assert told.lines == ["unknot: the disk is full"]


# --- real ones that fail -----------------------------------------------------------------------


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

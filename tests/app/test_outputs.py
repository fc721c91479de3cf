"""What is wanted is told and shown, what is not is left alone."""

from __future__ import annotations

import io
import json
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import criterion, pose, routine
from tests.frames.fakes import plain_frames
from vision.app.outputs import Outputs, open_events
from vision.errors import UnknotError
from vision.render.jsonl import EventWriter
from vision.render.window import Key
from vision.session.live.practice import Observation, Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.frames.source import Frame
    from vision.session.snapshot import Snapshot

FRAMES = plain_frames(3)


class FakeOverlay:
    """Draws nothing, and notes what it was asked to draw on."""

    def __init__(self) -> None:
        self.drawn: list[tuple[Frame, bool]] = []

    def draw(self, frame: Frame, _: object, __: Snapshot, *, keys: bool) -> NDArray[np.uint8]:
        """Note, and return a picture a little brighter than the frame's."""
        self.drawn.append((frame, keys))
        return frame.image_bgr + np.uint8(1)


class FakeWindow:
    """Shows nothing, and has keys pressed in it."""

    def __init__(self, keys: Sequence[Key | None] = ()) -> None:
        self.keys = list(keys)
        self.shown: list[NDArray[np.uint8]] = []

    def show(self, image: NDArray[np.uint8]) -> Key | None:
        """Note, and return the next key."""
        self.shown.append(image)
        return self.keys.pop(0) if self.keys else None


class FakeRecording:
    """Notes what is recorded."""

    def __init__(self) -> None:
        self.written: list[tuple[int, float]] = []

    def write(self, image_bgr: NDArray[np.uint8], t_s: float) -> None:
        """Note the picture's brightness and its time."""
        self.written.append((int(image_bgr[0, 0, 0]), t_s))


class FakePanel:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.told: list[Snapshot] = []

    def update(self, snapshot: Snapshot) -> None:
        """Note."""
        self.told.append(snapshot)


@pytest.fixture
def session() -> Session:
    """Give a session that has just begun."""
    session = Session(routine(pose(criterion())))
    session.advance(Observation(0.0))
    return session


def outputs(**wanted: object) -> Outputs:
    """Make outputs over an overlay that draws nothing."""
    return Outputs(FakeOverlay(), **wanted)


def test_without_outputs_nothing_is_drawn(session: Session) -> None:
    """Drawing costs time: a session that only writes events draws no picture."""
    out = outputs()
    assert out.show(FRAMES[0], None, session.snapshot()) is None
    assert out.overlay.drawn == []


def test_events_are_written_in_their_order() -> None:
    """One line each, for whoever listens; without listeners nothing happens."""
    written = io.StringIO()
    events = Session(routine(pose(criterion()))).end(1.5)
    outputs(events=EventWriter(written)).tell(events)
    outputs().tell(events)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [(line["event"], line["t_s"]) for line in lines] == [
        ("SessionStarted", 1.5),
        ("Finished", 1.5),
    ]


def test_the_window_shows_the_drawing_and_gives_its_key(session: Session) -> None:
    """What is shown is what was drawn, with the line of keys, and a key comes back."""
    out = outputs(window=FakeWindow([None, Key.NEXT]))
    keys = [out.show(frame, None, session.snapshot()) for frame in FRAMES[:2]]
    assert keys == [None, Key.NEXT]
    assert [int(image[0, 0, 0]) for image in out.window.shown] == [1, 11]
    assert out.overlay.drawn == [(frame, True) for frame in FRAMES[:2]]


def test_every_picture_is_recorded_at_its_time(session: Session) -> None:
    """As drawn, without the line of keys, which nobody can press in a recording."""
    out = outputs(recording=FakeRecording())
    for frame in FRAMES:
        assert out.show(frame, None, session.snapshot()) is None
    assert out.recording.written == [(1, 0.0), (11, 0.1), (21, 0.2)]
    assert [keys for _, keys in out.overlay.drawn] == [False] * 3


def test_without_a_picture_the_last_one_stays(session: Session) -> None:
    """While a camera is gone the window goes on with its last picture; none is recorded twice."""
    out = outputs(window=FakeWindow([None, Key.QUIT]), recording=FakeRecording())
    out.show(FRAMES[1], None, session.snapshot())
    assert out.show(None, None, session.snapshot()) is Key.QUIT
    assert [frame.index for frame, _ in out.overlay.drawn] == [1, 1]
    assert out.recording.written == [(11, 0.1)]


def test_before_the_first_picture_there_is_an_empty_one(session: Session) -> None:
    """A camera that stalls at once still opens a window that can be quit."""
    out = outputs(window=FakeWindow([Key.QUIT]))
    assert out.show(None, None, session.snapshot()) is Key.QUIT
    assert out.window.shown[0].shape[2] == 3


def test_the_terminal_is_told_every_moment(session: Session) -> None:
    """With and without a picture: the panel itself knows what is news."""
    out = outputs(panel=FakePanel())
    snapshot = session.snapshot()
    out.show(FRAMES[0], None, snapshot)
    out.show(None, None, snapshot)
    assert out.panel.told == [snapshot, snapshot]
    assert out.overlay.drawn == []


def test_the_summary_stays_until_a_key(session: Session) -> None:
    """The window shows it again and again, and any key of the practice ends it."""
    out = outputs(window=FakeWindow([None, None, Key.PAUSE, Key.QUIT]))
    out.show_summary(session.summary(), 60.0)
    assert len(out.window.shown) == 3
    assert out.window.keys == [Key.QUIT]


def test_the_summary_does_not_stay_for_ever(session: Session) -> None:
    """Whoever has walked away finds the program ended."""
    out = outputs(window=FakeWindow())
    start_s = time.monotonic()
    out.show_summary(session.summary(), 0.2)
    assert time.monotonic() - start_s >= 0.2
    assert out.window.shown


def test_without_a_window_there_is_no_summary_to_wait_for(session: Session) -> None:
    """The terminal prints its own afterwards."""
    out = outputs(recording=FakeRecording(), panel=FakePanel())
    start_s = time.monotonic()
    out.show_summary(session.summary(), 60.0)
    assert time.monotonic() - start_s < 30.0
    assert (out.recording.written, out.panel.told) == ([], [])


def test_events_go_to_standard_output_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """A dash is standard output, as everywhere, and leaves it open."""
    with ExitStack() as stack:
        writer = open_events(stack, "-")
        writer.write(Session(routine(pose(criterion()))).end(0.0)[0])
    print("still open")  # noqa: T201
    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first)["event"] == "SessionStarted"
    assert second == "still open"


def test_events_go_to_a_file_at_once(tmp_path: Path) -> None:
    """What happened is on the disk when it happened; what a file held before is replaced."""
    file = tmp_path / "events.jsonl"
    file.write_text("old\n", encoding="utf-8")
    with ExitStack() as stack:
        writer = open_events(stack, str(file))
        writer.write(Session(routine(pose(criterion()))).end(0.0)[0])
        assert json.loads(file.read_text(encoding="utf-8"))["event"] == "SessionStarted"


@pytest.mark.parametrize("name", ["nosuch/events.jsonl", "."])
def test_events_that_cannot_be_written_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Before the practice begins, in one line that names option and file."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack, pytest.raises(UnknotError, match="--events") as refused:
        open_events(stack, name)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)

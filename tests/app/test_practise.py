"""The practice loop: pictures in, session on, outputs told; whatever ends it, it ends well."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from tests.builders import practitioner
from tests.frames.fakes import FakeSource, plain_frames
from vision.app import practise as app
from vision.app.outputs import Outputs
from vision.app.practise import Options, Practice
from vision.app.settings import DEFAULT_FLOW, demo_holds_s, load_flow, load_library
from vision.app.sight import Sight
from vision.errors import FrameSourceError, FrameWriterError, UsageError
from vision.frames.source import Frame, Interruption
from vision.render.window import Key
from vision.session.practice import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from typing_extensions import Self

    from vision.frames.source import Arrival, FrameSource
    from vision.landmarks.types import Landmarks
    from vision.session.events import Event
    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot

BODY = practitioner("diamond", hide_far=True)
GONE = "the camera is gone"


class FakeEye:
    """Sees the same body in every picture."""

    def __init__(self, body: Landmarks | None = BODY) -> None:
        self._body = body
        self.left = 0

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(self, *_: object) -> None:
        """Count."""
        self.left += 1

    def sights(self, source: FrameSource) -> Iterator[Sight | Interruption]:
        """Yield what is seen of each arrival."""
        for arrival in source:
            if isinstance(arrival, Interruption):
                yield arrival
            else:
                yield Sight(arrival, self._body and replace(self._body, t_s=arrival.t_s))


class FakeOutputs(Outputs):
    """Notes what is told and shown, and has keys pressed.

    Parameters
    ----------
    keys
        What is pressed when: the key by how many times something had been shown.

    """

    def __init__(self, keys: dict[int, Key | type[BaseException]] | None = None) -> None:
        self._keys = keys or {}
        self.told: list[Event] = []
        self.shown: list[tuple[Frame | None, Landmarks | None, Snapshot]] = []

    def tell(self, events: Sequence[Event]) -> None:
        """Note."""
        self.told.extend(events)

    def show(
        self, frame: Frame | None, landmarks: Landmarks | None, snapshot: Snapshot
    ) -> Key | None:
        """Note, and press a key when it is time."""
        self.shown.append((frame, landmarks, snapshot))
        key = self._keys.get(len(self.shown))
        if isinstance(key, type):
            raise key
        return key

    def wait(self, snapshot: Snapshot) -> Key | None:
        """Show without waiting."""
        return self.show(None, None, snapshot)

    @property
    def names(self) -> list[str]:
        """What happened, without what happens all the time."""
        often = {"VerdictChanged", "BreathPhaseStarted"}
        names = [type(event).__name__ for event in self.told]
        return [name for name in names if name not in often]


@pytest.fixture
def routine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Routine:
    """Give the shipped routine with holds of a second, whatever settings the tester has."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path / "settings"))
    routine = load_flow(DEFAULT_FLOW, load_library(None))
    return routine.with_holds([1.0] * len(routine.steps))


def practised(
    routine: Routine,
    arrivals: Sequence[Arrival],
    keys: dict[int, Key | type[BaseException]] | None = None,
    *,
    body: Landmarks | None = BODY,
    live: bool = True,
) -> FakeOutputs:
    """Practise with what arrives, and return what the outputs noted."""
    out = FakeOutputs(keys)
    source = FakeSource(arrivals, live=live)
    Practice(source, FakeEye(body), Session(routine), out).run()
    return out


# --- the loop ----------------------------------------------------------------------------------


def test_a_pose_is_recognised_held_and_completed(routine: Routine) -> None:
    """A body in the pose, picture after picture, is all it takes."""
    out = practised(routine, plain_frames(80))
    assert out.names[:5] == [
        "SessionStarted",
        "StepEntered",
        "HoldStarted",
        "HoldCompleted",
        "StepCompleted",
    ]
    assert len(out.shown) == 80
    assert all(landmarks is not None for _, landmarks, _ in out.shown)


def test_events_have_the_time_of_their_picture(routine: Routine) -> None:
    """Never that of a clock: the same pictures give the same events."""
    first, again = (practised(routine, plain_frames(80)).told for _ in range(2))
    # In words, since an event may hold a NaN, which equals nothing.
    assert repr(first) == repr(again)
    times_s = {round(frame.t_s, 6) for frame in plain_frames(80)}
    assert {round(event.t_s, 6) for event in first} <= times_s


def test_a_picture_of_nobody_is_shown_and_judges_nothing(routine: Routine) -> None:
    """Nobody there is no pose missed."""
    out = practised(routine, plain_frames(60), body=None)
    assert [type(event).__name__ for event in out.told] == [
        "SessionStarted",
        "GuidanceDue",
        "Finished",
    ]
    assert len(out.shown) == 60


def test_the_end_of_the_source_ends_the_session(routine: Routine) -> None:
    """Uncompleted, at the time of the last picture, and told."""
    out = practised(routine, plain_frames(30))
    assert out.names[-1] == "Finished"
    assert (out.told[-1].completed, out.told[-1].t_s) == (False, pytest.approx(2.9))


def test_an_empty_source_still_ends_the_session(routine: Routine) -> None:
    """Whoever listens hears of the end in any case."""
    assert practised(routine, []).names == ["SessionStarted", "Finished"]


def test_a_session_that_is_over_takes_no_more_pictures(routine: Routine) -> None:
    """The end of the routine ends the practice, and is told once."""
    short = replace(routine, steps=routine.steps[:1])
    out = practised(short, plain_frames(400))
    assert out.names[-2:] == ["StepCompleted", "Finished"]
    assert out.told[-1].completed
    assert len(out.shown) < 100


@pytest.mark.parametrize("live", [True, False])
def test_ctrl_c_ends_it_as_quitting_does(routine: Routine, *, live: bool) -> None:
    """Nothing is raised, and the end is told."""
    out = practised(routine, plain_frames(30), {12: KeyboardInterrupt}, live=live)
    assert out.names[-1] == "Finished"
    assert len(out.shown) == 12


# --- interruptions -----------------------------------------------------------------------------


def test_an_interruption_pauses_and_the_next_picture_resumes(routine: Routine) -> None:
    """The pause tells why; repeating it tells nothing new."""
    frames = plain_frames(40)
    gone = [Interruption(2.0 + 0.2 * i, GONE) for i in range(3)]
    late = [replace(frame, t_s=frame.t_s + 1.0) for frame in frames[20:]]
    out = practised(routine, [*frames[:20], *gone, *late])
    names = [name for name in out.names if name in {"Paused", "Resumed"}]
    assert names == ["Paused", "Resumed"]
    paused = next(event for event in out.told if type(event).__name__ == "Paused")
    assert (paused.t_s, paused.reason) == (2.0, GONE)


def test_an_interruption_is_shown_without_a_picture(routine: Routine) -> None:
    """So that the window says it is paused, and its keys still work."""
    first, last = plain_frames(2)
    out = practised(routine, [first, Interruption(0.05, GONE), last])
    assert [frame for frame, _, _ in out.shown] == [first, None, last]
    assert out.shown[1][2].phase.value == "paused"


def test_quitting_works_while_the_camera_is_gone(routine: Routine) -> None:
    """A camera that never comes back keeps nobody."""
    (frame,) = plain_frames(1)
    arrivals = [frame, *(Interruption(0.2 * i, GONE) for i in range(1, 50))]
    out = practised(routine, arrivals, {5: Key.QUIT})
    assert len(out.shown) == 5
    assert (out.names[-1], out.told[-1].t_s) == ("Finished", pytest.approx(0.8))


# --- keys --------------------------------------------------------------------------------------


def test_quitting_ends_at_once(routine: Routine) -> None:
    """No further picture is taken."""
    out = practised(routine, plain_frames(30), {7: Key.QUIT})
    assert (len(out.shown), out.names[-1]) == (7, "Finished")
    assert not out.told[-1].completed


def test_space_pauses_and_goes_on_in_front_of_a_camera(routine: Routine) -> None:
    """Pictures go on being shown meanwhile, and nothing is judged in them."""
    out = practised(routine, plain_frames(40), {15: Key.PAUSE, 25: Key.PAUSE})
    assert len(out.shown) == 40
    names = [type(event).__name__ for event in out.told]
    paused, resumed = names.index("Paused"), names.index("Resumed")
    assert names[paused + 1 : resumed] == []
    assert out.told[resumed].t_s - out.told[paused].t_s == pytest.approx(1.0)


def test_a_recording_waits_while_paused(routine: Routine) -> None:
    """It goes on with the very next picture, so nothing of it is missed."""
    out = practised(routine, plain_frames(40), {15: Key.PAUSE, 25: Key.PAUSE}, live=False)
    frames = [frame.index for frame, _, _ in out.shown if frame]
    assert frames == list(range(40))
    assert [frame for frame, _, _ in out.shown[15:25]] == [None] * 10
    paused, resumed = (e for e in out.told if type(e).__name__ in {"Paused", "Resumed"})
    assert paused.t_s == resumed.t_s


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("key", [Key.QUIT, KeyboardInterrupt])
def test_a_pause_can_be_quit(
    routine: Routine, key: Key | type[BaseException], *, live: bool
) -> None:
    """Whatever stands still, q and Ctrl-C end it."""
    out = practised(routine, plain_frames(40), {15: Key.PAUSE, 20: key}, live=live)
    assert (len(out.shown), out.names[-1]) == (20, "Finished")


@pytest.mark.parametrize("live", [True, False])
def test_a_pause_can_be_left_by_going_on_to_the_next_step(routine: Routine, *, live: bool) -> None:
    """Choosing another step ends the pause."""
    keys: dict[int, Any] = {15: Key.PAUSE, 20: Key.NEXT}
    out = practised(routine, plain_frames(60), keys, live=live)
    entered = [event.step for event in out.told if type(event).__name__ == "StepEntered"]
    assert entered == [0, 1]
    assert [frame.index for frame, _, _ in out.shown if frame] == list(range(60))


def test_n_and_b_go_on_and_back(routine: Routine) -> None:
    """Also before the first pose is seen, and not further back than to the start."""
    keys = {5: Key.NEXT, 10: Key.NEXT, 15: Key.BACK, 20: Key.BACK, 25: Key.BACK}
    out = practised(routine, plain_frames(27), dict(keys))
    entered = [event.step for event in out.told if type(event).__name__ == "StepEntered"]
    assert entered == [1, 2, 1, 0, 0]
    assert out.names.count("StepSkipped") == 5


def test_going_on_from_the_last_step_ends_it(routine: Routine) -> None:
    """There is nothing after it, and the practice is over."""
    keys = dict.fromkeys(range(1, 14), Key.NEXT)
    out = practised(routine, plain_frames(30), {**keys})
    assert (len(out.shown), out.names.count("Finished")) == (13, 1)


def test_full_screen_changes_nothing_in_the_session(routine: Routine) -> None:
    """The window sees to it by itself."""
    with_key = practised(routine, plain_frames(30), {10: Key.FULLSCREEN})
    assert repr(with_key.told) == repr(practised(routine, plain_frames(30)).told)


# --- the whole of it, with what it opens replaced ----------------------------------------------


@pytest.fixture
def practise(
    routine: Routine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[str, str]]:
    """Give the practice over a source of the test's; it returns what stdout and stderr said."""
    assert routine.steps
    monkeypatch.setattr(app.weights, "ensure", lambda *_, **__: tmp_path / "model.task")
    monkeypatch.setattr(app, "Eye", lambda _: FakeEye())
    monkeypatch.setattr(app, "demo_clip", lambda: contextlib.nullcontext(tmp_path / "demo.mp4"))

    def run(
        sources: dict[str, FakeSource], capsys: pytest.CaptureFixture[str], **options: object
    ) -> tuple[str, str]:
        names = {str(tmp_path / "demo.mp4"): "demo"}
        opened: list[tuple[str, bool]] = []

        def open_source(spec: str, *, fast: bool) -> FakeSource:
            opened.append((spec, fast))
            return sources[names.get(spec, spec)]

        monkeypatch.setattr(app, "open_source", open_source)
        asked = Options(
            **{
                "camera": None,
                "demo": False,
                "fast": False,
                "flow": DEFAULT_FLOW,
                "hold_s": None,
                "breath": "4-4-4-4",
                "thresholds": None,
                "model": None,
                "window": False,
                "events": str(tmp_path / "events.jsonl"),
                "record": None,
                "mirror": True,
                **options,
            }
        )
        err = io.StringIO()
        app.practise(asked, Console(file=err, width=200))
        return capsys.readouterr().out, err.getvalue()

    return run


def entered_s(folder: Path) -> float:
    """Return the hold of the first step, as events tell it."""
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    return next(event["hold_s"] for event in events if event["event"] == "StepEntered")


def test_the_first_webcam_is_the_default(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With the routine's own holds; the source is left, and the summary printed."""
    camera = FakeSource(plain_frames(20), live=True)
    out, err = practise({"0": camera}, capsys)
    assert (camera.entered, camera.left) == (1, 1)
    assert "Your practice" in out
    assert "demo" not in err
    assert entered_s(tmp_path) == 60.0


def test_the_demo_takes_the_place_of_a_missing_webcam(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It says so, and uses the holds the clip shows."""
    demo = FakeSource(plain_frames(20))
    missing = FakeSource([], refuses=FrameSourceError("camera 0 cannot be opened"))
    _, err = practise({"0": missing, "demo": demo}, capsys)
    assert err.startswith("unknot: camera 0 cannot be opened\nunknot: so here is the demo clip")
    assert demo.left == 1
    assert entered_s(tmp_path) == demo_holds_s()[0]


def test_a_camera_that_was_named_is_not_replaced(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Its error is the answer, also for the default number."""
    missing = FakeSource([], refuses=FrameSourceError("camera 0 cannot be opened"))
    with pytest.raises(FrameSourceError):
        practise({"0": missing}, capsys, camera="0")


def test_one_hold_for_all_steps(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What is asked for wins over the demo's holds."""
    practise({"demo": FakeSource(plain_frames(20))}, capsys, demo=True, hold_s=33.0)
    assert entered_s(tmp_path) == 33.0


@pytest.mark.parametrize(
    "options",
    [{"demo": True, "camera": "0"}, {"demo": True, "flow": "relax_only"}, {"fast": True}],
)
def test_what_does_not_go_together_is_refused(
    practise: Callable[..., tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
    options: dict[str, Any],
) -> None:
    """Before anything is opened."""
    source = FakeSource(plain_frames(3))
    with pytest.raises(UsageError):
        practise({"0": source, "demo": source}, capsys, **options)
    assert source.entered == 0


def test_a_damaged_recording_is_told_of_in_the_end(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """What there was is practised with; what was missing is one line."""
    damaged = FakeSource(plain_frames(20), ended_early="clip.mp4 breaks off after 0:02")
    out, err = practise({"clip.mp4": damaged}, capsys, camera="clip.mp4")
    assert "unknot: clip.mp4 breaks off after 0:02" in err.splitlines()
    assert "Your practice" in out


def test_the_summary_keeps_out_of_the_events(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """With events on standard output, only they are there."""
    source = FakeSource(plain_frames(20))
    out, err = practise({"clip.mp4": source}, capsys, camera="clip.mp4", events="-")
    assert [json.loads(line)["event"] for line in out.splitlines()][-1] == "Finished"
    assert "Your practice" in err


def test_without_a_display_the_terminal_takes_over(
    practise: Callable[..., tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says why there is no window, and shows the practice there."""
    monkeypatch.setattr(app, "why_no_window", lambda: "no display: DISPLAY is not set")
    source = FakeSource(plain_frames(30))
    _, err = practise({"clip.mp4": source}, capsys, camera="clip.mp4", window=True)
    first, *news = err.splitlines()
    assert first == "unknot: no display: DISPLAY is not set; so the practice is shown here"
    assert any("Diamond pose" in line for line in news)


def test_everything_is_left_when_something_fails(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A recording that cannot be written leaves no camera running."""
    camera = FakeSource(plain_frames(3), live=True)
    with pytest.raises(FrameWriterError, match="nosuch"):
        practise({"0": camera}, capsys, record=tmp_path / "nosuch" / "out.mp4")
    assert (camera.entered, camera.left) == (1, 1)

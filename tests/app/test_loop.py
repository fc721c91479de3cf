"""The practice loop: pictures in, session on, outputs told; whatever ends it, it ends well."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.app.practising import BODY, GONE, FailingWatcher, FakeOutputs, practised
from tests.frames.fakes import FakeSource, plain_frames
from vision.app.loop import Practice
from vision.errors import LandmarkerError
from vision.frames.source import Interruption
from vision.render.output import Key
from vision.session.live.practice import Session

if TYPE_CHECKING:
    from vision.session.routine import Routine


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


def test_a_body_of_nan_judges_nothing(routine: Routine) -> None:
    """Whatever a landmarker makes up: nothing is met, nothing is missed, nothing breaks."""
    hollow = replace(
        BODY,
        xy_px=np.full_like(BODY.xy_px, np.nan),
        xyz_m=np.full_like(BODY.xyz_m, np.nan),
        visibility=np.full_like(BODY.visibility, np.nan),
    )
    out = practised(routine, plain_frames(60), body=hollow)
    assert set(out.names) <= {"SessionStarted", "GuidanceDue", "Finished"}
    assert len(out.shown) == 60


def test_an_error_on_the_way_still_tells_the_end(routine: Routine) -> None:
    """What was done until then is not lost to whoever listens."""
    out = FakeOutputs()
    failing = FailingWatcher(after=40)
    with pytest.raises(LandmarkerError):
        Practice(FakeSource(plain_frames(80)), failing, Session(routine), out).run()
    assert out.names[:3] == ["SessionStarted", "StepEntered", "HoldStarted"]
    assert (out.names[-1], out.told[-1].t_s) == ("Finished", pytest.approx(3.9))


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
    out = practised(routine, arrivals, {4: Key.QUIT, 5: Key.QUIT})
    assert len(out.shown) == 5
    assert (out.names[-1], out.told[-1].t_s) == ("Finished", pytest.approx(0.8))


# --- keys --------------------------------------------------------------------------------------


def test_q_asks_once_and_pressed_again_ends_at_once(routine: Routine) -> None:
    """A key touched by mistake ends nobody's practice; no further picture is taken after it."""
    out = practised(routine, plain_frames(30), {3: Key.QUIT, 7: Key.QUIT})
    assert (len(out.shown), out.names[-1]) == (7, "Finished")
    assert not out.told[-1].completed
    asks = [shown.message == "To end the practice, press q again" for *_, shown in out.shown]
    assert asks == [False] * 3 + [True] * 4


def test_q_twice_in_one_picture_ends_it(routine: Routine) -> None:
    """Two presses are two, however slow the pictures come."""
    out = practised(routine, plain_frames(30), {7: (Key.QUIT, Key.QUIT)})
    assert (len(out.shown), out.names[-1]) == (7, "Finished")


def test_what_was_asked_is_forgotten_after_a_while(
    routine: Routine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pressed again much later, q asks again: it may be another mistake."""
    clock_s = iter(range(10_000))
    monkeypatch.setattr("vision.app.loop.time.monotonic", lambda: float(next(clock_s)))
    out = practised(routine, plain_frames(30), {3: Key.QUIT, 17: Key.QUIT})
    assert len(out.shown) == 30


def test_a_question_stands_above_all_else(routine: Routine) -> None:
    """Also where a correction or what the camera needs would be told."""
    out = practised(routine, plain_frames(60), {50: Key.QUIT}, body=None)
    assert out.shown[45][2].guidance
    asked = out.shown[55][2]
    assert (asked.guidance, asked.correction, asked.praise) == ("", None, "")
    assert "press q again" in asked.message


def test_closing_the_window_ends_at_once(routine: Routine) -> None:
    """There is nothing left to ask with."""
    out = practised(routine, plain_frames(30), {7: Key.CLOSE})
    assert (len(out.shown), out.names[-1]) == (7, "Finished")


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
@pytest.mark.parametrize("key", [Key.QUIT, Key.CLOSE, KeyboardInterrupt])
def test_a_pause_can_be_quit(
    routine: Routine, key: Key | type[BaseException], *, live: bool
) -> None:
    """Whatever stands still, q and Ctrl-C end it."""
    keys = {15: Key.PAUSE, 20: key, **({18: Key.QUIT} if key is Key.QUIT else {})}
    out = practised(routine, plain_frames(40), keys, live=live)
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


def test_r_lets_the_pacer_follow_and_lead_again(routine: Routine) -> None:
    """Within a step; before the first one there is no breath yet."""
    keys = {2: Key.OWN_BREATH, 35: Key.OWN_BREATH, 45: Key.OWN_BREATH}
    out = practised(routine, plain_frames(60), {**keys})
    taken = [event for event in out.told if type(event).__name__ == "PacerTaken"]
    assert [event.as_record()["own"] for event in taken] == [True, False]


def test_going_on_from_the_last_step_ends_it(routine: Routine) -> None:
    """There is nothing after it, and the practice is over."""
    keys = dict.fromkeys(range(1, 14), Key.NEXT)
    out = practised(routine, plain_frames(30), {**keys})
    assert (len(out.shown), out.names.count("Finished")) == (13, 1)


def test_full_screen_changes_nothing_in_the_session(routine: Routine) -> None:
    """The window sees to it by itself."""
    with_key = practised(routine, plain_frames(30), {10: Key.FULLSCREEN})
    assert repr(with_key.told) == repr(practised(routine, plain_frames(30)).told)


def test_every_key_reaches_the_outputs_and_their_sign_is_shown(routine: Routine) -> None:
    """As those of the sound, which the session knows nothing of."""
    out = practised(routine, plain_frames(30), {10: Key.MUTE, 20: (Key.LOUDER, Key.QUIETER)})
    assert out.pressed == [Key.MUTE, Key.LOUDER, Key.QUIETER]
    assert [shown.sound for _, _, shown in out.shown[::10]] == ["0 keys", "1 keys", "3 keys"]
    assert out.names[-1] == "Finished"

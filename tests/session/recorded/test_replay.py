"""A recording is judged as a session would have judged it, and nobody is talked to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import NAN, UNSEEN_BACK, routine
from tests.session.driving import (
    AWAY,
    DEEP,
    GOOD,
    HIDDEN,
    NOBODY,
    ROUND,
    Values,
    rolling_out,
    sitting,
    told,
)
from tests.session.takes import Spans, filmed, stretches_of
from vision.criteria.model import Kind, Status
from vision.frames.source import Frame
from vision.measure.catalog import bones_in
from vision.render.overlay.overlay import Overlay
from vision.session import events as ev
from vision.session.recorded.replay import replay, snapshots
from vision.session.snapshot import Phase
from vision.words.reasons import STILL_ENTERING

if TYPE_CHECKING:
    from vision.criteria.model import Pose
    from vision.session.recorded.replay import Reviewed
    from vision.session.recorded.tracks import Track
    from vision.session.snapshot import Snapshot

STRAIGHT_LEG: Values = GOOD | {"seat": 0.0, "knee": 150.0}
ROLLED: Values = GOOD | {"seat": 0.0, "roll": 60.0}


def reviewed(
    *script: tuple[float, Values],
    spans: Spans,
    poses: tuple[Pose, ...] = (sitting(),),
    hold_s: float = 5.0,
) -> Reviewed:
    """Replay a script on stretches of (step, lead, start, end)."""
    of = routine(*poses, hold_s=hold_s)
    return replay(of, stretches_of(of, spans), filmed(*script))


def shown(
    *script: tuple[float, Values], spans: Spans = (), hold_s: float = 5.0
) -> tuple[Snapshot | None, ...]:
    """Return the session at each picture of a script, with one step over it if none is given."""
    of = routine(sitting(), hold_s=hold_s)
    end_s = sum(seconds for seconds, _ in script)
    return snapshots(of, stretches_of(of, spans or ((0, 0.0, 2.0, end_s),)), filmed(*script))


def track(found: Reviewed, name: str, step: int = 0) -> Track:
    """Return what became of a criterion."""
    return next(t for t in found.steps[step].tracks if t.criterion.name == name)


def one(*script: tuple[float, Values], hold_s: float = 5.0) -> Reviewed:
    """Replay a single step over the whole script, entered two seconds before its pose."""
    end_s = sum(seconds for seconds, _ in script)
    return reviewed(*script, spans=((0, 0.0, 2.0, end_s),), hold_s=hold_s)


def test_a_hold_goes_on_beyond_the_time_asked_for() -> None:
    """Completed when that is reached, counted to the end."""
    found = one((2, AWAY), (20, GOOD))
    summary = found.steps[0].summary
    assert told(list(found.events)) == [
        "SessionStarted", "StepEntered", "HoldStarted",
        "HoldCompleted", "StepCompleted", "Finished",
    ]  # fmt: skip
    assert (summary.target_s, summary.completed) == (5.0, True)
    assert summary.held_s == pytest.approx(18.5, abs=0.5)
    assert found.duration_s == pytest.approx(22.0)


def test_a_hold_that_is_too_short_is_a_step_skipped() -> None:
    """It is told how long it was."""
    found = one((2, AWAY), (4, GOOD))
    assert told(list(found.events))[-2:] == ["StepSkipped", "Finished"]
    assert not found.steps[0].summary.completed
    assert 2.0 < found.steps[0].summary.held_s < 5.0


def test_what_a_practice_would_correct_is_corrected() -> None:
    """Once, and told when it is mended; the hold stands still meanwhile."""
    found = one((2, AWAY), (6, GOOD), (5, ROUND), (6, GOOD))
    names = told(list(found.events), ev.CorrectionDue, ev.CorrectionFixed, ev.HoldBroken)
    assert names == ["CorrectionDue", "HoldBroken", "CorrectionFixed"]
    assert found.steps[0].summary.corrections == {"back_straight": 1}
    runs = track(found, "back_straight").runs
    assert [r.status for r in runs] == [Status.UNSEEN, Status.MET, Status.MISSED, Status.MET]
    assert runs[2].start_s == pytest.approx(9.5, abs=0.2)
    assert runs[2].end_s == pytest.approx(13.7, abs=0.2)


def test_the_way_into_a_pose_is_judged_by_its_movement_alone() -> None:
    """A back that is round before one sits is nobody's mistake; haste is."""
    found = one((1, AWAY), (3, ROUND | {"seat": 0.0, "speed": 99.0}), (10, GOOD))
    due = [e.criterion for e in found.events if isinstance(e, ev.CorrectionDue)]
    assert due == ["slowly"]
    assert track(found, "back_straight").seconds(Status.MISSED) == 0.0
    assert STILL_ENTERING in [run.reason for run in track(found, "back_straight").runs]


def test_tracks_cover_the_whole_stretch_without_gaps() -> None:
    """Of every criterion, whatever was seen."""
    found = one((2, AWAY), (6, GOOD), (3, ROUND), (4, HIDDEN), (5, NOBODY), (4, DEEP))
    assert {t.criterion.kind for t in found.steps[0].tracks} == set(Kind) - {Kind.TELL, Kind.LEAVE}
    for each in found.steps[0].tracks:
        assert each.runs[0].start_s == 0.0
        assert each.runs[-1].end_s == 24.0
        for run, following in pairwise(each.runs):
            assert run.end_s == following.start_s
            assert run.status is not following.status
        assert all(bool(run.reason) == (run.status is Status.UNSEEN) for run in each.runs)


def test_what_hid_a_criterion_the_longest_is_its_reason() -> None:
    """The first moments of looking are not."""
    found = one((2, AWAY | {"bow": NAN}), (8, HIDDEN))
    assert [run.reason for run in track(found, "back_straight").runs] == [UNSEEN_BACK]


def test_who_is_gone_is_lost_and_found() -> None:
    """The hold stands still, and no correction is made of it."""
    found = one((2, AWAY), (6, GOOD), (6, NOBODY), (6, GOOD))
    names = told(list(found.events), ev.Lost, ev.Found, ev.HoldStarted, ev.CorrectionDue)
    assert names == ["HoldStarted", "Lost", "Found", "HoldStarted"]
    assert found.steps[0].summary.held_s < 13.0


def test_stages_are_praised_in_a_hold() -> None:
    """And stay in the summary."""
    found = one((2, AWAY), (4, GOOD), (6, DEEP))
    assert [e.criterion for e in found.events if isinstance(e, ev.StageReached)] == ["near"]
    assert found.steps[0].summary.stage == "near"
    last = shown((2, AWAY), (4, GOOD), (6, DEEP))[-1]
    assert last is not None
    assert last.praise == "Near."


def test_snapshots_stand_where_a_step_is_done() -> None:
    """One for each picture from the lead on, and none where nothing is known."""
    found = shown((5, AWAY), (10, GOOD), (5, AWAY), spans=((0, 3.0, 5.0, 15.0),))
    assert [s is not None for s in found] == [3.0 <= k / 10 < 15.0 for k in range(200)]
    phases = [s.phase for s in found if s]
    assert (phases[0], phases[-1]) == (Phase.ENTER, Phase.HOLD)
    last = [s for s in found if s][-1]
    assert (last.holding, last.held_s, last.target_s, last.breath) == (True, 5.0, 5.0, None)
    assert (last.message, last.guidance) == ("", "")


def test_an_overlay_can_be_drawn_of_every_snapshot() -> None:
    """Before, in and after the time asked for, and with a correction."""
    found = shown((2, AWAY), (8, GOOD), (5, ROUND), (2, GOOD))
    frame = Frame(np.zeros((240, 320, 3), np.uint8), 0.0, 0)
    some = [s for s in found if s][::10]
    assert any(s.correction for s in some)
    drawn = [Overlay(bones_in, mirror=False).draw(frame, None, s, keys=False) for s in some]
    assert all(picture.any() for picture in drawn)


# --- from step to step ---------------------------------------------------------------------------

LEAVING = (rolling_out(), sitting())


def left(by: Values) -> Reviewed:
    """Replay lying, a way out of it, and sitting."""
    return reviewed(
        (2, AWAY), (8, GOOD), (3, by), (8, GOOD),
        spans=((0, 0.0, 2.0, 10.0), (1, 10.0, 13.0, 21.0)), poses=LEAVING,
    )  # fmt: skip


def test_how_a_pose_is_left_is_judged_until_the_next_is_held() -> None:
    """Its correction is told in the next one's time, and counted to the one that was left."""
    found = left(STRAIGHT_LEG)
    due = [(e.criterion, e.step) for e in found.events if isinstance(e, ev.CorrectionDue)]
    assert due == [("roll_first", 0)]
    assert [s.summary.corrections for s in found.steps] == [{"roll_first": 1}, {}]
    runs = track(found, "roll_first").runs
    assert runs[-1].status is Status.MISSED
    assert 13.0 < runs[-1].end_s < 16.0


def test_who_rolls_over_a_side_is_not_corrected() -> None:
    """And it is kept that they did."""
    found = left(ROLLED)
    assert told(list(found.events), ev.CorrectionDue) == []
    assert track(found, "roll_first").runs[-1].status is Status.MET


def test_a_pose_that_was_never_held_cannot_be_left() -> None:
    """Nothing is said of its leaving."""
    found = reviewed(
        (3, AWAY), (5, STRAIGHT_LEG), spans=((0, 0.0, 3.0, 5.0),), poses=(rolling_out(),)
    )
    assert told(list(found.events), ev.CorrectionDue) == []
    assert [run.status for run in track(found, "roll_first").runs] == [Status.UNSEEN]


def test_what_is_stirred_in_a_long_hold_is_no_leaving() -> None:
    """Only the last of a stretch may be the way out."""
    found = reviewed(
        (2, AWAY), (6, GOOD), (1, STRAIGHT_LEG), (40, GOOD),
        spans=((0, 0.0, 2.0, 49.0),), poses=(rolling_out(),),
    )  # fmt: skip
    assert told(list(found.events), ev.CorrectionDue) == []


def test_a_session_is_told_from_start_to_finish() -> None:
    """In the order of time, each event with its step; steps done twice come twice."""
    found = reviewed(
        (2, AWAY), (9, GOOD), (9, AWAY), (9, GOOD),
        spans=((1, 0.0, 2.0, 11.0), (1, 15.0, 20.0, 29.0)), poses=(sitting(), sitting("rest")),
    )  # fmt: skip
    times = [event.t_s for event in found.events]
    assert times == sorted(times)
    assert told(list(found.events), ev.SessionStarted, ev.StepEntered, ev.StepCompleted) == [
        "SessionStarted", "StepEntered", "StepCompleted", "StepEntered", "StepCompleted",
    ]  # fmt: skip
    assert [(s.stretch.lead_s, s.summary.pose) for s in found.steps] == [
        (0.0, "rest"),
        (15.0, "rest"),
    ]
    assert found.skipped == (0,)
    finished = found.events[-1]
    assert isinstance(finished, ev.Finished)
    assert not finished.completed


def test_all_steps_completed_complete_a_session() -> None:
    """In whatever order."""
    found = reviewed(
        (9, GOOD), (2, AWAY), (9, GOOD),
        spans=((1, 0.0, 0.0, 9.0), (0, 9.0, 11.0, 20.0)), poses=(sitting(), sitting("rest")),
    )  # fmt: skip
    assert found.events[-1].as_record()["completed"] is True


def test_a_recording_without_a_step_is_told_in_two_events() -> None:
    """And one without pictures in none."""
    nothing = reviewed((5, AWAY), spans=())
    assert told(list(nothing.events)) == ["SessionStarted", "Finished"]
    assert snapshots(routine(sitting()), (), filmed((5, AWAY))) == (None,) * 50
    assert nothing.skipped == (0,)
    empty = reviewed(spans=())
    assert (empty.events, empty.duration_s) == ((), 0.0)
    assert snapshots(routine(sitting()), (), filmed()) == ()


def test_a_replay_is_the_same_every_time() -> None:
    """Every field of every event."""
    runs = [one((2, AWAY), (6, GOOD), (5, ROUND), (4, NOBODY), (6, DEEP)) for _ in range(2)]
    assert repr(runs[0]) == repr(runs[1])  # as a text, in which NaN is NaN


def test_a_step_holds_for_no_longer_than_it_lasts() -> None:
    """Its time begins with the step, also where the body is in the pose on the way already."""
    (step,) = reviewed((20.0, GOOD), spans=((0, 0.0, 12.0, 20.0),)).steps
    assert step.summary.held_s == pytest.approx(8.0, abs=0.2)
    assert step.summary.in_pose_s == pytest.approx(8.0, abs=0.2)
    assert step.summary.form_share == pytest.approx(1.0)


def test_the_share_in_form_is_one_of_the_poses_time() -> None:
    """Two of ten seconds with a round back are not in form; nor is a time away from the pose."""
    script = ((2.0, AWAY), (8.0, GOOD), (4.0, ROUND), (8.0, GOOD), (5.0, AWAY))
    (step,) = reviewed(*script, spans=((0, 0.0, 2.0, 27.0),)).steps
    assert step.summary.form_share == pytest.approx(16 / 20, abs=0.06)

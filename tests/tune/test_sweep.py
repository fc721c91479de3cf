"""A criterion judged again by its own numbers is what a review found; by others, what it would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks.practitioner.demo import timeline
from tests.builders import NAN, criterion, pose, practitioner, routine, stacked
from tests.session.driving import AWAY, GOOD, ROUND, Values, rolling_out
from tests.tune.sessions import place, places_of, session
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import Kind, Status
from vision.errors import UsageError
from vision.measure.body import body_from_landmarks
from vision.measure.recorded import readings_over
from vision.session.live.steprun import Observation
from vision.session.recorded.align import find_stretches
from vision.session.recorded.replay import replay
from vision.session.recorded.reviewed import Run, Stretch
from vision.tune.bounds import Bounds
from vision.tune.sweep import Judged, Sweep

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.model import Pose
    from vision.session.recorded.reviewed import Reviewed
    from vision.tune.session import Session

LIBRARY = load_library(None)
RATE_HZ = 10.0
Spans = list[tuple[float, float, Status]]


def spans(runs: tuple[Run, ...]) -> Spans:
    """Return runs without what would help."""
    return [(run.start_s, run.end_s, run.status) for run in runs]


def tracked(reviewed: Reviewed, pose_name: str, name: str) -> Spans:
    """Return the runs a review has of a criterion, wherever its pose is done."""
    return [
        span
        for step in reviewed.steps
        if step.step.pose.name == pose_name
        for track in step.tracks
        if track.criterion.name == name
        for span in spans(track.runs)
    ]


def swept(sessions: Session, name: str, *variants: Pose, **changes: float) -> Judged:
    """Return a criterion of one session, judged by its own numbers or by others."""
    sweep = Sweep([sessions], variants, name)
    (judged,) = sweep.judged(Bounds.of(sweep.criterion).changed(**changes))
    return judged


# --- as in a review ------------------------------------------------------------------------------


def seen(t_s: np.ndarray, measured: Mapping[str, np.ndarray]) -> list[Observation]:
    """Return the moments of a session."""
    return [
        Observation(float(t), {name: float(values[row]) for name, values in measured.items()}, {})
        for row, t in enumerate(t_s)
    ]


def wandering(variants: tuple[Pose, ...], seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return two minutes of measures that dwell on and about the edges of a pose's bands."""
    rng = np.random.default_rng(seed)
    t_s = np.cumsum(rng.choice([0.1, 0.1, 0.1, 0.04, 0.7, 2.5], 900))
    edges: dict[str, list[float]] = {VIEW_MEASURE: [0.0, 10.0, 20.0, 20.0, 30.0, NAN]}
    for c in (c for variant in variants for c in variant.criteria):
        for band in (c.band, c.before, c.when):
            if band is None or band.measure == VIEW_MEASURE:
                continue
            width = max(band.margin, 0.1)
            ends = [end for end in (band.low, band.high) if np.isfinite(end)]
            about = [end + k * width for end in ends for k in (-2, -1, -0.5, 0, 0.5, 2)]
            # Mostly in the pose, so that its form counts.
            inside = [float(np.mean(ends))] if len(ends) == 2 else []
            sure = [max(ends) + 3 * width if np.isinf(band.high) else min(ends) - 3 * width]
            often = (inside or sure) * (24 if c.kind is Kind.RECOGNISE else 4)
            edges.setdefault(band.measure, []).extend([*about, *often, NAN])
    measured = {}
    for name, values in edges.items():
        lasts = rng.integers(1, 40, len(t_s))
        measured[name] = np.repeat(rng.choice(values, len(t_s)), lasts)[: len(t_s)]
    return t_s, measured


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_criterion_of_every_pose_is_judged_as_in_a_review(name: str) -> None:
    """Whatever happens in two stretches of it; how a pose is left depends on its hold."""
    variants = LIBRARY.variants(name)
    flow = routine(variants[0], variants[-1])
    found: set[Status] = set()
    for seed in range(3):
        t_s, measured = wandering(variants, seed)
        middle_s, last_s = float(t_s[len(t_s) // 2]), float(t_s[-1])
        stretches = (
            Stretch(0, 5.0, 9.03, middle_s, 1.0),
            Stretch(1, middle_s, middle_s + 4.0, last_s + 0.1, 1.0),
        )
        reviewed = replay(flow, stretches, seen(t_s, measured))
        whole = session(t_s, measured, *places_of(reviewed))
        for c in variants[0].criteria:
            if c.kind not in {Kind.TELL, Kind.LEAVE}:
                judged = swept(whole, c.name, *variants)
                assert spans(judged.runs) == tracked(reviewed, name, c.name), (c.name, seed)
                found |= {run.status for run in judged.runs}
    assert found == set(Status)


def test_a_routine_that_is_practised_is_judged_as_in_its_review() -> None:
    """The whole of one, by a made body: every criterion of every step, the leaving included."""
    t_s = np.arange(0.0, timeline().duration_s, 0.4)
    body = stacked(
        [body_from_landmarks(practitioner(timeline().posture_at(t), t_s=t)) for t in t_s.tolist()]
    )
    readings = readings_over(body)
    flow = load_flow(DEFAULT_FLOW, LIBRARY)
    reviewed = replay(
        flow,
        find_stretches(flow, t_s, readings.measured),
        [
            Observation(float(t), reading.values, reading.unseen)
            for t, reading in zip(t_s, readings, strict=True)
        ],
    )
    whole = session(t_s, readings.measured, *places_of(reviewed))
    assert {"head_to_knee", "diamond", "reclining_hero"} <= set(whole.places)
    for name in whole.places:
        variants = LIBRARY.variants(name)
        for c in variants[0].criteria:
            if c.kind is not Kind.TELL:
                assert spans(swept(whole, c.name, *variants).runs) == tracked(
                    reviewed, name, c.name
                )
    missed = swept(whole, "back_straight", *LIBRARY.variants("head_to_knee"))
    assert missed.calls == 1


def played(*script: tuple[float, Values]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return times and measures of values that are each shown for a time."""
    shown = [values for seconds, values in script for _ in range(round(seconds * RATE_HZ))]
    measured = {name: np.array([values[name] for values in shown]) for name in GOOD}
    return np.arange(len(shown)) / RATE_HZ, measured


STRAIGHT_LEG: Values = GOOD | {"seat": 0.0, "knee": 150.0}


def test_how_a_pose_is_left_is_judged_at_the_end_of_its_place() -> None:
    """From the last of it until it is left, as in a review of a pose that was held."""
    of = rolling_out()
    t_s, measured = played((2, AWAY), (12, GOOD), (20, STRAIGHT_LEG))
    reviewed = replay(routine(of), (Stretch(0, 0.0, 2.0, 14.0, 1.0),), seen(t_s, measured))
    whole = session(t_s, measured, *places_of(reviewed))
    judged = swept(whole, "roll_first", of)
    assert spans(judged.runs) == tracked(reviewed, of.name, "roll_first")
    assert judged.calls == 1
    assert judged.runs[-1].end_s == 29.0


def test_a_leaving_long_before_the_end_is_none() -> None:
    """Only the last of a place may be the way out."""
    of = rolling_out()
    t_s, measured = played((6, GOOD), (1, STRAIGHT_LEG), (40, GOOD))
    judged = swept(session(t_s, measured, place(of, 2.0, 47.0)), "roll_first", of)
    assert spans(judged.runs) == [(2.0, 47.0, Status.UNSEEN)]


# --- by other numbers ----------------------------------------------------------------------------

FOLD = pose(
    criterion("seat", kind=Kind.RECOGNISE, low=0.5, name="seated"),
    criterion("bow", high=1.0, margin=0.5, name="back_straight"),
    criterion("roll", kind=Kind.TELL, low=1.0, name="rolled"),
)


def test_wider_bounds_let_a_miss_go_and_narrower_ones_bring_it() -> None:
    """Nothing else of the session is touched."""
    t_s, measured = played((6, GOOD), (5, ROUND), (6, GOOD))
    whole = session(t_s, measured, place(FOLD, 0.0, 17.0))
    assert swept(whole, "back_straight", FOLD).calls == 1
    wider = swept(whole, "back_straight", FOLD, high=5.0)
    assert (wider.calls, wider.seconds(Status.MISSED)) == (0, 0.0)
    narrower = swept(whole, "back_straight", FOLD, high=-1.0)
    assert narrower.calls == 1
    assert narrower.seconds(Status.MISSED) == pytest.approx(14.0, abs=0.3)
    patient = swept(whole, "back_straight", FOLD, call_after_s=4.0)
    assert patient.runs[2].start_s == pytest.approx(10.0, abs=0.2)


def test_a_sweep_can_be_asked_again_and_again() -> None:
    """The same numbers bring the same answer, whatever was asked between."""
    t_s, measured = played((6, GOOD), (5, ROUND), (6, GOOD))
    sweep = Sweep([session(t_s, measured, place(FOLD, 0.0, 17.0))], (FOLD,), "back_straight")
    asked = Bounds.of(sweep.criterion)
    first = sweep.judged(asked)
    assert sweep.judged(asked.changed(high=9.0)) != first
    assert sweep.judged(asked) == first


def test_the_way_into_a_pose_is_no_miss_of_its_form() -> None:
    """A form counts when the body has settled in the pose."""
    t_s, measured = played((4, ROUND | {"seat": 0.0}), (8, ROUND))
    judged = swept(
        session(t_s, measured, place(FOLD, 4.0, 12.0, lead_s=0.0)), "back_straight", FOLD
    )
    assert [run.status for run in judged.runs] == [Status.UNSEEN, Status.MISSED]
    assert judged.runs[1].start_s == pytest.approx(4.7 + 3.0, abs=0.15)


def test_who_left_the_pose_has_to_settle_in_it_again() -> None:
    """Their form does not count meanwhile."""
    t_s, measured = played((6, ROUND), (3, ROUND | {"seat": 0.0}), (6, ROUND))
    judged = swept(session(t_s, measured, place(FOLD, 0.0, 15.0)), "back_straight", FOLD)
    statuses = [run.status for run in judged.runs]
    assert statuses == [Status.UNSEEN, Status.MISSED, Status.UNSEEN, Status.MISSED]
    assert judged.calls == 2


def test_a_pose_that_is_done_twice_is_begun_anew() -> None:
    """What was found in the first place is not carried over to the second."""
    t_s, measured = played((6, GOOD), (4, ROUND), (2, AWAY), (6, GOOD))
    whole = session(t_s, measured, place(FOLD, 0.0, 10.0), place(FOLD, 12.0, 18.0))
    runs = swept(whole, "back_straight", FOLD).runs
    edges = [run.start_s for run in runs if run.start_s in {0.0, 12.0}]
    assert edges == [0.0, 12.0]
    assert [r.status for r in runs if r.start_s >= 10.0] == [Status.UNSEEN, Status.MET]


def test_what_tells_a_pose_is_judged_while_the_body_is_in_it() -> None:
    """Not on the way there."""
    t_s, measured = played((4, AWAY), (8, GOOD | {"roll": 2.0}))
    whole = session(t_s, measured, place(FOLD, 4.0, 12.0, lead_s=0.0))
    runs = swept(whole, "rolled", FOLD).runs
    assert spans(runs) == [(4.0, 4.2, Status.UNSEEN), (4.2, 12.0, Status.MET)]


def test_each_variant_is_judged_by_its_own_measure() -> None:
    """Of a pose with one for each leg in front, by the same numbers."""
    left, right = (
        pose(criterion(side, name="leg", high=1.0), side=side) for side in ("left", "right")
    )
    measured = {"left": np.full(100, 5.0), "right": np.full(100, 0.0)}
    whole = session(np.arange(100) / 10, measured, place(left, 0.0, 5.0), place(right, 5.0, 10.0))
    ended = [
        run.status for run in swept(whole, "leg", left, right).runs if run.end_s in {5.0, 10.0}
    ]
    assert ended == [Status.MISSED, Status.MET]


def test_every_session_has_its_own_answer() -> None:
    """Also one in which the pose was not found, and a place without a picture."""
    t_s, measured = played((6, GOOD))
    sessions = [
        session(t_s, measured, place(FOLD, 0.0, 6.0)),
        session(t_s, measured, name="another"),
        session(t_s, measured, place(FOLD, 50.0, 60.0), name="a third"),
    ]
    sweep = Sweep(sessions, (FOLD,), "back_straight")
    judged = sweep.judged(Bounds.of(sweep.criterion))
    assert [len(each.runs) for each in judged] == [2, 0, 1]
    assert spans(judged[2].runs) == [(50.0, 60.0, Status.UNSEEN)]


def test_it_is_judged_by_the_pose_as_it_is_now() -> None:
    """Not as it was when the session was loaded: its numbers may have been saved since."""
    t_s, measured = played((6, GOOD), (6, ROUND))
    seated, _, told = FOLD.criteria
    slow = criterion("bow", name="back_straight", high=1.0, cue="Grow tall.")
    now = replace(FOLD, criteria=(seated, slow, told))
    sweep = Sweep([session(t_s, measured, place(FOLD, 0.0, 12.0))], (now,), "back_straight")
    assert sweep.criterion is slow


def test_a_criterion_that_is_not_there_is_named_with_those_that_are() -> None:
    """And the one that may have been meant."""
    with pytest.raises(
        UsageError, match=r"no criterion 'back_strait'; did you mean 'back_straight'"
    ):
        Sweep([], (FOLD,), "back_strait")

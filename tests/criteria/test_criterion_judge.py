"""One criterion, judged from moment to moment: met, missed or unseen."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NAN, UNSEEN_BACK, criterion, pose, readings
from vision.criteria.judge import (
    VIEW_MEASURE,
    CriterionJudge,
    PoseJudge,
)
from vision.criteria.model import VIEW_LIMIT_DEG, Band, Criterion, Kind, Status, Verdict, View
from vision.words.reasons import STILL_LOOKING, TURN_SIDE_ON

BOW = criterion("bow", high=1.0, margin=0.5)


def judged(
    of: Criterion, *spans: tuple[float, dict[str, float]], from_s: float = 0.0, rate_hz: float = 10
) -> list[Verdict]:
    """Return every verdict over spans of (seconds, readings)."""
    judge, out, t_s = CriterionJudge(of), [], from_s
    for seconds, values in spans:
        seen = readings(**values)
        for _ in range(round(seconds * rate_hz)):
            out.append(judge.update(t_s, seen.values, seen.unseen))
            t_s += 1.0 / rate_hz
    return out


@pytest.mark.parametrize(
    ("value", "status"), [(0.5, Status.MET), (3.0, Status.MISSED), (NAN, Status.UNSEEN)]
)
def test_there_are_three_answers(value: float, status: Status) -> None:
    """Met, missed and unseen, each with its value and its score."""
    last = judged(BOW, (3.0, {"bow": value}))[-1]
    assert last.status is status
    assert last.criterion is BOW
    assert last.value == pytest.approx(value, nan_ok=True)
    expected = {Status.MET: 1.0, Status.MISSED: 0.0, Status.UNSEEN: NAN}[status]
    assert last.score == pytest.approx(expected, nan_ok=True)
    assert bool(last.reason) == (status is Status.UNSEEN)


def test_what_is_unseen_says_what_would_help() -> None:
    """The reason is the reading's own; a measure nobody took is still being looked for."""
    assert judged(BOW, (1.0, {"bow": NAN}))[-1].reason == UNSEEN_BACK
    assert judged(BOW, (1.0, {"knee": 1.0}))[-1].reason == STILL_LOOKING
    assert judged(BOW, (1.0, {}))[-1].status is Status.UNSEEN


@pytest.mark.parametrize("view", list(View))
def test_a_view_too_oblique_is_unseen_and_asks_to_turn(view: View) -> None:
    """A wrong correction is worse than silence: each criterion knows from where it may speak."""
    of = criterion("bow", high=1.0, view=view)
    limit = VIEW_LIMIT_DEG[view]
    within = judged(of, (3.0, {"bow": 5.0, VIEW_MEASURE: limit}))[-1]
    assert within.status is Status.MISSED
    if view is not View.ANY:
        beyond = judged(of, (3.0, {"bow": 5.0, VIEW_MEASURE: limit + 0.1}))[-1]
        assert (beyond.status, beyond.reason) == (Status.UNSEEN, TURN_SIDE_ON)
        assert math.isnan(beyond.value)


def test_views_widen() -> None:
    """What may be judged from an oblique view may be judged from the side."""
    assert VIEW_LIMIT_DEG[View.SIDE] < VIEW_LIMIT_DEG[View.OBLIQUE] < VIEW_LIMIT_DEG[View.ANY]
    assert VIEW_LIMIT_DEG[View.ANY] >= 90.0


def test_a_criterion_waits_for_its_gate() -> None:
    """While the other band is not kept, or cannot be told, nothing is judged."""
    of = criterion("bow", high=1.0, when=Band("knee", low=140.0, margin=10.0))
    for knee in (100.0, NAN):
        assert judged(of, (3.0, {"bow": 5.0, "knee": knee}))[-1].status is Status.UNSEEN
    assert judged(of, (3.0, {"bow": 5.0}))[-1].status is Status.UNSEEN
    for knee in (135.0, 170.0):
        assert judged(of, (3.0, {"bow": 5.0, "knee": knee}))[-1].status is Status.MISSED


@given(
    noise=st.lists(st.floats(1.0, 1.5, exclude_max=True), min_size=1, max_size=80),
    first=st.sampled_from([0.5, 3.0]),
)
def test_noise_within_the_margin_never_flips_a_status(noise: list[float], first: float) -> None:
    """Whether it was met or missed before, on the edge it stays so."""
    judge = CriterionJudge(BOW)
    for i in range(30):
        before = judge.update(0.1 * i, {"bow": first}, {})
    after = [judge.update(3.0 + 0.1 * i, {"bow": value}, {}) for i, value in enumerate(noise)]
    assert {v.status for v in after} == {before.status}


@given(
    value=st.floats(1.0, 1.5, exclude_min=True, exclude_max=True),
    first=st.sampled_from([0.5, 3.0]),
)
def test_a_value_that_stays_within_the_margin_changes_nothing(value: float, first: float) -> None:
    """However long it stays there."""
    found = judged(BOW, (3.0, {"bow": first}), (10.0, {"bow": value}))
    assert {v.status for v in found[30:]} == {found[29].status}


@given(st.lists(st.floats(-5.0, 1.499), min_size=1, max_size=80))
def test_within_bounds_and_margin_nothing_is_ever_missed(values: list[float]) -> None:
    """A margin is the measure's own error, and no reason for a correction."""
    judge = CriterionJudge(BOW)
    said = [judge.update(0.4 * i, {"bow": v}, {}).status for i, v in enumerate(values)]
    assert Status.MISSED not in said


@pytest.mark.parametrize("value", [0.5, 3.0])
def test_a_moment_out_of_sight_keeps_the_verdict(value: float) -> None:
    """A hand before the leg, a dropped picture."""
    found = judged(BOW, (3.0, {"bow": value}), (0.5, {"bow": NAN}), (1.0, {"bow": value}))
    assert len({v.status for v in found[-15:]}) == 1
    hidden = found[-12]
    assert math.isnan(hidden.value)
    assert hidden.status is not Status.UNSEEN
    assert hidden.reason is None


@pytest.mark.parametrize("value", [0.5, 3.0])
def test_longer_out_of_sight_is_unseen(value: float) -> None:
    """And a miss is not called of what is not seen."""
    assert judged(BOW, (3.0, {"bow": value}), (1.0, {"bow": NAN}))[-1].status is Status.UNSEEN


def test_a_criterion_has_its_own_times() -> None:
    """How long a miss must last, and how long it must be gone."""
    of = criterion("bow", high=1.0, call_after_s=0.3, clear_after_s=2.0)
    found = judged(of, (1.0, {"bow": 0.5}), (1.0, {"bow": 5.0}), (3.0, {"bow": 0.5}))
    missed = [i for i, v in enumerate(found) if v.status is Status.MISSED]
    assert missed[0] == pytest.approx(13, abs=1)
    assert missed[-1] == pytest.approx(39, abs=1)


@given(st.floats(-1e5, 1e5))
def test_where_a_source_begins_to_count_does_not_matter(from_s: float) -> None:
    """Only differences of time do."""
    spans = ((2.0, {"bow": 0.5}), (3.0, {"bow": 5.0}), (1.0, {"bow": NAN}), (2.0, {"bow": 0.5}))
    here = [v.status for v in judged(BOW, *spans)]
    there = [v.status for v in judged(BOW, *spans, from_s=from_s)]
    assert sum(a is not b for a, b in zip(here, there, strict=True)) <= 3  # rounding of the times


def test_a_pose_is_seen_from_where_its_strictest_need_is() -> None:
    """What it is recognised and held by counts; depth and movement may ask for less or more."""
    strict = criterion("bow", view=View.OBLIQUE)
    anywhere = criterion("tilt", kind=Kind.RECOGNISE, view=View.ANY)
    aim = criterion("depth", kind=Kind.AIM, view=View.SIDE)
    assert pose(anywhere, strict, aim).view is View.OBLIQUE
    assert pose(anywhere, aim).view is View.ANY
    assert pose().view is View.ANY


def test_a_pose_is_judged_by_all_criteria_of_the_kinds_asked_for() -> None:
    """Each in its own time, aims in the order of their stages."""
    of = pose(
        criterion("face", kind=Kind.AIM, stage=2),
        criterion("chest", kind=Kind.AIM, stage=1),
        criterion("bow"),
        criterion("speed", kind=Kind.MOVEMENT),
    )
    everything = PoseJudge(of).update(0.0, {}, {})
    assert {v.criterion.name for v in everything} == {"face", "chest", "bow", "speed"}
    judge = PoseJudge(of, Kind.AIM)
    for t_s in (0.0, 0.2, 0.4):
        aims = judge.update(t_s, {"face": 0.5, "chest": 0.5}, {})
    assert [v.criterion.name for v in aims] == ["chest", "face"]
    assert {v.status for v in aims} == {Status.MET}
    assert PoseJudge(of, Kind.LEAVE).update(0.0, {}, {}) == ()

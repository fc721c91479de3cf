"""Which pictures of a reviewed recording are worth a look."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from tests.builders import criterion, pose, routine
from tests.session.driving import AWAY, DEEP, DEEPEST, GOOD, ROUND, Values, rolling_out, sitting
from tests.session.takes import RATE_HZ, Spans, filmed, stretches_of
from vision.criteria.model import Kind
from vision.session.recorded.moments import KeyMoment, key_moments
from vision.session.recorded.replay import replay

if TYPE_CHECKING:
    from vision.criteria.model import Pose


def found_in(
    *script: tuple[float, Values],
    spans: Spans = (),
    poses: tuple[Pose, ...] = (sitting(),),
    most: int = 40,
) -> tuple[KeyMoment, ...]:
    """Replay a script and return its key moments; one step over all of it unless told."""
    take, of = filmed(*script), routine(*poses)
    spans = spans or ((0, 0.0, 2.0, len(take.t_s) / RATE_HZ),)
    return key_moments(replay(of, stretches_of(of, spans), take), take, most)


def only(moments: tuple[KeyMoment, ...], *, best: bool) -> KeyMoment:
    """Return the one moment of a kind."""
    (moment,) = [m for m in moments if m.best is best]
    return moment


def test_the_worst_moment_is_where_a_miss_is_greatest() -> None:
    """While it counts as missed, in words without a judgement."""
    rounder = GOOD | {"bow": 7.0}
    worst = only(
        found_in((2, AWAY), (6, GOOD), (3, ROUND), (1, rounder), (3, ROUND), (5, GOOD)), best=False
    )
    assert worst.criterion is not None
    assert (worst.criterion.name, worst.value) == ("back_straight", 7.0)
    assert 11.0 <= worst.t_s < 12.0
    assert (
        worst.words == "Back straight: read 7.00 trunk lengths, asked for up to 1.00 trunk lengths"
    )


def test_nothing_missed_is_no_worst_moment() -> None:
    """Also where a back was round before the pose was reached."""
    moments = found_in((2, AWAY | {"bow": 9.0}), (10, GOOD))
    assert [m.best for m in moments] == [True]


def test_the_worst_of_several_is_the_farthest_in_margins() -> None:
    """A margin is a measure's own error, so they can be compared."""
    wide = criterion("lean_deg", name="upright", low=-10.0, high=10.0, margin=20.0, priority=60)
    both = pose(
        criterion("seat", kind=Kind.RECOGNISE, low=0.5, name="seated"),
        criterion("bow", high=1.0, margin=0.5, name="back_straight"),
        wide,
    )
    good = GOOD | {"lean_deg": 0.0}
    leant = GOOD | {"lean_deg": -55.0}
    off = leant | {"bow": 2.0}
    worst = only(
        found_in((8, good), (8, leant), (24, off), spans=((0, 0.0, 0.0, 40.0),), poses=(both,)),
        best=False,
    )
    assert worst.words == "Upright: read -55°, asked for from -10° on"


def test_the_best_moment_is_the_deepest_stage_reached() -> None:
    """At its deepest, with the form met."""
    best = only(found_in((2, AWAY), (6, GOOD), (4, DEEP), (4, DEEPEST), (4, DEEP)), best=True)
    assert best.criterion is not None
    assert (best.criterion.name, best.value) == ("nearest", 0.0)
    assert 12.0 <= best.t_s < 16.0


def test_without_a_stage_the_best_is_the_middle_of_the_longest_time_held_well() -> None:
    """Here the second of two."""
    best = only(found_in((2, AWAY), (6, GOOD), (6, ROUND), (20, GOOD)), best=True)
    assert best.criterion is None
    assert math.isnan(best.value)
    assert best.t_s == pytest.approx(24.5, abs=1.0)


def test_a_picture_in_which_the_pose_has_just_been_left_is_not_the_best() -> None:
    """The statuses stay met for a while; what the picture shows does not."""
    for after in (GOOD | {"seat": 0.0}, ROUND):
        best = only(found_in((2, AWAY), (1.2, GOOD), (2, after)), best=True)
        assert best.t_s < 3.2
        assert best.words == "In the pose, with the form met"


def test_a_pose_never_held_has_no_best_moment() -> None:
    """Its form was round from start to end."""
    moments = found_in((2, AWAY | ROUND | {"seat": 0.0}), (12, ROUND))
    assert [m.best for m in moments] == [False]


def test_an_order_is_shown_where_it_was_decided() -> None:
    """Later the limbs are where they should be, or do not matter any more."""
    straight_leg = GOOD | {"seat": 0.0, "knee": 150.0, "roll": 10.0}
    moments = found_in(
        (2, AWAY), (8, GOOD), (3, straight_leg), (5, AWAY),
        spans=((0, 0.0, 2.0, 10.0),), poses=(rolling_out(),),
    )  # fmt: skip
    worst = only(moments, best=False)
    assert worst.criterion is not None
    assert worst.criterion.name == "roll_first"
    assert worst.t_s == pytest.approx(10.3, abs=0.2)
    assert worst.value == 10.0


def test_moments_are_in_the_order_of_time_and_name_their_step() -> None:
    """A step done twice has its moments twice."""
    spans = ((0, 0.0, 2.0, 18.0), (0, 18.0, 20.0, 36.0))
    script = ((2, AWAY), (6, GOOD), (5, ROUND), (5, GOOD)) * 2
    moments = found_in(*script, spans=spans)
    assert [m.t_s for m in moments] == sorted(m.t_s for m in moments)
    assert sorted((m.step, m.best) for m in moments) == [
        (0, False), (0, True), (1, False), (1, True),
    ]  # fmt: skip


def test_where_only_few_are_wanted_the_worst_come_first() -> None:
    """There is more to learn from them."""
    script = ((2, AWAY), (6, GOOD), (5, ROUND), (5, GOOD))
    assert [m.best for m in found_in(*script, most=1)] == [False]

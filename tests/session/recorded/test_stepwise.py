"""A take that is judged at once is the session that a practice's judges see picture by picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NAN, criterion, routine
from tests.session.driving import (
    AWAY,
    DEEP,
    DEEPEST,
    FRONTAL,
    GOOD,
    HASTY,
    HIDDEN,
    NOBODY,
    ROUND,
    Values,
    rolling_out,
    sitting,
)
from tests.session.stepwise import replay_stepwise
from tests.session.takes import filmed, stretches_of, wandering
from vision.app.settings import load_library
from vision.criteria.model import Band, Kind, Status
from vision.session import events as ev
from vision.session.recorded.replay import replay, snapshots

if TYPE_CHECKING:
    from vision.session.recorded.take import Stretch, Take
    from vision.session.routine import Routine

LIBRARY: Final = load_library(None)
STRAIGHT_LEG: Final = GOOD | {"seat": 0.0, "knee": 150.0}
ROLLED: Final = STRAIGHT_LEG | {"roll": 60.0}
EVERYTHING: Final = replace(
    sitting("fold"),
    criteria=(
        *sitting().criteria,
        *rolling_out().criteria[1:],
        criterion("head", name="head_down", when=Band("bow", high=3.0), low=-5.0, high=0.5),
        criterion("speed", kind=Kind.LEAVE, name="leave_slowly", high=30.0, call_after_s=0.3),
        criterion("roll", kind=Kind.TELL, name="rolled", low=10.0),
    ),
)
POSES: Final = (rolling_out(), sitting(), EVERYTHING)


def same(of: Routine, stretches: list[Stretch], take: Take) -> set[Status]:
    """Compare everything, snapshots too; returns which statuses there were."""
    expected, shown = replay_stepwise(of, stretches, take)
    found = replay(of, stretches, take)
    # As texts, in which NaN is NaN.
    assert list(map(repr, found.events)) == list(map(repr, expected.events))
    assert repr(found) == repr(expected)
    assert list(map(repr, snapshots(of, stretches, take))) == list(map(repr, shown))
    return {run.status for step in found.steps for track in step.tracks for run in track.runs}


acts = st.lists(
    st.tuples(
        st.sampled_from([0.1, 0.3, 0.7, 1.5, 2.1, 3.5, 6.0, 14.0]),
        st.sampled_from(
            [
                GOOD, GOOD, GOOD, ROUND, HIDDEN, NOBODY, NOBODY, AWAY, DEEP, DEEPEST, FRONTAL,
                HASTY, STRAIGHT_LEG, ROLLED, ROUND | HASTY, GOOD | {"bow": 1.2, "head": 2.0},
                ROUND | {"head": 2.0}, ROLLED | HASTY, HIDDEN | {"head": NAN, "seat": NAN},
            ]
        ),
    ),
    min_size=1,
    max_size=24,
)  # fmt: skip
gaps = st.lists(st.sampled_from([0.0, 0.05, 0.1, 0.1, 0.1, 0.1, 0.7, 1.3, 4.0]), min_size=1)
parts = st.lists(
    st.tuples(
        st.integers(0, len(POSES) - 1),
        st.sampled_from([0.0, 0.0, 0.0, 2.0, 9.0, 20.0]),  # after the stretch before
        st.sampled_from([0.0, 1.0, 3.0]),  # on the way in
        st.sampled_from([0.03, 3.0, 8.0, 16.0, 30.0]),  # in it
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(acts, gaps, parts, st.sampled_from([0.0, 2.0, 5.0, 12.0]))
def test_every_event_summary_track_and_snapshot_is_the_same(
    script: list[tuple[float, Values]],
    gaps_s: list[float],
    spans: list[tuple[int, float, float, float]],
    hold_s: float,
) -> None:
    """Whatever is seen at whatever rate, in whichever stretches, of criteria of every kind."""
    take = filmed(*script)
    t_s = np.cumsum(np.resize(gaps_s, len(take.t_s)))
    stretches, end_s = [], 0.0
    for index, after_s, lead_s, lasts_s in spans:
        from_s = end_s + after_s
        end_s = from_s + lead_s + lasts_s
        stretches.append((index, from_s, from_s + lead_s, end_s))
    of = routine(*POSES, hold_s=hold_s)
    same(of, stretches_of(of, tuple(stretches)), replace(take, t_s=t_s))


def test_who_is_lost_holds_nothing_however_well_they_are_seen_now_and_then() -> None:
    """And so leaves nothing: a few pictures of the pose keep it recognised, and find nobody."""
    of = routine(rolling_out())
    flicker = ((0.4, GOOD), (0.2, NOBODY)) * 12
    take = filmed((3.0, NOBODY), *flicker, (3.0, STRAIGHT_LEG))
    stretches = stretches_of(of, ((0, 0.0, 0.0, 10.2),))
    same(of, stretches, take)
    (step,) = replay(of, stretches, take).steps
    assert [track.runs[-1].end_s for track in step.tracks] == [10.2, 10.2]


def test_what_was_mended_while_a_leaving_was_corrected_is_told_right_after_it() -> None:
    """In the first picture after the next pose began to be held, whatever changes in it."""
    of = routine(rolling_out(), sitting())
    hasty_away, hasty_leg = AWAY | {"speed": 99.0}, STRAIGHT_LEG | {"speed": 99.0}
    take = filmed((10.0, GOOD), (1.0, hasty_away), (0.6, hasty_leg), (9.0, GOOD))
    stretches = stretches_of(of, ((0, 0.0, 0.0, 10.0), (1, 10.0, 11.6, 20.6)))
    same(of, stretches, take)
    times_s = {type(event): event.t_s for event in replay(of, stretches, take).events}
    held_s, fixed_s = times_s[ev.HoldStarted], times_s[ev.CorrectionFixed]
    assert held_s < fixed_s < held_s + 0.15


@pytest.mark.parametrize("name", LIBRARY.names())
def test_every_pose_there_is_is_judged_alike(name: str) -> None:
    """With its own criteria, in two stretches of it, and every status among them."""
    variants = LIBRARY.variants(name)
    of = routine(variants[0], variants[-1])
    found: set[Status] = set()
    for seed in range(3):
        take = wandering(variants, seed)
        middle_s, last_s = float(take.t_s[len(take.t_s) // 2]), float(take.t_s[-1])
        spans = ((0, 5.0, 9.03, middle_s), (1, middle_s, middle_s + 4.0, last_s + 0.1))
        found |= same(of, stretches_of(of, spans), take)
    assert found == set(Status)

"""Which step is where: what is seen decides, and where it does not, the order."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NAN, criterion, pose, routine
from tests.session.takes import take_of
from vision.criteria.model import Band, Kind
from vision.session.recorded.align import (
    LEAD_S,
    align,
    find_stretches,
    may_follow,
    one_pose,
    with_leads,
)
from vision.session.recorded.paths import COSTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vision.criteria.model import Pose
    from vision.session.recorded.align import Found
    from vision.session.recorded.take import Stretch, Take
    from vision.session.routine import Routine

    Array = NDArray[np.float64]

RATE_HZ = 10.0


def film(*parts: tuple[str, float], steps: str, rate_hz: float = RATE_HZ) -> tuple[Array, Array]:
    """Return times and scores: for each part what is seen, a letter, and for how long.

    ``steps`` names each step's pose by a letter; "-" is none of them, "?" nobody.
    """
    seen = "".join(letter * round(length_s * rate_hz) for letter, length_s in parts)
    scores = np.array([[NAN if at == "?" else float(at == step) for step in steps] for at in seen])
    return np.arange(len(seen)) / rate_hz, scores.reshape(-1, len(steps))


def labels(found: Iterable[Found | Stretch]) -> list[tuple[int, float, float]]:
    """Return (step, start, end) of each stretch."""
    return [(s.index, round(s.start_s, 3), round(s.end_s, 3)) for s in found]


def test_steps_are_found_in_their_places() -> None:
    """With what lies between them left alone."""
    times, scores = film(("-", 5), ("a", 20), ("-", 4), ("b", 30), ("-", 5), steps="ab")
    assert labels(align(times, scores)) == [(0, 5.0, 25.0), (1, 29.0, 59.0)]


def test_steps_that_look_alike_are_told_apart_by_their_order() -> None:
    """The resting pose comes again and again."""
    times, scores = film(("a", 9), ("b", 9), ("a", 9), ("c", 9), ("a", 9), steps="abaca")
    assert [s.index for s in align(times, scores)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("left_out", range(5))
def test_a_step_may_be_left_out(left_out: int) -> None:
    """Whichever it is."""
    done = [step for k, step in enumerate("abcde") if k != left_out]
    times, scores = film(*((step, 10.0) for step in done), steps="abcde")
    assert [s.index for s in align(times, scores)] == [k for k in range(5) if k != left_out]


def test_a_step_may_be_repeated_and_come_back_to() -> None:
    """After something else for a while, or after the step that follows."""
    times, scores = film(("a", 20), ("-", 20), ("a", 20), ("b", 20), ("a", 20), steps="ab")
    assert [s.index for s in align(times, scores)] == [0, 0, 1, 0]


@pytest.mark.parametrize("away", ["-", "?"])
def test_who_leaves_a_pose_for_a_moment_is_still_in_it(away: str) -> None:
    """To adjust oneself, or behind somebody who walks by."""
    times, scores = film(("a", 20), (away, 2), ("a", 20), steps="ab")
    assert labels(align(times, scores)) == [(0, 0.0, 42.0)]


def test_a_long_time_unseen_ends_a_step() -> None:
    """Nobody is believed to stay in a pose out of sight for minutes."""
    times, scores = film(("a", 30), ("?", 120), ("a", 30), steps="ab")
    assert labels(align(times, scores)) == [(0, 0.0, 30.0), (0, 150.0, 180.0)]


def test_passing_through_a_pose_is_no_step() -> None:
    """A stretch has a few seconds of evidence, or is none."""
    times, scores = film(("a", 20), ("-", 3), ("b", 1.5), ("-", 3), ("c", 20), steps="abc")
    assert [s.index for s in align(times, scores)] == [0, 2]


def test_a_pose_that_flickers_is_no_step() -> None:
    """Recognised in every third picture only."""
    times, scores = film(*((("a", 0.1), ("-", 0.2)) * 200), steps="a")
    assert align(times, scores) == []


def test_half_recognised_is_no_evidence() -> None:
    """A score of a half speaks neither way."""
    times = np.arange(600) / RATE_HZ
    assert align(times, np.full((600, 3), 0.5)) == []


@pytest.mark.parametrize("first", [1, 2, 3])
def test_a_recording_may_begin_and_end_anywhere(first: int) -> None:
    """Only the second half was filmed, or the battery was empty."""
    times, scores = film(*((step, 10.0) for step in "abcde"[first:4]), steps="abcde")
    assert [s.index for s in align(times, scores)] == list(range(first, 4))


def test_a_single_pose_of_many_like_it_is_the_first() -> None:
    """Nothing tells them apart, so nothing is skipped."""
    times, scores = film(("-", 5), ("a", 20), steps="abaca")
    assert [s.index for s in align(times, scores)] == [0]


def test_clues_tip_the_balance_between_look_alikes() -> None:
    """And nothing more: without them it is one long first step."""
    times, scores = film(("a", 40), steps="aa")
    clues = np.zeros((400, 2))
    clues[:, 1] = np.where(times < 20, -1.0, 1.0)
    assert [s.index for s in align(times, scores)] == [0]
    found = align(times, scores, clues=clues)
    assert [s.index for s in found] == [0, 1]
    assert found[1].start_s == pytest.approx(20.0, abs=0.2)


def test_clues_do_not_outweigh_what_is_seen() -> None:
    """A pose that is not recognised is not made one by a hint."""
    times, scores = film(("a", 60), steps="ab")
    clues = np.tile([-1.0, 1.0], (600, 1))
    assert [s.index for s in align(times, scores, clues=clues)] == [0]


@pytest.mark.parametrize("rate_hz", [2.0, 5.0, 30.0])
def test_how_often_one_looks_changes_nothing(rate_hz: float) -> None:
    """But the last fraction of a second."""
    parts = (("-", 5.0), ("a", 20.0), ("-", 4.0), ("b", 30.0), ("?", 3.0), ("b", 9.0))
    found = align(*film(*parts, steps="adb", rate_hz=rate_hz))
    assert [s.index for s in found] == [0, 2]
    edges = [edge for s in found for edge in (s.start_s, s.end_s)]
    assert edges == pytest.approx([5.0, 25.0, 29.0, 71.0], abs=0.5)


def test_a_picture_does_not_speak_for_a_long_gap() -> None:
    """Three pictures in a minute are three seconds of evidence, not sixty."""
    times = np.array([0.0, 30.0, 60.0])
    assert align(times, np.array([[1.0], [0.0], [1.0]])) == []


def test_the_lead_reaches_back_to_the_stretch_before_but_not_far() -> None:
    """What came before a long time ago is no way into this pose."""
    times, scores = film(
        ("-", 40), ("a", 20), ("-", 6), ("b", 20), ("-", 30), ("c", 9), steps="abc"
    )
    led = with_leads(routine(*[pose()] * 3), align(times, scores), times)
    leads = [(s.lead_s, s.start_s) for s in led]
    assert leads == [(40 - LEAD_S, 40.0), (60.0, 66.0), (116 - LEAD_S, 116.0)]


def test_a_stretch_tells_how_well_its_pose_is_recognised() -> None:
    """The mean over what is seen of it."""
    times, scores = film(("a", 10), ("?", 2), ("a", 10), steps="a")
    scores[scores == 1.0] = 0.8
    assert align(times, scores)[0].score == pytest.approx(0.8)


@pytest.mark.parametrize("count", [0, 1])
def test_next_to_no_pictures_are_no_step(count: int) -> None:
    """Nothing is found, and nothing breaks."""
    assert align(np.arange(count, dtype=float), np.ones((count, 3))) == []


parts = st.lists(st.tuples(st.sampled_from("abc-?"), st.floats(0.1, 12.0)), max_size=12)


@given(parts)
def test_whatever_is_seen_the_stretches_keep_their_promises(
    shown: list[tuple[str, float]],
) -> None:
    """In order, apart, long enough, and mostly recognised."""
    times, scores = film(*shown, steps="abac", rate_hz=5.0)
    found = with_leads(routine(*[pose()] * 4), align(times, scores), times)
    ends = [0.0, *(s.end_s for s in found)]
    for before_s, s in zip(ends, found, strict=False):
        assert before_s <= s.lead_s <= s.start_s < s.end_s <= times[-1] + 0.2 + 1e-6
        inside = scores[(times >= s.start_s) & (times < s.end_s), s.index]
        assert (inside == 1.0).sum() / 5.0 >= COSTS.least_share * COSTS.least_s - 1e-6
        assert inside[0] == inside[-1] == 1.0


def test_an_hour_is_aligned_in_seconds() -> None:
    """Linear in the number of pictures."""
    day = [(step, 8.0) for step in "abacadae-?"] * 45
    times, scores = film(*day, steps="abacadaefghij")
    assert len(times) == 36_000
    begun_s = time.process_time()
    assert len(align(times, scores)) > 300
    assert time.process_time() - begun_s < 5.0


# --- routines ------------------------------------------------------------------------------------


def recognised(measure: str, *more: object, form: bool = True, name: str = "") -> Pose:
    """Return a pose that is recognised by one measure being at least 1."""
    kinds = [criterion(measure, kind=Kind.RECOGNISE, low=1.0, name="there")]
    kinds += [criterion("bow", name="straight")] if form else []
    return pose(*kinds, *more, name=name or measure)


def shown(*parts: tuple[str, float], **measures: str) -> Take:
    """Return a take: each measure is 1 while one of its letters is shown, else 0."""
    seen = "".join(letter * round(length_s * RATE_HZ) for letter, length_s in parts)
    arrays = {
        name: np.array([NAN if at == "?" else float(at in letters) for at in seen])
        for name, letters in measures.items()
    }
    return take_of(np.arange(len(seen)) / RATE_HZ, arrays)


def lying_down(hold_s: float) -> Routine:
    """Return a routine of a pose, two ways to lie that look the same, and sitting up from it."""
    rising = criterion("roll", kind=Kind.MOVEMENT, low=1.0, before=Band("up", low=1.0), name="turn")
    poses = (
        recognised("kneel"),
        recognised("lie", form=False, name="one_way"),
        recognised("lie", form=False, name="another_way"),
        recognised("up", rising, form=False, name="coming_up"),
    )
    return routine(*poses, hold_s=hold_s)


def test_steps_that_nothing_can_tell_apart_share_their_time() -> None:
    """In the proportion of their holds, as many as fit."""
    take = shown(("k", 20), ("l", 40), ("u", 10), kneel="k", lie="l", up="ku")
    found = find_stretches(lying_down(15.0), take)
    assert labels(found) == [(0, 0.0, 20.0), (1, 20.0, 40.0), (2, 40.0, 60.0), (3, 60.0, 70.0)]


def test_a_time_too_short_for_two_holds_is_one() -> None:
    """The first of them, as in a practice."""
    take = shown(("k", 20), ("l", 40), ("u", 10), kneel="k", lie="l", up="ku")
    found = find_stretches(lying_down(30.0), take)
    assert labels(found) == [(0, 0.0, 20.0), (1, 20.0, 60.0), (3, 60.0, 70.0)]


def test_the_end_of_a_movement_is_nothing_without_its_beginning() -> None:
    """Who sits upright all the time has not come up from lying."""
    take = shown(("k", 20), ("u", 60), kneel="k", lie="l", up="ku")
    assert [s.index for s in find_stretches(lying_down(15.0), take)] == [0]


def test_what_may_follow_is_everything_but_the_end_of_a_movement() -> None:
    """That one may follow what no picture tells either, and itself."""
    free = may_follow(lying_down(15.0))
    assert free[:, :3].all()
    assert free[:, 3].tolist() == [False, False, True, True, True]


def legs() -> list[Pose]:
    """Return the two variants of a sided pose."""
    return [
        pose(
            criterion(f"{side}_ahead", kind=Kind.RECOGNISE, low=1.0),
            criterion(f"{side}_hint", kind=Kind.TELL, low=1.0),
            name="fold",
            side=side,
        )
        for side in ("right", "left")
    ]


def test_one_pose_lasts_from_first_to_last_sight_of_it() -> None:
    """Whatever is between them; the better recognised variant is meant."""
    parts = (("-", 30.0), ("l", 10.0), ("-", 60.0), ("l", 10.0), ("?", 5.0))
    take = shown(*parts, right_ahead="r", left_ahead="l")
    one, found = one_pose(legs(), take, hold_s=45.0)
    assert [(step.pose.side, step.hold_s) for step in one.steps] == [("left", 45.0)]
    assert labels(found) == [(0, 30.0, 110.0)]
    assert found[0].lead_s == 30.0 - LEAD_S


def test_what_tells_the_variants_decides_between_equals() -> None:
    """The landmarker swaps the names of crossing legs, so both may look the same."""
    take = shown(("b", 10.0), right_ahead="b", left_ahead="b", right_hint="", left_hint="b")
    assert one_pose(legs(), take)[0].steps[0].pose.side == "left"


def test_one_pose_that_is_never_seen_has_no_stretch() -> None:
    """The first variant stands for it."""
    take = shown(("-", 10.0), right_ahead="r", left_ahead="l")
    one, found = one_pose(legs(), take)
    assert (one.steps[0].pose.side, found) == ("right", ())

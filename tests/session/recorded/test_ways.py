"""A recording is judged by the way of a pose that was practised in it, and says which."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from benchmarks.practitioner import postures as at
from tests.builders import practitioner
from tests.session.takes import filmed
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.measure.body import body_from_landmarks
from vision.measure.meter import Meter
from vision.session import events as ev
from vision.session.adapted import with_steps
from vision.session.recorded.replay import Reviewed, replay
from vision.session.recorded.ways import find_in_any_way

FLOW: Final = with_steps(load_flow(DEFAULT_FLOW, load_library(None)), "1,3")


def values(posture: at.Posture, **otherwise: float) -> dict[str, float]:
    """Return what is measured of a posture that is held."""
    body, meter = practitioner(posture), Meter()
    for picture in range(20):
        seen = meter.read(body_from_landmarks(replace(body, t_s=picture / 10))).values
    return {**seen, "back_bow": 0.0, **otherwise}


def reviewed(*script: tuple[float, dict[str, float]]) -> Reviewed:
    """Return what a review finds."""
    take = filmed(*script)
    return replay(FLOW, find_in_any_way(FLOW, take), take)


KNEELING: Final = values(at.diamond())
TALL: Final = values(at.head_to_knee("right", 0.0))
FOLDED: Final = values(at.head_to_knee("right"))
LEANING: Final = values(at.head_to_knee("right", tilt_deg=20.0))
"""As far as one comes with a belt: the full pose is a fold of 25 degrees and more."""


def ways(of: Reviewed) -> list[tuple[int, bool, bool]]:
    """Return of each stretch its step, whether it is the easier way, and whether it was held."""
    return [
        (
            s.stretch.index,
            s.stretch.step == FLOW.steps[s.stretch.index].easier(),
            s.summary.held_s > 30,
        )
        for s in of.steps
    ]


def test_what_is_done_in_full_is_judged_in_full() -> None:
    """And nothing is told of another way."""
    found = reviewed((60.0, KNEELING), (5.0, TALL), (60.0, FOLDED))
    assert ways(found) == [(0, False, True), (1, False, True)]
    assert not [e for e in found.events if isinstance(e, ev.EasierTaken)]


def test_the_easier_way_is_found_held_and_told() -> None:
    """A lean with a belt is no fold, and counts fully as what it is."""
    found = reviewed((60.0, KNEELING), (5.0, TALL), (60.0, LEANING))
    assert ways(found) == [(0, False, True), (1, True, True)]
    (taken,) = [e for e in found.events if isinstance(e, ev.EasierTaken)]
    assert (taken.title, taken.step) == ("Head to knee, with a belt, right leg", 1)
    assert not found.skipped
    assert "Head to knee, with a belt" in found.steps[1].title


def test_a_fold_that_is_now_and_then_deep_enough_is_the_easier_way() -> None:
    """The way that fits for far longer is meant."""
    barely = values(at.head_to_knee("right", tilt_deg=26.0))
    script = ((60.0, KNEELING), (5.0, TALL), (8.0, barely), (60.0, LEANING))
    assert ways(reviewed(*script))[1] == (1, True, True)


def test_a_cushion_is_seen_by_how_the_knees_are_folded() -> None:
    """A seat that is higher than the heels opens the knees."""
    cushion = KNEELING | {"knee_fold_near_deg": 76.0, "seat_over_heels": 0.55}
    assert ways(reviewed((60.0, cushion), (5.0, TALL), (60.0, FOLDED)))[0] == (0, True, True)


def test_a_cushion_is_not_made_up_where_the_seat_is_not_seen() -> None:
    """What hides the heels hides it as well: the full pose is not found, nor the easier one."""
    hidden = KNEELING | {"knee_fold_near_deg": 76.0, "seat_over_heels": math.nan}
    found = reviewed((60.0, hidden), (5.0, TALL), (60.0, FOLDED))
    assert ways(found) == [(1, False, True)]


def test_who_does_neither_is_found_in_neither() -> None:
    """Sitting tall with a leg in front is the way in."""
    found = reviewed((60.0, KNEELING), (60.0, TALL))
    assert found.skipped == (1,)

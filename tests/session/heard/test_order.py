"""What is spoken of first: what could hurt, then trunk, head and neck, and limbs last."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.builders import verdict
from tests.render import builders
from vision.app.settings import load_library
from vision.criteria.model import Criterion, Kind, Pose, Status
from vision.session import events as ev
from vision.session.heard.speaking import Speaking
from vision.session.live.cueing import Cueing, Due
from vision.session.snapshot import Correction, Phase

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Verdict
    from vision.session.snapshot import Snapshot

URGENT, TRUNK, HEAD_AND_NECK, LIMBS = range(4)
PART_OF: Final = {
    "back_bow": TRUNK,
    "back_bow_own": TRUNK,
    "trunk_tilt_deg": TRUNK,
    "head_ahead_of_hips": HEAD_AND_NECK,
    "head_over_floor": HEAD_AND_NECK,
    "shoulders_to_ears": HEAD_AND_NECK,
    "knee_front_deg": LIMBS,
}
"""What the form of a pose is measured by, and of which part of the body that tells."""
CORRECTED: Final = (Kind.MOVEMENT, Kind.FORM)
SCORES: Final = (0.0, 0.99)


def place(criterion: Criterion) -> int:
    """Return how early a criterion is spoken of."""
    return URGENT if criterion.kind is not Kind.FORM else PART_OF[criterion.band.measure]


def poses() -> list[Pose]:
    """Return every built-in pose, on both sides, also in its easier way."""
    full = [*load_library(None).poses.values()]
    return [*full, *(pose.easier.pose for pose in full if pose.easier)]


def pairs() -> list[tuple[Pose, Criterion, Criterion]]:
    """Return all pairs of criteria of one pose with an order, the first to be spoken of first."""
    found = []
    for pose in poses():
        corrected = [c for kind in CORRECTED for c in pose.of(kind)]
        for pair in combinations(corrected, 2):
            first, second = sorted(pair, key=place)
            if place(first) < place(second):
                found.append((pose, first, second))
    return found


def missed(criterion: Criterion, score: float = 0.0) -> Verdict:
    """Return that it is missed."""
    return verdict(criterion, Status.MISSED, score)


def test_the_pairs_are_those_of_all_built_in_poses() -> None:
    """Each rank is among them against each later one, as far as a pose has both."""
    ranks = {(place(first), place(second)) for _, first, second in pairs()}
    assert ranks >= {(URGENT, TRUNK), (TRUNK, HEAD_AND_NECK), (TRUNK, LIMBS), (URGENT, LIMBS)}
    assert len({pose.name for pose, _, _ in pairs()}) == 4


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(a, b, id=f"{pose.title}-{pose.side}-{a.name}-{b.name}")
        for pose, a, b in pairs()
    ],
)
def test_of_two_misses_the_more_important_is_told(first: Criterion, second: Criterion) -> None:
    """However far off each is, in whatever order they come."""
    for scores in product(SCORES, repeat=2):
        for order in permutations((missed(first, scores[0]), missed(second, scores[1]))):
            (due,) = Cueing().update(0.0, order)
            assert due == Due(first, 0)


@pytest.mark.parametrize(
    "pose", [p for p in poses() if p.of(Kind.FORM)], ids=lambda p: f"{p.title}-{p.side}"
)
def test_what_could_hurt_interrupts_any_other_correction(pose: Pose) -> None:
    """Also the leaving of the pose before, which is spoken of before anything of this one."""
    leaving = [c for each in poses() for c in each.of(Kind.LEAVE)]
    assert leaving
    for urgent, form in product([*leaving, *pose.of(Kind.MOVEMENT)], pose.of(Kind.FORM)):
        events = (due(urgent), due(form))
        shown = replace(
            builders.snapshot(phase=Phase.ENTER),
            correction=Correction(urgent.name, urgent.cue),
            verdicts=(missed(urgent), missed(form)),
        )
        for order in permutations(events):
            assert spoken(Speaking(), order, shown) == [(urgent.cue, "safety")]
        # Half a second after the other has been begun.
        speaking = Speaking()
        of_form = replace(shown, correction=Correction(form.name, form.cue))
        assert spoken(speaking, [due(form)], of_form) == [(form.cue, "correction")]
        assert spoken(speaking, [due(urgent, 0.5)], shown, 0.5) == [(urgent.cue, "safety")]


ABOUT: Final[dict[str, Any]] = {"step": 0, "pose": "any", "side": None}


def due(criterion: Criterion, t_s: float = 0.0) -> ev.CorrectionDue:
    """Return that it is to be corrected."""
    return ev.CorrectionDue(t_s=t_s, criterion=criterion.name, cue=criterion.cue, **ABOUT)


def spoken(
    speaking: Speaking, events: Sequence[ev.Event], shown: Snapshot, t_s: float = 0.0
) -> list[tuple[str, str]]:
    """Return what is said of events."""
    return [(said.text, said.kind) for said in speaking.update(t_s, events, shown)]

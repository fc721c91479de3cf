"""What a teacher is told of a proposal that should be taken with care."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.builders import criterion, pose
from tests.tune.own_recordings import KNEELING, LONG_SIT, LYING, STANDING, recording
from vision.criteria.model import Kind, View
from vision.measure.catalog import UNITS
from vision.tune.own.moments import Moment
from vision.tune.own.pose import propose
from vision.tune.own.warnings import also_recognised, likeness, warnings

if TYPE_CHECKING:
    from vision.criteria.model import Pose

TWO = (Moment(0, 5), Moment(20, 25))
GOOD = ((5, LONG_SIT), (5, KNEELING), (5, LYING), (5, STANDING), (5, LONG_SIT))


def told(*moments: Moment, of: tuple[tuple[float, dict[str, float]], ...]) -> str:
    """Return all that is told of a proposal from some moments of a recording."""
    t_s, measured = recording(*of)
    return " ".join(warnings(t_s, measured, moments, propose(t_s, measured, moments, UNITS, "it")))


def test_nothing_is_told_of_a_good_one() -> None:
    """Two moments of enough time, and a rest that is told from them."""
    assert told(*TWO, of=GOOD) == ""


@pytest.mark.parametrize(
    ("moments", "of", "words"),
    [
        ((Moment(0, 2), Moment(20, 22)), GOOD, "The moments last 4.0 s together"),
        ((Moment(0, 5),), GOOD, "one moment only"),
        ((Moment(0, 5),), GOOD, "28% of the rest of the recording would be recognised"),
        ((Moment(0, 5),), ((5, LONG_SIT),), "shows little else"),
        ((Moment(0, 10),), ((3, LONG_SIT), (7, {})), "seen for 30% of the time"),
        ((Moment(0, 10),), ((10, {}),), "Nothing can be read"),
    ],
)
def test_each_reason_for_care_is_told(
    moments: tuple[Moment, ...], of: tuple[tuple[float, dict[str, float]], ...], words: str
) -> None:
    """As one sentence, with what would help."""
    assert words in told(*moments, of=of)


def test_moments_that_are_not_recognised_themselves_are_told() -> None:
    """As when one of them shows two things."""
    t_s, measured = recording(*GOOD)
    bands = propose(t_s, measured, TWO, UNITS, "it")
    found = " ".join(warnings(t_s, measured, [Moment(0, 15)], bands))
    assert "Only 33% of the moments" in found


def test_other_poses_that_would_be_recognised_are_named() -> None:
    """Best first, by their titles, each once; what is not recognised is not."""

    def lean(name: str, low: float, high: float, side: str | None = None) -> Pose:
        band = criterion(
            "trunk_tilt_deg", kind=Kind.RECOGNISE, low=low, high=high, margin=1, view=View.ANY
        )
        return pose(band, name=name, side=side)

    t_s, measured = recording((10, LONG_SIT), (6, {**LONG_SIT, "trunk_tilt_deg": 20.0}))
    poses = [lean("half", 0, 10), lean("whole", 0, 30), lean("lie", -99, -80)]
    poses += [lean("sided", 0, 30, side) for side in ("right", "left")]
    alike = also_recognised(poses, t_s, measured, [Moment(0, 16)])
    assert [(p.name, round(share, 3)) for p, share in alike] == [
        ("whole", 1.0),
        ("sided", 1.0),
        ("sided", 1.0),
        ("half", 0.625),
    ]
    (sentence,) = likeness(alike)
    assert "Whole (100%), Sided (100%), Half (62%)." in sentence
    assert likeness(()) == ()

"""Tables count what they say they count."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.synthetic.criteria import corrections_table, margins_table, verdicts_table
from benchmarks.synthetic.design import Case, Conditions
from benchmarks.synthetic.outcome import Outcome
from benchmarks.synthetic.shapes import FAMILIES, Shape
from benchmarks.synthetic.statistics import errors_of, mae_interval
from benchmarks.synthetic.targets import targets_table
from benchmarks.synthetic.views import errors_table, hidden_table, seen_table
from vision.criteria.library import PoseLibrary
from vision.criteria.model import Band, Criterion, Kind, Pose
from vision.landmarks.skeleton import Landmark
from vision.measure.catalog import UNITS

TRUE = {"trunk_tilt_deg": 2.0, "knee_near_deg": 20.0, "off_side_deg": 10.0, "facing": 1.0}
FOLDED = Criterion("folded", Kind.RECOGNISE, Band("knee_near_deg", high=42.0, margin=8.0), "why")
SITTING = Criterion("sitting", Kind.RECOGNISE, Band("trunk_tilt_deg", -40.0, 40.0, 5.0), "why")
UPRIGHT = Criterion("upright", Kind.FORM, Band("trunk_tilt_deg", -14.0, 15.0, 6.0), "why")
ORDER = Criterion(
    "order",
    Kind.MOVEMENT,
    Band("trunk_tilt_deg", high=5.0),
    "why",
    before=Band("knee_near_deg", high=30.0),
)


def library() -> PoseLibrary:
    """Give a library whose poses all ask the same."""
    names = {name for family in FAMILIES.values() for name in family.poses}
    criteria = (FOLDED, SITTING, UPRIGHT, ORDER)
    return PoseLibrary({(n, None): Pose(n, n, "Sit.", criteria=criteria) for n in names})


LIBRARY = library()


def outcome(number: int = 0, body: dict[str, float] | None = None, **values: float) -> Outcome:
    """Build what was measured of a body in diamond; what is not given is unseen, or true."""
    truth = defaultdict(lambda: 0.0, TRUE | (body or {}))
    told = dict.fromkeys(UNITS, math.nan) | TRUE | values
    visibility = np.full(33, 0.9)
    visibility[Landmark.LEFT_KNEE] = 0.2
    hidden = np.zeros(33, bool)
    hidden[[Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE]] = True
    case = Case(number, "tracked", Shape("diamond"), Conditions(off_side_deg=10.0))
    seen = {name: float(np.isfinite(value)) for name, value in told.items()}
    return Outcome(
        case,
        distance_m=2.8,
        found=1.0,
        values=told,
        seen=seen,
        plane=truth,
        body=truth,
        near_right=True,
        visibility=visibility,
        hidden_by_body=hidden,
        hidden=hidden,
    )


def row(table: object, *names: str) -> tuple[object, ...]:
    """Find a row by its names."""
    return next(r for r in table.rows if r[: len(names)] == names)  # type: ignore[attr-defined]


def test_errors_are_summed_up() -> None:
    """Bias, mean size, limits, and what is unseen."""
    summed = errors_of([1.0, 3.0, -1.0, 1.0, math.nan])
    assert (summed.cases, summed.count, summed.bias, summed.mae) == (5, 4, 1.0, 1.5)
    assert summed.half_width == pytest.approx(1.96 * np.std([1, 3, -1, 1], ddof=1))
    assert summed.unseen == pytest.approx(0.2)
    assert str(summed) == "1.00 ± 3.2 (1.50; 20 % of 5 unseen)"


def test_nothing_seen_is_said_so() -> None:
    """No number is made up."""
    assert str(errors_of([])) == "-"
    assert str(errors_of([math.nan])) == "- (100 % of 1 unseen)"
    assert all(np.isnan(mae_interval([math.nan])))


def test_the_interval_of_the_mean_size_holds_it() -> None:
    """And it is one number when all errors are of one size."""
    assert mae_interval([2.0, -2.0, 2.0]) == (2.0, 2.0)
    low, high = mae_interval([0.0, 1.0, -2.0, 5.0])
    assert low < 2.0 < high


def test_an_error_goes_to_its_true_view() -> None:
    """Whatever the landmarker took the view for."""
    tables = errors_table(
        [outcome(trunk_tilt_deg=5.0, off_side_deg=80.0), outcome(trunk_tilt_deg=3.0)], "body", "t"
    )
    assert row(tables, "trunk_tilt_deg", "deg")[2:] == (
        "2.0 ± 2.8 (2.0; 0 % of 2 unseen)",
        "-",
        "-",
        "-",
    )


def test_a_false_call_and_a_passed_miss_are_told_apart() -> None:
    """A lean of -14 to 15 degrees is right, the margin 6: 21 is called, 27 is clearly too much."""
    measured = [
        outcome(0, trunk_tilt_deg=21.5),
        outcome(1, trunk_tilt_deg=3.0),
        outcome(2, trunk_tilt_deg=math.nan),
        outcome(3, {"trunk_tilt_deg": 27.0}, trunk_tilt_deg=10.0),
        outcome(4, {"trunk_tilt_deg": 26.0}, trunk_tilt_deg=10.0),
    ]
    verdicts = verdicts_table(measured, LIBRARY, "t")
    assert row(verdicts, "diamond", "form.upright")[2] == ("1 of 3 called, 1 silent; 1 of 1 passed")


def test_an_order_of_movements_is_not_judged_by_a_posture() -> None:
    """It has a margin, and no verdict."""
    assert row(margins_table([outcome()], LIBRARY), "diamond", "movement.order")
    named = [r[1] for r in verdicts_table([outcome()], LIBRARY, "t").rows]
    assert "movement.order" not in named


def test_silence_beyond_the_allowed_view_is_no_mistake() -> None:
    """What is taken for a front view is not judged from the side."""
    verdicts = verdicts_table([outcome(trunk_tilt_deg=60.0, off_side_deg=70.0)], LIBRARY, "t")
    assert str(row(verdicts, "diamond", "form.upright")[2]).startswith("0 of 1 called, 1")


def test_a_margin_is_held_against_the_error() -> None:
    """Covered when 95 of 100 errors keep within it."""
    near = margins_table([outcome(n, trunk_tilt_deg=3.0) for n in range(9)], LIBRARY)
    wide = margins_table([outcome(n, trunk_tilt_deg=24.0) for n in range(9)], LIBRARY)
    assert row(near, "diamond", "form.upright")[9] == "yes"
    assert row(wide, "diamond", "form.upright")[9] == "no"


def test_corrections_count_only_what_is_spoken_to() -> None:
    """A body that is not recognised is not corrected."""
    wrong = outcome(0, trunk_tilt_deg=30.0)
    lost = outcome(1, trunk_tilt_deg=50.0)
    table = corrections_table([wrong, lost], LIBRARY, "t")
    assert str(row(table, "right, corrected")[1]).startswith("100.0 % (1 of 1;")


def test_hidden_legs_are_counted_by_what_is_reported_of_them() -> None:
    """A hidden knee of low visibility is not reported; its ankle here is."""
    table = hidden_table([outcome(knee_left_deg=170.0)], "t")
    assert str(row(table, "hidden far knee reported seen")[1]).startswith("0.0 %")
    assert str(row(table, "hidden far ankle reported seen")[1]).startswith("100.0 %")
    assert str(row(table, "hidden folded far knee read as straight")[1]).startswith("100.0 %")


def test_what_is_seen_and_the_targets_are_laid_out() -> None:
    """A body found with its facing right, and errors of 1 degree that reach the target."""
    measured = [outcome(n, trunk_tilt_deg=3.0) for n in range(3)]
    seen = seen_table(measured, "t")
    assert str(row(seen, "facing right")[1]).startswith("100.0 % (3 of 3")
    first = targets_table(measured).rows[0]
    assert first[3] == pytest.approx(1.0)
    assert first[-1] == "yes"


def test_the_front_knee_is_told_by_which_leg_is_in_front() -> None:
    """Near and far apart, in head to knee alone."""
    shape = Shape("head_to_knee", front="left")
    case = Case(0, "tracked", shape, Conditions(off_side_deg=10.0, side="right"))
    far = replace(outcome(0, {"knee_front_deg": 170.0}, knee_front_deg=175.0), case=case)
    rows = {r[0]: r for r in targets_table([far, outcome(1)], [15.0]).rows if r[1] == "all"}
    named = "front knee, the {} leg in front, up to 15 deg off the side"
    assert rows[named.format("far")][2:4] == (1, pytest.approx(5.0))
    assert rows[named.format("near")][2] == 0

"""The check of the back's bow: its cases are what they say, and its sums are right."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.accuracy_back import (
    COLUMNS,
    Reading,
    called_above,
    own_bow_of,
    summary,
    tables,
    write,
)
from benchmarks.back_cases import (
    ARMS,
    LOOKS,
    POSES,
    SPOILS,
    Case,
    design,
    sitting_tall,
    spoiled,
    true_bow,
)
from tests.builders import practitioner
from vision.landmarks import skeleton as sk
from vision.measure.body import body_from_landmarks
from vision.measure.trunk import back_bow

STRAIGHT = Case("diamond", "right", 0.0, 0.0, 2.0, "bun", "resting", 0.0, 1, 1.0, 0)
LIMITS = dict.fromkeys(POSES, 0.09)


def reading(
    truth: float,
    bow: float,
    condition: str = "none",
    off_deg: float = 5.0,
    own: float = float("nan"),
) -> Reading:
    """Make up a reading."""
    return Reading(replace(STRAIGHT, bow=truth), condition, truth, bow, off_deg, own)


def summed(*found: Reading) -> dict[str, str]:
    """Sum readings up, by column."""
    return dict(zip(COLUMNS, summary(found, LIMITS), strict=True))


def test_the_same_seed_draws_the_same_cases() -> None:
    """And all postures, looks and arms are among a few hundred of them."""
    cases = design(300, seed=4)
    assert cases == design(300, seed=4)
    assert cases != design(300, seed=5)
    for name, options in (("pose", POSES), ("look", LOOKS), ("arms", ARMS)):
        assert {getattr(case, name) for case in cases} == set(options)


def test_the_spine_has_the_bow_that_was_drawn() -> None:
    """In every posture, size and way to hold the arms."""
    for case in design(60, seed=2):
        assert true_bow(case) == pytest.approx(case.bow, abs=1e-9)


def test_clothes_and_camera_do_not_change_the_truth() -> None:
    """It is a matter of the joints."""
    case = replace(STRAIGHT, bow=0.1)
    dressed = replace(case, look="hoodie", azimuth_deg=30.0, facing=-1)
    assert true_bow(dressed) == true_bow(case)


@pytest.mark.parametrize("how", SPOILS)
def test_spoiling_changes_what_it_says_and_nothing_else(how: str) -> None:
    """Mask or hips, by a seeded draw; what was handed in stays as it was."""
    seen = practitioner("diamond")
    worse = spoiled(seen, how, 3)
    assert seen.silhouette is not None
    assert worse.silhouette is not None
    np.testing.assert_array_equal(worse.xy_px, spoiled(seen, how, 3).xy_px)
    moved = np.flatnonzero((worse.xy_px != seen.xy_px).any(axis=1))
    assert moved.tolist() == (list(sk.HIPS) if how.startswith("hip") else [])
    changed = (worse.silhouette > 0) != (seen.silhouette > 0)
    assert changed.any() == (how in {"holes", "ragged edge"})
    assert changed.mean() < 0.05


@pytest.mark.parametrize(("how", "axis"), [("hip along", 0), ("hip across", 1)])
def test_hips_wander_by_a_few_hundredths_of_the_trunk(how: str, axis: int) -> None:
    """Along the chord or across it."""
    seen = practitioner("diamond")
    hip, shoulder = (seen.xy_px[list(pair)].mean(axis=0) for pair in (sk.HIPS, sk.SHOULDERS))
    along = (shoulder - hip) / np.linalg.norm(shoulder - hip)
    axes = np.stack([along, [along[1], -along[0]]])
    by = axes @ (spoiled(seen, how, 1).xy_px[sk.HIPS[0]] - seen.xy_px[sk.HIPS[0]])
    by /= np.linalg.norm(shoulder - hip)
    assert 0.03 <= abs(by[axis]) <= 0.06
    assert by[1 - axis] == pytest.approx(0.0, abs=1e-9)


def test_readings_are_summed_up() -> None:
    """Errors of bows up to 0.20, straight backs, rounded backs that are called, silence."""
    found = [reading(0.0, 0.02), reading(0.0, 0.05), reading(0.1, 0.08), reading(0.25, 0.4)]
    cells = summed(*found, reading(0.12, np.nan))
    assert cells["readings"] == "5"
    assert cells["bias"] == "+0.017"
    assert cells["MAE"] == "0.030"
    assert cells["within 0.03"] == "67 % of 3"
    assert cells["straight under 0.04"] == "50 % of 2"
    assert cells["rounded called"] == "50 % of 2"
    assert cells["unseen"] == "20 % of 5"


def test_whose_back_is_known_is_judged_by_it_as_well() -> None:
    """Who is called by everybody's bound stays so; who is not known does not count."""
    found = [
        reading(0.0, 0.02, own=0.01),
        reading(0.0, 0.08, own=0.3),
        reading(0.1, 0.07, own=0.08),
        reading(0.1, 0.2, own=0.0),
        reading(0.1, 0.07),
    ]
    cells = summed(*found)
    assert cells["straight called"] == "0 % of 2"
    assert cells["straight called, back known"] == "50 % of 2"
    assert cells["rounded called"] == "33 % of 3"
    assert cells["rounded called, back known"] == "100 % of 2"


def test_who_sits_tall_is_the_same_person() -> None:
    """In the same clothes before the same camera, almost straight."""
    for case in design(40, seed=6):
        tall = sitting_tall(case)
        assert sitting_tall(case) == tall
        same = ("look", "size", "facing", "azimuth_deg", "front")
        assert [getattr(tall, name) for name in same] == [getattr(case, name) for name in same]
        assert tall.pose in {"diamond", "diamond_toes"}
        assert abs(true_bow(tall)) <= 0.02


@pytest.mark.parametrize("silhouette", [True, False])
def test_a_back_is_learnt_from_one_picture_of_tall_sitting(*, silhouette: bool) -> None:
    """As if it went on for a while; without an outline there is nothing to learn."""
    tall = practitioner("diamond", silhouette=silhouette)
    bow = float(back_bow(body_from_landmarks(tall)))
    assert own_bow_of(tall) == pytest.approx(bow, nan_ok=True)
    assert np.isnan(bow) != silhouette
    assert np.isnan(own_bow_of(None))


def test_no_readings_give_no_figures() -> None:
    """An empty row of a table says so."""
    assert set(summed().values()) == {"0", "-"}


def test_the_limits_are_those_the_poses_ship() -> None:
    """High bound and margin together, for each pose with a straight back."""
    limits = called_above()
    assert set(limits) == set(POSES)
    assert all(0.04 < limit < 0.15 for limit in limits.values())


def test_the_tables_leave_out_views_that_are_not_judged() -> None:
    """They are counted in the first line."""
    lines = list(tables([reading(0.0, 0.02), reading(0.0, 0.3, off_deg=60.0)]))
    assert lines[0].startswith("1 of 2 ")
    assert sum(line.startswith("| ---") for line in lines) == 8
    assert any(line.startswith("| none | 1 | +0.020 |") for line in lines)


def test_readings_are_written_one_a_row(tmp_path: Path) -> None:
    """With everything that tells the cases apart."""
    path = tmp_path / "readings.csv"
    write([reading(0.1, 0.08), reading(0.0, np.nan, "holes")], path)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["condition"] for row in rows] == ["none", "holes"]
    assert [row["bow_read"] for row in rows] == ["0.08", "nan"]
    assert rows[0]["look"] == "bun"

"""A pose from the moments that show it: few bands, wide enough, and for a reason."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.paths import ROUTINES
from tests.tune.own_recordings import KNEELING, LONG_SIT, LYING, STANDING, recording
from vision.criteria.library import load_poses
from vision.criteria.model import Band, Kind, View
from vision.errors import UsageError
from vision.measure.catalog import UNITS
from vision.tune.own.measures import CANDIDATES, TRUNK
from vision.tune.own.moments import Moment, parts, recognised_share
from vision.tune.own.pose import needs, propose, trial_pose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.tune.own.pose import ProposedBand

POSES = ROUTINES / "poses"
MIXED = ((10, KNEELING), (10, LONG_SIT), (10, STANDING), (10, LONG_SIT), (10, LYING))
SITTING = (Moment(10.0, 20.0), Moment(30.0, 40.0))


def proposed(*moments: Moment, of: tuple[tuple[float, dict[str, float]], ...]) -> list[Band]:
    """Return the bands proposed for moments of a made-up recording."""
    t_s, measured = recording(*of)
    return [p.criterion.band for p in propose(t_s, measured, moments, UNITS, "it")]


def measures(bands: Sequence[Band] | Sequence[ProposedBand]) -> list[str]:
    """Return what bands, proposed or plain, are about."""
    plain = [band if isinstance(band, Band) else band.criterion.band for band in bands]
    return [band.measure for band in plain]


def test_each_band_tells_the_pose_from_something_else() -> None:
    """The lean tells lying, the knees kneeling, the seat standing; and nothing more is asked."""
    t_s, measured = recording(*MIXED)
    bands = propose(t_s, measured, SITTING, UNITS, "it")
    assert set(measures(bands)) == {"trunk_tilt_deg", "knee_fold_near_deg", "seat_over_floor"}
    assert measures(bands)[0] == "trunk_tilt_deg"
    pose, cut = trial_pose("sit", bands), parts(t_s, measured, SITTING)
    assert recognised_share(pose, measured, cut.shown) > 0.99
    assert recognised_share(pose, measured, cut.rest) == 0.0
    assert all(p.rejected == pytest.approx(1 / 3, abs=0.1) for p in bands)


def test_a_band_is_wider_than_what_was_read_and_its_margin_is_the_error() -> None:
    """Other people are not this one."""
    tilt, *_ = proposed(*SITTING, of=MIXED)
    assert (tilt.low, tilt.high, tilt.margin) == (-20.0, 30.0, 10.0)


def test_a_bound_beyond_what_bodies_can_do_is_left_out() -> None:
    """A straight knee needs no upper bound, a folded one no lower."""
    straight = next(b for b in proposed(*SITTING, of=MIXED) if b.measure == "knee_fold_near_deg")
    assert straight.low == pytest.approx(140, abs=5)
    assert math.isinf(straight.high)
    bands = proposed(Moment(0, 10), of=MIXED)
    folded = next(b for b in bands if b.measure == "knee_fold_near_deg")
    assert math.isinf(folded.low)
    assert folded.high == pytest.approx(45, abs=5)


def test_what_is_unreadable_in_one_moment_is_not_proposed() -> None:
    """However well it can be read in the others."""
    hidden = {k: v for k, v in LONG_SIT.items() if k != "seat_over_floor"}
    of = (*MIXED[:3], (10, hidden), MIXED[4])
    assert "seat_over_floor" in measures(proposed(SITTING[0], of=of))
    assert "seat_over_floor" not in measures(proposed(*SITTING, of=of))


def test_what_tells_the_same_again_is_not_proposed() -> None:
    """The knee in the picture says nothing that its fold in space has not said."""
    of = tuple((s, {**v, "knee_front_deg": v["knee_fold_near_deg"]}) for s, v in MIXED)
    assert "knee_front_deg" not in measures(proposed(*SITTING, of=of))


def test_each_moment_counts_the_same_however_long_it_is() -> None:
    """A long hold of one person does not outvote a short one of another."""
    leaning = {**LONG_SIT, "trunk_tilt_deg": 25.0}
    of = ((100, LONG_SIT), (3, leaning), (10, LYING))
    tilt, *_ = proposed(Moment(0, 100), Moment(100, 103), of=of)
    assert tilt.high >= 25.0 + TRUNK.spread


def test_from_the_front_nothing_is_proposed_that_only_the_side_shows() -> None:
    """What could not be judged there cannot have been read there."""
    turned = {"off_side_deg": 80.0, "ankle_near_deg": 170.0, "front_ankle_ahead_of_hip": 1.0}
    of = ((10, {**LONG_SIT, **turned}), (10, {**KNEELING, **turned}))
    t_s, measured = recording(*of)
    bands = propose(t_s, measured, [Moment(0, 10)], UNITS, "it")
    assert bands
    assert {p.criterion.view for p in bands} == {View.ANY}


def test_no_deep_fold_is_asked_of_anybody() -> None:
    """Who folds less is in the pose as well: a little of a fold is enough."""
    deep = {**LONG_SIT, "trunk_tilt_deg": 85.0, "hip_fold_near_deg": 20.0}
    deep["shoulders_over_floor"] = 0.3
    upright = {**LONG_SIT, "hip_fold_near_deg": 90.0, "shoulders_over_floor": 1.2}
    bands = proposed(Moment(0, 10), of=((10, deep), (20, upright)))
    assert bands[0].low == 25.0
    assert not {"hip_fold_near_deg", "shoulders_over_floor"} & set(measures(bands))


def test_a_pose_stands_without_what_only_some_views_show_unless_it_decides() -> None:
    """Feet that tell the pose from another one are needed, others are a help."""
    flat, tucked = {"ankle_near_deg": 175.0}, {"ankle_near_deg": 115.0}
    other = ((10, {**KNEELING, **tucked}), (10, {**LONG_SIT, **tucked}))
    t_s, measured = recording((10, {**KNEELING, **flat}), *other)
    bands = propose(t_s, measured, [Moment(0, 10)], UNITS, "it")
    assert "ankle_near_deg" in needs(bands)
    t_s, measured = recording((10, {**KNEELING, **flat}), (20, {**LYING, **flat}))
    bands = propose(t_s, measured, [Moment(0, 10)], UNITS, "it")
    assert needs(bands)
    assert "ankle_near_deg" not in needs(bands)


def test_what_can_be_read_now_and_then_is_optional_but_something_is_needed() -> None:
    """Or the pose would hold for anybody."""
    t_s, measured = recording(*MIXED)
    for values in measured.values():
        values[np.arange(len(t_s)) % 8 == 0] = np.nan  # 12 % of the pictures
    bands = propose(t_s, measured, SITTING, UNITS, "it")
    assert len(bands) == 3
    assert [p.criterion.optional for p in bands].count(False) == 1


def test_without_a_rest_the_narrowest_are_proposed() -> None:
    """A recording that shows the pose alone tells only what the pose is."""
    t_s, measured = recording((10, {**LONG_SIT, "trunk_roll_deg": 3.0, "hip_fold_near_deg": 90.0}))
    bands = propose(t_s, measured, [Moment(0, 10)], UNITS, "it")
    expected = ["trunk_tilt_deg", "knee_fold_near_deg", "seat_over_floor"]
    assert measures(bands) == expected  # no roll: hardly any pose has one
    assert all(math.isnan(p.rejected) for p in bands)
    assert "nothing else is in it" in bands[0].criterion.why


def test_what_is_around_a_moment_is_neither_the_pose_nor_the_rest() -> None:
    """Somebody on the way into a pose looks like it already."""
    t_s, measured = recording((10, LONG_SIT))
    cut = parts(t_s, measured, [Moment(4.0, 6.0)])
    assert not cut.rest[(t_s >= 2.0) & (t_s < 8.0)].any()
    assert cut.rest.sum() == pytest.approx(1.0)
    assert cut.shown_s == pytest.approx(2.0)


def test_nothing_is_proposed_where_nobody_is_seen() -> None:
    """There is nothing to recognise anybody by."""
    t_s, measured = recording((10, {}))
    assert propose(t_s, measured, [Moment(0, 10)], UNITS, "it") == ()


def test_a_measure_that_reads_nearly_anything_is_not_proposed() -> None:
    """As the lean of a body upside down, which jumps from one end to the other."""
    t_s, measured = recording((10, LONG_SIT))
    measured["trunk_tilt_deg"] = np.where(np.arange(len(t_s)) % 2, 175.0, -175.0)
    assert "trunk_tilt_deg" not in measures(propose(t_s, measured, [Moment(0, 10)], UNITS, "it"))


def test_each_proposal_says_why() -> None:
    """How much of what was seen it is made of, and how well it tells."""
    t_s, measured = recording(*MIXED)
    tilt, *_ = propose(t_s, measured, SITTING, UNITS, "tuesday")
    why = "Reads 5 to 5 deg in 2 moments, 20 s, of tuesday; 6"
    assert tilt.criterion.why.startswith(why)
    assert tilt.criterion.kind is Kind.RECOGNISE


@pytest.mark.parametrize("moments", [[], [Moment(60, 70)], [Moment(5, 5)]])
def test_moments_that_hold_nothing_are_refused(moments: list[Moment]) -> None:
    """In one line that says what they should be."""
    t_s, measured = recording((10, LONG_SIT))
    with pytest.raises(UsageError, match="moment"):
        propose(t_s, measured, moments, UNITS, "it")


def test_margins_and_views_are_those_of_the_shipped_poses() -> None:
    """They come from measured errors, and a pose of one's own has no better ones."""
    library = load_poses(sorted(POSES.glob("*.toml")), [], UNITS)
    shipped = [c for pose in library.poses.values() for c in pose.of(Kind.RECOGNISE)]
    known = {c.band.measure for c in shipped}
    # The fold in space says what the knee in the picture does, and more often; the others tell of
    # kneeling alone, and of how one came, which a moment of a pose does not show.
    apart = {"knee_near_deg", "kneeling_chance", "other_leg_ahead"}
    assert known - {c.measure for c in CANDIDATES} == apart
    for candidate in CANDIDATES:
        alike = [c for c in shipped if c.band.measure == candidate.measure]
        assert not alike or candidate.error in {c.band.margin for c in alike}
        assert not alike or candidate.view in {c.view for c in alike}
        assert 0 < candidate.error <= candidate.spread
        assert candidate.measure in UNITS

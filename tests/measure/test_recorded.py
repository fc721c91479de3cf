"""Readings of a recording: what a meter would have read at each picture of it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from benchmarks.practitioner.postures import FOLDED, NAMED, STRETCHED, diamond, lying
from benchmarks.practitioner.timeline import Keyframe, Timeline
from tests.builders import nobody, practitioner, stacked
from vision.measure.body import Body, body_from_landmarks
from vision.measure.catalog import MOTIONS, UNITS
from vision.measure.meter import Meter, Readings
from vision.measure.recorded import RecordedReadings, measure_all, readings_over

ABSENT = (*range(6, 9), 20, *range(31, 40))


@cache
def filmed() -> tuple[Body, ...]:
    """Return a body that moves, whose far limbs come and go, and that leaves the picture."""
    timeline = Timeline(
        [
            Keyframe(diamond(), 0.0, 0.5),
            Keyframe(NAMED["head_to_knee_right"](), 2.0, 0.5),
            Keyframe(lying(STRETCHED, FOLDED), 2.0, 0.5),
        ]
    )
    times_s = np.arange(0.0, timeline.duration_s, 0.1)
    return tuple(
        nobody(t)
        if i in ABSENT
        else body_from_landmarks(
            practitioner(timeline.posture_at(t), t_s=t, hide_far=i % 5 < 2, silhouette=i % 7 > 0)
        )
        for i, t in enumerate(times_s)
    )


def live(names: object = UNITS) -> list[Readings]:
    """Read picture by picture, as a practice does: nothing is read of a picture of nobody."""
    meter = Meter(names)  # type: ignore[arg-type]
    return [
        Readings({}, {}) if i in ABSENT else meter.read(body) for i, body in enumerate(filmed())
    ]


@pytest.mark.parametrize("names", [tuple(UNITS), ("leg_motion", "back_bow"), ("knee_far_deg",)])
def test_they_are_what_a_meter_reads(names: tuple[str, ...]) -> None:
    """Names, numbers and reasons, at every picture; whoever is away for a while is no gap."""
    recorded = readings_over(stacked(filmed()), names)
    assert len(recorded) == len(filmed())
    for ours, theirs in zip(recorded, live(names), strict=True):
        assert list(ours.values) == list(theirs.values)
        assert list(ours.values.values()) == pytest.approx(
            list(theirs.values.values()), rel=1e-9, abs=1e-9, nan_ok=True
        )
        assert ours.unseen == theirs.unseen


def test_the_film_shows_what_it_is_for() -> None:
    """Much is seen, and much is not; motions go on right after somebody came back."""
    readings = live()
    told = [np.mean([not np.isnan(r.values[n]) for r in readings if r.values]) for n in UNITS]
    assert min(told) > 0.05
    assert min(told) < 0.7
    assert np.isfinite(readings[9].values["leg_motion"])
    assert len({reason for r in readings for reason in r.unseen.values()}) > 4


def test_measuring_passes_over_pictures_of_nobody() -> None:
    """They are NaN, and all others are as if they had never been taken."""
    bodies = filmed()
    somebody = [body for i, body in enumerate(bodies) if i not in ABSENT]
    without, within = measure_all(stacked(somebody)), measure_all(stacked(bodies))
    rows = np.setdiff1d(np.arange(len(bodies)), ABSENT)
    for name in UNITS:
        np.testing.assert_allclose(within[name][rows], without[name], atol=1e-9, err_msg=name)
        assert np.isnan(within[name][list(ABSENT)]).all()


def test_a_meter_passes_over_pictures_of_nobody() -> None:
    """Whether it is asked to read them or not."""
    meter = Meter()
    for body, expected in zip(filmed(), live(), strict=True):
        found = meter.read(body)
        if expected.values:
            assert list(found.values.values()) == pytest.approx(
                list(expected.values.values()), nan_ok=True
            )
        else:
            assert np.isnan(list(found.values.values())).all()


@pytest.fixture(scope="module")
def recorded() -> RecordedReadings:
    """Read a recording."""
    return readings_over(stacked(filmed()))


def test_readings_know_in_which_pictures_somebody_is(recorded: RecordedReadings) -> None:
    """Those of nobody are empty: a session is told that nobody is there."""
    np.testing.assert_array_equal(np.flatnonzero(~recorded.somebody), ABSENT)
    assert [i for i, each in enumerate(recorded) if not each.values] == list(ABSENT)
    assert recorded[ABSENT[0]] == Readings({}, {})


def test_numbers_are_plain_ones(recorded: RecordedReadings) -> None:
    """And a name that was not measured is none."""
    values = recorded[3].values
    assert {type(value) for value in values.values()} == {float}
    assert len(values) == len(UNITS)
    assert "back_bow" in values
    assert "nonsense" not in values
    with pytest.raises(KeyError):
        values["nonsense"]


def test_what_is_told_has_no_reason(recorded: RecordedReadings) -> None:
    """Nor has what was not measured."""
    readings = recorded[3]
    assert len(readings.unseen) == len(dict(readings.unseen)) > 0
    for name, value in readings.values.items():
        assert (name in readings.unseen) == np.isnan(value)
        assert (readings.unseen.get(name) is None) == (name not in readings.unseen)
    assert "nonsense" not in readings.unseen
    assert readings.unseen.get("nonsense", "?") == "?"


def test_a_part_of_the_readings_is_read_like_the_whole(recorded: RecordedReadings) -> None:
    """Measured with all that came before it, and not anew."""
    part = recorded[10:15]
    assert len(part) == 5
    assert part[-1].values["leg_motion"] == recorded[14].values["leg_motion"]
    assert part[0].unseen == recorded[10].unseen
    with pytest.raises(IndexError):
        part[5]


def test_of_no_pictures_there_are_no_readings() -> None:
    """An empty recording is one."""
    none = stacked(filmed()[:1])[:0]
    assert list(readings_over(none)) == []
    assert measure_all(none, MOTIONS).keys() == MOTIONS.keys()

"""Measures of a recording: what a meter would have read at each picture of it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from benchmarks.practitioner.postures import FOLDED, NAMED, STRETCHED, diamond, lying
from benchmarks.practitioner.timeline import Keyframe, Timeline
from tests.builders import nobody, practitioner, stacked
from vision.measure.body import Body, body_from_landmarks
from vision.measure.catalog import MEASURES, MOTIONS, UNITS
from vision.measure.meter import Meter, Readings, measure_all, reason
from vision.measure.parts import sights

SHOWN = tuple(MEASURES | MOTIONS)
"""What a body of lines can show: it has no surface that breathes."""
ABSENT = (*range(6, 9), 20, *range(31, 40))


@cache
def filmed() -> tuple[Body, ...]:
    """Return a body that moves, whose far limbs come and go, that leaves, and then sits tall."""
    timeline = Timeline(
        [
            Keyframe(diamond(), 0.0, 0.5),
            Keyframe(NAMED["head_to_knee_right"](), 2.0, 0.5),
            Keyframe(lying(STRETCHED, FOLDED), 2.0, 0.5),
            Keyframe(diamond(), 1.0, 8.0),
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
    recording = stacked(filmed())
    measured, seen = measure_all(recording, names), sights(recording)
    for row, readings in enumerate(live(names)):
        if readings.values:
            assert list(measured) == list(readings.values)
        for name, value in readings.values.items():
            assert measured[name][row] == pytest.approx(value, rel=1e-9, abs=1e-9, nan_ok=True)
            expected = reason(name, seen.item(row)) if np.isnan(value) else None
            assert readings.unseen.get(name) == expected


def test_the_film_shows_what_it_is_for() -> None:
    """Much is seen, and much is not; motions go on right after somebody came back."""
    readings = live()
    told = [np.mean([not np.isnan(r.values[n]) for r in readings if r.values]) for n in SHOWN]
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


def test_of_no_pictures_there_are_no_measures() -> None:
    """An empty recording is one."""
    none = stacked(filmed()[:1])[:0]
    assert measure_all(none, MOTIONS).keys() > MOTIONS.keys()

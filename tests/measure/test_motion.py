"""Motions: measures of the recent past, driven by time; and measuring live as on a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.practitioner.postures import FOLDED, NAMED, STRETCHED, diamond, lying
from benchmarks.practitioner.timeline import Keyframe, Timeline
from tests.builders import nobody, practitioner, stacked, stick
from vision.measure.body import Body, body_from_landmarks
from vision.measure.catalog import UNITS, Meter, measure_all
from vision.measure.registry import MOTIONS

if TYPE_CHECKING:
    from collections.abc import Callable


def filmed(times_s: np.ndarray, tilt_deg: Callable[[float], float]) -> list[Body]:
    """Return stick bodies leaning as told at these times."""
    return [body_from_landmarks(stick(tilt_deg=tilt_deg(t), t_s=t)) for t in times_s]


def shaking(times_s: np.ndarray, by_deg: float) -> list[Body]:
    """Return lying stick bodies whose legs swing twice a second."""
    swing = by_deg * np.sin(2 * np.pi * 2.0 * times_s)
    return [
        body_from_landmarks(stick(tilt_deg=-90.0, thigh_deg=10.0 + s, knee_deg=170.0, t_s=t))
        for t, s in zip(times_s, swing, strict=True)
    ]


def over(name: str, bodies: list[Body]) -> np.ndarray:
    """Take one measure of every picture."""
    return measure_all(stacked(bodies), [name])[name]


@pytest.mark.parametrize("rate_hz", [8.0, 10.0, 30.0, 60.0])
@pytest.mark.parametrize("deg_s", [-60.0, -15.0, 0.0, 20.0, 45.0])
def test_speed_is_read_as_built_at_any_frame_rate(deg_s: float, rate_hz: float) -> None:
    """Folding forward is positive, and the number of pictures does not matter."""
    times_s = np.arange(0.0, 1.5, 1.0 / rate_hz)
    speed = over("trunk_speed_deg_s", filmed(times_s, lambda t: -20.0 + deg_s * t))
    assert speed[-1] == pytest.approx(deg_s, abs=1e-6)


def test_speed_is_read_over_uneven_times() -> None:
    """A camera that stutters does not make a person faster."""
    times_s = np.sort(np.random.default_rng(3).uniform(0.0, 2.0, 40))
    speed = over("trunk_speed_deg_s", filmed(times_s, lambda t: 25.0 * t))
    np.testing.assert_allclose(speed[times_s > 0.8], 25.0, atol=1e-6)


@pytest.mark.parametrize("facing", [1, -1])
def test_speed_goes_the_short_way_round(facing: int) -> None:
    """A trunk that passes the upside-down jumps from 180 to -180, and did not move by that."""
    times_s = np.arange(0.0, 1.0, 0.05)
    bodies = [
        body_from_landmarks(stick(tilt_deg=170.0 + 20.0 * t, facing=facing, t_s=t)) for t in times_s
    ]
    assert over("trunk_speed_deg_s", bodies)[-1] == pytest.approx(20.0, abs=1e-6)


def test_a_fold_and_back_is_read_with_its_sign() -> None:
    """A quick fold, a rest, and a slow rise."""
    times_s = np.arange(0.0, 8.0, 0.1)
    tilt = np.interp(times_s, [0.0, 1.0, 3.0, 4.0, 8.0], [0.0, 0.0, 80.0, 80.0, 40.0])
    speed = over("trunk_speed_deg_s", filmed(times_s, lambda t: float(tilt[round(t / 0.1)])))
    assert speed[times_s.searchsorted(2.5)] == pytest.approx(40.0, abs=1e-6)
    assert speed[times_s.searchsorted(3.95)] == pytest.approx(0.0, abs=1e-6)
    assert speed[-1] == pytest.approx(-10.0, abs=1e-6)


def test_speed_waits_until_it_has_seen_enough() -> None:
    """One picture shows no speed, and two that are close show noise."""
    speed = over("trunk_speed_deg_s", filmed(np.arange(0.0, 1.0, 0.1), lambda t: 10.0 * t))
    assert np.isnan(speed[:2]).all()
    assert np.isfinite(speed[3:]).all()


@pytest.mark.parametrize("by_deg", [2.0, 6.0])
def test_shaking_is_as_large_at_any_frame_rate(by_deg: float) -> None:
    """The spread of a shake is the shake's, not the camera's."""
    found = [
        over("leg_motion", shaking(np.arange(0.0, 3.0, 1.0 / rate_hz), by_deg))[-1]
        for rate_hz in (10.0, 15.0, 30.0)
    ]
    assert found == pytest.approx([found[-1]] * 3, rel=0.15)
    assert found[-1] > 0.01


def test_shaking_more_reads_more_and_still_legs_read_nothing() -> None:
    """In lengths of the trunk."""
    times_s = np.arange(0.0, 3.0, 0.05)
    still, little, much = (over("leg_motion", shaking(times_s, by))[-1] for by in (0.0, 2.0, 6.0))
    assert still == pytest.approx(0.0, abs=1e-9)
    assert much == pytest.approx(3 * little, rel=0.05)


def moving_practitioner() -> list[Body]:
    """Return a synthetic body that folds, lies, shakes and is out of sight for a while."""
    timeline = Timeline(
        [
            Keyframe(diamond(), 0.0, 0.5),
            Keyframe(NAMED["head_to_knee_right"](), 1.5, 0.5),
            Keyframe(lying(STRETCHED, FOLDED), 2.0, 0.5),
        ]
    )
    times_s = np.arange(0.0, timeline.duration_s, 0.1)
    bodies = []
    for t in times_s:
        if 2.0 < t < 2.4:
            bodies.append(nobody(t))
            continue
        seen = practitioner(timeline.posture_at(t), t_s=t, hide_far=bool(round(t * 10) % 3))
        bodies.append(body_from_landmarks(seen))
    return bodies


def test_a_meter_reads_live_what_measuring_the_recording_reads() -> None:
    """Every measure, every picture, bit for bit: gaps and hidden limbs included."""
    bodies = moving_practitioner()
    meter = Meter()
    live = [meter.read(body).values for body in bodies]
    recorded = measure_all(stacked(bodies))
    assert recorded.keys() == UNITS.keys()
    for name in UNITS:
        np.testing.assert_allclose(
            recorded[name], [values[name] for values in live], rtol=1e-9, atol=1e-9, err_msg=name
        )
    assert np.isfinite(recorded["trunk_speed_deg_s"]).mean() > 0.7


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_a_motion_never_looks_ahead(name: str) -> None:
    """What comes later does not change what was read before."""
    bodies = moving_practitioner()
    whole = over(name, bodies)
    for count in (5, 17, 30):
        np.testing.assert_array_equal(over(name, bodies[:count]), whole[:count])


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_a_motion_forgets_what_is_past_its_window(name: str) -> None:
    """Two different pasts, the same present."""
    times_s = np.arange(0.0, 5.0, 0.1)
    calm = shaking(times_s, 3.0)
    recent = times_s >= times_s[-1] - MOTIONS[name].window_s - 1e-9
    wild = [
        body if late else body_from_landmarks(stick(tilt_deg=90.0, facing=-1, t_s=t))
        for body, late, t in zip(calm, recent, times_s, strict=True)
    ]
    assert over(name, wild)[-1] == pytest.approx(over(name, calm)[-1], abs=1e-9)


@given(missing=st.sets(st.integers(0, 28), max_size=18))
def test_speed_survives_gaps(missing: set[int]) -> None:
    """Pictures in which nobody is seen are left out; what remains tells the same or nothing."""
    times_s = np.arange(30) * 0.05
    bodies = [
        nobody(t) if i in missing else body
        for i, (t, body) in enumerate(
            zip(times_s, filmed(times_s, lambda t: 30.0 * t), strict=True)
        )
    ]
    speed = over("trunk_speed_deg_s", bodies)
    told = speed[np.isfinite(speed)]
    np.testing.assert_allclose(told, 30.0, atol=1e-6)


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_a_motion_of_nobody_is_unseen(name: str) -> None:
    """However long nobody is watched; and so is that of no pictures at all."""
    assert np.isnan(over(name, [nobody(t) for t in np.arange(0.0, 3.0, 0.1)])).all()
    fields = Body.__dataclass_fields__
    one = stacked([nobody()])
    assert measure_all(Body(*(getattr(one, n)[:0] for n in fields)), [name])[name].shape == (0,)

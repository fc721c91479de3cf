"""Motions: measures of the recent past, driven by time; and measuring live as on a recording."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.practitioner.postures import FOLDED, NAMED, STRETCHED, diamond, lying
from benchmarks.practitioner.timeline import Keyframe, Timeline
from tests.builders import nobody, practitioner, stacked, stick
from vision.measure import meter as metering
from vision.measure.body import Body, body_from_landmarks
from vision.measure.catalog import MOTIONS, UNITS
from vision.measure.meter import Meter, measure_all

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


def test_a_body_that_turns_round_did_not_fold_by_that() -> None:
    """Its lean changes sign from one picture to the next."""
    times_s = np.arange(0.0, 2.0, 0.05)
    bodies = [
        body_from_landmarks(stick(tilt_deg=-40.0 if t > 1.0 else 40.0, facing=1 if t > 1.0 else -1))
        for t in times_s
    ]
    turned = [replace(body, t_s=np.asarray(t)) for body, t in zip(bodies, times_s, strict=True)]
    speed = over("trunk_speed_deg_s", turned)
    np.testing.assert_allclose(speed[np.isfinite(speed)], 0.0, atol=1e-6)
    assert np.isfinite(speed[[15, -1]]).all()


@pytest.mark.parametrize("rate_hz", [10.0, 30.0])
@pytest.mark.parametrize("facing", [1, -1])
def test_a_cut_is_no_fast_fold(rate_hz: float, facing: int) -> None:
    """Nothing is told while a jump that no body can do is in sight, and all before and after."""
    times_s = np.arange(0.0, 3.0, 1.0 / rate_hz)
    bodies = [
        body_from_landmarks(stick(tilt_deg=5.0 if t < 1.45 else 62.0, facing=facing, t_s=t))
        for t in times_s
    ]
    speed = over("trunk_speed_deg_s", bodies)
    told = np.isfinite(speed)
    assert not told[(times_s > 1.45) & (times_s < 2.0)].any()
    assert told[(times_s > 0.5) & (times_s < 1.4)].all()
    assert told[times_s > 2.2].all()
    np.testing.assert_allclose(speed[told], 0.0, atol=1e-6)


def test_a_cut_beside_a_body_that_turns_round_is_a_cut() -> None:
    """Where somebody else faces the other way for a picture, the trunk jumps all the same."""
    seen = [(0.0, -70.0, 1), (0.1, -70.0, 1), (0.2, 70.0, -1), (0.3, -6.0, 1), (0.4, -4.0, 1)]
    bodies = [
        body_from_landmarks(stick(tilt_deg=tilt_deg, facing=facing, t_s=t_s))
        for t_s, tilt_deg, facing in seen
    ]
    assert np.isnan(over("trunk_speed_deg_s", bodies)).all()


def test_a_fast_fold_is_no_cut() -> None:
    """As fast as people let themselves fall forward, and looked at ten times a second."""
    times_s = np.arange(0.0, 1.0, 0.1)
    speed = over("trunk_speed_deg_s", filmed(times_s, lambda t: 250.0 * min(max(t - 0.4, 0), 0.3)))
    assert np.nanmax(speed) > 100.0
    assert np.isfinite(speed[4:]).all()


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


@pytest.mark.parametrize("pictures", [1, 7])
def test_a_recording_measured_in_parts_is_the_recording(
    pictures: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour is measured a block at a time, and nothing is forgotten between them."""
    recording = stacked(moving_practitioner())
    whole = measure_all(recording)
    monkeypatch.setattr(metering, "_BLOCK", pictures)
    for name, values in measure_all(recording).items():
        np.testing.assert_allclose(values, whole[name], rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_a_motion_of_many_windows_is_that_of_each(name: str) -> None:
    """Shorter ones begin with rows of NaN, which change nothing."""
    motion = MOTIONS[name]
    rng, sizes = np.random.default_rng(5), (4, 6, 9, 12)
    t_s = np.full((len(sizes), 12), np.nan)
    values = np.full((len(sizes), 12, len(motion.of)), np.nan)
    alone = []
    for row, size in enumerate(sizes):
        times_s = np.sort(rng.uniform(0.0, motion.window_s, size))
        seen = rng.uniform(-1.0, 1.0, (size, len(motion.of)))
        seen[rng.random(size) < 0.2] = np.nan
        seen[-1] = 1.0
        t_s[row, 12 - size :], values[row, 12 - size :] = times_s, seen
        alone.append(motion.function(times_s, seen))
    np.testing.assert_allclose(motion.function(t_s, values), alone, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_a_motion_never_looks_ahead(name: str) -> None:
    """What comes later does not change what was read before."""
    bodies = moving_practitioner()
    whole = over(name, bodies)
    for count in (5, 17, 30):
        np.testing.assert_array_equal(over(name, bodies[:count]), whole[:count])


@pytest.mark.parametrize("name", sorted(MOTIONS))
def test_a_motion_forgets_what_is_past_its_window(name: str) -> None:
    """Two different pasts, the same present: a body that leans over a swinging leg."""
    times_s = np.arange(0.0, 5.0, 0.1)
    swing = 3.0 * np.sin(2 * np.pi * 2.0 * times_s)
    calm = [
        body_from_landmarks(
            stick(tilt_deg=25.0, thigh_deg=s, knee_deg=175.0, hide_far=False, t_s=t)
        )
        for s, t in zip(swing, times_s, strict=True)
    ]
    recent = times_s >= times_s[-1] - MOTIONS[name].window_s - 1e-9
    wild = [
        body if late else body_from_landmarks(stick(tilt_deg=90.0, facing=-1, t_s=t))
        for body, late, t in zip(calm, recent, times_s, strict=True)
    ]
    assert np.isfinite(over(name, calm)[-1])
    assert over(name, wild)[-1] == pytest.approx(over(name, calm)[-1], abs=1e-9)


def recent(name: str, rate_hz: float, *columns: float | np.ndarray) -> float:
    """Take a motion of one full window, in which each followed measure is as given."""
    motion = MOTIONS[name]
    times_s = np.arange(0.0, motion.window_s + 1e-9, 1.0 / rate_hz)
    values = [np.broadcast_to(np.asarray(c, dtype=float), times_s.shape) for c in columns]
    return motion.function(times_s, np.stack(values, axis=-1))


@pytest.mark.parametrize("rate_hz", [10.0, 15.0, 60.0])
def test_a_head_leads_a_fold_only_while_one_folds(rate_hz: float) -> None:
    """Sitting up one may look down, and leaning over folded legs is no fold."""
    head, upright, leaning, leg, no_leg = 85.0, 10.0, 30.0, 1.4, 0.1
    assert recent("head_lead_deg", rate_hz, head, leaning, leg) == head
    assert recent("head_lead_deg", rate_hz, head, upright, leg) == 0.0
    assert recent("head_lead_deg", rate_hz, head, leaning, no_leg) == 0.0
    assert np.isnan(recent("head_lead_deg", rate_hz, np.nan, leaning, leg))


def test_a_nod_is_not_yet_a_leading_head() -> None:
    """What counts is the least bend of the last moments, and the whole of them in the fold."""
    nod = np.linspace(20.0, 90.0, 9)
    assert recent("head_lead_deg", 10.0, nod, 30.0, 1.4) == 20.0
    just_leaning = np.linspace(10.0, 30.0, 9)
    assert recent("head_lead_deg", 10.0, 85.0, just_leaning, 1.4) == 0.0


@pytest.mark.parametrize("rate_hz", [10.0, 15.0, 60.0])
def test_an_elbow_on_the_floor_is_under_the_hips(rate_hz: float) -> None:
    """One in the air is over them, and the highest of the last moments is what is told."""
    assert recent("elbow_over_seat", rate_hz, 0.1, 0.3, -62.0) == pytest.approx(-0.2)
    assert recent("elbow_over_seat", rate_hz, 0.6, 0.3, -62.0) == pytest.approx(0.3)
    assert recent("elbow_over_seat", 10.0, np.linspace(0.5, 0.1, 7), 0.3, -62.0) == pytest.approx(
        0.2
    )


def test_elbows_that_are_passed_in_a_fall_tell_nothing() -> None:
    """However the lean wraps round; a slow lowering tells."""
    falling, lowering = np.linspace(-40.0, -80.0, 7), np.linspace(-50.0, -62.0, 7)
    assert np.isnan(recent("elbow_over_seat", 10.0, 0.1, 0.3, falling))
    assert recent("elbow_over_seat", 10.0, 0.1, 0.3, lowering) == pytest.approx(-0.2)
    round_the_back = np.array([176.0, 177.0, 178.0, 179.0, -180.0, -179.0, -178.0])
    assert np.isfinite(recent("elbow_over_seat", 10.0, 0.1, 0.3, round_the_back))


@pytest.mark.parametrize("name", ["head_lead_deg", "elbow_over_seat"])
def test_what_has_to_last_is_not_told_of_a_glimpse(name: str) -> None:
    """Three pictures close together are no time."""
    values = np.array([[85.0, 30.0, 1.4]] * 3)
    assert np.isnan(MOTIONS[name].function(np.array([0.0, 0.1, 0.2]), values))
    assert np.isfinite(MOTIONS[name].function(np.array([0.0, 0.3, 0.6]), values))


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
    one = stacked([nobody()])
    parts = [getattr(one, field) for field in Body.__dataclass_fields__]
    none = Body(*(None if part is None else part[:0] for part in parts))
    assert measure_all(none, [name])[name].shape == (0,)


class TestOtherLeg:
    """Where the leg is that a fold hides: as it was seen last, sitting tall."""

    TIMES_S = np.arange(0.0, 75.0, 0.1)

    def told(self, ankle: np.ndarray, knee_deg: np.ndarray, tilt_deg: np.ndarray) -> float:
        """Take the motion of one window."""
        values = np.stack([ankle, knee_deg, tilt_deg], axis=-1)
        return float(MOTIONS["other_leg_ahead"].function(self.TIMES_S, values))

    def seen_until(self, end_s: float, ankle: float, knee_deg: float) -> float:
        """Sit tall with the other leg so until a fold hides it."""
        tall = end_s > self.TIMES_S
        return self.told(
            *(np.where(tall, v, h) for v, h in ((ankle, np.nan), (knee_deg, np.nan), (3.0, 70.0)))
        )

    @pytest.mark.parametrize("end_s", [1.0, 10.0, 70.0])
    def test_it_is_remembered_through_a_fold_of_a_minute(self, end_s: float) -> None:
        """Both legs ahead are a forward bend; a folded one, by its knee or its ankle, is none."""
        assert self.seen_until(end_s, 1.4, 178.0) == 1.0
        assert self.seen_until(end_s, 0.1, 20.0) == 0.0
        assert self.seen_until(end_s, 0.1, np.nan) == 0.0
        assert self.seen_until(end_s, np.nan, 60.0) == 0.0

    def test_what_was_seen_last_counts_more(self) -> None:
        """Who sat with both legs long, and then folded one back, is known to have done so."""
        early = self.TIMES_S < 40.0
        ankle, knee_deg = np.where(early, 1.4, 0.1), np.where(early, 178.0, 20.0)
        upright = np.zeros_like(ankle)
        assert self.told(ankle, knee_deg, upright) < 0.1
        assert self.told(ankle[::-1], knee_deg[::-1], upright) > 0.9

    def test_in_a_fold_and_on_the_way_nothing_is_told(self) -> None:
        """Arms hide the legs there; a leg that is half bent is neither; a glance is too little."""
        here = np.full_like(self.TIMES_S, 1.0)
        assert np.isnan(self.told(1.4 * here, 178.0 * here, 60.0 * here))
        assert np.isnan(self.told(0.6 * here, 120.0 * here, 3.0 * here))
        assert np.isnan(self.seen_until(0.3, 1.4, 178.0))

"""The breath is told from how the trunk expands, and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from tests.builders import stick
from vision.landmarks.patches.motion import PATCHES
from vision.measure.body import Body, body_from_landmarks
from vision.measure.breath.follow import UNITS
from vision.measure.breath.learning import EMPTY, FULL, IN, OUT
from vision.measure.meter import Meter, measure_all
from vision.session.breath import PHASE_NAMES, BreathPattern

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.measure.geometry import Array

STEP_S: Final = 0.1
DURATION_S: Final = 60.0
TIMES_S: Final = np.arange(0.0, DURATION_S, STEP_S)
NOISE: Final = 0.0004
"""Of each patch in each picture, in trunks: a twentieth of a pixel at 130 pixels."""
SETTLED: Final = TIMES_S > 25.0
AMOUNTS: Final = {"abdomen": 0.02, "chest": 0.01, "shoulders": 0.004}


def paths(fullness: Array, amounts: dict[str, float] = AMOUNTS, seed: int = 0) -> Array:
    """Return where the patches of a breathing trunk are, (T, P, 2): its left edge is the front."""
    places = np.zeros((fullness.size, len(PATCHES), 2))
    places[:, PATCHES.index("abdomen_edge_left"), 0] = -amounts["abdomen"] * fullness
    places[:, PATCHES.index("chest_edge_left"), 0] = -amounts["chest"] * fullness
    places[:, PATCHES.index("shoulders"), 1] = amounts["shoulders"] * fullness
    return places + np.random.default_rng(seed).normal(0.0, NOISE, places.shape)


def body(places: Array, times_s: Array = TIMES_S) -> Body:
    """Return bodies whose patches go these ways."""
    one = body_from_landmarks(stick(facing=-1))
    steps = np.diff(places, axis=0, prepend=places[:1])
    motion = np.concatenate([steps, np.ones((*steps.shape[:2], 1))], axis=-1)
    rows = np.zeros(times_s.size, int)
    every = one[np.newaxis][rows]
    every.t_s, every.patch_motion = times_s, motion
    return every


def fullness(pattern: tuple[float, float, float, float], times_s: Array = TIMES_S) -> Array:
    """Return how full a paced breath is at each moment."""
    led = BreathPattern(pattern)
    return np.array([led.at(t_s).fullness for t_s in times_s])


def phases(
    pattern: tuple[float, float, float, float], times_s: Array = TIMES_S
) -> NDArray[np.int64]:
    """Return its phases."""
    led = BreathPattern(pattern)
    return np.array([PHASE_NAMES.index(led.at(t_s).phase) for t_s in times_s])


def read(places: Array, times_s: Array = TIMES_S) -> dict[str, Array]:
    """Measure the breath of such bodies."""
    return measure_all(body(places, times_s), UNITS)


PATTERNS: Final = [(4.0, 4.0, 4.0, 4.0), (2.0, 0.0, 2.5, 0.0), (4.0, 0.0, 6.0, 0.0)]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_phases_are_told_within_half_a_second(pattern: tuple[float, float, float, float]) -> None:
    """At each moment the phase is one that is true within the last 0.4 s or the next 0.1."""
    told = read(paths(fullness(pattern)))["breath_phase"]
    true_ones = [phases(pattern, TIMES_S - late_s) for late_s in np.arange(-0.1, 0.45, 0.1)]
    right = np.any([told == true for true in true_ones], axis=0)
    assert right[SETTLED].mean() > 0.95


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_rate_is_told_within_half_a_breath(pattern: tuple[float, float, float, float]) -> None:
    """Breaths a minute."""
    told = read(paths(fullness(pattern)))["breath_rate_per_min"][SETTLED]
    assert told == pytest.approx(60.0 / sum(pattern) * np.ones(told.size), abs=0.5)


@pytest.mark.parametrize(
    ("amounts", "share"),
    [
        ({"abdomen": 0.02, "chest": 0.0, "shoulders": 0.0}, 1.0),
        ({"abdomen": 0.01, "chest": 0.01, "shoulders": 0.0}, 0.5),
        ({"abdomen": 0.0, "chest": 0.02, "shoulders": 0.01}, 0.0),
    ],
)
def test_belly_and_chest_are_told_apart(amounts: dict[str, float], share: float) -> None:
    """Share of the abdomen in how much both widen."""
    told = read(paths(fullness((3.0, 0.0, 3.0, 0.0)), amounts))["breath_abdomen_share"]
    assert told[SETTLED] == pytest.approx(share * np.ones(SETTLED.sum()), abs=0.1)


def test_the_time_of_breathing_in_is_told() -> None:
    """Four seconds in and six out are four of ten."""
    told = read(paths(fullness((4.0, 0.0, 6.0, 0.0))))["breath_in_share"]
    assert told[SETTLED] == pytest.approx(0.4 * np.ones(SETTLED.sum()), abs=0.06)


def test_depth_and_fullness_follow_the_range() -> None:
    """From empty to full and back."""
    true = fullness((4.0, 4.0, 4.0, 4.0))
    told = read(paths(true))
    assert told["breath_fullness"][SETTLED] == pytest.approx(true[SETTLED], abs=0.12)
    assert told["breath_depth"][SETTLED].std() < 0.1 * told["breath_depth"][SETTLED].mean()


def covered(places: Array, *patches: str) -> dict[str, Array]:
    """Measure bodies some of whose patches are unseen."""
    bodies = body(places)
    assert bodies.patch_motion is not None
    bodies.patch_motion[:, [PATCHES.index(patch) for patch in patches]] = np.nan
    return measure_all(bodies, UNITS)


FRONTS: Final = ("abdomen_edge_left", "chest_edge_left")


def test_a_front_behind_an_arm_is_read_off_the_side() -> None:
    """The side goes half as far, to where the body faces: forward is to the left here."""
    places = paths(fullness((3.0, 0.0, 3.0, 0.0)))
    for part, fronts in zip(("abdomen", "chest"), FRONTS, strict=True):
        places[:, PATCHES.index(part)] = places[:, PATCHES.index(fronts)] / 2
    told = covered(places, *FRONTS)
    assert told["breath_rate_per_min"][SETTLED] == pytest.approx(10.0, abs=0.5)
    assert told["breath_depth"][SETTLED] == pytest.approx(AMOUNTS["abdomen"], rel=0.2)
    assert told["breath_abdomen_share"][SETTLED] == pytest.approx(2 / 3, abs=0.08)


def test_the_share_is_unknown_where_one_part_is_covered() -> None:
    """Of which the other has no share to be told."""
    told = covered(paths(fullness((3.0, 0.0, 3.0, 0.0))), "chest_edge_left", "chest")
    assert np.isfinite(told["breath_phase"][SETTLED]).all()
    assert np.isnan(told["breath_abdomen_share"]).all()


def test_in_a_fold_the_back_alone_tells() -> None:
    """It rises with the breath where the front lies on the thigh."""
    places = paths(fullness((3.0, 0.0, 3.0, 0.0)))
    for part, fronts in zip(("abdomen", "chest"), FRONTS, strict=True):
        back = f"{part}_edge_right"
        places[:, PATCHES.index(back)] = -places[:, PATCHES.index(fronts)]
    told = covered(places, *FRONTS, "abdomen", "chest")
    assert told["breath_rate_per_min"][SETTLED] == pytest.approx(10.0, abs=0.5)
    assert told["breath_abdomen_share"][SETTLED] == pytest.approx(2 / 3, abs=0.08)


def untold(places: Array) -> Array:
    """Return the share of moments of which nothing is told."""
    told = read(places)
    nothing = {name: np.isnan(values) for name, values in told.items()}
    return np.asarray(nothing["breath_phase"].mean())


def test_a_photograph_does_not_breathe() -> None:
    """Its patches tremble by the noise of the camera."""
    assert all(untold(paths(0 * TIMES_S, seed=seed)) == 1.0 for seed in range(5))


def test_a_body_that_sways_without_a_breath_does_not_breathe() -> None:
    """All patches go the same way."""
    sway = 0.02 * np.sin(2 * np.pi * 0.2 * TIMES_S)
    places = paths(0 * TIMES_S)
    places[..., 0] += sway[:, np.newaxis]
    assert untold(places) == 1.0


def test_a_breath_is_told_through_a_sway() -> None:
    """A sway larger than the breath itself."""
    places = paths(fullness((3.0, 0.0, 3.0, 0.0)))
    places[..., 0] += 0.03 * np.sin(2 * np.pi * 0.05 * TIMES_S)[:, np.newaxis]
    told = read(places)["breath_rate_per_min"][SETTLED]
    assert told == pytest.approx(10.0 * np.ones(told.size), abs=0.5)


def test_nothing_is_told_while_the_body_moves() -> None:
    """Nor at once afterwards: a gesture is no breath."""
    places = paths(fullness((3.0, 0.0, 3.0, 0.0)))
    moving = (TIMES_S > 30.0) & (TIMES_S < 32.0)
    places[..., 0] += np.cumsum(np.where(moving, 0.04, 0.0))[:, np.newaxis]
    told = read(places)["breath_phase"]
    assert np.isfinite(told[(TIMES_S > 25.0) & (TIMES_S < 30.0)]).all()
    assert np.isnan(told[(TIMES_S > 30.2) & (TIMES_S < 34.0)]).all()
    assert np.isfinite(told[TIMES_S > 45.0]).all()


def test_pictures_one_by_one_tell_the_same_as_all_at_once() -> None:
    """Live and looked at afterwards are one implementation."""
    bodies = body(paths(fullness((3.0, 1.0, 3.0, 0.0))))
    meter = Meter(UNITS)
    live = [meter.read(bodies[row]).values for row in range(TIMES_S.size)]
    for name, values in measure_all(bodies, UNITS).items():
        assert np.array_equal([reading[name] for reading in live], values, equal_nan=True)


def test_nothing_is_told_of_recordings_without_patches() -> None:
    """Those of older reviews."""
    bodies = body(paths(fullness((3.0, 0.0, 3.0, 0.0))))
    bodies.patch_motion = None
    assert all(np.isnan(values).all() for values in measure_all(bodies, UNITS).values())


def test_the_phases_are_numbered_as_the_pacers_are_named() -> None:
    """Two layers that must not know each other number alike."""
    assert [PHASE_NAMES[phase] for phase in (IN, FULL, OUT, EMPTY)] == list(PHASE_NAMES)

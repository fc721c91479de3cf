"""What the program reads of the breath in a clip, picture by picture, as a practice would."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.motion.watching import Played
from vision.app import loop
from vision.landmarks.engines import Engine
from vision.measure.body import body_from_landmarks
from vision.measure.meter import Meter
from vision.session.breath import BreathPattern
from vision.session.breathing.agreement import Agreement, Answer, Measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.breathing.cases import Case
    from benchmarks.breathing.wave import Seconds
    from vision.frames.source import Frame, FrameSource
    from vision.landmarks.types import Landmarks

MEASURES: Final = (
    "breath_phase",
    "breath_fullness",
    "breath_rate_per_min",
    "breath_depth",
    "breath_abdomen_share",
    "breath_in_share",
    "breath_confidence",
)
ASKED_EVERY_S: Final = 0.5
STRANGERS: Final = ((4.0, 4.0, 4.0, 4.0), (4.0, 2.0, 4.0, 2.0), (2.5, 1.5, 2.5, 1.5))
UNLIKE: Final = 0.12
"""A pacer is a stranger where its breath is longer or shorter than the body's by such a share."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """The breath over a clip: ``(T,)`` each, NaN for what could not be told.

    Attributes
    ----------
    t_s
        When.
    phase
        0 in, 1 full, 2 out, 3 empty.
    fullness
        0 to 1.
    rate_per_min, depth, abdomen_share, in_share, confidence
        As the measures of these names.

    """

    t_s: NDArray[np.float64]
    phase: NDArray[np.float64]
    fullness: NDArray[np.float64]
    rate_per_min: NDArray[np.float64]
    depth: NDArray[np.float64]
    abdomen_share: NDArray[np.float64]
    in_share: NDArray[np.float64]
    confidence: NDArray[np.float64]

    def values(self, index: int) -> dict[str, float]:
        """Return the readings of one moment by the names of the measures."""
        return {name: float(getattr(self, name[7:])[index]) for name in MEASURES}


def series_of(t_s: Iterable[float], values: Iterable[Mapping[str, float]]) -> Series:
    """Gather the readings of every picture."""
    rows = [[row.get(name, math.nan) for name in MEASURES] for row in values]
    columns = np.array(rows, dtype=np.float64).reshape(-1, len(MEASURES)).T
    return Series(np.array(list(t_s), dtype=np.float64), *columns)


def read_frames(frames: Iterable[Frame], model: Path) -> Series:
    """Look at pictures from memory, and read the breath in each."""
    return read(Played(frames), model)


def read(source: FrameSource, model: Path) -> Series:
    """Look at every picture of a source, and read the breath in each."""
    meter, t_s, values = Meter(MEASURES), [], []
    with source, loop.Watcher(Engine(model)) as watcher:
        for each in watcher.watch(source):
            if isinstance(each, loop.Seen):
                t_s.append(each.frame.t_s)
                seen = each.landmarks
                values.append({} if seen is None else _readings(meter, seen))
    return series_of(t_s, values)


def _readings(meter: Meter, landmarks: Landmarks) -> Mapping[str, float]:
    return meter.read(body_from_landmarks(landmarks)).values


def follows(series: Series, pacer: Seconds, from_s: float = 0.0) -> NDArray[np.bool_]:
    """Return at each moment whether the breath is said to follow a pacer that began then."""
    pattern, agreement = BreathPattern(pacer), Agreement()
    answers, due_s = np.zeros(len(series.t_s), dtype=bool), 0.0
    for index, t_s in enumerate(series.t_s.tolist()):
        agreement.take(pattern.at(t_s - from_s), pattern, Measured.of(series.values(index)))
        if t_s >= due_s:
            due_s = t_s + ASKED_EVERY_S
            answer = t_s >= from_s and agreement.lasting is Answer.FOLLOWS
        answers[index] = answer
    return answers


def follows_strangers(series: Series, case: Case) -> dict[str, float]:
    """Return what share of the time the breath is said to follow pacers that it does not follow.

    By their names: the rhythms of `STRANGERS` that differ from the body's, and its own pacer begun
    half a breath late.
    """
    own_s = 60.0 / case.shoot.wave.rate_per_min(np.array([case.shoot.wave.duration_s]))[0]
    found = {
        "-".join(f"{s:g}" for s in pacer): float(follows(series, pacer).mean())
        for pacer in STRANGERS
        if abs(sum(pacer) / own_s - 1.0) > UNLIKE
    }
    if case.follows:
        late = follows(series, case.pacer, 0.5 * sum(case.pacer))
        found["half a breath late"] = float(late.mean())
    return found

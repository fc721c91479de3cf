"""Measure whether the landmarker's own smoothing lags a moving body, and what another would do.

``python -m benchmarks.smoothing [--model FILE] [--json]``

A rendered body folds its trunk, and straightens a leg, at several constant speeds and back again,
resting in between. Every picture goes through the landmarker in each setting; the near trunk tilt
and near knee angle are compared with the truth of the same projection:

- lag: the time shift of the truth that leaves the least spread between it and what was measured
  (a movement there and back, so that an error that belongs to a posture cancels);
- settling: how far the angle is from where it will come to rest, 0.2 to 0.5 s after the stop;
- jitter: spread of the angle over a still hold seen through a noisy sensor;
- the silhouette's lag: as above, of its centre of mass, against the unsmoothed setting.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.posture import from_vector, to_vector
from benchmarks.practitioner.render import project, render
from benchmarks.practitioner.truth import landmarks as true_landmarks
from vision.frames.source import Frame
from vision.landmarks.engines.mediapipe import BlazePose
from vision.landmarks.skeleton import Landmark
from vision.landmarks.smoothing import OneEuro, Tuning
from vision.landmarks.weights import ensure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.practitioner.posture import Posture

Series: TypeAlias = NDArray[np.float64]
Row: TypeAlias = dict[str, "float | str"]

SIZE_PX: Final = (640, 480)
FPS: Final = 30
SPEEDS_DEG_S: Final = (15.0, 30.0, 60.0, 120.0)
REST_S: Final = 2.0
LONGEST_MOVE_S: Final = 2.5
STILL_S: Final = 6.0
SENSOR_NOISE: Final = 8.0
SHIFTS_S: Final = np.arange(-30, 160) / 200
SETTLING_S: Final = (0.2, 0.5)


@dataclass(frozen=True, slots=True)
class Move:
    """A movement between two postures that changes one measure by ``travel_deg``."""

    measure: str
    start: Posture
    end: Posture
    travel_deg: float

    def at(self, share: float) -> Posture:
        """Give the posture a share of the way along."""
        start, end = to_vector(self.start), to_vector(self.end)
        return from_vector(start + share * (end - start))


MOVES: Final = (
    Move("trunk", postures.diamond(2.0), postures.diamond(62.0), 60.0),
    Move(
        "knee",
        postures.leaning_back("right", postures.DRAWN_UP),
        postures.leaning_back("right", postures.IN_FRONT),
        111.0,
    ),
)


@dataclass(frozen=True, slots=True)
class Clip:
    """Pictures at `FPS`, and what is true in them."""

    move: Move
    speed_deg_s: float
    images: list[NDArray[np.uint8]]
    truth_deg: Series
    stops_s: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to run the landmarker: it is told that time runs ``clock_rate`` times as fast."""

    name: str
    tracking: bool = True
    clock_rate: float = 1.0


VIDEO: Final = tuple(Setting(f"video x{rate}", clock_rate=rate) for rate in (1, 2, 4, 10))
TUNINGS: Final = (
    Tuning(min_cutoff_hz=0.5, beta=10.0, speed_cutoff_hz=1.0),
    Tuning(min_cutoff_hz=1.0, beta=20.0, speed_cutoff_hz=3.0),
    Tuning(min_cutoff_hz=2.0, beta=40.0, speed_cutoff_hz=5.0),
)
STILL_PICTURES: Final = Setting("image", tracking=False)
RAW_SETTINGS: Final = (STILL_PICTURES, *VIDEO)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the landmarker saw in a clip: landmarks, and the silhouette's centre of mass."""

    t_s: Series
    xy_px: Series
    centre_px: Series


def still_clip(move: Move) -> Clip:
    """Hold the start of a movement before a noisy sensor."""
    rng, picture = np.random.default_rng(1), render(move.start, size=SIZE_PX)
    noise = rng.normal(0.0, SENSOR_NOISE, (round(STILL_S * FPS), *picture.shape))
    images = [np.clip(picture + each, 0, 255).astype(np.uint8) for each in noise]
    return Clip(move, 0.0, images, np.full(len(images), _truth_deg(move, 0.0)), ())


def moving_clip(move: Move, speed_deg_s: float) -> Clip:
    """Rest, move, rest, move back, rest."""
    travel_deg = min(move.travel_deg, speed_deg_s * LONGEST_MOVE_S)
    move_s, reach = travel_deg / speed_deg_s, travel_deg / move.travel_deg
    corners_s = np.cumsum([0.0, REST_S, move_s, REST_S, move_s, REST_S])
    t_s = np.arange(0.0, corners_s[-1], 1 / FPS)
    shares = np.interp(t_s, corners_s, reach * np.array([0.0, 0.0, 1.0, 1.0, 0.0, 0.0]))
    images = [render(move.at(s), size=SIZE_PX, seed=i) for i, s in enumerate(shares)]
    truth_deg = np.array([_truth_deg(move, share) for share in shares])
    return Clip(move, speed_deg_s, images, truth_deg, (float(corners_s[2]), float(corners_s[4])))


def see(clip: Clip, setting: Setting, every: int, model: Path) -> Seen:
    """Run the landmarker over every n-th picture of a clip."""
    images = clip.images[::every]
    t_s = np.arange(len(images)) * every / FPS
    with BlazePose(model, tracking=setting.tracking) as blazepose:
        told_s = t_s * setting.clock_rate
        found = [
            blazepose.detect(Frame(image, float(t), index))
            for index, (image, t) in enumerate(zip(images, told_s, strict=True))
        ]
    nobody = np.full((len(Landmark), 2), np.nan)
    return Seen(
        t_s,
        np.array([nobody if each is None else each.xy_px for each in found]),
        np.array([_centre_px(None if each is None else each.silhouette) for each in found]),
    )


def angle_deg(xy_px: Series, measure: str) -> Series:
    """Measure ``(..., 33, 2)`` landmarks in the picture, on the near (right) side."""
    shoulder, hip, knee, ankle = (
        xy_px[..., joint, :]
        for joint in (
            Landmark.RIGHT_SHOULDER,
            Landmark.RIGHT_HIP,
            Landmark.RIGHT_KNEE,
            Landmark.RIGHT_ANKLE,
        )
    )
    if measure == "trunk":
        return _direction_deg(shoulder - hip)
    turn = _direction_deg(hip - knee) - _direction_deg(ankle - knee)
    return np.abs((turn + 180.0) % 360.0 - 180.0)


def lag_ms(t_s: Series, measured: Series, reference: Series) -> float:
    """Find the shift of the reference that leaves the least spread."""
    spreads = [np.nanstd(measured - np.interp(t_s - s, t_s, reference)) for s in SHIFTS_S]
    return float(SHIFTS_S[int(np.argmin(spreads))] * 1000)


def settling_deg(t_s: Series, measured: Series, stops_s: Sequence[float]) -> float:
    """Average how far the angle still is from its rest, shortly after each stop."""
    first_s, last_s = SETTLING_S
    errors = []
    for stop_s in stops_s:
        rest = np.nanmedian(measured[(t_s > stop_s + REST_S - 0.7) & (t_s < stop_s + REST_S)])
        after = measured[(t_s >= stop_s + first_s) & (t_s <= stop_s + last_s)]
        errors.append(abs(float(np.nanmean(after)) - float(rest)))
    return float(np.mean(errors))


def evaluate(model: Path) -> list[Row]:
    """Measure every setting on every clip; one row each."""
    rows: list[Row] = []
    for clip in _clips():
        for every in (1, 2):
            reference: Seen | None = None
            for setting in RAW_SETTINGS:
                seen = see(clip, setting, every, model)
                reference = reference or seen
                rows += _rows(clip, setting, every, seen, reference)
    return rows


def markdown_row(*cells: str) -> str:
    """Join the cells of one row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the table, or the rows it is made from."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, help="the pose_landmarker .task file")
    parser.add_argument("--json", action="store_true", help="print every measurement as JSON")
    options = parser.parse_args()
    rows = evaluate(ensure(options.model))
    if options.json:
        print(json.dumps(rows, indent=1))
    else:
        print(*_table(rows), sep="\n")


def _clips() -> Iterator[Clip]:
    for move in MOVES:
        print(f"{move.measure}: still", file=sys.stderr)
        yield still_clip(move)
        for speed_deg_s in SPEEDS_DEG_S:
            print(f"{move.measure}: {speed_deg_s:g} deg/s", file=sys.stderr)
            yield moving_clip(move, speed_deg_s)


def _rows(clip: Clip, setting: Setting, every: int, seen: Seen, reference: Seen) -> Iterator[Row]:
    """Measure one run as it is and, for the extremes, behind each of our own filters."""
    shared: Row = {
        "measure": clip.move.measure,
        "speed_deg_s": clip.speed_deg_s,
        "fps": FPS / every,
    }
    filtered = TUNINGS if setting in (STILL_PICTURES, VIDEO[-1]) else ()
    for tuning in (None, *filtered):
        xy_px = seen.xy_px if tuning is None else _smoothed_px(seen, tuning)
        measured = angle_deg(xy_px, clip.move.measure)
        row: Row = {"setting": _name(setting, tuning), **shared, "seen": _share_seen(measured)}
        if clip.stops_s:
            row["lag_ms"] = lag_ms(seen.t_s, measured, clip.truth_deg[::every])
            row["settling_deg"] = settling_deg(seen.t_s, measured, clip.stops_s)
            row["silhouette_lag_ms"] = lag_ms(seen.t_s, seen.centre_px, reference.centre_px)
        else:
            row["jitter_deg"] = float(np.nanstd(measured[seen.t_s > 1.0]))
        yield row


def _smoothed_px(seen: Seen, tuning: Tuning) -> Series:
    height_px = SIZE_PX[1]
    return OneEuro(tuning).over(seen.t_s, seen.xy_px / height_px) * height_px


def _name(setting: Setting, tuning: Tuning | None) -> str:
    if tuning is None:
        return setting.name
    return f"{setting.name} + ours {tuning.min_cutoff_hz:g} Hz, {tuning.beta:g}"


def _share_seen(measured: Series) -> float:
    return float(np.isfinite(measured).mean())


def _truth_deg(move: Move, share: float) -> float:
    points_px = project(true_landmarks(pose(move.at(share))), size=SIZE_PX)
    return float(angle_deg(points_px, move.measure))


def _direction_deg(vectors: Series) -> Series:
    """Direction from straight up, clockwise in the picture."""
    degrees: Series = np.degrees(np.arctan2(vectors[..., 0], -vectors[..., 1]))
    return degrees


def _centre_px(silhouette: NDArray[np.uint8] | None) -> float:
    if silhouette is None or not silhouette.any():
        return float("nan")
    return float(np.nonzero(silhouette)[1].mean())


def _table(rows: list[Row]) -> Iterator[str]:
    """Lay out a Markdown table: lag by speed, then averages over all that moves or rests."""
    columns: dict[str, tuple[str, Row]] = {}
    for measure in ("trunk", "knee"):
        for speed in SPEEDS_DEG_S:
            where: Row = {"measure": measure, "speed_deg_s": speed}
            columns[f"{measure} {speed:g} deg/s"] = ("lag_ms", where)
        columns[f"{measure} settling"] = ("settling_deg", {"measure": measure})
        columns[f"{measure} jitter"] = ("jitter_deg", {"measure": measure})
    columns["silhouette"] = ("silhouette_lag_ms", {})
    yield markdown_row("setting", *columns)
    yield markdown_row("---", *["---:"] * len(columns))
    for fps in (FPS, FPS / 2):
        for name in dict.fromkeys(str(row["setting"]) for row in rows):
            same: Row = {"setting": name, "fps": fps}
            cells = [_mean(rows, key, where | same) for key, where in columns.values()]
            yield markdown_row(f"{name}, {fps:g} fps", *cells)


def _mean(rows: list[Row], key: str, where: Row) -> str:
    values = [
        float(row[key])
        for row in rows
        if key in row and all(row[name] == value for name, value in where.items())
    ]
    digits = 0 if key.endswith("_ms") else 2
    return f"{round(float(np.mean(values)), digits) + 0.0:.{digits}f}"  # + 0.0: no "-0"


if __name__ == "__main__":
    main()

"""Measure how much the silhouette's back trembles, and what smoothing its profile would cost.

``python -m benchmarks.back_smoothing [--model FILE] [--json]``

The landmarker smooths landmarks but not the mask, and the back is measured on the mask. A rendered
body holds a fold, straight and rounded, before a noisy sensor (jitter: spread of the back's bow),
and rounds its back within a second (lag: time shift against the unsmoothed bow).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner import postures
from benchmarks.practitioner.render import render
from benchmarks.smoothing import FPS, SENSOR_NOISE, SIZE_PX, Row, Series, lag_ms, markdown_row
from vision.frames.source import Frame
from vision.landmarks.engines.mediapipe import BlazePose
from vision.landmarks.smoothing import BACK_TUNING, OneEuro, Tuning
from vision.landmarks.weights import ensure
from vision.measure.body import body_from_landmarks
from vision.measure.contour import STATIONS, back_curve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

BULGES_M: Final = (0.0, 0.08)
FOLD: Final = 0.3
STILL_S: Final = 5.0
SETTLED_S: Final = 1.0
TUNINGS: Final = (None, Tuning(0.3, 5.0), BACK_TUNING, Tuning(1.0, 5.0))


def pictures(bulges_m: Iterable[float]) -> Iterator[NDArray[np.uint8]]:
    """Render the fold with each bulge of the back, as a noisy sensor sees it."""
    rng = np.random.default_rng(0)
    for bulge_m in bulges_m:
        posture = postures.head_to_knee("right", fold=FOLD, bulge_m=bulge_m)
        picture = render(posture, size=SIZE_PX)
        noisy = picture + rng.normal(0.0, SENSOR_NOISE, picture.shape)
        yield np.clip(noisy, 0, 255).astype(np.uint8)


def profiles(bulges_m: Series, model: Path) -> tuple[Series, Series]:
    """Give ``(T,)`` seconds and the ``(T, STATIONS)`` profiles of the back."""
    t_s = np.arange(len(bulges_m)) / FPS
    with BlazePose(model) as blazepose:
        found = [
            blazepose.detect(Frame(image, float(t), index))
            for index, (image, t) in enumerate(zip(pictures(bulges_m), t_s, strict=True))
        ]
    blank = np.full(STATIONS, np.nan)
    return t_s, np.array([body_from_landmarks(b).dorsal_profile if b else blank for b in found])


def bow(t_s: Series, profile: Series, tuning: Tuning | None) -> Series:
    """Give the bow of the back, ``(T,)`` per chord, after smoothing the profile."""
    smoothed = profile if tuning is None else OneEuro(tuning).over(t_s, profile)
    return np.asarray(back_curve(smoothed))


def evaluate(model: Path) -> list[Row]:
    """Measure every tuning; one row each."""
    holds = {b: profiles(np.full(round(STILL_S * FPS), b), model) for b in BULGES_M}
    moving = profiles(_rounding_m(), model)
    raw = bow(*moving, None)
    rows: list[Row] = []
    for tuning in TUNINGS:
        name = "none" if tuning is None else f"{tuning.min_cutoff_hz:g} Hz, beta {tuning.beta:g}"
        row: Row = {"smoothing": name, "lag_ms": lag_ms(moving[0], bow(*moving, tuning), raw)}
        for bulge_m, (t_s, profile) in holds.items():
            settled = bow(t_s, profile, tuning)[t_s > SETTLED_S]
            row[f"bow at {100 * bulge_m:g} cm"] = float(np.nanmean(settled))
            row[f"jitter at {100 * bulge_m:g} cm"] = float(np.nanstd(settled))
        rows.append(row)
    return rows


def main() -> None:
    """Print the table, or the rows it is made from."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, help="the pose_landmarker .task file")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    rows = evaluate(ensure(options.model))
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    print(markdown_row(*rows[0]), markdown_row(*["---:"] * len(rows[0])), sep="\n")
    for row in rows:
        print(markdown_row(*(v if isinstance(v, str) else f"{v:.2g}" for v in row.values())))


def _rounding_m() -> Series:
    """Straight for a second, rounded within a second, held, and straight again."""
    t_s = np.arange(0.0, 5.0, 1 / FPS)
    bulges_m: Series = np.interp(t_s, [1.0, 2.0, 3.0, 4.0], [0.0, BULGES_M[1], BULGES_M[1], 0.0])
    return bulges_m


if __name__ == "__main__":
    main()

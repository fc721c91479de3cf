"""How far our own pipeline agrees with MediaPipe's landmarker, picture by picture.

``python -m benchmarks.agreement [VIDEO ...] [--pictures N] [--every N] [--json]``

Both engines look at the same pictures of each video (default: the demo clip), following the body,
and each picture on its own. Beside them stands what MediaPipe makes of the same pictures with one
grey level of noise on a twentieth of their values: a difference below that means nothing.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table

from vision.app.settings import demo_clip
from vision.frames.source import Frame
from vision.frames.video.reading import VideoFile
from vision.landmarks import weights
from vision.landmarks.engines import LITERT, MEDIAPIPE, Engine
from vision.landmarks.types import SEEN_VISIBILITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vision.landmarks.types import Landmarks

NOISY_SHARE = 0.05


@dataclass(frozen=True)
class Agreement:
    """How far two landmarkers agree on the same pictures.

    Attributes
    ----------
    pictures, both
        How many there are, and in how many both find a body.
    presence, visibility
        Shares of the pictures in which both or neither find a body, and of the landmarks that both
        or neither call seen.
    off_median, off_p95
        Distances of landmarks that both see, in shares of the body's longer side in the picture.
    off_m_median
        Distances in space, metres.
    overlap_median, overlap_least
        Intersection over union of the silhouettes.

    """

    pictures: int
    both: int
    presence: float
    visibility: float
    off_median: float
    off_p95: float
    off_m_median: float
    overlap_median: float
    overlap_least: float


def compared(pairs: Iterable[tuple[Landmarks | None, Landmarks | None]]) -> Agreement:
    """Return how far two landmarkers agree, from what each found in every picture."""
    found = list(pairs)
    both = [(one, other) for one, other in found if one is not None and other is not None]
    off = np.concatenate([_off(one, other) for one, other in both])
    off_m = np.concatenate([np.linalg.norm(a.xyz_m - b.xyz_m, axis=1) for a, b in both])
    overlaps = [_overlap(one, other) for one, other in both]
    return Agreement(
        pictures=len(found),
        both=len(both),
        presence=float(np.mean([(one is None) == (other is None) for one, other in found])),
        visibility=float(np.mean([_called_seen(a) == _called_seen(b) for a, b in both])),
        off_median=float(np.median(off)),
        off_p95=float(np.percentile(off, 95)),
        off_m_median=float(np.median(off_m)),
        overlap_median=float(np.median(overlaps)),
        overlap_least=min(overlaps),
    )


def _called_seen(body: Landmarks) -> np.ndarray:
    return np.asarray(body.visibility >= SEEN_VISIBILITY)


def _off(one: Landmarks, other: Landmarks) -> np.ndarray:
    seen = np.isfinite(one.xy_px).all(axis=1) & np.isfinite(other.xy_px).all(axis=1)
    size_px = np.ptp(one.xy_px[seen], axis=0).max()
    return np.asarray(np.linalg.norm(one.xy_px - other.xy_px, axis=1)[seen] / size_px)


def _overlap(one: Landmarks, other: Landmarks) -> float:
    a, b = one.silhouette, other.silhouette
    if a is None or b is None or a.shape != b.shape:
        raise ValueError("expected silhouettes of one shape")
    return float((a & b).sum() / max(1, (a | b).sum()))


def held_together(
    frames: Iterable[Frame], model: Path, *, tracking: bool, noise: bool = False
) -> Agreement:
    """Return how far our pipeline, or MediaPipe with noise, agrees with MediaPipe."""
    other = MEDIAPIPE if noise else LITERT
    rng = np.random.default_rng(1)
    with (
        Engine(model, MEDIAPIPE).start(tracking=tracking) as reference,
        Engine(model, other).start(tracking=tracking) as looked,
    ):
        return compared(
            (reference.detect(frame), looked.detect(noisy(frame, rng) if noise else frame))
            for frame in frames
        )


def noisy(frame: Frame, rng: np.random.Generator) -> Frame:
    """Return a picture with one grey level of noise on some of its values."""
    shape = frame.image_bgr.shape
    change = rng.integers(-1, 2, shape, dtype=np.int16) * (rng.random(shape) < NOISY_SHARE)
    return Frame(np.clip(frame.image_bgr + change, 0, 255).astype(np.uint8), frame.t_s, frame.index)


def pictures_of(video: Path, count: int, every: int) -> Iterator[Frame]:
    """Yield the first pictures of a video, each of so many."""
    with VideoFile(video) as source:
        yield from islice(source, 0, count * every, every)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("videos", nargs="*", type=Path, help="default: the demo clip")
    parser.add_argument("--pictures", type=int, default=300, help="of each video, at most")
    parser.add_argument("--every", type=int, default=2, help="look at each of so many")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    asked = parser.parse_args()
    model = weights.ensure()
    table = Table(title="Our pipeline against MediaPipe's")
    for name in ("video", "", *Agreement.__dataclass_fields__):
        table.add_column(name.replace("_", " "))
    rows = []
    with demo_clip() as clip:
        for video in asked.videos or [clip]:
            for tracking in (True, False):
                for noise in (False, True):
                    frames = pictures_of(video, asked.pictures, asked.every)
                    found = asdict(held_together(frames, model, tracking=tracking, noise=noise))
                    way = f"{'followed' if tracking else 'single'}{', noise' if noise else ''}"
                    rows.append({"video": video.name, "way": way, **found})
                    table.add_row(video.name, way, *(f"{v:.4g}" for v in found.values()))
    if asked.json:
        print(json.dumps(rows))
    else:
        Console().print(table)


if __name__ == "__main__":
    main()

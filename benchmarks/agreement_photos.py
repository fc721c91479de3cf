"""Whether both engines call photographs by the same pose, beside what a grey level of noise does.

``python -m benchmarks.agreement_photos PHOTO ... [--copies N] [--json]``

Each photograph is checked by our own pipeline and by MediaPipe, as it is and in copies with one
grey level of noise on a twentieth of their values. Where an engine calls the copies by several
names, the photograph lies on a border between poses, and another name by the other engine means
nothing. A photograph and an engine take some seconds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.agreement import noisy
from vision.app.check.photos import check_photos
from vision.app.settings import load_library
from vision.frames.photo import read_photo
from vision.landmarks import weights
from vision.landmarks.engines import LITERT, MEDIAPIPE, Engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NOTHING = "none"


def copies_of(photo: Path, count: int, folder: Path) -> list[Path]:
    """Write a photograph as it is, and noisy copies of it, and return where they are.

    Raises
    ------
    FrameSourceError
        If it cannot be read.

    """
    frame, rng = read_photo(photo), np.random.default_rng(1)
    images = [frame.image_bgr, *(noisy(frame, rng).image_bgr for _ in range(count))]
    paths = [folder / f"{index}.png" for index in range(len(images))]
    for path, each in zip(paths, images, strict=True):
        cv2.imwrite(str(path), each)
    return paths


def called(photos: Sequence[Path], engine: Engine) -> list[str]:
    """Return which pose an engine's landmarks are recognised as, photograph by photograph."""
    records = (one.record() for one in check_photos(photos, engine, load_library(None)))
    return [str(record["pose"] or NOTHING) for record in records]


def measure(photos: Iterable[Path], model: Path, copies: int) -> list[dict[str, object]]:
    """Return what each engine calls each photograph, and its copies how often."""
    found: list[dict[str, object]] = []
    for photo in photos:
        with tempfile.TemporaryDirectory() as folder:
            paths = copies_of(photo, copies, Path(folder))
            for name in (LITERT, MEDIAPIPE):
                itself, *others = called(paths, Engine(model, name))
                names = dict(Counter(others).most_common())
                found.append({"photo": photo.name, "engine": name, "as_it_is": itself, **names})
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=10, help="noisy ones of each")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    asked = parser.parse_args()
    rows = measure(asked.photos, weights.ensure(), asked.copies)
    if asked.json:
        print(json.dumps(rows))
        return
    table = Table("photo", "engine", "as it is", "with noise", title="What photographs are called")
    for row in rows:
        photo, engine, itself, *counts = row.items()
        words = ", ".join(f"{count} {name}" for name, count in counts)
        table.add_row(str(photo[1]), str(engine[1]), str(itself[1]), words)
    Console().print(table)


if __name__ == "__main__":
    main()

"""Draw what the program sees of synthetic bodies: the picture in ``benchmarks/ACCURACY.md``.

``python -m benchmarks.accuracy_pictures FILE.jpg [--model FILE]``

Six rendered bodies, each as ``unknot check --out`` draws a photograph: outline, skeleton, verdicts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from benchmarks.practitioner import postures
from benchmarks.practitioner.figure import Looks
from benchmarks.practitioner.render import render
from benchmarks.practitioner.scene import Camera
from vision.app.check.photos import check_photos
from vision.app.check.sentences import sheet_of
from vision.app.settings import load_library
from vision.errors import OutputError, UnknotError
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.measure.catalog import bones_in
from vision.render.photo import annotated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from benchmarks.practitioner.posture import Posture

SIZE_PX: Final = (640, 360)
COLUMNS: Final = 2
_TILE_WIDTH_PX: Final = 640
_JPEG_QUALITY: Final = 80
_HOODIE: Final = Looks(shirt_slack=0.04, shirt_loose_m=0.018, hood_m=0.06, shirt=(92.0, 90.0, 88.0))
_LOOSE: Final = Looks(shirt_slack=0.05, shirt_loose_m=0.01, shirt=(70.0, 64.0, 170.0))
BODIES: Final[tuple[tuple[Posture, Camera, Looks], ...]] = (
    (postures.diamond(), Camera(), Looks(ponytail_m=0.4)),
    (postures.diamond_toes(), Camera(azimuth_deg=20.0), _LOOSE),
    (postures.hero(), Camera(azimuth_deg=184.0), _HOODIE),
    (postures.head_to_knee("right", 0.9), Camera(), Looks(bun_m=0.045)),
    (postures.head_to_knee("right", 0.6, bulge_m=0.06), Camera(), Looks()),
    (postures.reclining_hero(), Camera(), _LOOSE),
)


def drawings(folder: Path, model: Path) -> Iterator[NDArray[np.uint8]]:
    """Render the bodies into ``folder``, check them as photographs, and draw each."""
    files = [folder / f"{index}.png" for index in range(len(BODIES))]
    for file, (posture, camera, looks) in zip(files, BODIES, strict=True):
        cv2.imwrite(str(file), render(posture, camera, SIZE_PX, looks=looks))
    library = load_library(None)
    for checked in check_photos(files, Engine(model), library):
        if checked.frame is not None:
            sheet = sheet_of(checked, library)
            yield annotated(checked.frame, checked.landmarks, checked.verdicts, sheet, bones_in)


def tiled(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """Lay pictures out in rows, each as wide as the others, filled up at the bottom."""
    scaled = [_as_wide(picture) for picture in pictures]
    height_px = max(picture.shape[0] for picture in scaled)
    padded = [np.pad(p, ((0, height_px - p.shape[0]), (0, 0), (0, 0))) for p in scaled]
    rows = [padded[start : start + COLUMNS] for start in range(0, len(padded), COLUMNS)]
    return np.vstack([np.hstack(row) for row in rows])


def _as_wide(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = _TILE_WIDTH_PX / picture.shape[1]
    size_px = (_TILE_WIDTH_PX, round(picture.shape[0] * scale))
    return np.asarray(cv2.resize(picture, size_px, interpolation=cv2.INTER_AREA), np.uint8)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw, save, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy_pictures")
    parser.add_argument("file", type=Path, help="where to save the picture (.jpg)")
    parser.add_argument("--model", type=Path, help="a landmark model instead of the fetched one")
    chosen = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            sheet = tiled(list(drawings(Path(folder), weights.ensure(chosen.model))))
        _save(chosen.file, sheet)
    except UnknotError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _save(file: Path, picture: NDArray[np.uint8]) -> None:
    done, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise OutputError("the picture could not be packed as JPEG")
    try:
        file.write_bytes(jpeg.tobytes())
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror}") from error


if __name__ == "__main__":
    sys.exit(main())

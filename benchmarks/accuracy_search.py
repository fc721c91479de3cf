"""What a thorough search gains, in pictures and when a body is lost, and what it makes up.

``python -m benchmarks.accuracy_search FOLDER [--model FILE]``

FOLDER as for `benchmarks.accuracy_photos`; its photographs only. Printed are three tables, by
quality of the photograph:

1. people found by one look at the landmarker's usual confidence, by one look at the search's low
   one, and by the search;
2. the same photograph as a still clip of four seconds, five pictures a second: the share of
   pictures with a plausible body, for the landmarker alone and for the program's follower;
3. nobody to be found: the person painted over with what surrounds them. How often somebody is found
   all the same, and how long the search takes to give up (median, longest).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
from rich.console import Console
from rich.progress import track

from benchmarks.accuracy.labels import read_index
from benchmarks.accuracy.tables import Table, markdown
from vision.errors import UnknotError
from vision.frames.photo import read_photo
from vision.frames.source import Frame
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.landmarks.plausibility import plausible
from vision.landmarks.seeing.follow import Follower
from vision.landmarks.seeing.search import CONFIDENCE, Searcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from typing_extensions import Self

    from benchmarks.accuracy.labels import Photo

CLIP_FPS: Final = 5
CLIP_PICTURES: Final = 20
MAX_SIDE_PX: Final = 640
_PAINTED_ROUND_PX: Final = 41
_USUAL: Final = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """What was found of one photograph; numbers of pictures for the clips, seconds for the search.

    The painted ones are None where there was nobody to paint over.
    """

    quality: str
    usual: bool
    low: bool
    searched: bool
    tracked: int
    followed: int
    painted_low: bool | None
    painted_searched: bool | None
    gave_up_s: float


class Bench:
    """The landmarkers at hand; use as a context manager."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._open = ExitStack()
        self._usual, self._low = (
            self._open.enter_context(Engine(model).start(tracking=False, min_confidence=confidence))
            for confidence in (_USUAL, CONFIDENCE)
        )
        self._searcher = self._open.enter_context(Searcher(Engine(model)))

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(self, *_: object) -> None:
        """Free the models."""
        self._open.close()

    def row(self, quality: str, frame: Frame) -> Row:
        """Measure one photograph."""
        found = self._searcher.find(frame)
        painted = None
        if found is not None and found.silhouette is not None:
            painted = painted_over(frame, found.silhouette)
        begin_s = time.perf_counter()
        painted_searched = None if painted is None else self._searcher.find(painted) is not None
        gave_up_s = time.perf_counter() - begin_s if painted_searched is False else float("nan")
        return Row(
            quality,
            usual=self._usual.detect(frame) is not None,
            low=self._low.detect(frame) is not None,
            searched=found is not None,
            tracked=self._tracked(frame),
            followed=self._followed(frame),
            painted_low=None if painted is None else self._low.detect(painted) is not None,
            painted_searched=painted_searched,
            gave_up_s=gave_up_s,
        )

    def _tracked(self, frame: Frame) -> int:
        with Engine(self._model).start() as pose:
            seen = [pose.detect(each) for each in clip(frame)]
        return sum(body is not None and plausible(body) for body in seen)

    def _followed(self, frame: Frame) -> int:
        with Follower(Engine(self._model)) as follower:
            return sum(follower.see(each, wait=True) is not None for each in clip(frame))


def clip(frame: Frame) -> Iterable[Frame]:
    """Give the same picture again and again, as a camera would see a person who holds still."""
    return (Frame(frame.image_bgr, index / CLIP_FPS, index) for index in range(CLIP_PICTURES))


def shrunk(frame: Frame) -> Frame:
    """Return the picture, its longer side at most `MAX_SIDE_PX`."""
    scale = MAX_SIDE_PX / max(frame.size_px)
    if scale >= 1:
        return frame
    image = cv2.resize(frame.image_bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return Frame(np.asarray(image, np.uint8), frame.t_s, frame.index)


def painted_over(frame: Frame, silhouette: NDArray[np.uint8]) -> Frame:
    """Return the picture with the person, and some way around them, filled from the outside in."""
    mask = cv2.resize(silhouette, frame.size_px, interpolation=cv2.INTER_NEAREST)
    mask = cv2.dilate(mask, np.ones((_PAINTED_ROUND_PX, _PAINTED_ROUND_PX), np.uint8))
    painted = cv2.inpaint(frame.image_bgr, mask, 5, cv2.INPAINT_TELEA)
    return Frame(np.asarray(painted, np.uint8), frame.t_s, frame.index)


def tables(rows: Sequence[Row]) -> tuple[Table, ...]:
    """Return the three tables."""
    by_quality: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_quality[row.quality].append(row)
    groups = tuple(by_quality.items())
    return (
        Table(
            "People found in photographs",
            ("quality", "photographs", "one look", "one look, low confidence", "search"),
            tuple(
                (
                    name,
                    len(g),
                    sum(r.usual for r in g),
                    sum(r.low for r in g),
                    sum(r.searched for r in g),
                )
                for name, g in groups
            ),
        ),
        Table(
            "Pictures with a body in still clips of them",
            ("quality", "pictures", "landmarker alone", "follower"),
            tuple(
                (
                    name,
                    len(g) * CLIP_PICTURES,
                    sum(r.tracked for r in g),
                    sum(r.followed for r in g),
                )
                for name, g in groups
            ),
        ),
        _made_up(groups),
    )


def _made_up(groups: Sequence[tuple[str, list[Row]]]) -> Table:
    rows = []
    for name, group in groups:
        painted = [row for row in group if row.painted_searched is not None]
        gave_up_s = np.array([row.gave_up_s for row in painted if not row.painted_searched])
        rows.append(
            (
                name,
                len(painted),
                sum(bool(row.painted_low) for row in painted),
                sum(bool(row.painted_searched) for row in painted),
                float(np.median(gave_up_s)) if gave_up_s.size else float("nan"),
                float(gave_up_s.max()) if gave_up_s.size else float("nan"),
            )
        )
    headings = (
        "quality",
        "painted over",
        "one look, low confidence",
        "search",
        "gave up after, s",
        "at the longest, s",
    )
    return Table("Nobody there, and somebody found", headings, tuple(rows))


def measure(folder: Path, photos: Sequence[Photo], model: Path, console: Console) -> list[Row]:
    """Return a row for every photograph, with a progress bar on ``console``."""
    with Bench(model) as bench:
        bar = track(photos, "Searching", console=console, disable=not console.is_terminal)
        return [bench.row(photo.quality, shrunk(read_photo(folder / photo.file))) for photo in bar]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy_search")
    parser.add_argument("folder", type=Path, help="photographs and their index.csv")
    parser.add_argument("--model", type=Path, help="a landmark model instead of the shipped one")
    chosen = parser.parse_args(arguments)
    console = Console(stderr=True)
    try:
        photos = [photo for photo in read_index(chosen.folder) if photo.kind == "photo"]
        rows = measure(chosen.folder, photos, weights.ensure(chosen.model), console)
    except UnknotError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print("\n\n".join(markdown(table) for table in tables(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

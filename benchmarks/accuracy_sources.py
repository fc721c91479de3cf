"""How right recognition would have been on people its bounds were not set on.

``python -m benchmarks.accuracy_sources FOLDER [--model FILE]``

FOLDER as for `benchmarks.accuracy_photos`. The bounds that tell sitting on the heels from other
seats are placed anew for every source of pictures, from all the other sources: where the fewest of
their pictures fall on the wrong side. The pictures of the source itself are then recognised by
them. What is printed is thus from pictures that no bound was set on; the rest of the criteria, and
the choice of measures, are as shipped.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.accuracy import recognition
from benchmarks.accuracy.labels import Answer, read_index
from benchmarks.accuracy.outcome import outcome
from benchmarks.accuracy.tables import Table, markdown
from vision.app.check.photos import judged
from vision.app.settings import load_library
from vision.errors import UnknotError
from vision.frames.photo import read_photo
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.landmarks.seeing.search import Searcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.accuracy.labels import Photo
    from benchmarks.accuracy.outcome import Outcome
    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Pose
    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks

    Looked = tuple[Photo, Frame, Landmarks | None]

KNEELING: Final = ("diamond", "diamond_toes", "hero")
PLACED: Final = (
    "shins_back",
    "knees_not_wide",
    "near_knee_down",
    "thighs_low",
    "not_leaning",
    "head_over_seat",
)
"""Criteria of these poses, each with an upper bound, that are placed anew."""
_OURS: Final = (*KNEELING, "diamond_salah")


def look(folder: Path, photos: Iterable[Photo], model: Path) -> list[Looked]:
    """Return each photograph with who is in it."""
    with Searcher(Engine(model)) as searcher:
        frames = ((photo, read_photo(folder / photo.file)) for photo in photos)
        return [(photo, frame, searcher.find(frame)) for photo, frame in frames]


def bounds(looked: Sequence[Looked], library: PoseLibrary) -> dict[str, float]:
    """Return, for each measure of `PLACED`, where the fewest pictures are on the wrong side.

    Others count where nothing but these criteria keeps them from being taken for a kneeling pose.
    Of bounds that are equally good, the middle one.
    """
    bare = with_bounds(library, dict.fromkeys(measures_placed(library), math.inf))
    kneeling: list[Mapping[str, float]] = []
    others: list[Mapping[str, float]] = []
    for photo, frame, body in looked:
        shown = judged(Path(photo.file), frame, body, bare, None)
        if shown.readings is None or shown.pose is None or shown.pose.name not in KNEELING:
            continue
        (kneeling if photo.label in _OURS else others).append(shown.readings.values)
    return {name: bound(name, kneeling, others) for name in measures_placed(library)}


def measures_placed(library: PoseLibrary) -> dict[str, float]:
    """Return the measures of `PLACED`, and their margins as shipped."""
    criteria = library.poses["diamond", None].criteria
    return {c.band.measure: c.band.margin for c in criteria if c.name in PLACED}


def bound(
    name: str, kneeling: Sequence[Mapping[str, float]], others: Sequence[Mapping[str, float]]
) -> float:
    """Return the upper bound of a measure that the fewest of these are on the wrong side of."""
    right, wrong = (
        np.array([v for values in some if math.isfinite(v := values[name])])
        for some in (kneeling, others)
    )
    edges = np.unique(np.concatenate([right, wrong]))
    tried = np.append((edges[1:] + edges[:-1]) / 2, edges[-1:] + 1.0)
    mistakes = np.array([(right > each).sum() + (wrong <= each).sum() for each in tried])
    return float(np.median(tried[mistakes == mistakes.min()]))


def with_bounds(library: PoseLibrary, highs: Mapping[str, float]) -> PoseLibrary:
    """Return the library with other upper bounds, and no margin beside them."""

    def changed(pose: Pose) -> Pose:
        if pose.name not in KNEELING:
            return pose
        criteria = tuple(
            replace(c, band=replace(c.band, high=highs[c.band.measure], margin=0.0))
            if c.name in PLACED
            else c
            for c in pose.criteria
        )
        return replace(pose, criteria=criteria)

    return replace(library, poses={key: changed(pose) for key, pose in library.poses.items()})


def held_out(looked: Sequence[Looked], library: PoseLibrary) -> list[Outcome]:
    """Recognise the pictures of every source by bounds placed on all the other sources."""
    found = []
    for source in dict.fromkeys(photo.repo for photo, _, _ in looked):
        rest = [each for each in looked if each[0].repo != source]
        placed = with_bounds(library, bounds(rest, library))
        for photo, frame, body in looked:
            if photo.repo == source:
                shown = judged(Path(photo.file), frame, body, placed, None)
                found.append(outcome(photo, shown.record()))
    return found


def tables(looked: Sequence[Looked], library: PoseLibrary) -> list[Table]:
    """Lay out what was found on sources that the bounds were not set on, and as shipped."""
    runs = {
        "bounds from other sources": held_out(looked, library),
        "as shipped": [
            outcome(photo, judged(Path(photo.file), frame, body, library, None).record())
            for photo, frame, body in looked
        ],
    }
    rows = tuple(
        (
            how,
            recognition.right(o for o in good if o.photo.label != "diamond_salah" and o.photo.ours),
            recognition.right(o for o in good if o.photo.ours),
            recognition.accepted(every),
        )
        for how, outcomes in runs.items()
        for every in [[o for o in outcomes if o.photo.is_good]]
        for good in [[o for o in every if o.photo.in_headline]]
    )
    headings = ("bounds", "right pose", "with prayer", "others accepted")
    wrong = [o for o in runs["bounds from other sources"] if o.answer is Answer.WRONG]
    listed = [o for o in wrong if o.photo.in_headline or (o.photo.is_good and not o.photo.ours)]
    return [
        Table("Good photographs, on sources that no bound was set on", headings, rows),
        Table(
            "Each wrong answer, bounds from other sources",
            ("file", "label", "view", "taken for"),
            tuple(
                (o.photo.file, o.photo.label, o.photo.view, recognition.taken_for(o))
                for o in listed
            ),
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Look, place the bounds, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="photographs and their index.csv")
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    asked = parser.parse_args(arguments)
    try:
        photos = [photo for photo in read_index(asked.folder) if photo.is_photo]
        looked = look(asked.folder, photos, weights.ensure(asked.model))
        print("\n\n".join(markdown(table) for table in tables(looked, load_library(None))))
    except UnknotError as error:
        raise SystemExit(f"accuracy_sources: {error}") from error


if __name__ == "__main__":
    main()

"""How right recognition would have been on people its bounds were not set on.

``python -m benchmarks.accuracy_sources FOLDER PEOPLE [--model FILE]``

FOLDER as for `benchmarks.accuracy_photos`, PEOPLE as for `benchmarks.learn_kneeling`. The bounds
that tell sitting on the heels from other seats are placed anew for every source of pictures, from
all the other sources: where the fewest of their pictures fall on the wrong side; and the chance of
kneeling is learnt anew from them and from the rendered people. The pictures of the source itself
are then recognised by these. What is printed is thus from pictures that no bound was set on, and
nothing was learnt from; the rest of the criteria, and the choice of measures, are as shipped.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.accuracy import recognition
from benchmarks.accuracy.labels import Answer, read_index
from benchmarks.accuracy.outcome import outcome
from benchmarks.accuracy.tables import Table, markdown
from benchmarks.learn_kneeling import KNEELING, fit, look, of_people, of_photos
from benchmarks.people.looking import kept, seen
from vision.app.check.photos import Checked
from vision.app.settings import load_library
from vision.criteria.still import alike_still, recognise_still
from vision.errors import UnknotError
from vision.landmarks import weights
from vision.measure.body import body_from_landmarks
from vision.measure.meter import Meter, Readings
from vision.measure.space.kneeling import features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.accuracy.labels import Photo
    from benchmarks.accuracy.outcome import Outcome
    from benchmarks.learn_kneeling import Example, Looked
    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Pose
    from vision.measure.geometry import Array
    from vision.measure.space.kneeling import Weights

CHANCE: Final = "kneeling_chance"
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


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A photograph and the measures of who is in it; None where nobody is."""

    photo: Photo
    readings: Readings | None
    looked_at: Array | None
    example: Example | None

    def shown(self, library: PoseLibrary, chance: float | None = None) -> Checked:
        """Recognise it, with another chance of kneeling if one is given."""
        file = Path(self.photo.file)
        if self.readings is None:
            return Checked(file)
        values, unseen = dict(self.readings.values), self.readings.unseen
        if chance is not None:
            values[CHANCE] = chance
        poses = library.poses.values()
        pose = recognise_still(poses, values, unseen)
        could_be = alike_still(pose, poses, values, unseen) if pose else ()
        return Checked(file, readings=Readings(values, unseen), pose=pose, could_be=could_be)

    def outcome(self, library: PoseLibrary, chance: float | None = None) -> Outcome:
        """Return what is made of it."""
        record = {**self.shown(library, chance).record(), "found": self.readings is not None}
        return outcome(self.photo, record)


def read(looked: Iterable[Looked]) -> list[Read]:
    """Measure everybody once."""
    found = []
    for each in looked:
        photo, _, landmarks = each
        if landmarks is None:
            found.append(Read(photo, None, None, None))
            continue
        body = body_from_landmarks(landmarks)
        an_example = next(iter(of_photos([each])), None)
        found.append(Read(photo, Meter().read(body), features(body), an_example))
    return found


def bounds(photos: Sequence[Read], library: PoseLibrary, *, wide: bool = False) -> dict[str, float]:
    """Return, for each measure of `PLACED`, where the fewest pictures are on the wrong side.

    Others count where nothing but these criteria keeps them from being taken for a kneeling pose.
    ``wide`` as for `bound`.
    """
    bare = with_bounds(library, dict.fromkeys(measures_placed(library), math.inf))
    kneeling: list[Mapping[str, float]] = []
    others: list[Mapping[str, float]] = []
    for each in photos:
        shown = each.shown(bare, math.nan)
        if shown.readings is None or shown.pose is None or shown.pose.name not in KNEELING:
            continue
        (kneeling if each.photo.label in _OURS else others).append(shown.readings.values)
    return {name: bound(name, kneeling, others, wide=wide) for name in measures_placed(library)}


def measures_placed(library: PoseLibrary) -> dict[str, float]:
    """Return the measures of `PLACED`, and their margins as shipped."""
    criteria = library.poses["diamond", None].criteria
    return {c.band.measure: c.band.margin for c in criteria if c.name in PLACED}


def bound(
    name: str,
    kneeling: Sequence[Mapping[str, float]],
    others: Sequence[Mapping[str, float]],
    *,
    wide: bool = False,
) -> float:
    """Return the upper bound of a measure that the fewest of these are on the wrong side of.

    The middle one of those that are equally good. A ``wide`` one is the highest of them, and each
    who kneels counts twice: others may still be told by another bound, and by the learnt chance.
    """
    right, wrong = (
        np.array([v for values in some if math.isfinite(v := values[name])])
        for some in (kneeling, others)
    )
    edges = np.unique(np.concatenate([right, wrong]))
    tried = np.append((edges[1:] + edges[:-1]) / 2, edges[-1:] + 1.0)
    weight = 2 if wide else 1
    mistakes = np.array([weight * (right > each).sum() + (wrong <= each).sum() for each in tried])
    best = tried[mistakes == mistakes.min()]
    return float(best.max() if wide else np.median(best))


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


def held_out(
    photos: Sequence[Read],
    library: PoseLibrary,
    rendered: Sequence[Example],
    *,
    wide: bool = False,
    placed_anew: bool = True,
) -> list[Outcome]:
    """Recognise the pictures of every source by what all the other sources say.

    By bounds as shipped where they are not to be ``placed_anew``: then the chance alone is learnt.
    """
    found = []
    for source in dict.fromkeys(each.photo.repo for each in photos):
        rest = [each for each in photos if each.photo.repo != source]
        highs = bounds(rest, library, wide=wide) if placed_anew else {}
        placed = with_bounds(library, highs) if placed_anew else library
        learnt = fit([*(each.example for each in rest if each.example), *rendered])
        own = (each for each in photos if each.photo.repo == source)
        found += [each.outcome(placed, _chance(each, learnt)) for each in own]
    return found


def _chance(of: Read, learnt: Weights) -> float:
    """Return the chance of kneeling by other weights; nobody is left out, whatever the lean."""
    return float(learnt.chance(of.looked_at)) if of.looked_at is not None else math.nan


def tables(
    photos: Sequence[Read], library: PoseLibrary, rendered: Sequence[Example]
) -> list[Table]:
    """Lay out what was found on sources that nothing was set on, and as shipped."""
    runs = {
        "bounds and chance from other sources": held_out(photos, library, rendered),
        "the same, wide bounds": held_out(photos, library, rendered, wide=True),
        "chance alone from other sources": held_out(photos, library, rendered, placed_anew=False),
        "as shipped": [each.outcome(library) for each in photos],
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
    wrong = [o for o in runs["the same, wide bounds"] if o.answer is Answer.WRONG]
    listed = [o for o in wrong if o.photo.in_headline or (o.photo.is_good and not o.photo.ours)]
    return [
        Table("Good photographs, on sources that nothing was set on", headings, rows),
        Table(
            "Each wrong answer, wide bounds",
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
    parser.add_argument("people", type=Path, help="what accuracy_people --save kept")
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    asked = parser.parse_args(arguments)
    try:
        photos = read_index(asked.folder)
        rendered = of_people(seen(*kept(asked.people)))
        looked = read(look(asked.folder, photos, weights.ensure(asked.model)))
        made = tables(looked, load_library(None), rendered)
        print("\n\n".join(markdown(table) for table in made))
    except UnknotError as error:
        raise SystemExit(f"accuracy_sources: {error}") from error


if __name__ == "__main__":
    main()

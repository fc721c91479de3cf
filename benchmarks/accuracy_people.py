"""Which poses are recognised in rendered people: ours, and those that look like them.

``python -m benchmarks.accuracy_people [--model FILE] [--save FILE] [--load FILE] [--quick]``

Twenty kinds of postures, ours and others, each drawn anew for every person; in clothes of all
sorts, robes and shirts two sizes too large among them, heavy people and children, with somebody
behind, on cushions and bolsters; half of the cameras within 25 degrees of the side, the rest all
around. Every picture is searched and judged as ``unknot check`` does. Printed are Markdown tables:
what is right of each kind in each view, and of each sort of people. "Right" is a pose of ours
called by its name, or another posture called by none; from the side a hero and a diamond may be
called either. What no picture can tell apart counts neither way.

``--save FILE`` keeps what was seen, ``--load FILE`` judges that again, which takes seconds.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.accuracy.intervals import METHODS, share
from benchmarks.accuracy.tables import Table, markdown
from benchmarks.people.looking import keep, kept, look, seen
from benchmarks.people.pictures import WEARS, everybody
from vision.app.settings import load_library
from vision.criteria.still import alike_still, recognise_still
from vision.errors import UnknotError
from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.accuracy.intervals import Share
    from benchmarks.accuracy.tables import Cell
    from benchmarks.people.looking import Seen
    from vision.criteria.library import PoseLibrary

    Judged = tuple[Seen, frozenset[str]]

_QUICK: Final = 0.02
VIEWS: Final = {
    "side": (0.0, 30.0),
    "oblique": (30.0, 60.0),
    "front": (60.0, 91.0),
    "oblique, behind": (-60.0, -30.0),
    "back": (-91.0, -60.0),
}
"""Degrees off the side; a little towards the back is the side as well."""


def view_of(off_side_deg: float) -> str:
    """Return the name of a view."""
    if abs(off_side_deg) <= VIEWS["side"][1]:
        return "side"
    return next(name for name, (low, high) in VIEWS.items() if low <= off_side_deg <= high)


def names(of: Seen, library: PoseLibrary) -> frozenset[str]:
    """Return what a picture is called: one pose or all it could be, none for nothing."""
    if of.readings is None:
        return frozenset()
    poses, (values, unseen) = library.poses.values(), (of.readings.values, of.readings.unseen)
    shown = recognise_still(poses, values, unseen)
    if shown is None:
        return frozenset()
    return frozenset({shown.name, *(p.name for p in alike_still(shown, poses, values, unseen))})


def is_right(judged: Judged) -> bool | None:
    """Return whether a name is right; None where it counts neither way."""
    of, called = judged
    truth = of.person.truth
    if truth.right:
        return not truth.right.isdisjoint(called)
    return None if called & truth.neutral else not called


def tables(every: Sequence[Judged]) -> list[Table]:
    """Lay out what was recognised."""
    kinds = list(dict.fromkeys(of.person.kind for of, _ in every))
    by_kind: tuple[tuple[Cell, ...], ...] = tuple(
        (
            kind,
            _what(own),
            *(_right(j for j in own if view_of(j[0].off_side_deg) == v) for v in VIEWS),
        )
        for kind in kinds
        for own in [[j for j in every if j[0].person.kind == kind]]
    )
    by_wear = tuple(
        (
            wear,
            _found(own),
            _right(j for j in own if j[0].person.truth.right),
            _right(j for j in own if j[0].person.truth.right and _from_the_side(j)),
            _right(j for j in own if not j[0].person.truth.right),
        )
        for wear in (*WEARS, "all")
        for own in [[j for j in every if wear in {"all", j[0].person.wear}]]
        if own
    )
    calls = Counter((of.person.kind, " or ".join(sorted(called)) or "none") for of, called in every)
    taken = tuple((kind, called, count) for (kind, called), count in sorted(calls.items()))
    return [
        Table("Right, by kind and view", ("kind", "is ours", *VIEWS), by_kind, named=2),
        Table(
            "Right, by sort of people",
            ("people", "found", "ours", "ours, from the side", "others (taken for none)"),
            by_wear,
        ),
        Table("Taken for", ("kind", "taken for", "people"), taken, named=2),
    ]


def _what(own: Sequence[Judged]) -> str:
    return "yes" if own[0][0].person.truth.right else "no"


def _from_the_side(judged: Judged) -> bool:
    return abs(judged[0].off_side_deg) <= VIEWS["oblique"][1]


def _right(some: Iterable[Judged]) -> Share:
    answers = ((is_right(each), f"{each[0].person}") for each in some)
    return share((answer, name) for answer, name in answers if answer is not None)


def _found(some: Iterable[Judged]) -> Share:
    return share((of.readings is not None, f"{of.person}") for of, _ in some)


def main(arguments: Sequence[str] | None = None) -> None:
    """Look, or read what was seen; judge and print."""
    asked = _parser().parse_args(arguments)
    try:
        library = load_library(None)
        if asked.load:
            people, recording, off_side_deg = kept(asked.load)
        else:
            people = everybody(_QUICK if asked.quick else 1.0)
            recording, off_side_deg = look(people, weights.ensure(asked.model))
        if asked.save:
            keep(asked.save, people, recording, off_side_deg)
    except UnknotError as error:
        print(f"accuracy_people: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    judged = [(each, names(each, library)) for each in seen(people, recording, off_side_deg)]
    print(METHODS, *map(markdown, tables(judged)), sep="\n\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="the pose_landmarker .task file")
    parser.add_argument("--save", type=Path, help="keep what was seen in this .npz file")
    parser.add_argument("--load", type=Path, help="judge what --save kept")
    parser.add_argument("--quick", action="store_true", help="one of each kind, to see it work")
    return parser


if __name__ == "__main__":
    main()

"""Tables of the verdicts on form: how many are met, missed and unseen, and the false corrections.

Only pictures of people who do a pose of ours well are counted, so that every miss is false.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.labels import OURS, VIEWS
from benchmarks.accuracy.outcome import MET, MISSED, UNSEEN
from benchmarks.accuracy.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.accuracy.intervals import Share
    from benchmarks.accuracy.outcome import Outcome
    from benchmarks.accuracy.tables import Cell

    Runs = Mapping[str, Sequence[Outcome]]
    """Outcomes by how the pose was chosen: as recognised, or as named."""

_FORMER = ("judged", "pictures")


def correct(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the photographs of somebody who does a pose of ours well."""
    return [o for o in outcomes if o.photo.is_photo and o.photo.ours]


def corrected_photos(outcomes: Iterable[Outcome]) -> Share:
    """Return the share of photographs with a miss, of those with any verdict met or missed."""
    decided = [(o, {v.status for v in o.forms()} - {UNSEEN}) for o in outcomes]
    return share((MISSED in statuses, o.photo.repo) for o, statuses in decided if statuses)


def corrected_verdicts(outcomes: Iterable[Outcome]) -> Share:
    """Return the share of misses among the verdicts met or missed."""
    verdicts = ((v.status, o.photo.repo) for o in outcomes for v in o.forms())
    return share((status == MISSED, repo) for status, repo in verdicts if status != UNSEEN)


def unseen_verdicts(outcomes: Iterable[Outcome]) -> Share:
    """Return the share of unseen among all verdicts."""
    return share((v.status == UNSEEN, o.photo.repo) for o in outcomes for v in o.forms())


def verdicts(how: str, outcomes: Sequence[Outcome]) -> Table:
    """Tabulate the verdicts on form for every label, criterion and view."""
    counts = Counter(
        ((o.photo.label, v.criterion, o.photo.view), v.status)
        for o in correct(outcomes)
        for v in o.forms()
    )
    places = sorted({place for place, _ in counts}, key=_by_label_and_view)
    statuses = (MET, MISSED, UNSEEN)
    rows: list[tuple[Cell, ...]] = [
        (*place, *(counts[place, status] for status in statuses)) for place in places
    ]
    headings = ("label", "criterion", "view", *statuses)
    return Table(f"Verdicts on form, judged {how}", headings, tuple(rows), named=3)


def _by_label_and_view(place: tuple[str, str, str]) -> tuple[int, str, int]:
    label, criterion, view = place
    return OURS.index(label), criterion, VIEWS.index(view)


def false_corrections(runs: Runs) -> Table:
    """Tabulate how often a correct pose would be corrected."""
    rows = tuple(
        (how, name, corrected_photos(some), corrected_verdicts(some))
        for how, outcomes in runs.items()
        for name, some in _groups(outcomes).items()
    )
    return Table("False corrections", (*_FORMER, "of photos", "of verdicts"), rows, named=2)


def unseen_from_the_side(runs: Runs) -> Table:
    """Tabulate how often form cannot be told in side views."""
    rows = tuple(
        (how, name, unseen_verdicts(from_the_side(some)))
        for how, outcomes in runs.items()
        for name, some in _groups(outcomes).items()
    )
    return Table("Unseen among verdicts on form, side views", (*_FORMER, "unseen"), rows, named=2)


def from_the_side(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the side views."""
    return [o for o in outcomes if o.photo.view == "side"]


def _groups(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    """Return all correct photographs, then those of each label, then the good ones."""
    photos = correct(outcomes)
    return {
        "all photographs": photos,
        "good photographs": [o for o in photos if o.photo.is_good],
        **{label: [o for o in photos if o.photo.label == label] for label in OURS},
    }


def misses(runs: Runs) -> Table:
    """List every false correction, for somebody to look at."""
    rows: list[tuple[Cell, ...]] = [
        (how, o.photo.file, v.criterion, o.recognised or "", o.photo.view, v.value, v.unit)
        for how, outcomes in runs.items()
        for o in correct(outcomes)
        for v in o.forms()
        if v.status == MISSED
    ]
    headings = ("judged", "file", "criterion", "as", "view", "value", "unit")
    return Table("Each false correction", headings, tuple(rows), named=3)

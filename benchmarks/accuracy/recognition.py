"""Tables of what was found, and of what it was taken for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.labels import OURS, PRAYER, QUALITIES, STRICT, VIEWS, Answer
from benchmarks.accuracy.tables import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.accuracy.intervals import Share
    from benchmarks.accuracy.outcome import Outcome
    from benchmarks.accuracy.tables import Cell

    Choice = Callable[[Outcome], bool]

NONE: Final = "none"
NOT_FOUND: Final = "not found"


def _good_from(view: str) -> Choice:
    return lambda o: o.photo.is_good and o.photo.view == view


def _photo_that_is(quality: str) -> Choice:
    return lambda o: o.photo.is_photo and o.photo.quality == quality


def _kind(kind: str) -> Choice:
    return lambda o: o.photo.kind == kind


PICKS: Final[dict[str, Choice]] = {
    "headline: good photos, side and oblique": lambda o: o.photo.in_headline,
    "good photos, all views": lambda o: o.photo.is_good,
    **{f"good photos, {view}": _good_from(view) for view in VIEWS},
    "small photos": _photo_that_is("small"),
    "blurred photos": _photo_that_is("blurred"),
    "drawings": _kind("drawing"),
    "renders": _kind("render"),
}
"""Rows of the recognition tables, by what they count."""


def found(outcomes: Iterable[Outcome]) -> Share:
    """Return the share of pictures in which a body was found."""
    return share((o.found, o.photo.repo) for o in outcomes)


def right(outcomes: Iterable[Outcome]) -> Share:
    """Return the share of right answers; neutral ones count neither way."""
    return _share_of(Answer.RIGHT, outcomes)


def accepted(outcomes: Iterable[Outcome]) -> Share:
    """Return the share of pictures of other poses that were taken for one of ours."""
    return _share_of(Answer.WRONG, (o for o in outcomes if not o.photo.ours))


def _share_of(wanted: Answer, outcomes: Iterable[Outcome]) -> Share:
    counted = (o for o in outcomes if o.answer is not Answer.NEUTRAL)
    return share((o.answer is wanted, o.photo.repo) for o in counted)


def strict(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the pictures labelled with the name of a pose of ours."""
    return [o for o in outcomes if o.photo.label in STRICT]


def ours(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Return the pictures of our poses, kneeling in prayer among them."""
    return [o for o in outcomes if o.photo.ours]


def detection(outcomes: Sequence[Outcome]) -> Table:
    """Tabulate the bodies found, photographs only."""
    photos = [o for o in outcomes if o.photo.is_photo]
    rows: list[tuple[Cell, ...]] = [
        ("all", "all", found(photos)),
        *(("quality", q, found(o for o in photos if o.photo.quality == q)) for q in QUALITIES),
        *(("view", v, found(o for o in photos if o.photo.view == v)) for v in VIEWS),
        *(("pose", x, found(o for o in photos if o.photo.label == x)) for x in labels(photos)),
    ]
    return Table("Bodies found in photographs", ("by", "which", "found"), tuple(rows), named=2)


def recognition(outcomes: Sequence[Outcome]) -> Table:
    """Tabulate how often our poses are recognised, and others taken for ours."""
    chosen = ((name, [o for o in outcomes if pick(o)]) for name, pick in PICKS.items())
    rows = (
        (name, right(strict(some)), right(ours(some)), accepted(some), _neutral(some))
        for name, some in chosen
    )
    headings = ("pictures", "(a) right pose", f"(b) with {PRAYER}", "others accepted", "neutral")
    return Table("Right pose, and other poses accepted", headings, tuple(rows))


def _neutral(outcomes: Iterable[Outcome]) -> int:
    return sum(o.answer is Answer.NEUTRAL for o in outcomes)


def by_label(outcomes: Sequence[Outcome]) -> Table:
    """Tabulate right answers for each label and view, in good photographs."""
    good = [o for o in outcomes if o.photo.is_good]
    rows: list[tuple[Cell, ...]] = [
        (label, *(right(_of(good, label, view)) for view in VIEWS), right(_of(good, label)))
        for label in labels(good)
    ]
    title = "Right answers in good photographs (for other poses: not taken for one of ours)"
    return Table(title, ("label", *VIEWS, "all"), tuple(rows))


def _of(outcomes: Iterable[Outcome], label: str, view: str | None = None) -> list[Outcome]:
    return [o for o in outcomes if o.photo.label == label and view in {None, o.photo.view}]


def confusion(title: str, outcomes: Sequence[Outcome]) -> Table:
    """Tabulate what each label was taken for."""
    counts = Counter((o.photo.label, taken_for(o)) for o in outcomes)
    columns = _in_order({taken for _, taken in counts}, (*STRICT, NONE, NOT_FOUND))
    rows: list[tuple[Cell, ...]] = [
        (label, *(counts[label, taken] for taken in columns)) for label in labels(outcomes)
    ]
    return Table(title, ("label", *columns), tuple(rows))


def confusions(outcomes: Sequence[Outcome]) -> tuple[Table, ...]:
    """Tabulate what was taken for what: in the headline, in all photographs, in the rest."""
    photos = [o for o in outcomes if o.photo.is_photo]
    drawn = [o for o in outcomes if not o.photo.is_photo]
    return (
        confusion("Taken for: headline", [o for o in photos if o.photo.in_headline]),
        confusion("Taken for: all photographs", photos),
        confusion("Taken for: drawings and renders", drawn),
    )


def wrong(outcomes: Iterable[Outcome]) -> Table:
    """List every wrong answer that counts against a target, for somebody to look at."""
    rows = tuple(
        (o.photo.file, o.photo.label, o.photo.view, taken_for(o))
        for o in outcomes
        if o.answer is Answer.WRONG
        and (o.photo.in_headline or (o.photo.is_good and not o.photo.ours))
    )
    return Table("Each wrong answer", ("file", "label", "view", "taken for"), rows)


def taken_for(one: Outcome) -> str:
    """Return the column of the confusion table."""
    if not one.found:
        return NOT_FOUND
    return " or ".join(sorted({*one.could_be, one.recognised})) if one.recognised else NONE


def labels(outcomes: Iterable[Outcome]) -> list[str]:
    """Return the labels there are, ours first."""
    return _in_order({o.photo.label for o in outcomes}, OURS)


def _in_order(names: set[str], first: Sequence[str]) -> list[str]:
    return [*(n for n in first if n in names), *sorted(names.difference(first))]

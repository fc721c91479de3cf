"""What the program is held to on photographs, and whether it gets there."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.accuracy import forms, recognition
from benchmarks.accuracy.labels import PRAYER
from benchmarks.accuracy.tables import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.accuracy.intervals import Share
    from benchmarks.accuracy.outcome import Outcome

LEAST_FOUND: Final = 0.98
LEAST_RIGHT: Final = 0.95
MOST_ACCEPTED: Final = 0.02
MOST_CORRECTED: Final = 0.03
MOST_UNSEEN: Final = 0.20

_REACHED: Final = {">=": operator.ge, "<=": operator.le}


@dataclass(frozen=True, slots=True)
class Target:
    """A figure and the bound it should keep: ``sign`` is ">=" or "<="."""

    name: str
    figure: Share
    sign: str
    bound: float

    @property
    def reached(self) -> str:
        """Say "yes", "no", or "-" where there is nothing to count."""
        if not self.figure.of:
            return "-"
        return "yes" if _REACHED[self.sign](self.figure.value, self.bound) else "no"


def targets(recognised: Sequence[Outcome], named: Sequence[Outcome]) -> tuple[Target, ...]:
    """Hold both runs, as recognised and as named, against every bound."""
    good = [o for o in recognised if o.photo.is_good]
    headline = [o for o in recognised if o.photo.in_headline]
    right = recognition.right
    return (
        Target("bodies found, good photos", recognition.found(good), ">=", LEAST_FOUND),
        Target("right pose (a)", right(recognition.strict(headline)), ">=", LEAST_RIGHT),
        Target(
            f"right pose (b), {PRAYER} too", right(recognition.ours(headline)), ">=", LEAST_RIGHT
        ),
        Target(
            "other poses accepted, good photos", recognition.accepted(good), "<=", MOST_ACCEPTED
        ),
        *_of_form("as recognised", recognised),
        *_of_form("by name", named),
    )


def _of_form(how: str, outcomes: Sequence[Outcome]) -> tuple[Target, ...]:
    photos = forms.correct(outcomes)
    unseen = forms.unseen_verdicts(forms.from_the_side(photos))
    return (
        Target(
            f"false corrections, photos, {how}",
            forms.corrected_photos(photos),
            "<=",
            MOST_CORRECTED,
        ),
        Target(
            f"false corrections, verdicts, {how}",
            forms.corrected_verdicts(photos),
            "<=",
            MOST_CORRECTED,
        ),
        Target(f"unseen on side views, {how}", unseen, "<=", MOST_UNSEEN),
    )


def table(kept: Sequence[Target]) -> Table:
    """Tabulate figure, target, and whether it is reached."""
    rows = tuple((t.name, t.figure, f"{t.sign} {100 * t.bound:.0f} %", t.reached) for t in kept)
    return Table("Targets", ("what", "figure", "target", "reached"), rows)

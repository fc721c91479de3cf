"""The numbers of a criterion that can be tuned, apart from everything else about it."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from vision.errors import UsageError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

    from vision.criteria.model import Criterion


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a criterion is judged by.

    Attributes
    ----------
    low, high, margin
        As in `vision.criteria.model.Band`, in the measure's unit; a bound that is not there is
        infinite.
    call_after_s, clear_after_s
        As in `vision.criteria.model.Criterion`.

    """

    low: float
    high: float
    margin: float
    call_after_s: float
    clear_after_s: float

    @classmethod
    def of(cls, criterion: Criterion) -> Self:
        """Return the numbers of a criterion."""
        c, band = criterion, criterion.band
        return cls(band.low, band.high, band.margin, c.call_after_s, c.clear_after_s)

    def applied_to(self, criterion: Criterion) -> Criterion:
        """Return the criterion with these numbers, and all else as it was."""
        band = replace(criterion.band, low=self.low, high=self.high, margin=self.margin)
        return replace(
            criterion,
            band=band,
            call_after_s=self.call_after_s,
            clear_after_s=self.clear_after_s,
        )

    def changed(self, **values: float) -> Self:
        """Return other numbers.

        Raises
        ------
        UsageError
            If they cannot be meant together.

        """
        new = replace(self, **values)
        for name in NUMBERS:
            number = getattr(new, name)
            if math.isnan(number) or (math.isinf(number) and name not in _MAY_BE_OPEN):
                text = say("{name} should be a finite number, got {got:g}", name=name, got=number)
                raise UsageError(text)
        for name in ("margin", "call_after_s", "clear_after_s"):
            if (number := getattr(new, name)) < 0:
                raise UsageError("{name} should be at least 0, got {got:g}", name=name, got=number)
        if new.low > new.high:
            raise UsageError(
                "low = {low:g} should be at most high = {high:g}", low=new.low, high=new.high
            )
        if math.isinf(new.low) and math.isinf(new.high):
            raise UsageError("a band should keep a low or a high bound; give a number")
        return new

    def unlike(self, other: Bounds) -> Mapping[str, float]:
        """Return, by name, the numbers that are not those of the other."""
        return {
            name: getattr(self, name)
            for name in NUMBERS
            if getattr(self, name) != getattr(other, name)
        }


NUMBERS = tuple(field.name for field in fields(Bounds))
"""The names of the numbers, as a thresholds file spells them."""
_MAY_BE_OPEN = {"low", "high"}

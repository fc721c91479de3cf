"""Real clips whose breaths somebody has counted, and what is read of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.breathing.series import read
from vision.errors import UsageError
from vision.frames.opening import open_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

COLUMNS: Final = ("file", "from_s", "to_s", "breaths")


@dataclass(frozen=True, slots=True)
class Counted:
    """A stretch of a clip and the breaths in it; a fraction where it ends within one."""

    path: Path
    from_s: float
    to_s: float
    breaths: float

    @property
    def name(self) -> str:
        """The file and the stretch."""
        return f"{self.path.name}, {self.from_s:g}-{self.to_s:g} s"

    @property
    def rate_per_min(self) -> float:
        """Breaths a minute."""
        return 60.0 * self.breaths / (self.to_s - self.from_s)


@dataclass(frozen=True, slots=True)
class Compared:
    """What was read of a stretch.

    Attributes
    ----------
    counted
        What was counted.
    rate_per_min
        The median of the rates read in it, NaN where none was.
    told
        Share of its pictures with a rate.

    """

    counted: Counted
    rate_per_min: float
    told: float

    @property
    def error_per_min(self) -> float:
        """Read less counted."""
        return self.rate_per_min - self.counted.rate_per_min


def load(path: Path) -> list[Counted]:
    """Read a CSV with the columns `COLUMNS`; files are sought beside it.

    Raises
    ------
    UsageError
        If it cannot be read, or has other columns.

    """
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return [_row(path, row) for row in csv.DictReader(file)]
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"{path} should have the columns {', '.join(COLUMNS)}, with numbers in the last three "
            f"and each stretch ending after it begins ({error})"
        ) from error


def _row(path: Path, row: dict[str, str]) -> Counted:
    from_s, to_s, breaths = (float(row[name]) for name in COLUMNS[1:])
    if not 0.0 <= from_s < to_s:
        raise ValueError(f"{from_s:g} to {to_s:g} s")
    return Counted(path.parent / row["file"], from_s, to_s, breaths)


def compare(stretches: Sequence[Counted], model: Path) -> list[Compared]:
    """Read the breath of every stretch of one clip, which is looked at once and from its start."""
    series = read(open_source(str(stretches[0].path), fast=True), model)
    found = []
    for each in stretches:
        within = (series.t_s >= each.from_s) & (series.t_s <= each.to_s)
        rates = series.rate_per_min[within]
        known = rates[np.isfinite(rates)]
        told = known.size / max(int(within.sum()), 1)
        found.append(Compared(each, float(np.median(known)) if known.size else np.nan, told))
    return found

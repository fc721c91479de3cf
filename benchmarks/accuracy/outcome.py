"""What the program said of one picture, beside what the index says of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from benchmarks.accuracy.labels import answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.accuracy.labels import Answer, Photo

Record: TypeAlias = "Mapping[str, Any]"
"""A checked photograph as plain data: ``file``, ``found``, ``pose``, ``side``, ``view``,
``could_be`` and ``error`` (both may be left out) and ``verdicts``, each with ``criterion``,
``kind``, ``status``, ``value``, ``unit`` and ``reason``."""

FORM: Final = "form"
MET: Final = "met"
MISSED: Final = "missed"
UNSEEN: Final = "unseen"


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one criterion; ``value`` is NaN when it could not be measured."""

    criterion: str
    kind: str
    status: str
    value: float
    unit: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A picture and what was said of it.

    Attributes
    ----------
    photo
        Its row of the index.
    found
        Whether a body was found.
    recognised
        The name of the pose it was judged as; None when it is none that is known.
    could_be
        Other poses it was said not to be told from.
    side, seen_view, error
        As the record says them, "" for nothing.
    verdicts
        Of that pose.
    took_s
        How long the program took for it, in seconds.

    """

    photo: Photo
    found: bool
    recognised: str | None
    could_be: tuple[str, ...]
    side: str
    seen_view: str
    error: str
    verdicts: tuple[Judged, ...]
    took_s: float

    @property
    def answer(self) -> Answer:
        """Whether the recognised pose is right, or is said not to be told from the right one."""
        return answer(self.photo.label, self.recognised, self.could_be)

    def forms(self) -> tuple[Judged, ...]:
        """Return the verdicts on form, which alone turn into corrections."""
        return tuple(v for v in self.verdicts if v.kind == FORM)


def outcome(photo: Photo, record: Record, took_s: float = math.nan) -> Outcome:
    """Put a picture and its record side by side."""
    return Outcome(
        photo,
        bool(record["found"]),
        record["pose"] or None,
        tuple(record.get("could_be", ())),
        record["side"] or "",
        record["view"] or "",
        record.get("error") or "",
        tuple(_judged(verdict) for verdict in record["verdicts"]),
        took_s,
    )


def _judged(verdict: Record) -> Judged:
    value = verdict["value"]
    return Judged(
        verdict["criterion"],
        verdict["kind"],
        verdict["status"],
        math.nan if value is None else float(value),
        verdict["unit"],
        verdict.get("reason") or "",
    )

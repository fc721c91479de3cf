"""A recording in three: the moments that show a pose, what is around them, and the rest."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vision.errors import UsageError
from vision.session.recorded.align import RECOGNISED_FROM
from vision.session.recorded.paths import picture_lasts_s
from vision.session.recorded.scores import recognition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.criteria.model import Pose

Array: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

_TIME: Final = re.compile(r"(?:(?:(\d+):)?([0-5]?\d):(?=[0-5]\d(?:\.|$)))?(\d+(?:\.\d+)?)")
_PLAYER_ROUNDS_S: Final = 1.0  # players show whole seconds, and round the end up
AROUND_S: Final = 2.0
"""How long before and after a moment the body may be on its way: neither the pose nor the rest."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A part of a recording that shows the pose, in its seconds; ``end_s`` is not part of it."""

    start_s: float
    end_s: float


def parse_moments(text: str, duration_s: float) -> tuple[Moment, ...]:
    """Return the moments of a text such as ``12-20,1:12-1:20.5``, in the order of time.

    Parameters
    ----------
    text
        From and to, in seconds, ``m:ss`` or ``h:mm:ss``, with commas between the moments.
    duration_s
        When the recording ends; what a player rounds up is cut there.

    Raises
    ------
    UsageError
        If it says anything else, or moments overlap or lie outside.

    """
    moments = sorted((_moment(part, duration_s) for part in text.split(",")), key=_start_s)
    for before, after in pairwise(moments):
        if after.start_s < before.end_s:
            raise UsageError(
                "moments should not overlap, got {before.start_s:g}-{before.end_s:g} and "
                "{after.start_s:g}-{after.end_s:g}",
                before=before,
                after=after,
            )
    return tuple(moments)


def _moment(text: str, duration_s: float) -> Moment:
    ends = [_TIME.fullmatch(end.strip()) for end in text.split("-")]
    if len(ends) != 2 or None in ends:  # noqa: PLR2004 (from and to)
        raise UsageError(
            "--moments expects from-to, such as 12-20,1:12-1:20, in seconds or m:ss; got {text!r}",
            text=text,
        )
    start_s, end_s = (_seconds(end) for end in ends if end is not None)
    end_s = min(end_s, duration_s) if end_s <= duration_s + _PLAYER_ROUNDS_S else end_s
    if not start_s < end_s <= duration_s:
        raise UsageError(
            "a moment should end after it starts, and within the {duration_s:g} s of the "
            "recording; got {text!r}",
            duration_s=duration_s,
            text=text.strip(),
        )
    return Moment(start_s, end_s)


def _seconds(time: re.Match[str]) -> float:
    hours, minutes, seconds = time.groups()
    return 3600.0 * int(hours or 0) + 60.0 * int(minutes or 0) + float(seconds)


def _start_s(moment: Moment) -> float:
    return moment.start_s


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A recording in three: the moments, what is around them, and the rest.

    Attributes
    ----------
    moments
        For each moment, ``(T,)``, how much each of its pictures counts; they add up to 1.
    rest
        The same of the rest with somebody in it, for the whole recording; all 0 if there is none.
    shown_s
        How long the moments are, all together.

    """

    moments: tuple[Array, ...]
    rest: Array
    shown_s: float

    @property
    def shown(self) -> Array:
        """How much each picture counts, ``(T,)``, where every moment counts the same."""
        return np.asarray(np.mean(self.moments, axis=0))

    @property
    def has_rest(self) -> bool:
        """Whether there is anything to tell the pose from."""
        return bool(self.rest.any())


def parts(t_s: Array, measured: Mapping[str, Array], moments: Sequence[Moment]) -> Parts:
    """Take a recording apart; ``t_s`` and each measure are ``(T,)``, NaN for "cannot tell".

    Raises
    ------
    UsageError
        If there is no moment, or one of them holds no picture.

    """
    if not moments:
        raise UsageError("a pose is made from at least one moment that shows it, got none")
    lasts_s = picture_lasts_s(t_s)
    inside = [(t_s >= m.start_s) & (t_s < m.end_s) for m in moments]
    near = [(t_s >= m.start_s - AROUND_S) & (t_s < m.end_s + AROUND_S) for m in moments]
    for moment, flags in zip(moments, inside, strict=True):
        if not flags.any():
            raise UsageError(
                "the moment {moment.start_s:g}-{moment.end_s:g} holds no picture; the "
                "recording lasts from {first_s:g} to {last_s:g} s",
                moment=moment,
                first_s=t_s[0],
                last_s=t_s[-1],
            )
    somebody = np.any([np.isfinite(values) for values in measured.values()], axis=0)
    return Parts(
        tuple(_weights(flags, lasts_s) for flags in inside),
        _weights(somebody & ~np.any(near, axis=0), lasts_s),
        float(lasts_s[np.any(inside, axis=0)].sum()),
    )


def recognised_share(pose: Pose, measured: Mapping[str, Array], weights: Array) -> float:
    """Return in what share of some pictures a pose is recognised, in [0, 1].

    ``weights`` are ``(T,)`` and say how much each picture counts; their sum is the whole. NaN where
    there is none.
    """
    total = float(weights.sum())
    found = recognition(pose, measured, tell=False) >= RECOGNISED_FROM
    return float(weights[found].sum()) / total if total > 0 else math.nan


def _weights(flags: Flags, lasts_s: Array) -> Array:
    weights = np.where(flags, lasts_s, 0.0)
    total = weights.sum()
    return weights / total if total > 0 else weights

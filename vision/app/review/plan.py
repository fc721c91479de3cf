"""How a recording is cut up so that several processes can look at it at once.

The cuts depend on the recording alone, never on how many processes there are, so the result is the
same on every machine and after every interruption.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SEGMENT_S: Final = 60.0
"""How long a segment is, about: what an interruption costs, and what goes on in parallel."""
WARM_UP_S: Final = 1.5
"""How long a landmarker looks before what it sees counts: by then it has found the body, settled
its smoothing, and searched once for a body it did not find (after 1 s)."""
_SHORTEST_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a recording for one process.

    Attributes
    ----------
    start_s
        Where looking begins: the beginning, or a picture from which decoding can begin.
    from_s, end_s
        What the segment answers for, ``end_s`` excluded: segments adjoin without overlap.

    """

    start_s: float
    from_s: float
    end_s: float


def cut(keys_s: Sequence[float], duration_s: float) -> tuple[Segment, ...]:
    """Cut a recording into segments of about `SEGMENT_S`.

    Parameters
    ----------
    keys_s
        Seconds of the pictures from which decoding can begin, increasing, the first 0.
    duration_s
        Length of the recording.

    Returns
    -------
    tuple[Segment, ...]
        At least one; the last one's end is infinite, as a declared length may be short of the end.

    """
    starts_s = _starts(keys_s, duration_s)
    froms_s = [0.0, *(start_s + WARM_UP_S for start_s in starts_s[1:])]
    ends_s = [*froms_s[1:], math.inf]
    return tuple(map(Segment, starts_s, froms_s, ends_s))


def _starts(keys_s: Sequence[float], duration_s: float) -> list[float]:
    """Choose the key pictures nearest to even cuts, none too close to the one before or the end."""
    count = _count(duration_s)
    starts_s = [0.0]
    for index in range(1, count):
        aim_s = index * duration_s / count
        nearest_s = min(keys_s, key=lambda key_s: abs(key_s + WARM_UP_S / 2 - aim_s))
        if starts_s[-1] + _SHORTEST_S <= nearest_s <= duration_s - _SHORTEST_S:
            starts_s.append(nearest_s)
    return starts_s


def _count(duration_s: float) -> int:
    """Return into how many segments to cut: an even number, as most machines have even cores."""
    if duration_s < 2 * _SHORTEST_S:
        return 1
    return 2 * max(1, round(duration_s / SEGMENT_S / 2))

"""A session as tuning needs it: its measures, taken once, and where in it which pose is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.model import Pose

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a session in which a pose is done.

    Attributes
    ----------
    pose
        The variant that is done: of a sided pose, the one with that leg in front.
    lead_s, start_s, end_s
        As in `vision.session.recorded.reviewed.Stretch`: from when on the movement into the pose is
        judged, and when the body is in it, in seconds; ``end_s`` is not part of it.
    left_s
        Until when its leaving is judged, at least ``end_s``.

    """

    pose: Pose
    lead_s: float
    start_s: float
    end_s: float
    left_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """One person's session, measured.

    Attributes
    ----------
    name
        What tells it from the others that are loaded.
    t_s
        ``(T,)`` seconds, increasing.
    measured
        Every measure by name, ``(T,)``, NaN for "cannot tell".
    places
        By a pose's name, where it is done, in the order of time; none where it was not found.

    """

    name: str
    t_s: Array
    measured: Mapping[str, Array]
    places: Mapping[str, tuple[Place, ...]]

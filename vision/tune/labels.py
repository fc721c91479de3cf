"""What a teacher marked in a session: stretches in which a pose is correct, or which are not."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vision.errors import UsageError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vision.criteria.library import PoseLibrary


@dataclass(frozen=True, slots=True, order=True)
class Label:
    """What is true of a stretch of a session, as a teacher sees it.

    Attributes
    ----------
    start_s, end_s
        Finite seconds of the session, ``start_s`` the lesser; ``end_s`` is not part of it.
    pose, side
        The pose that is done; of a sided pose the leg in front, else None.
    criterion
        The criterion because of which the stretch is marked wrong; "" where every criterion of the
        pose is as it should be.

    Raises
    ------
    UsageError
        If the times make no stretch.

    """

    start_s: float
    end_s: float
    pose: str
    side: str | None
    criterion: str

    def __post_init__(self) -> None:
        """Check the times."""
        if not (math.isfinite(self.start_s) and math.isfinite(self.end_s)):
            raise UsageError(
                "start_s and end_s should be finite seconds, got {start_s:g} and {end_s:g}; "
                "mark the stretch again",
                start_s=self.start_s,
                end_s=self.end_s,
            )
        if self.start_s >= self.end_s:
            raise UsageError(
                "start_s should be less than end_s, got {start_s:g} and {end_s:g}; mark a "
                "stretch that lasts",
                start_s=self.start_s,
                end_s=self.end_s,
            )


# --- a set of labels ---------------------------------------------------------------------------


def with_label(labels: Iterable[Label], new: Label) -> tuple[Label, ...]:
    """Return labels of one session and a new one, in the order of time.

    Older ones of the same pose that mean the same and overlap or touch it become one with it. Where
    an older one says the contrary (correct against wrong), the new one is believed, and what is
    left of the older one on either side stays. Two criteria may both be why a stretch is wrong.
    """
    kept: list[Label] = []
    merged = new
    for old in labels:
        if _same_pose(old, new) and old.criterion == new.criterion and _touch(old, merged):
            start_s, end_s = min(old.start_s, merged.start_s), max(old.end_s, merged.end_s)
            merged = replace(merged, start_s=start_s, end_s=end_s)
        elif _same_pose(old, new) and bool(old.criterion) != bool(new.criterion):
            kept.extend(_beside(old, new))
        else:
            kept.append(old)
    return in_order([*kept, merged])


def _same_pose(one: Label, other: Label) -> bool:
    return (one.pose, one.side) == (other.pose, other.side)


def _beside(old: Label, new: Label) -> Iterator[Label]:
    """Yield what is left of a label before and after a new one."""
    for start_s, end_s in (
        (old.start_s, min(old.end_s, new.start_s)),
        (max(old.start_s, new.end_s), old.end_s),
    ):
        if start_s < end_s:
            yield replace(old, start_s=start_s, end_s=end_s)


def without_label(labels: Iterable[Label], old: Label) -> tuple[Label, ...]:
    """Return the labels in the order of time, without one; it may be gone already."""
    return in_order(label for label in labels if label != old)


def _touch(one: Label, other: Label) -> bool:
    return one.start_s <= other.end_s and other.start_s <= one.end_s


def in_order(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Return labels of one session in the order of time, each once."""
    return tuple(sorted(set(labels), key=_order))


def _order(label: Label) -> tuple[float, float, str, str, str]:
    return label.start_s, label.end_s, label.pose, label.side or "", label.criterion


def problem(label: Label, poses: PoseLibrary) -> str:
    """Return what the poses there are do not know of a label, as one line; "" if all is known."""
    try:
        sides = [pose.side for pose in poses.require(label.pose)]
        if label.side not in sides:
            known = say(" or ").join(side for side in sides if side)
            return say(
                "side of {pose} should be {expected}, got {side}",
                pose=label.pose,
                expected=known or say("empty, as it is not sided"),
                side=label.side or say("nothing"),
            )
        if label.criterion:
            poses.criterion(label.pose, label.criterion)
    except UsageError as error:
        return str(error)
    return ""

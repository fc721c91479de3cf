"""One criterion of a pose, judged again over whole takes by any bounds: nothing is measured."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from vision.criteria.model import Kind
from vision.criteria.toml import suggest
from vision.errors import UsageError
from vision.session.recorded.statuses import TakeValues
from vision.session.recorded.take import Stretch, Take
from vision.session.recorded.tracks import StretchJudge, Tracker, leavings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Criterion, Pose
    from vision.session.recorded.tracks import Track
    from vision.tune.bounds import Bounds

Search: TypeAlias = tuple[Take, tuple[Stretch, ...]]
"""A take, and all stretches that were found in it together, in the order of time."""


class Sweep:
    """Judges one criterion of a pose over several takes, again and again.

    The tracks are those of a review of the same stretches. A review by other bounds may find other
    ones, if they are of a criterion by which the pose is recognised.

    Attributes
    ----------
    criterion
        Of the first variant, as it is now.

    """

    def __init__(self, searches: Sequence[Search], variants: Sequence[Pose], name: str) -> None:
        """Prepare all that does not depend on the bounds.

        Parameters
        ----------
        searches
            What is judged; those without a stretch of the pose count, too.
        variants
            The pose as it is now, or all of it for a pose with one for each leg in front; at least
            one.
        name
            Of one of its criteria.

        Raises
        ------
        UsageError
            If the pose has no such criterion.

        """
        self.criterion = _named(variants[0], name)
        self._trackers = [_trackers(take, found, variants, name) for take, found in searches]

    def judged(self, bounds: Bounds) -> tuple[tuple[Track, ...], ...]:
        """Return what becomes of the criterion by other bounds: its tracks in each take."""
        return tuple(
            tuple(tracker.track(bounds.applied_to(tracker.criterion)) for tracker in trackers)
            for trackers in self._trackers
        )


def _named(pose: Pose, name: str) -> Criterion:
    known = {criterion.name: criterion for criterion in pose.criteria}
    if name not in known:
        raise UsageError(
            "{pose} has no criterion {name!r}; {suggestion}",
            pose=pose.name,
            name=name,
            suggestion=suggest(name, known),
        )
    return known[name]


def _trackers(
    take: Take, found: Sequence[Stretch], variants: Sequence[Pose], name: str
) -> list[Tracker]:
    """Return what judges a criterion in each stretch of the pose."""
    now = {(pose.name, pose.side): pose for pose in variants}
    values, judges = TakeValues(take), []
    for stretch in found:
        pose = stretch.step.pose
        step = replace(stretch.step, pose=now.get((pose.name, pose.side), pose))
        judges.append(StretchJudge(values, replace(stretch, step=step)))
    # How a pose is left depends on when it is held, and the next one; nothing else does.
    leaves = _named(variants[0], name).kind is Kind.LEAVE
    left = leavings(judges) if leaves else [None] * len(judges)
    return [
        judge.tracker(_named(judge.stretch.step.pose, name), leaving)
        for judge, leaving in zip(judges, left, strict=True)
        if judge.stretch.step.pose.name == variants[0].name
    ]

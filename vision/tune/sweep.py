"""One criterion of a pose, judged again over whole sessions by any bounds: nothing is measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from vision.criteria.model import Kind, Status
from vision.criteria.toml import suggest
from vision.errors import UsageError
from vision.session.live.steprun import SETTLE_S
from vision.session.recorded.replay import LEAVING_S
from vision.session.recorded.reviewed import Run
from vision.session.recorded.steadied import (
    ANSWERS,
    MET_CODE,
    MISSED_CODE,
    UNSEEN_CODE,
    statuses,
    watch,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Criterion, Pose
    from vision.session.recorded.steadied import Watch
    from vision.tune.bounds import Bounds
    from vision.tune.session import Array, Place, Session

    Flags: TypeAlias = NDArray[np.bool_]

_STATUSES: Final = dict(enumerate(ANSWERS))


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of the criterion in one session.

    ``runs`` are in the order of time; those of one place adjoin, between two places there may be a
    gap. Their reasons are left empty.
    """

    runs: tuple[Run, ...]

    @property
    def calls(self) -> int:
        """How many times a miss begins."""
        return sum(run.status is Status.MISSED for run in self.runs)

    def seconds(self, status: Status) -> float:
        """Return how long the criterion had a status."""
        return sum(run.end_s - run.start_s for run in self.runs if run.status is status)


class Sweep:
    """Judges one criterion of a pose over several sessions, again and again.

    The result is what a review of the sessions would keep of the criterion (`Track`), with these
    exceptions:

    - A review judges the leaving of a pose from when its hold has begun, and not at all if it never
      did; here it is judged in the last `LEAVING_S` of every place, until the place says that it
      is left. Where a hold begins later than that, a review sees less of it.
    - A review keeps nothing of what only tells a pose from others; here it is judged while the body
      is in the pose.
    - The places stay where they are, and so does when form counts, even where a criterion by which
      the pose is recognised is tuned: a review by the new bounds may find the pose elsewhere.

    Attributes
    ----------
    criterion
        Of the first variant, as it is now.

    """

    def __init__(
        self, sessions: Sequence[Session], variants: Sequence[Pose], criterion: str
    ) -> None:
        """Prepare all that does not depend on the bounds.

        Parameters
        ----------
        sessions
            What is judged; those without a place of the pose count, too.
        variants
            The pose, or all of it for a pose with one for each leg in front; at least one.
        criterion
            The name of one of its criteria.

        Raises
        ------
        UsageError
            If the pose has no such criterion.

        """
        self.criterion = _named(variants[0], criterion)
        by_side = {pose.side: (pose, _named(pose, criterion)) for pose in variants}
        name = variants[0].name
        self._sessions = [
            [_Watched.of(session, place, *by_side[place.pose.side]) for place in places]
            for session, places in ((s, s.places.get(name, ())) for s in sessions)
        ]

    def judged(self, bounds: Bounds) -> tuple[Judged, ...]:
        """Return what becomes of the criterion by other bounds, for each session in order."""
        return tuple(
            Judged(tuple(run for place in places for run in place.runs(bounds)))
            for places in self._sessions
        )


def _named(pose: Pose, name: str) -> Criterion:
    known = {criterion.name: criterion for criterion in pose.criteria}
    if name not in known:
        raise UsageError(f"{pose.name} has no criterion {name!r}; {suggest(name, known)}")
    return known[name]


@dataclass(frozen=True, slots=True, eq=False)
class _Watched:
    """One place, ready to be judged.

    Attributes
    ----------
    criterion
        Of the variant that is done there.
    from_s, end_s
        When the first run begins, and the last one ends.
    t_s
        ``(T,)`` the pictures in which it is judged.
    watched
        What it looks at in them.
    unsettled
        ``(T,)`` where a miss does not count yet; None where it always does.

    """

    criterion: Criterion
    from_s: float
    end_s: float
    t_s: Array
    watched: Watch
    unsettled: Flags | None

    @classmethod
    def of(cls, session: Session, place: Place, pose: Pose, criterion: Criterion) -> _Watched:
        """Cut what is judged out of a session."""
        from_s, judged_s, end_s = _span_s(place, criterion.kind)
        rows = slice(*np.searchsorted(session.t_s, [judged_s, end_s]))
        t_s = session.t_s[rows]
        measures = {name: values[rows] for name, values in session.measured.items()}
        form = criterion.kind is Kind.FORM
        unsettled = _unsettled(pose, t_s, measures) if form else None
        watched = watch(criterion, t_s, measures)
        return cls(criterion, from_s, end_s, t_s, watched, unsettled)

    def runs(self, bounds: Bounds) -> list[Run]:
        """Judge by other bounds."""
        codes = self.watched.statuses(bounds.applied_to(self.criterion))
        if not len(codes):
            return [Run(self.from_s, self.end_s, Status.UNSEEN)]
        if self.unsettled is not None:
            codes[self.unsettled & (codes == MISSED_CODE)] = UNSEEN_CODE
        changed = np.flatnonzero(np.diff(codes)) + 1
        # What is found first holds for the time before it, too.
        edges_s = [self.from_s, *self.t_s[changed].tolist(), self.end_s]
        found = map(_STATUSES.__getitem__, codes[np.append(0, changed)].tolist())
        return list(map(Run, edges_s, edges_s[1:], found))


def _span_s(place: Place, kind: Kind) -> tuple[float, float, float]:
    """Return when the first run begins, when judging does, and when both end."""
    if kind is Kind.LEAVE:
        return place.lead_s, max(place.start_s, place.end_s - LEAVING_S), place.left_s
    if kind is Kind.TELL:
        return place.start_s, place.start_s, place.end_s
    return place.lead_s, place.lead_s, place.end_s


def _unsettled(pose: Pose, t_s: Array, measures: Mapping[str, Array]) -> Flags:
    """Return where the body is not yet known to have been in the pose for `SETTLE_S`, ``(T,)``."""
    inside = np.ones(len(t_s), bool)
    for criterion in pose.of(Kind.RECOGNISE):
        codes = statuses(criterion, t_s, measures)
        inside &= (codes == MET_CODE) | (criterion.optional & (codes == UNSEEN_CODE))
    latest_out = np.maximum.accumulate(np.where(inside, -1, np.arange(len(t_s))))
    since = np.minimum(latest_out + 1, len(t_s) - 1)
    return np.asarray(~inside | (t_s - t_s[since] < SETTLE_S))

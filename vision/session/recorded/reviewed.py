"""What a review finds in a recording: which step is done when, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vision.criteria.model import Criterion, Status
    from vision.session.events import Event
    from vision.session.routine import Routine, Step
    from vision.session.snapshot import Snapshot, StepSummary
    from vision.words.reasons import Reason


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a recording in which one step of the routine is done.

    Attributes
    ----------
    index
        The step's place in the routine, from 0.
    lead_s
        From when on the movement into the pose is judged, at most ``start_s``: the end of the
        stretch before, or a few seconds where what came before is unknown.
    start_s, end_s
        When the body is in the pose, in seconds of the recording; ``end_s`` is not part of it.
    score
        How well the pose is recognised in it, in [0, 1], as a mean over its seen pictures.

    """

    index: int
    lead_s: float
    start_s: float
    end_s: float
    score: float


@dataclass(frozen=True, slots=True)
class Run:
    """A time in which a criterion's status stays the same; ``reason`` as in `Verdict`."""

    start_s: float
    end_s: float
    status: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """What became of one criterion in one stretch.

    ``runs`` are in order, adjoin, and cover the time from ``lead_s`` to ``end_s`` of the stretch.
    """

    criterion: Criterion
    runs: tuple[Run, ...]

    def seconds(self, status: Status) -> float:
        """Return how long the criterion had a status."""
        return sum(run.end_s - run.start_s for run in self.runs if run.status is status)


@dataclass(frozen=True, slots=True)
class ReviewedStep:
    """One stretch, judged; a step that is done twice in a recording comes twice.

    ``tracks`` hold the criteria of every kind but `Kind.TELL`, in the order of the pose.
    ``summary`` counts all the time held, also beyond the time asked for.
    """

    stretch: Stretch
    step: Step
    summary: StepSummary
    tracks: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A recording, judged by a routine.

    Attributes
    ----------
    routine
        What it was judged by.
    duration_s
        From the first picture looked at to the last.
    steps
        The stretches in the order of time.
    skipped
        The steps of the routine that were not found, by their places from 0.
    events
        What a session would have told, in the order of time.
    snapshots
        The session at each picture; None where no step is being done.

    """

    routine: Routine
    duration_s: float
    steps: tuple[ReviewedStep, ...]
    skipped: tuple[int, ...]
    events: tuple[Event, ...]
    snapshots: tuple[Snapshot | None, ...]

"""From saved landmarks to verdicts: everything but the pictures, again and again, without them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.app.review.looking import DAMAGE
from vision.measure.body import body_from_recording
from vision.measure.catalog import UNITS
from vision.measure.recorded import readings_over
from vision.session.live.steprun import Observation
from vision.session.recorded.align import ONE_POSE_HOLD_S, find_stretches, one_pose
from vision.session.recorded.moments import key_moments
from vision.session.recorded.replay import replay
from vision.words.wording import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Pose
    from vision.landmarks.types import Recording
    from vision.measure.meter import Readings
    from vision.session.recorded.moments import KeyMoment
    from vision.session.recorded.reviewed import Reviewed
    from vision.session.routine import Routine

_OFTEN_UNSEEN: Final = 0.1
"""Share of the pictures without anybody from which on it is worth telling."""


@dataclass(frozen=True, slots=True)
class Standard:
    """What a recording is judged by.

    Attributes
    ----------
    routine
        The routine that is looked for.
    variants
        The variants of the one pose that the recording shows, where the user said which; else none,
        and the steps are found.
    hold_s
        How long that one pose is to be held.

    """

    routine: Routine
    variants: tuple[Pose, ...] = ()
    hold_s: float = ONE_POSE_HOLD_S


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A recording and what was found in it.

    Attributes
    ----------
    recording
        The landmarks.
    measures
        Every measure by name, ``(T,)``, NaN for "cannot tell".
    reviewed
        Steps, verdicts, events.
    moments
        The moments most worth looking at.
    notes
        What the user should know of the recording itself, as sentences.

    """

    recording: Recording
    measures: Mapping[str, NDArray[np.float64]]
    reviewed: Reviewed
    moments: tuple[KeyMoment, ...]
    notes: tuple[str, ...]


def judge(recording: Recording, standard: Standard) -> Judged:
    """Find the steps in a recording with at least one picture, and judge them."""
    readings = readings_over(body_from_recording(recording), UNITS)
    measures = readings.measured
    if standard.variants:
        routine, stretches = one_pose(standard.variants, recording.t_s, measures, standard.hold_s)
    else:
        routine = standard.routine
        stretches = find_stretches(routine, recording.t_s, measures)
    reviewed = replay(routine, stretches, _observations(recording, readings))
    moments = key_moments(reviewed, measures, recording.t_s)
    return Judged(recording, measures, reviewed, moments, notes_on(recording))


def _observations(recording: Recording, readings: Sequence[Readings]) -> Iterator[Observation]:
    for t_s, reading in zip(recording.t_s, readings, strict=True):
        yield Observation(float(t_s), reading.values, reading.unseen)


def notes_on(recording: Recording) -> tuple[str, ...]:
    """Return what is worth knowing of a recording before one trusts what is said of it."""
    notes = []
    if damage := recording.provenance.get(DAMAGE):
        notes.append(f"{damage[:1].upper()}{damage[1:]}.")
    if len(recording.crowded_s):
        notes.append(
            f"More than one person is in the picture, first seen at "
            f"{clock(float(recording.crowded_s[0]))}. Only one is followed, not always the same: "
            "film one person alone to be sure whom this is about."
        )
    return tuple(notes)


def often_unseen(recording: Recording) -> tuple[str, ...]:
    """Return a sentence if nobody is seen in many pictures; the report tells it in its own way."""
    unseen = 1.0 - float(np.mean(recording.somebody))
    if unseen < _OFTEN_UNSEEN:
        return ()
    told = (
        f"In {unseen:.0%} of the pictures nobody could be seen surely. More light would help, "
        "and a camera that sees all of you from the side."
    )
    return (told,)

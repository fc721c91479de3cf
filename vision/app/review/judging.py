"""From saved landmarks to verdicts: everything but the pictures, again and again, without them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.app.review.looking import DAMAGE
from vision.measure.body import body_from_recording
from vision.measure.catalog import UNITS
from vision.measure.meter import measure_all, reason
from vision.measure.parts import sights
from vision.render.sound.mixing import VoiceOver
from vision.session.heard.recorded import spoken
from vision.session.recorded.align import ONE_POSE_HOLD_S, one_pose
from vision.session.recorded.moments import key_moments
from vision.session.recorded.replay import replay, snapshots
from vision.session.recorded.take import Take, surely_seen
from vision.session.recorded.ways import find_in_any_way
from vision.words import say
from vision.words.wording import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.criteria.model import Pose
    from vision.landmarks.types import Recording
    from vision.measure.body import Body
    from vision.render.sound.voice import Voice
    from vision.session.recorded.moments import KeyMoment
    from vision.session.recorded.replay import Reviewed
    from vision.session.recorded.take import Stretch
    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot

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


@dataclass(frozen=True, eq=False)
class JudgedRecording:
    """A recording and what was found in it.

    Attributes
    ----------
    recording
        The landmarks.
    take
        What was measured of them: every measure there is.
    stretches
        Where steps were found.
    reviewed
        Steps, verdicts, events.
    moments
        The moments most worth looking at.
    notes
        What the user should know of the recording itself, as sentences.
    shown
        The `snapshots`, where they are made by now.
    voice
        What speaks of it; None for nothing.

    """

    recording: Recording
    take: Take
    stretches: tuple[Stretch, ...]
    reviewed: Reviewed
    moments: tuple[KeyMoment, ...]
    notes: tuple[str, ...]
    shown: tuple[Snapshot | None, ...] | None = None
    voice: Voice | None = None

    @cached_property
    def snapshots(self) -> tuple[Snapshot | None, ...]:
        """The session at each picture; None where no step is being done."""
        if self.shown is not None:
            return self.shown
        return snapshots(self.reviewed.routine, self.stretches, self.take)

    def spoken_to(self, voice: Voice) -> JudgedRecording:
        """Return it with all that a voice says of it, in its events and its snapshots."""
        heard = spoken(
            self.reviewed,
            self.snapshots,
            self.take.t_s.tolist(),
            voice.duration_s,
            lambda text: voice.speech(text) is not None,
        )
        reviewed = replace(self.reviewed, events=heard.events)
        return replace(self, reviewed=reviewed, shown=heard.shown, voice=voice)

    @property
    def voice_over(self) -> VoiceOver | None:
        """What lays the voice over the recording's sound."""
        return None if self.voice is None else VoiceOver(self.voice, self.reviewed.events)


def judge(recording: Recording, standard: Standard, voice: Voice | None = None) -> JudgedRecording:
    """Find the steps in a recording with at least one picture, judge them, and speak of them."""
    take = measured(recording)
    if standard.variants:
        routine, stretches = one_pose(standard.variants, take, standard.hold_s)
    else:
        routine = standard.routine
        stretches = find_in_any_way(routine, take)
    reviewed = replay(routine, stretches, take)
    moments = key_moments(reviewed, take)
    notes = notes_on(recording)
    judged = JudgedRecording(recording, take, stretches, reviewed, moments, notes)
    return judged if voice is None else judged.spoken_to(voice)


def measured(recording: Recording, names: Iterable[str] = UNITS, name: str = "") -> Take:
    """Measure a recording once: the named measures, and those that they follow."""
    return take_of(body_from_recording(recording), names, name)


def take_of(body: Body, names: Iterable[str] = UNITS, name: str = "") -> Take:
    """Measure ``(T,)`` bodies, rows of NaN where nobody is; times have to increase."""
    measures = measure_all(body, names)
    return Take(name, body.t_s, measures, body.somebody, sights(body), reason)


def notes_on(recording: Recording) -> tuple[str, ...]:
    """Return what is worth knowing of a recording before one trusts what is said of it."""
    notes = []
    if damage := recording.provenance.get(DAMAGE):
        notes.append(f"{damage[:1].upper()}{damage[1:]}.")
    if len(recording.crowded_s):
        notes.append(
            say(
                "More than one person is in the picture, first seen at {time}. Only one is "
                "followed, not always the same: film one person alone to be sure whom this is "
                "about.",
                time=clock(float(recording.crowded_s[0])),
            )
        )
    return tuple(notes)


def often_unseen(recording: Recording) -> tuple[str, ...]:
    """Return a sentence if nobody is seen in many pictures; the report tells it in its own way."""
    unseen = 1.0 - float(np.mean(surely_seen(recording.t_s, recording.somebody)))
    if unseen < _OFTEN_UNSEEN:
        return ()
    note = say(
        "In {unseen:.0%} of the pictures nobody could be seen surely. More light would help, and a "
        "camera that sees all of you from the side.",
        unseen=unseen,
    )
    return (note,)

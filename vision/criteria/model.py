"""What "correct" means: criteria over named measures, poses made of them, and the verdicts."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.words.reasons import Reason

Values: TypeAlias = "Mapping[str, float]"
"""Measures of one moment by name, in their units; NaN for "cannot tell"."""
Unseen: TypeAlias = "Mapping[str, Reason]"
"""For each of them that is NaN, why."""


class Status(str, Enum):
    """The three answers. There is no fourth, and never only two."""

    MET = "met"
    MISSED = "missed"
    UNSEEN = "unseen"


class Kind(str, Enum):
    """What a criterion is for, which decides what its miss does.

    ``RECOGNISE``: is this the pose at all? ``TELL``: is it this one and no other, where nobody has
    said which is meant? A session's steps say so; a photograph does not. ``FORM``: safety and
    alignment, holds the timer. ``AIM``: how deep, praised and never asked for. ``MOVEMENT``: how
    the pose is entered. ``LEAVE``: how it is left, judged until the next pose is held.
    """

    RECOGNISE = "recognise"
    TELL = "tell"
    FORM = "form"
    AIM = "aim"
    MOVEMENT = "movement"
    LEAVE = "leave"


class View(str, Enum):
    """From where a criterion may be judged; see `VIEW_LIMIT_DEG`."""

    PROFILE = "profile"
    SIDE = "side"
    OBLIQUE = "oblique"
    ANY = "any"


VIEW_LIMIT_DEG = {View.PROFILE: 25.0, View.SIDE: 35.0, View.OBLIQUE: 60.0, View.ANY: 180.0}
"""Largest ``off_side_deg`` at which a criterion of that view still speaks. The published error of a
knee angle grows from 2 degrees at the side to 14 over 45-90 degrees off it; ours, and what each
view lets through, stand in ``benchmarks/ACCURACY.md``."""


@dataclass(frozen=True, slots=True)
class Band:
    """A measure and the closed interval it should lie in, in the measure's unit.

    ``margin`` is how far outside a value may lie before it is called outside: the measure's own
    error, so that noise is never turned into a correction.
    """

    measure: str
    low: float = -math.inf
    high: float = math.inf
    margin: float = 0.0


BREATH: Final = "breath_"
"""How the names of measures of the breath begin."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that should be so, and what to say when it is not.

    Attributes
    ----------
    name
        Unique within its pose, in words joined by underscores.
    kind
        What a miss does.
    band
        The measure and the bounds it should keep.
    why
        The reason for the bounds: where the numbers come from.
    cue
        What to say when it is missed; for aims, what to say when it is reached.
    priority
        Lower is said first.
    view
        From where it may be judged.
    before
        If given, the criterion is one of order: ``band`` has to have been reached, at some moment
        since the step began, before this other band is.
    when
        If given, the criterion is judged only while this other band is kept; else it is unseen.
    call_after_s, clear_after_s
        How long a miss must last before it counts, and how long it must be gone.
    stage
        For aims of depth: position in its order, from 1. Otherwise 0.
    optional
        Whether the pose stands even while this cannot be seen.

    """

    name: str
    kind: Kind
    band: Band
    why: str
    cue: str = ""
    priority: int = 50
    view: View = View.SIDE
    before: Band | None = None
    when: Band | None = None
    call_after_s: float = 1.5
    clear_after_s: float = 0.7
    stage: int = 0
    optional: bool = False

    @property
    def of_breath(self) -> bool:
        """Whether it is about the breath, which is aimed at and never asked for."""
        return self.band.measure.startswith(BREATH)

    def __hash__(self) -> int:
        """Return the hash of the name: quick, as a session looks criteria up at every picture."""
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of one criterion at one moment.

    Attributes
    ----------
    value
        The measure, in its unit; NaN when unseen.
    score
        In [0, 1]: 1 within the bounds, falling linearly to 0 over the margin; NaN when unseen.
    status
        Met, missed or unseen, steadied over time.
    reason
        For unseen: why. None otherwise.

    """

    criterion: Criterion
    value: float
    score: float
    status: Status
    reason: Reason | None = None


class Part(str, Enum):
    """The parts of doing a pose, in their order; also the keys of their moments in TOML."""

    READY = "ready"
    WAY_IN = "way_in"
    IN_POSE = "in_pose"
    WAY_OUT = "way_out"


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing to do, told when it is its time.

    Its time is over when it has been told for ``for_s`` seconds and the band ``until``, if there is
    one, is kept: the body shows that it is done.
    """

    part: Part
    say: str
    until: Band | None = None
    for_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Easier:
    """An easier way to do a pose, which counts fully: how it is offered, and the pose it is then.

    The pose keeps the name and the side, and asks nothing that the full one does not; ``props`` is
    what may be used for it, such as a bolster.
    """

    offer: str
    pose: Pose
    props: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pose:
    """A pose as data.

    ``needs`` names the measures that have to be readable before the pose can be coached; ``say`` is
    the whole instruction in short, ``moments`` lead through it one by one, ``caution`` is what to
    heed, all for the person. A sided pose is loaded once for each leg in front (``side`` is "left"
    or "right", else None).
    """

    name: str
    title: str
    say: str
    caution: str = ""
    note: str = ""
    side: str | None = None
    needs: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = field(default=())
    moments: tuple[Moment, ...] = ()
    easier: Easier | None = None

    @property
    def view(self) -> View:
        """From where the pose can be recognised and its form judged: the strictest of its needs."""
        asked = [
            c.view
            for c in self.criteria
            if c.kind in (Kind.RECOGNISE, Kind.FORM) and not c.optional
        ]
        return min(asked, key=VIEW_LIMIT_DEG.__getitem__, default=View.ANY)

    def of(self, kind: Kind) -> tuple[Criterion, ...]:
        """Return the criteria of one kind, aims in the order of their stages."""
        return tuple(sorted((c for c in self.criteria if c.kind is kind), key=lambda c: c.stage))

    @property
    def stages(self) -> tuple[Criterion, ...]:
        """The aims of depth, in their order; those of the breath have none."""
        return tuple(aim for aim in self.of(Kind.AIM) if not aim.of_breath)

    def moments_of(self, *parts: Part) -> tuple[Moment, ...]:
        """Return the moments of some parts, in their order."""
        return tuple(moment for moment in self.moments if moment.part in parts)

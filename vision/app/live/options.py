"""What the user asked for in a practice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from vision.app.preferences import SETTINGS
from vision.session.adapted import Holds, check_rest, starting_with, with_steps

if TYPE_CHECKING:
    from pathlib import Path

    from vision.criteria.library import PoseLibrary
    from vision.session.routine import Routine


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes
    ----------
    camera
        Number, address or path; None for the first webcam, or the demo where there is none.
    demo
        Play the demo clip.
    fast
        Take a recording's pictures as fast as they can be looked at.
    flow
        Name of the routine.
    hold
        Hold times instead of the routine's, as `Holds` takes them.
    breath
        How the breath is led, as `Pacing.parse` takes it.
    thresholds, model
        Files of the user's.
    engine
        What runs the model, one of `vision.landmarks.engines.NAMES`.
    window
        Whether a window is wanted.
    window_size
        Its size, as `parse_window_size` takes it.
    events
        Where events go: a path, "-" for standard output, None for nowhere.
    record
        Where the annotated session goes.
    mirror
        Whether to show the picture as a mirror does.
    steps
        Which of the routine's steps, as `with_steps` takes them; "" for all.
    start
        The leg in front first, "left" or "right"; None for the routine's.
    rest
        Seconds of rest before each step; None for the routine's.
    sound
        What is heard, one of `SOUNDS`.
    voice
        Who speaks, as `VoiceChoice` takes it; None for the best there is.
    sound_file
        Where the sound goes by itself.
    volume
        How loud it is, from 0 to 100.
    overwrite
        Whether files that are there may be replaced.
    remembered
        Which of these, by name, are not asked for now but remembered.

    """

    camera: str | None
    demo: bool
    fast: bool
    flow: str
    hold: str | None
    breath: str
    thresholds: Path | None
    model: Path | None
    engine: str
    window: bool
    events: str | None
    record: Path | None
    mirror: bool
    window_size: str = "full"
    steps: str = ""
    start: str | None = None
    rest: float | None = None
    sound: str = "off"
    voice: str | None = None
    sound_file: Path | None = None
    volume: float = 70.0
    overwrite: bool = False
    remembered: frozenset[str] = frozenset()

    def for_demo(self) -> Options:
        """Return them without what is remembered, but not for the demo."""
        names = (name for name in self.remembered if not SETTINGS[name].in_demo)
        defaults: dict[str, Any] = {name: SETTINGS[name].default for name in names}
        return replace(self, **defaults)

    def adapted(self, routine: Routine, library: PoseLibrary) -> Routine:
        """Return a routine as it is wanted.

        Raises
        ------
        UsageError
            If that cannot be meant.

        """
        if self.hold is not None:
            routine = Holds.parse(self.hold).applied(routine)
        if self.start is not None:
            routine = starting_with(routine, self.start, library)
        if self.rest is not None:
            check_rest(self.rest)
            routine = replace(routine, rest_s=self.rest)
        # Last, as hold times go by the numbers of the whole routine.
        return with_steps(routine, self.steps) if self.steps else routine

"""A routine: which poses in which order, for how long, and what is said once at the start."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.library import SIDES
from vision.criteria.model import Kind
from vision.criteria.toml import read_table, suggest
from vision.errors import ConfigError
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Pose
    from vision.criteria.toml import Readable, Table

_SIDED: Final = {"left": mark("{pose}, left leg"), "right": mark("{pose}, right leg")}
READY_S: Final = 2.0
"""Time to hear what comes next, before the pose is looked for."""
WAIT_S: Final = 60.0
"""How long a pose that does not come is waited for: getting down on one's knees and folding the
legs takes stiff people half a minute; who has not come into it after twice that is not on the way,
and may have no hand free for a key."""
MOVEMENT_MEASURES: Final = ("trunk_speed_deg_s", "leg_motion")
"""What tells whether somebody is still on the way into a pose."""
REST_S: Final = 1.0
"""Time to come out of a pose, before the next one is told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One pose of a routine, held for a time.

    ``hold_s`` is the time with the form met that completes the step, ``ready_s`` the time given to
    hear what comes before the pose is looked for, ``wait_s`` how long the pose is waited for.
    """

    pose: Pose
    hold_s: float
    ready_s: float = READY_S
    wait_s: float = WAIT_S

    @property
    def title(self) -> str:
        """The pose's title with the leg in front, if it has one."""
        title = _SIDED.get(self.pose.side or "")
        return say(title, pose=self.pose.title) if title else self.pose.title

    def easier(self) -> Step | None:
        """Return the step with the easier way of its pose, if there is one."""
        return replace(self, pose=self.pose.easier.pose) if self.pose.easier else None


@dataclass(frozen=True, slots=True)
class Routine:
    """Steps in their order, with a rest of ``rest_s`` seconds between two of them.

    ``notice`` has to be shown or said once before them.
    """

    name: str
    title: str
    notice: str
    steps: tuple[Step, ...]
    rest_s: float = REST_S

    def rest_after_s(self, index: int) -> float:
        """Return how long to rest after a step; after the last one, only to come out of it."""
        return self.rest_s if index + 1 < len(self.steps) else REST_S

    def measures(self) -> frozenset[str]:
        """Return the names of all measures its steps look at.

        What only tells a pose from others is not among them: the step says which is meant.
        """
        ways = [way.pose for step in self.steps for way in (step, step.easier()) if way]
        bands = [
            band
            for pose in ways
            for c in pose.criteria
            if c.kind is not Kind.TELL
            for band in (c.band, c.before, c.when)
        ]
        bands += [moment.until for pose in ways for moment in pose.moments]
        needs = [need for pose in ways for need in pose.needs]
        used = [band.measure for band in bands if band is not None]
        return frozenset({VIEW_MEASURE, *MOVEMENT_MEASURES, *needs, *used})

    def with_holds(self, holds_s: Sequence[float]) -> Routine:
        """Return the routine with other hold times, one for each step."""
        if len(holds_s) != len(self.steps):
            raise ConfigError(
                "{flow} has {steps} steps, but {times} hold times came",
                flow=self.name,
                steps=len(self.steps),
                times=len(holds_s),
            )
        steps = tuple(
            replace(step, hold_s=hold_s) for step, hold_s in zip(self.steps, holds_s, strict=True)
        )
        return replace(self, steps=steps)


def load_routine(file: Readable, poses: PoseLibrary, *, as_written: bool = False) -> Routine:
    """Read a flow from TOML: ``title``, ``notice``, and ``[[steps]]`` of pose, side and hold_s.

    ``rest_s``, the rest between two steps, and a step's ``ready_s`` may be left out.
    Title and notice are said in the person's language, unless they are wanted ``as_written``.

    Raises
    ------
    ConfigError
        For anything unknown, missing or impossible, naming file and key.

    """
    table = read_table(file)
    table.only({"title", "notice", "rest_s", "steps"})
    steps = tuple(_step(row, poses) for row in table.rows("steps"))
    if not steps:
        text = mark("{key} should be a list of [[steps]] tables, not empty")
        raise table.fault("steps", text)
    name = file.name.rsplit(".", 1)[0]
    title, notice = table.text("title"), table.text("notice")
    if not as_written:
        title, notice = say(title), say(notice)
    return Routine(name, title, notice, steps, table.number("rest_s", REST_S, low=0.0))


def _step(table: Table, poses: PoseLibrary) -> Step:
    table.only({"pose", "side", "hold_s", "ready_s", "wait_s"})
    name = table.choice("pose", poses.names())
    side = table.choice("side", SIDES) if "side" in table.values else None
    if (name, side) not in poses.poses:
        sides = [str(pose.side) for pose in poses.variants(name) if pose.side]
        if not sides:
            text = mark("{key} is {value!r}; this pose has no sides, remove it")
            raise table.fault("side", text, value=side)
        hint = suggest(str(side), sides)
        raise table.fault("side", mark("{key} is {value!r}; {hint}"), value=side, hint=hint)
    return Step(
        poses.poses[name, side],
        table.number("hold_s", low=0.0),
        table.number("ready_s", READY_S, low=0.0),
        table.number("wait_s", WAIT_S, low=0.0),
    )

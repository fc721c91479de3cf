"""Which way of a pose a recording shows: the full one, or the easier one that counts as much."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Kind
from vision.session.recorded.align import find_stretches

if TYPE_CHECKING:
    from vision.session.recorded.take import Stretch, Take
    from vision.session.routine import Routine, Step


FOR_LONGER: Final = 2.0
"""How many times as long as the full way an easier one has to be found, to be what was done: both
fit what is done in full."""
_SEEN_SHARE: Final = 0.5


def find_in_any_way(routine: Routine, take: Take) -> tuple[Stretch, ...]:
    """Return where steps are done, as `find_stretches` does, each with the step as it is done.

    A step is taken for the easier way where that is found for far longer, and what makes it easier
    is seen; not so if then another step would not be found any more.
    """
    full = find_stretches(routine, take)
    eased = [step.easier() or step for step in routine.steps]
    found_eased = find_stretches(replace(routine, steps=tuple(eased)), take)
    told = tuple(s for s in found_eased if _is_told(s, routine.steps[s.index], take))
    full_s, eased_s = (_seconds(found, len(eased)) for found in (full, told))
    steps = tuple(
        easier if at_ease_s > FOR_LONGER * in_full_s else step
        for step, easier, in_full_s, at_ease_s in zip(
            routine.steps, eased, full_s, eased_s, strict=True
        )
    )
    if steps == routine.steps:
        return full
    found = find_stretches(replace(routine, steps=steps), take)
    return found if {s.index for s in full} <= {s.index for s in found} else full


def _is_told(found: Stretch, full: Step, take: Take) -> bool:
    """Return whether the pictures tell all by which an easier way is another than the full one."""
    rows = take.rows(found.start_s, found.end_s)
    own = set(found.step.pose.of(Kind.RECOGNISE)) - set(full.pose.of(Kind.RECOGNISE))
    seen = (np.isfinite(take.values(c.band.measure)[rows]) for c in own)
    return all(float(each.mean()) >= _SEEN_SHARE for each in seen)


def _seconds(found: tuple[Stretch, ...], steps: int) -> list[float]:
    """Return for how long each step was found."""
    return [sum(s.end_s - s.start_s for s in found if s.index == step) for step in range(steps)]

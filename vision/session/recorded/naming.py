"""What a step that was found may be called: its pose, or all that the body may as well be in.

The order of a routine tells a step, but not what the body does. A name is given alone only where
the pictures part it from what looks like it; else all of them are named.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from vision.criteria.model import Kind
from vision.criteria.still import alike_still, told_by_a_still
from vision.session.recorded.scores import likeness, recognition
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.criteria.model import Pose, Values
    from vision.session.recorded.take import Stretch, Take
    from vision.session.routine import Routine

_TOLD_FROM = 0.5


def name_of(stretch: Stretch, routine: Routine, take: Take) -> str:
    """Return the title of a stretch: its step's, or those of all poses that it may be.

    Judged by the median of each measure while the pose is recognised, as a photograph is
    (`vision.criteria.still.alike_still`). A pose whose form nothing tells is one of all like it. Of
    a pose with sides the leg is named only where the landmarks agree with the routine.

    Parameters
    ----------
    stretch
        A part of the take in which a step is done.
    routine
        The poses among which it was found.
    take
        The recording.

    """
    pose, title = stretch.step.pose, stretch.step.title
    values = _typical(stretch, take)
    known = [step.pose for step in routine.steps]
    titles = {pose.name: title if _side_is_told(stretch, take) else pose.title}
    if told_by_a_still(pose):
        others = alike_still(pose, known, values, {})
        if others and pose.name not in {p.name for p in alike_still(others[0], known, values, {})}:
            titles = {}
    else:
        others = () if _ends_a_movement(pose) else tuple(_recognised(pose, known, values))
    titles |= {other.name: other.title for other in others}
    # In the order of the routine: what looks alike is called alike.
    named, *rest = (titles[name] for name in dict.fromkeys(p.name for p in known) if name in titles)
    for other in rest:
        named = say("{pose} or {other}", pose=named, other=other)
    return named


def _typical(stretch: Stretch, take: Take) -> dict[str, float]:
    """Return the median of each measure in a stretch; NaN for what is unseen for most of it."""
    rows = take.rows(stretch.start_s, stretch.end_s)
    measures = {name: values[rows] for name, values in take.measures.items()}
    if not len(take.t_s[rows]):
        return {}
    shown = recognition(stretch.step.pose, measures, tell=False) >= _TOLD_FROM
    shown = shown if shown.any() else np.ones(shown.shape, bool)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # what is never seen
        return {
            name: float(np.nanmedian(values[shown]))
            if np.isnan(values[shown]).mean() <= _TOLD_FROM
            else np.nan
            for name, values in measures.items()
        }


def _side_is_told(stretch: Stretch, take: Take) -> bool:
    """Return whether the landmarks speak for the leg in front, or the pose has no sides.

    On the way in as well: in a fold they do not tell.
    """
    pose = stretch.step.pose
    if pose.side is None:
        return True
    rows = take.rows(stretch.lead_s, stretch.end_s)
    marks = likeness(pose, {name: values[rows] for name, values in take.measures.items()})
    told = marks[~np.isnan(marks)]
    return bool(len(told)) and float(np.median(told)) >= _TOLD_FROM


def _recognised(pose: Pose, known: Iterable[Pose], values: Values) -> Iterable[Pose]:
    """Yield the other poses where all they need is met, but for those that end a movement."""
    arrays = {name: np.array([value]) for name, value in values.items()}
    for other in known if arrays else ():
        if other.name != pose.name and not _ends_a_movement(other):
            shown = recognition(other, arrays, tell=False)
            if (shown >= _TOLD_FROM).all():
                yield other


def _ends_a_movement(pose: Pose) -> bool:
    """Return whether a pose is told by how one comes into it, such as sitting after lying."""
    return not pose.of(Kind.FORM) and any(c.before is not None for c in pose.of(Kind.MOVEMENT))

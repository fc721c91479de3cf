"""Sessions made up for tests, and where in them which pose is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vision.criteria.model import Kind
from vision.tune.session import Place, Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from vision.criteria.model import Pose
    from vision.session.recorded.reviewed import Reviewed


def place(
    pose: Pose,
    start_s: float,
    end_s: float,
    *,
    lead_s: float | None = None,
    left_s: float | None = None,
) -> Place:
    """Return where a pose is done; without a way into it, or out of it, unless they are given."""
    return Place(
        pose,
        start_s if lead_s is None else lead_s,
        start_s,
        end_s,
        end_s if left_s is None else left_s,
    )


def session(
    t_s: Sequence[float] | np.ndarray,
    measured: Mapping[str, Sequence[float] | np.ndarray],
    *places: Place,
    name: str = "a session",
) -> Session:
    """Return a session of these measures, and these places in the order of time."""
    by_pose: dict[str, tuple[Place, ...]] = {}
    for each in places:
        by_pose[each.pose.name] = (*by_pose.get(each.pose.name, ()), each)
    arrays = {key: np.asarray(values, float) for key, values in measured.items()}
    return Session(name, np.asarray(t_s, float), arrays, by_pose)


def places_of(reviewed: Reviewed) -> Iterable[Place]:
    """Yield where a review found its steps, and until when it judged how they are left."""
    for step in reviewed.steps:
        at = step.stretch
        left = [t.runs[-1].end_s for t in step.tracks if t.criterion.kind is Kind.LEAVE]
        yield Place(step.step.pose, at.lead_s, at.start_s, at.end_s, max([at.end_s, *left]))

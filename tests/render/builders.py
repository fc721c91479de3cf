"""Sessions, bodies and pictures made up for the tests of what is drawn."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from vision.criteria.model import Band, Criterion, Kind, Status, Verdict
from vision.frames.source import Frame
from vision.landmarks.skeleton import Landmark
from vision.landmarks.types import Landmarks
from vision.session.breath import BreathPattern
from vision.session.snapshot import Correction, Phase, Snapshot, StepSummary

if TYPE_CHECKING:
    from collections.abc import Iterable

# A body kneeling side-on, facing the right of the picture: shares of width and height.
_KNEELING = {
    Landmark.NOSE: (0.53, 0.27),
    Landmark.LEFT_EAR: (0.495, 0.26),
    Landmark.RIGHT_EAR: (0.50, 0.262),
    Landmark.LEFT_SHOULDER: (0.48, 0.38),
    Landmark.RIGHT_SHOULDER: (0.49, 0.382),
    Landmark.LEFT_ELBOW: (0.49, 0.50),
    Landmark.RIGHT_ELBOW: (0.50, 0.50),
    Landmark.LEFT_WRIST: (0.55, 0.60),
    Landmark.RIGHT_WRIST: (0.56, 0.60),
    Landmark.LEFT_HIP: (0.46, 0.62),
    Landmark.RIGHT_HIP: (0.47, 0.622),
    Landmark.LEFT_KNEE: (0.62, 0.70),
    Landmark.RIGHT_KNEE: (0.63, 0.70),
    Landmark.LEFT_ANKLE: (0.45, 0.74),
    Landmark.RIGHT_ANKLE: (0.46, 0.74),
    Landmark.LEFT_HEEL: (0.43, 0.71),
    Landmark.RIGHT_HEEL: (0.44, 0.71),
    Landmark.LEFT_FOOT_INDEX: (0.40, 0.76),
    Landmark.RIGHT_FOOT_INDEX: (0.41, 0.76),
}


def frame(width: int = 640, height: int = 360, grey: int = 128) -> Frame:
    """Return an even picture."""
    return Frame(np.full((height, width, 3), grey, np.uint8), t_s=0.0, index=0)


def kneeling(width: int = 640, height: int = 360, *, hidden: Iterable[int] = ()) -> Landmarks:
    """Return a kneeling body seen from its left, facing right; ``hidden`` landmarks are NaN."""
    xy_px = np.full((33, 2), np.nan)
    for landmark, (x, y) in _KNEELING.items():
        xy_px[landmark] = x * width, y * height
    xy_px[list(hidden)] = np.nan
    visibility = np.where(np.isfinite(xy_px[:, 0]), 0.95, 0.1)
    visibility[[Landmark.RIGHT_HIP, Landmark.RIGHT_KNEE, Landmark.RIGHT_ANKLE]] *= 0.8
    return Landmarks(0.0, xy_px, np.zeros((33, 3)), visibility, None, (width, height))


def criterion(measure: str = "back_bow", kind: Kind = Kind.FORM, name: str = "") -> Criterion:
    """Return a criterion over a measure, named after it unless told otherwise."""
    return Criterion(name or f"{measure}_ok", kind, Band(measure, high=0.1), why="made up")


def verdict(
    measure: str = "back_bow", status: Status = Status.MET, kind: Kind = Kind.FORM
) -> Verdict:
    """Return what was found of a criterion over a measure."""
    value = math.nan if status is Status.UNSEEN else 0.05
    return Verdict(criterion(measure, kind), value, 1.0, status)


_HOLDING = Snapshot(
    t_s=31.0,
    phase=Phase.HOLD,
    step_index=2,
    step_count=12,
    title="Head to knee",
    side="right",
    say="Fold slowly from the hips, back long, as far as it is comfortable.",
    note="",
    held_s=23.0,
    target_s=60.0,
    holding=True,
    breath=BreathPattern().at(2.5),
    verdicts=(),
    correction=None,
    guidance="",
    praise="",
    message="Breathe slowly and stay easy",
    next_title="Diamond rest",
    stage=0,
    stage_count=3,
)


def snapshot(**changes: Any) -> Snapshot:  # noqa: ANN401 -- the fields of a Snapshot, each its own type
    """Return a session in the middle of a hold, with the fields given changed."""
    return dataclasses.replace(_HOLDING, **changes)


def correction(
    cue: str = "Let your back grow long", criterion_name: str = "back_bow_ok"
) -> Correction:
    """Return the one thing to change."""
    return Correction(criterion_name, cue)


def summary(**changes: Any) -> StepSummary:  # noqa: ANN401 -- the fields of a StepSummary
    """Return what became of a step, with the fields given changed."""
    made = StepSummary(
        index=0,
        pose="diamond",
        side=None,
        title="Diamond pose",
        held_s=60.0,
        target_s=60.0,
        in_zone_s=51.0,
        in_pose_s=60.0,
        in_form_s=51.0,
        corrections={"back_straight": 2},
        most_frequent="back_straight",
        stage="",
        stage_count=0,
        aim_s={},
        completed=True,
    )
    return dataclasses.replace(made, **changes)

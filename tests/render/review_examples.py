"""A reviewed session made by hand, as plausible as a small one can be."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from tests.builders import criterion, pose
from tests.session.takes import take_of
from vision.criteria.model import Kind, Status
from vision.render.report.report_input import ReportInput, Thumbnail
from vision.session.events import CorrectionDue, CorrectionFixed, StageReached
from vision.session.recorded.replay import Reviewed, ReviewedStep
from vision.session.recorded.take import Stretch, Take
from vision.session.recorded.tracks import Run, Track
from vision.session.routine import Routine, Step
from vision.session.snapshot import StepSummary
from vision.words.reasons import Code, Reason

if TYPE_CHECKING:
    from vision.criteria.model import Criterion, Pose

DURATION_S: Final = 40.0
UNITS: Final = {"back_bow": "trunk", "trunk_tilt_deg": "deg", "abdomen_to_front_thigh": "trunk"}
SIT: Final = (4.0, 14.0)
FOLD: Final = (18.0, 38.0)
FOLD_LEAD_S: Final = 14.0
MISS: Final = (20.0, 24.5)
REACHED_S: Final = 27.0
CUE: Final = "Let your back be long."
NOTICE: Final = "This is not medical advice."

SITTING: Final = pose(
    criterion("trunk_tilt_deg", name="upright", kind=Kind.RECOGNISE, low=-25.0, high=25.0),
    criterion("back_bow", name="back_straight", high=0.085, margin=0.03, cue=CUE),
    name="diamond",
    title="Diamond pose",
)
FOLDING: Final = pose(
    criterion("trunk_tilt_deg", name="not_lying", kind=Kind.RECOGNISE, low=-45.0),
    criterion("back_bow", name="back_straight", high=0.06, margin=0.015, cue=CUE),
    criterion("trunk_tilt_deg", name="lean_slowly", kind=Kind.MOVEMENT, high=95.0, margin=5.0),
    criterion(
        "abdomen_to_front_thigh",
        name="abdomen_to_thigh",
        kind=Kind.AIM,
        high=0.3,
        margin=0.05,
        stage=1,
        cue="Your abdomen rests on your thigh.",
    ),
    name="head_to_knee",
    title="Head to knee",
    side="right",
)
RESTING: Final = pose(name="relax_v1", title="Relax, first way")


def routine() -> Routine:
    """Return three steps, of which the last is not found."""
    steps = (Step(SITTING, 8.0), Step(FOLDING, 60.0), Step(RESTING, 60.0))
    return Routine("cramp_relief", "Cramp relief", NOTICE, steps)


def reviewed(**changes: Any) -> Reviewed:  # noqa: ANN401 (the fields of a Reviewed)
    """Return what was found: a sitting pose held, and a fold with one rounded back in it."""
    about = {"step": 1, "pose": "head_to_knee", "side": "right"}
    events = (
        CorrectionDue(t_s=21.5, criterion="back_straight", cue=CUE, **about),
        CorrectionFixed(t_s=MISS[1], criterion="back_straight", **about),
        StageReached(
            t_s=REACHED_S,
            criterion="abdomen_to_thigh",
            cue="Your abdomen rests on your thigh.",
            stage=1,
            **about,
        ),
    )
    made = Reviewed(routine(), DURATION_S, (_sat(), _folded()), (2,), events)
    return dataclasses.replace(made, **changes)


def _sat() -> ReviewedStep:
    return ReviewedStep(
        Stretch(0, routine().steps[0], 0.0, *SIT, score=0.9),
        summary(
            SITTING,
            0,
            held_s=9.0,
            target_s=8.0,
            in_zone_s=9.0,
            completed=True,
            in_pose_s=10.0,
            in_form_s=10.0,
        ),
        tuple(Track(c, (Run(0.0, SIT[1], Status.MET),)) for c in SITTING.criteria),
        "Diamond pose",
    )


def _folded() -> ReviewedStep:
    upright, back, slowly, abdomen = FOLDING.criteria
    edges = (FOLD_LEAD_S, *MISS, FOLD[1])
    return ReviewedStep(
        Stretch(1, routine().steps[1], FOLD_LEAD_S, *FOLD, score=0.8),
        summary(
            FOLDING,
            1,
            held_s=12.0,
            target_s=60.0,
            in_zone_s=6.0,
            corrections={"back_straight": 1},
            most_frequent="back_straight",
            stage="abdomen_to_thigh",
            stage_count=1,
            aim_s={"abdomen_to_thigh": 10.0},
            in_pose_s=20.0,
            in_form_s=15.5,
        ),
        (
            Track(upright, (Run(FOLD_LEAD_S, FOLD[1], Status.MET),)),
            Track(back, runs(edges, (Status.MET, Status.MISSED, Status.MET))),
            Track(slowly, (Run(FOLD_LEAD_S, FOLD[1], Status.MET),)),
            Track(
                abdomen,
                (
                    Run(FOLD_LEAD_S, 19.0, Status.UNSEEN, Reason(Code.HIDDEN, "hips")),
                    Run(19.0, 25.0, Status.MISSED),
                    Run(25.0, FOLD[1], Status.MET),
                ),
            ),
        ),
        "Head to knee, right leg",
    )


def runs(edges: tuple[float, ...], statuses: tuple[Status, ...]) -> tuple[Run, ...]:
    """Return runs that adjoin at these edges."""
    return tuple(
        Run(start_s, end_s, status)
        for start_s, end_s, status in zip(edges, edges[1:], statuses, strict=False)
    )


def summary(of: Pose, index: int, **changes: Any) -> StepSummary:  # noqa: ANN401 (its fields)
    """Return the summary of a step of which nothing was held, with changes."""
    made = StepSummary(
        index=index,
        pose=of.name,
        side=of.side,
        title=Step(of, 1.0).title,
        held_s=0.0,
        target_s=60.0,
        in_zone_s=0.0,
        corrections={},
        most_frequent="",
        stage="",
        stage_count=0,
        aim_s={},
        completed=False,
    )
    return dataclasses.replace(made, **changes)


def with_track(
    found: Reviewed, step: int, of: Criterion, *of_runs: Run, only: bool = False
) -> Reviewed:
    """Return a session with one more criterion judged in a step, or with that one ``only``."""
    old = found.steps[step]
    tracks = (Track(of, of_runs),) if only else (*old.tracks, Track(of, of_runs))
    new = dataclasses.replace(old, tracks=tracks)
    return dataclasses.replace(found, steps=(*found.steps[:step], new, *found.steps[step + 1 :]))


def example(*, pictures: int = 400, **changes: Any) -> ReportInput:  # noqa: ANN401 (the fields)
    """Return all that a report tells, at ten pictures a second unless told otherwise.

    The fields of the take may be changed, too.
    """
    t_s = np.linspace(0.0, DURATION_S, pictures)
    folded = np.clip((t_s - FOLD_LEAD_S) / 6.0, 0.0, 1.0)
    bow = np.where((t_s >= MISS[0]) & (t_s < MISS[1]), 0.12, 0.02)
    bow[(t_s > 15.0) & (t_s < 16.0)] = np.nan
    measures = {
        "back_bow": bow,
        "trunk_tilt_deg": 80.0 * folded,
        "abdomen_to_front_thigh": 1.0 - 0.8 * folded,
    }
    made = ReportInput(
        title="morning.mp4",
        video=None,
        reviewed=reviewed(),
        take=take_of(t_s, measures, somebody=t_s >= 1.0),
        units=UNITS,
        notes=("The last seconds of the file are damaged.",),
        thumbnails=(
            Thumbnail(30.0, jpeg(), 1, best=True, words="Back long in the fold"),
            Thumbnail(22.0, jpeg(), 1, best=False, words="Back straight, 0.12 trunk lengths"),
        ),
        provenance={"program": "unknot 0.3.0", "flow": "cramp_relief"},
    )
    fields = {field.name for field in dataclasses.fields(Take)} & changes.keys()
    take = dataclasses.replace(made.take, **{name: changes.pop(name) for name in fields})
    return dataclasses.replace(made, **{"take": take, **changes})


def jpeg() -> bytes:
    """Return a small grey picture."""
    return cv2.imencode(".jpg", np.full((48, 64, 3), 128, np.uint8))[1].tobytes()

"""``unknot check``: photographs judged one by one, as the program and the benchmarks use it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG, Kind, Status, View
from vision.criteria.still import alike_still, closest_still, judge_still, recognise_still
from vision.errors import FrameSourceError, LandmarkerError
from vision.frames.photo import read_photo
from vision.landmarks.seeing.search import Searcher
from vision.landmarks.skeleton import HIPS, SHOULDERS
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import UNITS
from vision.measure.meter import Meter
from vision.words.reasons import reason_words
from vision.words.wording import digits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Pose, Verdict
    from vision.frames.source import Frame
    from vision.landmarks.engines import Engine
    from vision.landmarks.types import Landmarks
    from vision.measure.body import Body
    from vision.measure.meter import Readings

_CUE_AT: Final = {Kind.FORM: Status.MISSED, Kind.AIM: Status.MET}
"""The kinds that one picture shows. A cue of form is what to change, one of an aim is praise."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one photograph.

    Attributes
    ----------
    file
        As given.
    frame
        The picture, None when it could not be read.
    landmarks, readings
        The person and their measures, None when nobody is found.
    pose
        The pose shown, or asked for; None when it is none of the library's.
    view
        From where the person is seen: "side", "oblique", "front" or "back".
    could_be
        Poses it cannot be told from there, where the pose was to be recognised.
    verdicts
        On the pose's form and aims; none without a pose or a person.
    error
        Why the photograph could not be looked at, as one line.

    """

    file: Path
    frame: Frame | None = None
    landmarks: Landmarks | None = None
    readings: Readings | None = None
    pose: Pose | None = None
    view: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    could_be: tuple[Pose, ...] = ()
    error: str | None = None

    def record(self) -> dict[str, object]:
        """Return it as a JSON object; never holds NaN, ``error`` only if there is one."""
        return {
            "file": str(self.file),
            "found": self.landmarks is not None,
            "pose": self.pose.name if self.pose else None,
            "side": self.pose.side if self.pose else None,
            "could_be": [pose.name for pose in self.could_be],
            "view": self.view,
            "verdicts": [_verdict_record(verdict) for verdict in self.verdicts],
            **({"error": self.error} if self.error else {}),
        }


def cue_of(verdict: Verdict) -> str:
    """Return what to say of a verdict on a still: a form's cue if missed, an aim's if reached."""
    c = verdict.criterion
    return c.cue if _CUE_AT.get(c.kind) is verdict.status else ""


def rounded(value: float, unit: str) -> float:
    """Return a measure to the digits that mean something, never as a minus zero."""
    return round(value, digits_of(unit)) + 0.0


def _verdict_record(verdict: Verdict) -> dict[str, object]:
    c = verdict.criterion
    unit = UNITS[c.band.measure]
    return {
        "criterion": c.name,
        "kind": c.kind.value,
        "status": verdict.status.value,
        "value": None if math.isnan(verdict.value) else rounded(verdict.value, unit),
        "unit": unit,
        "cue": cue_of(verdict),
        "reason": reason_words(verdict.reason),
    }


def check_photos(
    photos: Sequence[Path], engine: Engine, library: PoseLibrary, pose: str | None = None
) -> Iterator[Checked]:
    """Judge photographs, in their order, with the model loaded once.

    A photograph that cannot be read is one with an ``error``, and the rest go on.

    Parameters
    ----------
    photos
        The files.
    engine
        What starts the landmarker.
    library
        The poses to tell apart and to judge by.
    pose
        Judge by this one instead of recognising which it is.

    Raises
    ------
    UsageError
        With the first photograph, if there is no pose of that name.
    LandmarkerError, MissingLibraryError
        With the first photograph, if the landmarker cannot be started.

    """
    require_pose(pose, library)
    with Searcher(engine) as searcher:
        for file in photos:
            try:
                frame = read_photo(file)
                landmarks = searcher.find(frame)
            except (FrameSourceError, LandmarkerError) as error:
                yield Checked(file, error=str(error))
                continue
            yield judged(file, frame, landmarks, library, pose)


def require_pose(name: str | None, library: PoseLibrary) -> None:
    """Make sure that the library has a pose of this name; None asks for none.

    Raises
    ------
    UsageError
        If it has not; tells the names there are.

    """
    if name is not None:
        library.require(name)


def judged(
    file: Path, frame: Frame, landmarks: Landmarks | None, library: PoseLibrary, pose: str | None
) -> Checked:
    """Judge the person found in a photograph."""
    if landmarks is None:
        return Checked(file, frame)
    body = body_from_landmarks(landmarks)
    readings = Meter().read(body)
    values, unseen = readings.values, readings.unseen
    could_be: tuple[Pose, ...] = ()
    if pose is None:
        shown = recognise_still(library.poses.values(), values, unseen)
        could_be = alike_still(shown, library.poses.values(), values, unseen) if shown else ()
    else:
        shown = closest_still(library.variants(pose), values, unseen)
    verdicts = judge_still(shown, values, unseen) if shown else ()
    verdicts = tuple(verdict for verdict in verdicts if verdict.criterion.kind in _CUE_AT)
    view = view_of(body, values.get(VIEW_MEASURE, math.nan))
    return Checked(file, frame, landmarks, readings, shown, view, verdicts, could_be)


def view_of(body: Body, off_side_deg: float) -> str | None:
    """Return from where a body is seen: "side", "oblique", "front" or "back"; None if unknown.

    Front and back are told apart by the way the left-right axis runs in the picture against the
    trunk, which holds for a person who lies as well: upright and facing the camera, the right
    shoulder is left of the left one.
    """
    if math.isnan(off_side_deg):
        return None
    for view in (View.SIDE, View.OBLIQUE):
        if off_side_deg <= VIEW_LIMIT_DEG[view]:
            return str(view.value)
    shoulders_m, hips_m = (body.xyz_m[list(joint)].mean(axis=0) for joint in (SHOULDERS, HIPS))
    along, across = shoulders_m - hips_m, body.lateral_m
    towards_us = float(along[1] * across[0] - along[0] * across[1])
    return "front" if towards_us > 0 else "back"

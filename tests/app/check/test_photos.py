"""Photographs judged one by one: what is found, in the order given, as JSON has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from benchmarks.practitioner.scene import Camera
from tests.builders import NAN, criterion, mirrored, practitioner
from vision.app.check import photos as checking
from vision.app.check.photos import Checked, check_photos, cue_of, judged, rounded, view_of
from vision.app.settings import load_library
from vision.criteria.judge import OWN_BACK
from vision.criteria.model import Kind, Status, Verdict
from vision.errors import LandmarkerError, UsageError
from vision.frames.source import Frame
from vision.landmarks.engines import Engine
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import MEASURES

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from vision.landmarks.types import Landmarks

LIBRARY = load_library(None)
ENGINE = Engine(Path("a.task"))
PICTURE = Frame(np.full((480, 848, 3), 90, np.uint8), 0.0, 0)
FILE = Path("photo.jpg")


def found(posture: str, azimuth_deg: float = 0.0, pose: str | None = None) -> Checked:
    """Judge the practitioner as a perfect landmarker would see them."""
    at_a_side = azimuth_deg in {0.0, 180.0}
    seen = practitioner(posture, Camera(azimuth_deg=azimuth_deg), hide_far=at_a_side)
    return judged(FILE, PICTURE, seen, LIBRARY, pose)


# --- what is found -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posture", "azimuth_deg", "pose", "side"),
    [
        ("diamond", 0.0, "diamond", None),
        ("diamond_toes", 180.0, "diamond_toes", None),
        ("head_to_knee_right", 0.0, "head_to_knee", "right"),
        ("head_to_knee_left", 180.0, "head_to_knee", "left"),
        ("reclining_hero", 0.0, "reclining_hero", None),
    ],
)
def test_the_pose_is_recognised(
    posture: str, azimuth_deg: float, pose: str, side: str | None
) -> None:
    """And only what is told of its form and its depth is kept."""
    checked = found(posture, azimuth_deg)
    assert checked.pose is not None
    assert (checked.pose.name, checked.pose.side, checked.view) == (pose, side, "side")
    kept = [c for kind in (Kind.FORM, Kind.AIM) for c in checked.pose.of(kind)]
    by_time = {c.name for c in kept if c.of_breath or c.band.measure == OWN_BACK}
    expected = [c.name for c in kept if c.name not in by_time]
    assert [v.criterion.name for v in checked.verdicts] == expected


@pytest.mark.parametrize("posture", ["kneeling_up", "lying", "seated"])
def test_another_posture_is_none_of_them(posture: str) -> None:
    """Then nothing is judged."""
    checked = found(posture)
    assert (checked.pose, checked.verdicts) == (None, ())
    assert checked.readings is not None


def test_a_pose_asked_for_is_judged_whatever_is_shown() -> None:
    """By the side that fits best, where it has sides."""
    checked = found("head_to_knee_left_upright", 180.0, pose="head_to_knee")
    assert checked.pose is not None
    assert checked.pose.side == "left"
    assert found("kneeling_up", pose="hero").verdicts
    assert found("lying", pose="relax_v1").pose is not None


def test_nobody_is_no_error() -> None:
    """There is just nothing to tell, whatever was asked for."""
    checked = judged(FILE, PICTURE, None, LIBRARY, "diamond")
    assert checked == Checked(FILE, PICTURE)
    assert checked.record() == {
        "file": "photo.jpg",
        "found": False,
        "pose": None,
        "side": None,
        "could_be": [],
        "view": None,
        "verdicts": [],
    }


# --- from where --------------------------------------------------------------------------------


@pytest.mark.parametrize("posture", ["diamond", "head_to_knee_right"])
@pytest.mark.parametrize(
    ("azimuth_deg", "view"),
    [
        (0.0, "side"),
        (30.0, "side"),
        (50.0, "oblique"),
        (90.0, "front"),
        (180.0, "side"),
        (230.0, "oblique"),
        (270.0, "back"),
    ],
)
def test_the_view_is_told(posture: str, azimuth_deg: float, view: str) -> None:
    """Seated or folded, front is where the chest is."""
    assert found(posture, azimuth_deg).view == view


@pytest.mark.parametrize("azimuth_deg", [90.0, 270.0])
def test_a_mirrored_picture_is_seen_from_the_same_side(azimuth_deg: float) -> None:
    """A selfie's front is a front."""
    seen = practitioner("diamond", Camera(azimuth_deg=azimuth_deg))
    views = [
        view_of(body, float(MEASURES["off_side_deg"].function(body)))
        for body in map(body_from_landmarks, (seen, mirrored(seen)))
    ]
    assert views[0] == views[1] != "side"


def test_an_unknown_view_is_none() -> None:
    """Rather than a guess."""
    assert view_of(body_from_landmarks(practitioner("diamond")), NAN) is None


# --- as JSON -----------------------------------------------------------------------------------


def test_a_record_holds_every_verdict_and_no_nan() -> None:
    """A value that is not known is null, and every cue is ready to be read aloud."""
    record = found("head_to_knee_left_upright", 180.0, "head_to_knee").record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert list(record) == ["file", "found", "pose", "side", "could_be", "view", "verdicts"]
    verdicts = {v["criterion"]: v for v in record["verdicts"]}
    keys = ["criterion", "kind", "status", "value", "unit", "cue", "reason"]
    assert all(list(v) == keys for v in verdicts.values())
    knee = verdicts["knee_straight"]
    assert (knee["kind"], knee["unit"]) == ("form", "deg")
    assert verdicts["face_to_shin"]["kind"] == "aim"
    for verdict in verdicts.values():
        unseen = verdict["status"] == "unseen"
        assert (verdict["value"] is None, bool(verdict["reason"])) == (unseen, unseen)
        assert "{" not in verdict["cue"]


def test_an_error_is_told_in_its_own_field() -> None:
    """Only then is there one."""
    record = Checked(FILE, error="there is no file photo.jpg").record()
    assert record["error"] == "there is no file photo.jpg"
    assert (record["found"], record["verdicts"]) == (False, [])


@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [
        (Kind.FORM, Status.MISSED, True),
        (Kind.FORM, Status.MET, False),
        (Kind.FORM, Status.UNSEEN, False),
        (Kind.AIM, Status.MET, True),
        (Kind.AIM, Status.MISSED, False),
        (Kind.RECOGNISE, Status.MISSED, False),
    ],
)
def test_a_cue_is_given_only_where_it_fits(kind: Kind, status: Status, *, told: bool) -> None:
    """What to change where it is missed, praise where it is reached; depth is never asked for."""
    of = criterion("bow", kind=kind, cue="Please.")
    assert cue_of(Verdict(of, 1.0, 0.0, status)) == ("Please." if told else "")


def test_values_keep_the_digits_that_mean_something() -> None:
    """A tenth of a degree, a thousandth of a length."""
    assert rounded(12.3456, "deg") == 12.3
    assert rounded(0.123456, "trunk") == 0.123


# --- many photographs --------------------------------------------------------------------------


class FakeSearcher:
    """Finds the practitioner in bright pictures, nobody in black ones, and fails on grey ones."""

    opened = 0

    def __init__(self, engine: Engine) -> None:
        assert engine == ENGINE
        FakeSearcher.opened += 1

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Do nothing."""

    def find(self, frame: Frame) -> Landmarks | None:
        """Return what the picture's brightness stands for."""
        brightness = int(frame.image_bgr[0, 0, 0])
        if brightness == 128:
            raise LandmarkerError("the landmarker failed")
        return practitioner("diamond", hide_far=True) if brightness else None


@pytest.fixture
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Give a bright, a missing, a black and a grey photograph, and a searcher for them."""
    monkeypatch.setattr(checking, "Searcher", FakeSearcher)
    FakeSearcher.opened = 0
    for name, brightness in {"bright": 255, "black": 0, "grey": 128}.items():
        cv2.imwrite(str(tmp_path / f"{name}.png"), np.full((480, 848, 3), brightness, np.uint8))
    return [tmp_path / f"{name}.png" for name in ("bright", "missing", "black", "grey", "bright")]


def test_photographs_come_in_their_order_and_the_model_is_loaded_once(photos: list[Path]) -> None:
    """One that cannot be looked at is told of, and the rest go on."""
    checked = list(check_photos(photos, ENGINE, LIBRARY))
    assert [c.file for c in checked] == photos
    assert [c.pose.name if c.pose else None for c in checked] == [
        "diamond", None, None, None, "diamond",
    ]  # fmt: skip
    assert [c.frame is None for c in checked] == [False, True, False, True, False]
    assert "there is no file" in (checked[1].error or "")
    assert checked[2].error is None
    assert checked[3].error == "the landmarker failed"
    assert FakeSearcher.opened == 1


def test_each_is_judged_alone(photos: list[Path]) -> None:
    """What came before has no weight, as it has in a film."""
    first, *_, last = check_photos(photos, ENGINE, LIBRARY)
    assert first.record() == last.record()
    assert first.readings is not None
    assert last.readings is not None
    assert first.readings.values == pytest.approx(last.readings.values, nan_ok=True)


def test_a_pose_nobody_knows_is_refused_at_once(photos: list[Path]) -> None:
    """Before anything is loaded; with what was probably meant."""
    with pytest.raises(UsageError, match="there is no pose 'diamon'; did you mean 'diamond'"):
        next(check_photos(photos, ENGINE, LIBRARY, "diamon"))
    assert FakeSearcher.opened == 0

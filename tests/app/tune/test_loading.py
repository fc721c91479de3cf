"""Sessions as the user names them, each measured once, searched for all poses."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pytest
from rich.console import Console

from tests.builders import SIZE, criterion, pose, practitioner, routine
from tests.session.takes import take_of
from vision.app.review.folder import FINGERPRINT
from vision.app.settings import DEFAULT_FLOW, load_changed_by, load_flow
from vision.app.tune import loading
from vision.app.tune.loading import Session, Source, open_sessions, searched
from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.library import PoseLibrary
from vision.criteria.model import Kind
from vision.errors import FrameSourceError, UsageError
from vision.landmarks.types import Recording
from vision.measure.catalog import UNITS
from vision.measure.contour import STATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from vision.criteria.model import Pose
    from vision.session.recorded.take import Stretch

QUIET = Console(quiet=True)
SITS = practitioner("diamond", hide_far=True, silhouette=False)


@pytest.fixture
def source(settings: Path, tmp_path: Path) -> Source:
    """Give the poses and the routine as they are shipped, and a folder of reviews to come."""
    assert settings.is_dir()
    library = load_changed_by([])
    return Source(library, load_flow(DEFAULT_FLOW, library), tmp_path / "reviews", None)


def save(path: Path, *, shows: bool = True, pictures: int = 60, **provenance: str) -> Path:
    """Save the landmarks of somebody who sits on their heels, or of an empty room."""
    bodies = [SITS if shows else None] * pictures
    profiles = np.full((pictures, STATIONS), np.nan)
    recording = Recording.stack(np.arange(pictures) / 10, bodies, profiles, SIZE)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(recording, provenance=provenance).save(path)
    return path


# --- what is named -------------------------------------------------------------------------------


def test_landmarks_and_the_folder_of_a_review_are_the_same_session(
    source: Source, tmp_path: Path
) -> None:
    """Measured whole, at the times of its pictures, and with where the pose is done."""
    file = save(tmp_path / "ann" / "landmarks.npz")
    for named in (file, file.parent):
        (opened,) = open_sessions([named], source, QUIET)
        assert opened.landmarks == file
        assert opened.name == "ann"
        assert set(opened.take.measures) == set(UNITS)
        assert {len(values) for values in opened.take.measures.values()} == {60}
        assert opened.take.t_s.tolist() == (np.arange(60) / 10).tolist()
        assert [s.step.pose.name for s in opened.of("diamond")] == ["diamond"]
        assert opened.recording.size_px == SIZE


def test_sessions_stay_in_the_order_in_which_they_are_named(source: Source, tmp_path: Path) -> None:
    """Each person has a row of their own."""
    files = [save(tmp_path / f"{name}.npz") for name in ("zoe", "ann", "kim")]
    opened = open_sessions(files, source, QUIET)
    assert [each.name for each in opened] == ["zoe", "ann", "kim"]


def test_the_ending_may_be_written_in_capitals(source: Source, tmp_path: Path) -> None:
    """As some systems do."""
    (opened,) = open_sessions([save(tmp_path / "ANN.NPZ")], source, QUIET)
    assert opened.name == "ANN"


def test_names_are_made_to_differ(source: Source, tmp_path: Path) -> None:
    """A review is called by its folder; one that has the other's number already is heeded."""
    files = [
        save(tmp_path / name)
        for name in ("a/ann/landmarks.npz", "b/ann (2).npz", "c/ann.npz", "d/ann/landmarks.npz")
    ]
    opened = open_sessions(files, source, QUIET)
    assert [each.name for each in opened] == ["ann", "ann (2)", "ann (3)", "ann (4)"]


def test_a_name_of_signs_that_cannot_be_shown_is_shown_without_them(
    source: Source, tmp_path: Path
) -> None:
    """A file may be called anything; neither a terminal nor a page is to be steered by it."""
    (opened,) = open_sessions([save(tmp_path / "a\x1b[2Jn\u202e.npz")], source, QUIET)
    assert opened.name == "a\ufffd[2Jn\ufffd"


def test_landmarks_in_the_folder_one_stands_in_have_a_name(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no folder's name to call them by."""
    save(tmp_path / "landmarks.npz")
    monkeypatch.chdir(tmp_path)
    (opened,) = open_sessions([Path("landmarks.npz")], source, QUIET)
    assert opened.name == "landmarks.npz"


def test_a_session_of_one_picture_is_opened(source: Source, tmp_path: Path) -> None:
    """As short as it is."""
    (opened,) = open_sessions([save(tmp_path / "one.npz", pictures=1)], source, QUIET)
    assert opened.take.t_s.tolist() == [0.0]


def test_nothing_is_written_beside_landmarks(source: Source, tmp_path: Path) -> None:
    """Opening a session changes nothing."""
    file = save(tmp_path / "ann" / "landmarks.npz")
    before = file.read_bytes()
    open_sessions([file], source, QUIET)
    assert [path.name for path in file.parent.iterdir()] == ["landmarks.npz"]
    assert file.read_bytes() == before
    assert not source.out.exists()


# --- what cannot be opened -----------------------------------------------------------------------


def refused(path: Path, source: Source, error: type[Exception], words: str) -> None:
    """Check that a session is refused in one line that names it."""
    with pytest.raises(error, match=re.escape(words)) as told:
        open_sessions([path], source, QUIET)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_folder_that_holds_no_review_is_told(source: Source, tmp_path: Path) -> None:
    """With what was expected."""
    words = "is a folder without landmarks.npz; expected a video, or what a review of it saved"
    refused(tmp_path, source, UsageError, words)


def test_a_session_that_shows_nobody_is_told(source: Source, tmp_path: Path) -> None:
    """There is nothing to judge in it; also in one without any picture."""
    empty = save(tmp_path / "empty.npz", shows=False)
    none = save(tmp_path / "none.npz", pictures=0)
    for file in (empty, none):
        refused(file, source, UsageError, "holds no landmarks of anybody; review the video again")


def test_a_file_that_is_damaged_or_missing_is_told(source: Source, tmp_path: Path) -> None:
    """Landmarks and videos alike."""
    damaged = tmp_path / "damaged.npz"
    damaged.write_bytes(save(tmp_path / "whole.npz").read_bytes()[:2000])
    for file in (damaged, tmp_path / "missing.npz"):
        refused(file, source, UsageError, "is not a recording of unknot's")
    refused(tmp_path / "missing.mp4", source, FrameSourceError, "cannot be read")
    text = tmp_path / "notes.txt"
    text.write_text("no film", encoding="utf-8")
    refused(text, source, FrameSourceError, "notes.txt")


# --- videos --------------------------------------------------------------------------------------


class Looked:
    """Stands for the review of videos: saves landmarks without looking at anything."""

    videos: ClassVar[list[Path]] = []
    problem: ClassVar[str] = ""

    def __init__(self, options: object, out: Path, *rest: object) -> None:
        self._options, self._out, self._told = options, out, rest[-1]

    def run(self, videos: Sequence[Path]) -> None:
        """Save the landmarks of each, or tell what is amiss."""
        assert self._options.videos == list(videos)  # type: ignore[attr-defined]
        for video in videos:
            self.videos.append(video)
            if self.problem:
                self._told.problems.append((video.name, self.problem))  # type: ignore[attr-defined]
                return
            fingerprint = loading.scanned(video).fingerprint
            name = loading.folder_for(self._out, video.stem, fingerprint, ()).name
            save(self._out / name / "landmarks.npz", **{FINGERPRINT: fingerprint})


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> type[Looked]:
    """Give what stands for the review; a video's content is the text in it."""

    class Fresh(Looked):
        videos: ClassVar[list[Path]] = []

    monkeypatch.setattr(loading, "Batch", Fresh)
    monkeypatch.setattr(
        loading, "scanned", lambda video: SimpleNamespace(fingerprint=video.read_text("utf-8"))
    )
    return Fresh


def film(path: Path, content: str) -> Path:
    """Write what stands for a video."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_a_video_is_looked_at_once(source: Source, looked: type[Looked], tmp_path: Path) -> None:
    """Its landmarks are kept with the reviews, and are there the next time."""
    video = film(tmp_path / "monday.mp4", "monday")
    for _ in range(2):
        (opened,) = open_sessions([video], source, QUIET)
        assert opened.landmarks == source.out / "monday" / "landmarks.npz"
        assert opened.name == "monday"
    assert looked.videos == [video]


def test_the_landmarks_of_an_earlier_review_are_used(
    source: Source, looked: type[Looked], tmp_path: Path
) -> None:
    """Another ending is the same film in the same place: what counts is the content."""
    save(source.out / "monday" / "landmarks.npz", **{FINGERPRINT: "the film"})
    open_sessions([film(tmp_path / "monday.mov", "the film")], source, QUIET)
    assert looked.videos == []


def test_another_video_of_that_name_is_looked_at_for_itself(
    source: Source, looked: type[Looked], tmp_path: Path
) -> None:
    """The landmarks of the first one stay; what is named twice is one session."""
    first, second = film(tmp_path / "a" / "clip.mp4", "1"), film(tmp_path / "b" / "clip.mp4", "2")
    opened = open_sessions([first, second, first], source, QUIET)
    assert looked.videos == [first, second]
    assert [each.landmarks.parent.name for each in opened] == ["clip", "clip_2"]
    assert [each.name for each in opened] == ["clip", "clip_2"]
    assert [each.recording.provenance[FINGERPRINT] for each in opened] == ["1", "2"]


def test_a_review_that_is_damaged_is_made_anew(
    source: Source, looked: type[Looked], tmp_path: Path
) -> None:
    """Nothing of what is there is lost: the new one has a place of its own."""
    damaged = source.out / "monday" / "landmarks.npz"
    film(damaged, "half a file")
    (opened,) = open_sessions([film(tmp_path / "monday.mp4", "m")], source, QUIET)
    assert opened.landmarks.parent.name == "monday_2"
    assert damaged.read_text(encoding="utf-8") == "half a file"
    assert len(looked.videos) == 1


def test_a_video_that_cannot_be_looked_at_is_told(
    source: Source, looked: type[Looked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what the review told of it."""
    monkeypatch.setattr(looked, "problem", "monday.mp4 ends in the middle of a picture")
    with pytest.raises(FrameSourceError, match="in the middle of a picture"):
        open_sessions([film(tmp_path / "monday.mp4", "m")], source, QUIET)


# --- poses ---------------------------------------------------------------------------------------


def shown(measure: str, low: float, high: float, name: str, **of: str) -> Pose:
    """Return a pose that is recognised by a measure, and has a form."""
    recognised = criterion(measure, kind=Kind.RECOGNISE, low=low, high=high, name=f"{name}_known")
    return pose(recognised, criterion("back_bow", name="back_straight"), name=name, **of)


SIT, LIE, STAND = (
    shown("trunk_tilt_deg", k - 0.5, k + 0.5, n) for k, n in enumerate(("sit", "lie", "stand"))
)
RIGHT, LEFT = (shown(f"knee_{side}", 0.5, 1.5, "fold", side=side) for side in ("right", "left"))
LIBRARY = PoseLibrary({(p.name, p.side): p for p in (SIT, LIE, STAND, RIGHT, LEFT)})
NOTHING = 9.0


def found(
    *parts: tuple[float, float],
    knees: tuple[ArrayLike, ArrayLike] = (0.0, 0.0),
    flow: Sequence[Pose] = (SIT, LIE),
) -> Session:
    """Return a session that shows each pose, by its number, for some seconds, searched for all."""
    kinds = np.concatenate([np.full(round(lasts_s * 10), kind) for lasts_s, kind in parts])
    t_s = np.arange(len(kinds)) / 10
    flat = np.zeros(len(kinds))
    measured = {
        "trunk_tilt_deg": kinds,
        "back_bow": flat,
        "knee_right": flat + knees[0],
        "knee_left": flat + knees[1],
        VIEW_MEASURE: flat,
    }
    nobodys = Recording.stack([0.0], [SITS], np.zeros((1, 1)), SIZE)
    opened = Session(take_of(t_s, measured), nobodys, Path("none.npz"))
    return searched(opened, Source(LIBRARY, routine(*flow, hold_s=20.0), Path(), None))


def times(stretches: Sequence[Stretch]) -> list[tuple[float, ...]]:
    """Return lead, start and end."""
    return [tuple(round(t_s, 3) for t_s in (s.lead_s, s.start_s, s.end_s)) for s in stretches]


SITTING, LYING, STANDING = 0.0, 1.0, 2.0


def test_steps_of_the_routine_are_found_as_a_review_finds_them() -> None:
    """A pose that is done twice has two stretches."""
    opened = found((30, SITTING), (5, NOTHING), (30, LYING), (40, SITTING), (40, NOTHING))
    assert times(opened.of("sit")) == [(0, 0, 30), (65, 65, 105)]
    assert times(opened.of("lie")) == [(30, 35, 65)]
    assert times(opened.search("sit")[1]) == [(0, 0, 30), (30, 35, 65), (65, 65, 105)]
    assert opened.alone.keys().isdisjoint({"sit", "lie"})


def test_a_pose_that_is_none_of_the_steps_is_looked_for_alone() -> None:
    """From when it is first recognised to the last; a clip may show that pose alone."""
    opened = found((30, SITTING), (20, NOTHING), (10, STANDING), (5, NOTHING), (10, STANDING))
    assert times(opened.of("stand")) == [(35, 50, 75)]
    assert "stand" in opened.alone
    assert "sit" not in opened.alone


def test_a_step_that_is_not_found_among_the_others_is_looked_for_alone() -> None:
    """Too short for the routine, and long enough to be tuned by."""
    opened = found((30, SITTING), (0.4, LYING), (30, SITTING))
    assert "lie" in opened.alone
    assert times(opened.of("lie")) == [(15, 30, 30.4)]


def test_a_pose_that_is_never_seen_is_not_found() -> None:
    """It is not made up."""
    assert not found((30, SITTING)).of("stand")


def test_of_a_sided_pose_the_side_that_is_seen_is_taken() -> None:
    """By its own measure."""
    for knees, side in (((1.0, 0.0), "right"), ((0.0, 1.0), "left")):
        (stretch,) = found((30, SITTING), knees=knees).of("fold")
        assert stretch.step.pose.side == side


def test_both_sides_of_a_routine_are_one_pose() -> None:
    """In the order of time."""
    right, left = np.repeat([1.0, 0.0, 0.0], 300), np.repeat([0.0, 0.0, 1.0], 300)
    opened = found((90, STANDING), knees=(right, left), flow=(RIGHT, LEFT))
    assert [s.step.pose.side for s in opened.of("fold")] == ["right", "left"]
    assert times(opened.of("fold")) == [(0, 0, 30), (45, 60, 90)]


def test_poses_are_found_anew_and_nothing_is_measured_again() -> None:
    """By the poses as they are saved now; the session itself stays."""
    before = found((30, SITTING), (30, LYING))
    now = searched(before, Source(PoseLibrary({("sit", None): SIT}), routine(SIT), Path(), None))
    assert before.of("sit")
    assert before.of("lie")
    assert now.of("sit")
    assert not now.of("lie")
    assert now.take is before.take
    assert now.recording is before.recording

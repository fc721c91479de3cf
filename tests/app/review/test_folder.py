"""Results have a place of their own, appear only when whole, and replace nothing of others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from vision.app.review.folder import FINGERPRINT, LANDMARKS, ReviewFolder, folder_for
from vision.errors import OutputError
from vision.landmarks.types import Recording

if TYPE_CHECKING:
    from pathlib import Path

PLAN = {FINGERPRINT: "abc", "pictures_a_second": "10"}


def landmarks(fingerprint: str) -> Recording:
    """Give what a review of a video saved."""
    nobody = Recording.stack([0.0], [None], np.full((1, 21), np.nan), (64, 48))
    return replace(nobody, provenance={FINGERPRINT: fingerprint})


def reviewed(out: Path, name: str, fingerprint: str) -> None:
    """Leave the results of an earlier review."""
    (out / name).mkdir()
    landmarks(fingerprint).save(out / name / LANDMARKS)


def test_a_video_gets_a_folder_of_its_name(tmp_path: Path) -> None:
    """The plain case."""
    folder = folder_for(tmp_path, "morning", "abc", ())
    assert folder.results == tmp_path / "morning"


def test_the_same_video_goes_where_it_went_before(tmp_path: Path) -> None:
    """Reviewing again renews the results."""
    reviewed(tmp_path, "morning", "abc")
    assert folder_for(tmp_path, "morning", "abc", ()).name == "morning"


def test_another_video_of_that_name_gets_a_number(tmp_path: Path) -> None:
    """Nothing saved is written over."""
    reviewed(tmp_path, "morning", "abc")
    reviewed(tmp_path, "morning_2", "def")
    assert folder_for(tmp_path, "morning", "xyz", ()).name == "morning_3"
    assert folder_for(tmp_path, "morning", "def", ()).name == "morning_2"


def test_a_video_where_a_review_works_is_not_cleared_away(tmp_path: Path) -> None:
    """What a review leaves unfinished goes away; a video that lies there is no part of it."""
    inside = tmp_path / ".morning.unfinished" / "morning.mp4"
    inside.parent.mkdir()
    inside.touch()
    assert folder_for(tmp_path, "morning", "abc", (), [inside]).name == "morning_2"
    link = tmp_path / "link.mp4"
    link.symlink_to(inside)
    assert folder_for(tmp_path, "morning", "abc", (), [link]).name == "morning_2"
    assert folder_for(tmp_path, "morning", "abc", (), [tmp_path / "b.mp4"]).name == "morning"


def test_two_of_one_name_in_a_batch_are_kept_apart(tmp_path: Path) -> None:
    """Also where a file system does not tell great letters from small ones."""
    assert folder_for(tmp_path, "Morning", "xyz", {"morning"}).name == "Morning_2"


def test_the_users_own_folder_is_left_alone(tmp_path: Path) -> None:
    """A folder with other things in it, or a file, is not ours to write to."""
    (tmp_path / "morning").mkdir()
    (tmp_path / "morning" / "diary.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "morning_2").write_text("mine", encoding="utf-8")
    assert folder_for(tmp_path, "morning", "abc", ()).name == "morning_3"


def test_another_videos_work_in_progress_is_left_alone(tmp_path: Path) -> None:
    """Its segments are worth minutes."""
    ReviewFolder(tmp_path, "morning").prepare(PLAN)
    assert folder_for(tmp_path, "morning", "xyz", ()).name == "morning_2"
    assert folder_for(tmp_path, "morning", "abc", ()).name == "morning"


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("..", "session"),
        (" . ", "session"),
        (".hidden", "hidden"),
        ("a\\b:c*d", "a_b_c_d"),
        ("line\nbreak", "line_break"),
        ("朝", "朝"),
        ("x" * 400, "x" * 150),
        ("é" * 200, "é" * 75),
        ("\udcff", "session"),
    ],
)
def test_any_name_of_a_video_makes_a_name_of_a_folder(tmp_path: Path, stem: str, name: str) -> None:
    """Names come from outside: none leads elsewhere, and each can be made."""
    folder = folder_for(tmp_path, stem, "abc", ())
    assert folder.name == name
    folder.prepare(PLAN)
    with folder.publish() as made:
        (made / "a.txt").write_text("a", encoding="utf-8")
    assert folder.results.parent == tmp_path


def test_segments_stay_while_the_plan_does(tmp_path: Path) -> None:
    """What was looked at need not be looked at again; under another plan it must."""
    folder = ReviewFolder(tmp_path, "morning")
    folder.prepare(PLAN)
    landmarks("abc").save(folder.segment(3))
    folder.prepare(PLAN)
    assert folder.saved(folder.segment(3)) is not None
    folder.prepare({**PLAN, "pictures_a_second": "20"})
    assert folder.saved(folder.segment(3)) is None


@pytest.mark.parametrize("left", ["", "{", "[]", '"abc"'])
def test_a_plan_that_cannot_be_read_is_none(tmp_path: Path, left: str) -> None:
    """It begins anew instead of trusting what lies there."""
    folder = ReviewFolder(tmp_path, "morning")
    folder.prepare(PLAN)
    landmarks("abc").save(folder.segment(0))
    (folder.work / "plan.json").write_text(left, encoding="utf-8")
    folder.prepare(PLAN)
    assert folder.planned() == PLAN
    assert folder.saved(folder.segment(0)) is None


def test_a_damaged_segment_is_none(tmp_path: Path) -> None:
    """It is looked at again."""
    folder = ReviewFolder(tmp_path, "morning")
    folder.prepare(PLAN)
    folder.segment(0).write_bytes(b"PK\x03\x04")
    assert folder.saved(folder.segment(0)) is None


def test_results_appear_when_all_are_there(tmp_path: Path) -> None:
    """Before that not one of them; after it nothing else is left."""
    folder = ReviewFolder(tmp_path, "morning")
    folder.prepare(PLAN)
    with folder.publish() as made:
        (made / "report.html").write_text("new", encoding="utf-8")
        assert not folder.results.exists()
    assert (folder.results / "report.html").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["morning"]


def _publish_on_a_full_disk(folder: ReviewFolder) -> None:
    with folder.publish() as made:
        (made / "report.html").write_text("new", encoding="utf-8")
        raise OSError(28, "No space left on device")


def test_results_that_fail_leave_the_earlier_ones(tmp_path: Path) -> None:
    """A full disk is told as one, and costs nothing that was there."""
    folder = ReviewFolder(tmp_path, "morning")
    folder.results.mkdir()
    (folder.results / "report.html").write_text("old", encoding="utf-8")
    folder.prepare(PLAN)
    landmarks("abc").save(folder.segment(0))
    with pytest.raises(OutputError, match="No space left"):
        _publish_on_a_full_disk(folder)
    assert (folder.results / "report.html").read_text(encoding="utf-8") == "old"
    assert folder.saved(folder.segment(0)) is not None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """The option is named."""
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match=r"--out expects a folder"):
        ReviewFolder(tmp_path / "out", "morning").prepare(PLAN)

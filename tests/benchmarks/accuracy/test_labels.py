"""The index is read strictly, and says which answers are right."""

from pathlib import Path

import pytest

from benchmarks.accuracy.labels import Answer, answer, pose_of, read_index
from tests.benchmarks.accuracy.records import HEADER, photo
from vision.errors import UsageError

GOOD_ROW = "a.jpg,diamond,side,photo,ok,,someone/yoga\n"


def folder(path: Path, index: str | bytes | None, *pictures: str) -> Path:
    """Make a folder with an index and empty pictures."""
    for name in pictures:
        (path / name).touch()
    if index is not None:
        (path / "index.csv").write_bytes(index.encode() if isinstance(index, str) else index)
    return path


@pytest.mark.parametrize("pose", ["diamond", "diamond_toes", "hero", "reclining_hero"])
def test_a_pose_is_right_by_its_own_name_only(pose: str) -> None:
    """Another pose is wrong, and so is none."""
    assert answer(pose, pose) is Answer.RIGHT
    assert answer(pose, None) is Answer.WRONG
    assert answer(pose, "head_to_knee") is Answer.WRONG


@pytest.mark.parametrize("recognised", ["diamond", "diamond_toes"])
def test_kneeling_in_prayer_is_a_diamond_with_either_kind_of_foot(recognised: str) -> None:
    """One foot is often tucked; none is a miss, and it is judged as diamond."""
    assert answer("diamond_salah", recognised) is Answer.RIGHT
    assert answer("diamond_salah", "hero") is Answer.WRONG
    assert answer("diamond_salah", None) is Answer.WRONG
    assert pose_of("diamond_salah") == "diamond"
    assert pose_of("hero") == "hero"


@pytest.mark.parametrize("label", ["janu", "seated_forward_bend"])
def test_a_bend_taken_for_head_to_knee_is_neutral(label: str) -> None:
    """The other leg may be hidden; any other pose of ours is wrong."""
    assert answer(label, "head_to_knee") is Answer.NEUTRAL
    assert answer(label, "reclining_hero") is Answer.WRONG
    assert answer(label, None) is Answer.RIGHT


def test_other_poses_are_right_when_they_are_taken_for_none() -> None:
    """Whichever pose of ours it is that they are taken for."""
    assert answer("camel", None) is Answer.RIGHT
    assert answer("staff", "head_to_knee") is Answer.WRONG
    assert answer("corpse", "reclining_hero") is Answer.WRONG


@pytest.mark.parametrize(
    ("other", "counted"),
    [
        ({}, True),
        ({"view": "oblique"}, True),
        ({"view": "front"}, False),
        ({"kind": "drawing"}, False),
        ({"quality": "small"}, False),
        ({"quality": "blurred"}, False),
    ],
)
def test_the_headline_takes_good_photographs_from_the_side_or_nearly(
    other: dict[str, str],
    counted: bool,  # noqa: FBT001 - a parameter
) -> None:
    """Drawings, renders, small and blurred pictures have rows of their own."""
    assert photo("diamond", **other).in_headline is counted


def test_an_index_is_read_row_by_row(tmp_path: Path) -> None:
    """Further columns are left aside, the note may be empty or missing, a BOM is no harm."""
    index = "\ufefffile,label,view,kind,quality,repo,licence\na.jpg,camel,top,photo,ok,b/c,MIT\n"
    (one,) = read_index(folder(tmp_path, index, "a.jpg"))
    assert (one.file, one.label, one.view, one.repo, one.note) == (
        "a.jpg", "camel", "top", "b/c", "",
    )  # fmt: skip
    assert not one.ours


@pytest.mark.parametrize(
    ("index", "said"),
    [
        (None, "cannot read"),
        ("", "has no column"),
        (HEADER, "has no rows"),
        ("file,label\na.jpg,diamond\n", "has no column kind, quality, repo, view"),
        (HEADER + "a.jpg,diamond,side\n", "line 2: the row has not as many cells"),
        (HEADER + GOOD_ROW.replace("\n", ",more\n"), "not as many cells"),
        (HEADER + GOOD_ROW.replace("diamond", ""), "line 2: label is empty"),
        (HEADER + GOOD_ROW.replace("side", "above"), "view is 'above'; it should be side or"),
        (HEADER + GOOD_ROW.replace("photo", "photograph"), "kind is 'photograph'"),
        (HEADER + GOOD_ROW.replace(",ok,", ",fine,"), "quality is 'fine'"),
        (HEADER + GOOD_ROW + GOOD_ROW, "lists a.jpg twice"),
        (HEADER + GOOD_ROW.replace("a.jpg", "b.jpg"), "lists b.jpg, which is not in"),
        (HEADER + '"a.jpg,diamond\n', "cannot read"),
        (b"\xff\xfe\x00 no text", "cannot read"),
    ],
)
def test_a_bad_index_is_refused_in_one_line(
    tmp_path: Path, index: str | bytes | None, said: str
) -> None:
    """It tells the file, what came and what to do."""
    with pytest.raises(UsageError) as refused:
        read_index(folder(tmp_path, index, "a.jpg"))
    assert said in str(refused.value)
    assert str(tmp_path) in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    """A file is no folder either."""
    for path in (tmp_path / "nowhere", folder(tmp_path, None, "a.jpg") / "a.jpg"):
        with pytest.raises(UsageError, match="there is no folder"):
            read_index(path)

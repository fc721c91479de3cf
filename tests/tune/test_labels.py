"""Labels are kept whole, changed without losing others, and read with errors that help."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import criterion, pose
from vision.criteria.library import PoseLibrary
from vision.errors import ConfigError, OutputError, UsageError
from vision.tune.label_files import (
    COLUMNS,
    add_label,
    keep_labels,
    labels_path,
    load_labels,
    read_labels,
    remove_label,
    write_labels,
)
from vision.tune.labels import Label, problem, with_label, without_label

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = ",".join(COLUMNS)


def label(start_s: float, end_s: float, criterion: str = "", side: str | None = None) -> Label:
    """Return a label of a made-up pose."""
    return Label(start_s, end_s, "sit", side, criterion)


@pytest.mark.parametrize(
    ("start_s", "end_s"),
    [(2.0, 2.0), (3.0, 2.0), (float("nan"), 2.0), (0.0, float("inf")), (0.0, float("nan"))],
)
def test_a_label_without_a_stretch_is_refused(start_s: float, end_s: float) -> None:
    """Nothing can be judged in it."""
    with pytest.raises(UsageError, match="mark"):
        label(start_s, end_s)


# --- a set of labels ---------------------------------------------------------------------------


def test_labels_that_mean_the_same_become_one() -> None:
    """Whatever the new one overlaps or touches; others stay apart."""
    old = [label(0, 2), label(3, 4), label(9, 10), label(3, 4, side="left")]
    assert with_label(old, label(2, 3)) == (label(0, 4), label(3, 4, side="left"), label(9, 10))


@pytest.mark.parametrize(("old", "new"), [("", "bow"), ("bow", "")])
def test_a_contrary_label_cuts_the_older_one(old: str, new: str) -> None:
    """The new one is believed where they overlap, and the rest of the older one stays."""
    labels = with_label([label(0, 10, old)], label(4, 6, new))
    assert labels == (label(0, 4, old), label(4, 6, new), label(6, 10, old))


def test_a_contrary_label_replaces_what_it_covers() -> None:
    """Nothing is left of it, not even an instant."""
    assert with_label([label(1, 2, "bow"), label(1, 2, "tilt")], label(1, 2)) == (label(1, 2),)


def test_a_stretch_may_be_wrong_in_two_ways() -> None:
    """One criterion does not speak against another, nor does another pose or side."""
    others = [label(0, 5, "bow"), Label(0, 5, "stand", None, ""), label(0, 5, side="left")]
    assert set(with_label(others, label(1, 4, "tilt"))) == {*others, label(1, 4, "tilt")}


def test_a_label_is_removed_and_may_be_gone_already() -> None:
    """Somebody else may have removed it in another tab."""
    assert without_label([label(0, 1), label(2, 3)], label(0, 1)) == (label(2, 3),)
    assert without_label([label(2, 3)], label(0, 1)) == (label(2, 3),)


times = st.integers(0, 30)
meanings = st.sampled_from(["", "bow", "tilt"])
spans = st.tuples(times, times, meanings).filter(lambda span: span[0] < span[1])


@given(st.lists(spans, max_size=8))
def test_no_moment_is_ever_correct_and_wrong(marks: list[tuple[int, int, str]]) -> None:
    """However labels are added, each moment means what was said of it last."""
    labels: tuple[Label, ...] = ()
    truth: dict[int, set[str]] = {second: set() for second in range(30)}
    for start, end, meaning in marks:
        labels = with_label(labels, label(start, end, meaning))
        for second in range(start, end):
            truth[second] = {m for m in truth[second] if m and meaning} | {meaning}
    for second, meant in truth.items():
        here = [one.criterion for one in labels if one.start_s <= second < one.end_s]
        assert sorted(here) == sorted(meant)


def test_what_the_poses_do_not_know_is_told() -> None:
    """Pose, side and criterion, with what there is to choose from."""
    poses = [pose(criterion("bow"), name="fold", side=side) for side in ("right", "left")]
    library = PoseLibrary(
        {("sit", None): pose(criterion("bow")), **{("fold", p.side): p for p in poses}}
    )
    assert problem(label(0, 1, "bow"), library) == ""
    assert problem(Label(0, 1, "fold", "left", ""), library) == ""
    assert "did you mean 'sit'" in problem(Label(0, 1, "sitt", None, ""), library)
    assert "right or left, got nothing" in problem(Label(0, 1, "fold", None, ""), library)
    assert "not sided, got left" in problem(label(0, 1, side="left"), library)
    assert "no criterion 'bo'" in problem(label(0, 1, "bo"), library)


# --- the labels of one session -------------------------------------------------------------------


def test_labels_stand_beside_the_landmarks(tmp_path: Path) -> None:
    """A review has a folder of its own; other landmarks may share one."""
    assert labels_path(tmp_path / "landmarks.npz") == tmp_path / "labels.csv"
    assert labels_path(tmp_path / "anna.npz") == tmp_path / "anna.labels.csv"


def test_a_session_that_was_never_labelled_has_no_labels(tmp_path: Path) -> None:
    """And looking for them makes no file."""
    assert load_labels(tmp_path / "landmarks.npz") == ()
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_is_found_again_and_others_stay(tmp_path: Path) -> None:
    """A file merged by hand holds other sessions, too."""
    landmarks = tmp_path / "landmarks.npz"
    write_labels(tmp_path / "labels.csv", {"other/landmarks.npz": [label(7, 8)]})
    assert add_label(landmarks, label(1, 2.5)) == (label(1, 2.5),)
    assert add_label(landmarks, label(2, 3)) == (label(1, 3),)
    assert load_labels(landmarks) == (label(1, 3),)
    assert remove_label(landmarks, label(1, 3)) == ()
    assert read_labels(tmp_path / "labels.csv") == {"other/landmarks.npz": (label(7, 8),)}


def test_a_damaged_file_is_left_as_it_is(tmp_path: Path) -> None:
    """What somebody wrote by hand is theirs to mend."""
    (tmp_path / "labels.csv").write_text("mine\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        keep_labels(tmp_path / "landmarks.npz", [label(1, 2)])
    assert (tmp_path / "labels.csv").read_text(encoding="utf-8") == "mine\n"


# --- the file ------------------------------------------------------------------------------------


def test_the_file_reads_as_it_was_written(tmp_path: Path) -> None:
    """To the last digit, sorted, whatever the name of the session."""
    labels = [label(2, 3, "bow"), label(0.1 + 0.2, 1 / 3 + 1), label(2, 3, "bow", "left")]
    write_labels(tmp_path / "l.csv", {'a "b", c.npz': labels, "a.npz": [label(1, 2)]})
    found = read_labels(tmp_path / "l.csv")
    assert found == {
        'a "b", c.npz': (labels[1], labels[0], labels[2]),
        "a.npz": (label(1, 2),),
    }


def test_the_same_labels_give_the_same_bytes(tmp_path: Path) -> None:
    """In whatever order they come; without labels, the headings are left."""
    write_labels(tmp_path / "a.csv", {"x.npz": [label(1, 2), label(0, 1)], "w.npz": []})
    write_labels(tmp_path / "b.csv", {"x.npz": [label(0, 1), label(1, 2), label(1, 2)]})
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    write_labels(tmp_path / "a.csv", {})
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == f"{HEADINGS}\n"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """And nothing half-written stays."""
    (tmp_path / "l.csv").mkdir()
    with pytest.raises(OutputError, match="cannot write the labels"):
        write_labels(tmp_path / "l.csv", {"x.npz": [label(1, 2)]})
    assert [path.name for path in tmp_path.iterdir()] == ["l.csv"]


def test_what_spreadsheets_write_is_read(tmp_path: Path) -> None:
    """A byte order mark, CRLF, quotes, empty rows, columns in another order."""
    rows = ['"end_s","start_s",pose,side,label,criterion,session', "3,1,sit,,wrong,bow,x.npz"]
    text = "\ufeff" + "\r\n".join([*rows, ",,,,,,", "", " 5 ,4,sit,left,correct,,x.npz", ""])
    (tmp_path / "l.csv").write_bytes(text.encode())
    found = read_labels(tmp_path / "l.csv")
    assert found == {"x.npz": (label(1, 3, "bow"), label(4, 5, side="left"))}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("x.npz,a,2,sit,,correct,", "start_s should be seconds"),
        ('x.npz,"1,5",2,sit,,correct,', "decimal point"),
        ("x.npz,1,,sit,,correct,", "end_s should be seconds"),
        ("x.npz,2,1,sit,,correct,", "start_s should be less than end_s"),
        ("x.npz,2,2,sit,,correct,", "start_s should be less than end_s"),
        ("x.npz,nan,2,sit,,correct,", "finite"),
        ("x.npz,1,inf,sit,,correct,", "finite"),
        ("x.npz,1,2,sit,,good,", "correct or wrong, got 'good'"),
        ("x.npz,1,2,sit,,correct,bow", "should be empty where the label is correct"),
        ("x.npz,1,2,sit,,wrong,", "name the one because of which"),
        ("x.npz,1,2,sit,up,correct,", "right, left or empty, got 'up'"),
        (",1,2,sit,,correct,", "session is empty"),
        ("x.npz,1,2,,,correct,", "pose is empty"),
        ("x.npz,1,2,sit,,correct", "7 cells, got 6"),
        ("x.npz,1,2,sit,,correct,,", "7 cells, got 8"),
        ("\udcff,1,2,sit,,correct,", "UTF-8"),
    ],
)
def test_a_row_that_cannot_be_meant_names_file_and_line(
    tmp_path: Path, row: str, told: str
) -> None:
    """And what was expected instead."""
    file = tmp_path / "l.csv"
    text = f"{HEADINGS}\nx.npz,0,1,sit,,correct,\n{row}\n"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError) as raised:
        read_labels(file)
    assert str(raised.value).startswith(f"{file}: line 3: ")
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("", "got nothing"),
        (HEADINGS.replace(",", ";"), "got semicolons"),
        (f"{HEADINGS},mood", "got session,start_s"),
        (HEADINGS.replace(",side", ""), "got session,start_s"),
        (f"{HEADINGS},side", "got session,start_s"),
        (HEADINGS.replace(",", "\t"), "use these headings"),
    ],
)
def test_other_headings_are_refused(tmp_path: Path, first: str, told: str) -> None:
    """With those that are expected."""
    (tmp_path / "l.csv").write_text(f"{first}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="line 1") as raised:
        read_labels(tmp_path / "l.csv")
    assert told in str(raised.value)
    assert HEADINGS in str(raised.value)


def test_a_cell_without_end_is_told(tmp_path: Path) -> None:
    """A quote that is never closed swallows the rest of the file."""
    (tmp_path / "l.csv").write_text(f'{HEADINGS}\n"{"x" * 200_000}', encoding="utf-8")
    with pytest.raises(ConfigError, match="should be a row of a CSV"):
        read_labels(tmp_path / "l.csv")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """And so is a folder."""
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ConfigError, match="cannot read the labels"):
            read_labels(path)


def test_labels_of_a_review_name_the_session_by_its_folder(tmp_path: Path) -> None:
    """All landmarks of reviews have one name; files that say so are read as well."""
    landmarks = tmp_path / "morning" / "landmarks.npz"
    landmarks.parent.mkdir()
    keep_labels(landmarks, [label(1, 2)])
    file = landmarks.with_name("labels.csv")
    named = file.read_text(encoding="utf-8")
    assert named.splitlines()[1].startswith("morning,")
    assert load_labels(landmarks) == (label(1, 2),)
    file.write_text(named.replace("morning,", "landmarks.npz,"), encoding="utf-8")
    assert load_labels(landmarks) == (label(1, 2),)

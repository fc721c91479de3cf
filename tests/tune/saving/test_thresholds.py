"""The user's thresholds file: what a save would do, the save, and taking it back."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.criteria.poses import POSE, UNITS, Text
from vision.criteria.library import PoseLibrary, load_poses
from vision.criteria.model import Kind
from vision.errors import ConfigError, OutputError, UsageError
from vision.tune.saving.change import Change
from vision.tune.saving.thresholds import Proposal, ThresholdsFile

if TYPE_CHECKING:
    from pathlib import Path

    from vision.criteria.toml import Readable

OLD = """# Agreed with the class.

[sit.recognise.upright]
low = -30   # a stiff back
why = "They lean."
"""


def check(file: Readable) -> PoseLibrary:
    """Load the pose with a thresholds file."""
    return load_poses([Text("sit.toml", POSE)], [file], UNITS)


def change(why: str = "So.", **values: float) -> Change:
    """Return a change to the back."""
    return Change("sit", Kind.FORM, "back_straight", values, why)


def lean(why: str = "So.", **values: float) -> Change:
    """Return a change to how upright one sits."""
    return Change("sit", Kind.RECOGNISE, "upright", values, why)


LIBRARY = check(Text("none.toml", ""))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the place of a file that is not there, in a folder that is not there."""
    return tmp_path / "settings" / "thresholds.toml"


@pytest.fixture
def saved(path: Path) -> Path:
    """Give a file that holds something."""
    path.parent.mkdir()
    path.write_text(OLD, encoding="utf-8")
    return path


def save(file: ThresholdsFile, what: Change) -> Proposal:
    """Save a change."""
    proposal = file.proposal(what, LIBRARY)
    file.write(proposal)
    return proposal


# --- what a save would do ----------------------------------------------------------------------


def test_the_first_save_makes_the_file_and_its_folder(path: Path) -> None:
    """Only what changes is in it, and the reason beside."""
    file = ThresholdsFile(path, check)
    proposal = file.proposal(change(high=0.09), LIBRARY)
    text = '[sit.form.back_straight]\nhigh = 0.09\nwhy = "So."\n'
    assert (proposal.before, proposal.after) == (None, text)
    assert not path.parent.exists()
    file.write(proposal)
    assert path.read_text(encoding="utf-8") == text
    assert list(path.parent.iterdir()) == [path]
    assert [line[:1] for line in proposal.diff.splitlines()[3:]] == ["+", "+", "+"]


def test_what_needs_no_file_makes_none(path: Path) -> None:
    """The number the pose has anyway, where nothing was saved yet."""
    file = ThresholdsFile(path, check)
    proposal = save(file, change(high=0.07))
    assert (proposal.before, proposal.after, proposal.diff) == (None, None, "")
    assert not path.parent.exists()


def test_a_save_leaves_everything_else_as_it_is(saved: Path) -> None:
    """And the difference that is shown first is what becomes of the file."""
    proposal = save(ThresholdsFile(saved, check), change(high=0.09))
    added = '\n[sit.form.back_straight]\nhigh = 0.09\nwhy = "So."\n'
    assert saved.read_text(encoding="utf-8") == OLD + added
    lines = proposal.diff.splitlines()
    assert lines[:2] == [f"--- {saved}", f"+++ {saved}"]
    new = "".join(f"{line[1:]}\n" for line in lines[3:] if line.startswith("+"))
    assert (new, [line for line in lines[3:] if line.startswith("-")]) == (added, [])


def test_a_changed_value_keeps_its_place_and_its_comment(saved: Path) -> None:
    """The reason is replaced with it: it was the reason of the number before."""
    save(ThresholdsFile(saved, check), lean("Less.", low=-28.0, margin=2.5))
    assert saved.read_text(encoding="utf-8") == OLD.replace("-30 ", "-28 ").replace(
        'why = "They lean."\n', 'why = "Less."\nmargin = 2.5\n'
    )


def test_a_value_that_needs_no_file_is_taken_out(saved: Path) -> None:
    """The number the pose has anyway, and with the last one its reason and its table."""
    file = ThresholdsFile(saved, check)
    save(file, lean(margin=3.0))
    save(file, lean("Back.", margin=0.0))
    assert saved.read_text(encoding="utf-8") == OLD.replace("They lean.", "Back.")
    save(file, lean("As shipped.", low=-25.0))
    assert saved.read_text(encoding="utf-8") == "# Agreed with the class.\n\n"


def test_a_reason_stays_beside_what_else_was_changed(saved: Path) -> None:
    """A number goes back, and a cue of the teacher's own stays."""
    saved.write_text('[sit.form.back_straight]\nhigh = 0.2\ncue = "Long."\n', encoding="utf-8")
    save(ThresholdsFile(saved, check), change(high=0.07))
    text = '[sit.form.back_straight]\ncue = "Long."\nwhy = "So."\n'
    assert saved.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("loaded_with_the_file", [False, True])
def test_the_pose_alone_says_what_needs_no_file(saved: Path, *, loaded_with_the_file: bool) -> None:
    """Whether the poses that are asked were loaded with the file or without it."""
    library = check(saved) if loaded_with_the_file else LIBRARY
    proposal = ThresholdsFile(saved, check).proposal(lean(low=-25.0), library)
    assert proposal.after == "# Agreed with the class.\n\n"


def test_what_changes_nothing_is_not_written(saved: Path) -> None:
    """Nor is there anything to undo."""
    file = ThresholdsFile(saved, check)
    proposal = file.proposal(lean("They lean.", low=-30.0), LIBRARY)
    assert (proposal.after, proposal.diff) == (OLD, "")
    before = saved.stat()
    file.write(proposal)
    assert (saved.stat().st_ino, saved.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not file.can_undo


def test_the_ends_of_lines_stay_those_of_the_file(saved: Path) -> None:
    """A file written on Windows stays one, and its difference is shown without them."""
    saved.write_bytes(OLD.replace("\n", "\r\n").encode())
    proposal = save(ThresholdsFile(saved, check), change(high=0.09))
    assert saved.read_bytes().count(b"\n") == saved.read_bytes().count(b"\r\n") == 9
    assert "\r" not in proposal.diff
    assert "+high = 0.09" in proposal.diff.splitlines()


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[sit.form.back_straight]\nhigh = = 3\n", r"thresholds\.toml is not valid TOML.*line 2"),
        ("[sit.form.back_strait]\nhigh = 3\n", r"thresholds\.toml: sit\.form\.back_strait"),
    ],
)
def test_a_file_with_a_mistake_is_told_and_left(saved: Path, text: str, told: str) -> None:
    """It is the user's to mend."""
    saved.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=told):
        ThresholdsFile(saved, check).proposal(change(high=0.09), LIBRARY)
    assert saved.read_text(encoding="utf-8") == text


def test_what_would_be_a_mistake_is_never_proposed(saved: Path) -> None:
    """A low bound above the high one, say, that somebody put into the file meanwhile."""
    saved.write_text("[sit.form.back_straight]\nlow = 0.05\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"low = 0\.05 should be at most high = 0\.01"):
        ThresholdsFile(saved, check).proposal(change(high=0.01), LIBRARY)


def test_a_file_that_is_no_text_is_told(saved: Path) -> None:
    """And a folder in its place."""
    saved.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="should be a text file in UTF-8"):
        ThresholdsFile(saved, check).proposal(change(high=0.01), LIBRARY)
    with pytest.raises(ConfigError, match="cannot read"):
        ThresholdsFile(saved.parent, check).proposal(change(high=0.01), LIBRARY)


def test_what_cannot_be_edited_safely_is_left_to_the_user(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told what to write, on one line."""
    monkeypatch.setattr("vision.tune.saving.thresholds.edited", lambda *_: None)
    with pytest.raises(ConfigError, match=r"not.* safely; .*\[sit\.form\.back_straight\] margin"):
        ThresholdsFile(saved, check).proposal(change(margin=0.5), LIBRARY)
    assert saved.read_text(encoding="utf-8") == OLD


@pytest.mark.parametrize("name", ["nosuch", "upright"])
def test_an_unknown_criterion_is_told(path: Path, name: str) -> None:
    """Also one of another kind, or one that is left out."""
    unknown = Change("sit", Kind.FORM, name, {"high": 1.0}, "So.")
    with pytest.raises(UsageError, match=rf"there is no sit\.form\.{name}"):
        ThresholdsFile(path, check).proposal(unknown, LIBRARY)


def test_a_file_that_changed_since_it_was_shown_is_left(saved: Path) -> None:
    """Somebody has it open in an editor, or in another tab."""
    file = ThresholdsFile(saved, check)
    proposal = file.proposal(change(high=0.09), LIBRARY)
    saved.write_text(OLD + "# mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="changed by something else"):
        file.write(proposal)
    assert saved.read_text(encoding="utf-8") == OLD + "# mine\n"
    assert not file.can_undo


# --- how it is written -------------------------------------------------------------------------


def test_a_write_that_fails_leaves_the_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, say: nothing is half written, nothing is left beside it."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    file = ThresholdsFile(saved, check)
    proposal = file.proposal(change(high=0.09), LIBRARY)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        file.write(proposal)
    assert saved.read_text(encoding="utf-8") == OLD
    assert list(saved.parent.iterdir()) == [saved]
    assert not file.can_undo


def test_a_protected_file_is_not_replaced(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though its folder would let it be."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="write-protected"):
        save(ThresholdsFile(saved, check), change(high=0.09))
    assert saved.read_text(encoding="utf-8") == OLD


def test_permissions_and_links_stay(saved: Path, tmp_path: Path) -> None:
    """A file that is kept elsewhere, and linked to, is changed where it is."""
    real = saved.rename(tmp_path / "kept.toml")
    real.chmod(0o640)
    saved.symlink_to(real)
    file = ThresholdsFile(saved, check)
    save(file, change(high=0.09))
    assert saved.is_symlink()
    assert "high = 0.09" in real.read_text(encoding="utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    file.undo()
    assert saved.is_symlink()
    assert real.read_text(encoding="utf-8") == OLD


# --- taking it back ----------------------------------------------------------------------------


def test_saves_are_taken_back_one_by_one(path: Path) -> None:
    """To the same bytes each time; the first one leaves no file, as there was none."""
    file = ThresholdsFile(path, check)
    texts = []
    for what in (change(high=0.09), lean(low=-20.0), change(high=0.07)):
        save(file, what)
        texts.append(path.read_bytes())
    for text in texts[-2::-1]:
        back = file.undo()
        assert path.read_bytes() == text == (back.after or "").encode()
        assert file.can_undo
    last = file.undo()
    assert (last.after, path.exists(), file.can_undo) == (None, False, False)
    assert "-high = 0.09" in last.diff.splitlines()
    with pytest.raises(UsageError, match="nothing to undo"):
        file.undo()


def test_what_others_wrote_since_is_not_taken_back(saved: Path) -> None:
    """The save stays to be undone, should they put it back."""
    file = ThresholdsFile(saved, check)
    proposal = save(file, change(high=0.09))
    saved.write_text("# all new\n", encoding="utf-8")
    with pytest.raises(OutputError, match="changed by something else"):
        file.undo()
    assert saved.read_text(encoding="utf-8") == "# all new\n"
    saved.write_text(proposal.after or "", encoding="utf-8")
    file.undo()
    assert saved.read_text(encoding="utf-8") == OLD

"""No output is an input, and nothing that is there is replaced unasked."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from tests.frames.clips import write_clip
from vision.app.overwriting import refuse_existing, refuse_inputs
from vision.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.commands import Ended


def _as_itself(film: Path) -> Path:
    return film


def _through_a_link(film: Path) -> Path:
    Path("link.mp4").symlink_to(film)
    return Path("link.mp4")


def _through_a_hard_link(film: Path) -> Path:
    os.link(film, "other.mp4")
    return Path("other.mp4")


@pytest.mark.parametrize("option", ["--record", "--events"])
@pytest.mark.parametrize("named", [_as_itself, _through_a_link, _through_a_hard_link])
@pytest.mark.parametrize("more", [[], ["--overwrite"]])
def test_the_video_that_is_practised_with_is_never_written_to(
    unknot: Callable[..., Ended], option: str, named: Callable[[Path], Path], more: list[str]
) -> None:
    """Whatever leads to it, and whatever may be replaced: it is the user's only one."""
    film = write_clip(Path("s.mp4"), [0, 100, 200])
    before = film.read_bytes()
    output = named(film)
    ended = unknot("practise", "--camera", film, "--fast", "--no-window", option, output, *more)
    assert f"{option} {output} would destroy s.mp4, which is read from" in ended.complaint
    assert (ended.code, film.read_bytes()) == (2, before)


@pytest.mark.parametrize("name", ["thresholds.toml", "flows/mine.toml"])
def test_what_is_the_user_s_own_is_never_written_to(
    unknot: Callable[..., Ended], settings: Path, name: str
) -> None:
    """Nor what is read without being named."""
    file = settings / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("", encoding="utf-8")
    ended = unknot("practise", "--demo", "--fast", "--no-window", "--events", file)
    assert "which is read from" in ended.complaint
    assert (ended.code, file.read_text(encoding="utf-8")) == (2, "")


def test_two_outputs_are_two_files(unknot: Callable[..., Ended]) -> None:
    """Or each would spoil the other."""
    ended = unknot("practise", "--demo", "--record", "a.mkv", "--events", "./a.mkv")
    assert "--events and --record would write to the same file" in ended.complaint
    assert (ended.code, Path("a.mkv").exists()) == (2, False)


@pytest.mark.parametrize(("option", "name"), [("--record", "a.mp4"), ("--events", "a.jsonl")])
def test_what_is_there_is_kept(unknot: Callable[..., Ended], option: str, name: str) -> None:
    """The line names what replaces it."""
    Path(name).write_text("last week's", encoding="utf-8")
    ended = unknot("practise", "--demo", "--fast", "--no-window", option, name)
    assert f"{option} {name} is there already and is kept" in ended.complaint
    assert "--overwrite" in ended.complaint
    assert (ended.code, Path(name).read_text(encoding="utf-8")) == (2, "last week's")


def test_what_may_be_replaced_and_what_holds_nothing_is_no_matter(tmp_path: Path) -> None:
    """A device, an empty file, a new one; and any where that is asked for."""
    old, empty = tmp_path / "old", tmp_path / "empty"
    old.write_text("x", encoding="utf-8")
    empty.touch()
    console = Console(file=io.StringIO())
    new = {"--events": tmp_path / "new", "--record": Path(os.devnull), "--out": empty}
    refuse_existing(new, console, overwrite=False)
    refuse_existing({"--events": old}, console, overwrite=True)
    refuse_inputs(new, [old])
    with pytest.raises(UsageError, match="is there already"):
        refuse_existing({"--events": old}, console, overwrite=False)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        """Be a terminal."""
        return True


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("yes\n", False), ("YES\n", False), ("\n", True), ("", True), ("no\n", True)],
)
def test_on_a_terminal_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, *, kept: bool
) -> None:
    """Only a yes replaces anything."""
    old = tmp_path / "old"
    old.write_text("x", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", _Terminal(typed))
    console = Console(file=io.StringIO(), force_terminal=True)
    if kept:
        with pytest.raises(UsageError, match="is kept"):
            refuse_existing({"--events": old}, console, overwrite=False)
    else:
        refuse_existing({"--events": old}, console, overwrite=False)

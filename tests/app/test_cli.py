"""The command line, as the person at it sees it: exit codes, one line of what is wrong, tables."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import pytest

import vision
from tests.frames.clips import write_clip
from tests.frames.webcams import FakeCapture
from tests.paths import ROOT
from vision import cli
from vision.landmarks import weights
from vision.words.language import LANGUAGE_VARIABLE, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.commands import Ended


OWN_POSE = """
title = "Mountain"
say = "Stand."
[recognise.upright]
measure = "trunk_tilt_deg"
low = -20
high = 20
why = "Standing."
"""
OWN_FLOW = """
title = "Standing"
notice = "This is not medical advice."
[[steps]]
pose = "mountain"
hold_s = 5
"""


# --- what cannot be meant ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("practise --flow cramp_relif", "did you mean 'cramp_relief'"),
        ("practise --breath 4-4", "--breath expects four numbers"),
        ("practise --breath 0-4-4-4", "--breath expects four numbers"),
        ("practise --breath deep", "got 'deep'"),
        ("practise --hold abc", "--hold"),
        ("practise --hold -1", "--hold"),
        ("practise --hold nan", "--hold"),
        ("practise --hold inf", "--hold expects seconds"),
        ("practise --hold 14=5", "the steps 1 to 13"),
        ("practise --rest inf", "--rest expects seconds"),
        ("practise --steps 1-14", "--steps expects numbers from 1 to 13"),
        ("practise --start up", "--start expects left or right, got 'up'"),
        ("practise --camera -1", "cameras are numbered from 0 on, got -1"),
        ("practise --fast", "--fast needs a recording"),
        ("practise --camera 0 --fast", "--fast needs a recording"),
        ("practise --camera http://127.0.0.1:9/video --fast", "--fast needs a recording"),
        ("practise --camera ftp://127.0.0.1/video", "a camera address starts with"),
        ("practise --demo --camera 0", "leave out --camera, or --demo"),
        ("practise --demo --flow relax_only", "leave out --flow relax_only"),
        ("practise --nosuch", "--nosuch"),
        ("practise now", "now"),
        ("practice --flow nosuch", "there is no flow 'nosuch'"),
        ("poses nosuch", "there is no pose 'nosuch'"),
        ("poses diamon", "did you mean 'diamond'"),
        ("poses --thresholds nosuch.toml", "nosuch.toml"),
        ("check", "PHOTO"),
        ("check a.jpg --pose diamon", "did you mean 'diamond'"),
        ("check a.jpg --pose diamon", "Known: coming_up, diamond, diamond_toes, head_to_knee"),
        ("check a.jpg --thresholds nosuch.toml", "nosuch.toml"),
        ("check a.jpg --nosuch", "--nosuch"),
        ("nosuch", "nosuch"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(
    unknot: Callable[..., Ended], arguments: str, said: str
) -> None:
    """The exit code is 2, and the line names what was wrong with the arguments."""
    ended = unknot(*arguments.split())
    assert said in ended.complaint
    assert ended.code == 2


def test_a_camera_named_by_nothing_is_refused(unknot: Callable[..., Ended]) -> None:
    """An empty name, as an unset variable leaves it, is told apart from no name."""
    ended = unknot("practise", "--camera", "")
    assert "got nothing" in ended.complaint
    assert ended.code == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[diamnd.form.back_straight]\nhigh = 1", ["diamnd", "did you mean 'diamond'"]),
        ("[diamond.forms.back_straight]\nhigh = 1", ["diamond.forms", "did you mean 'form'"]),
        ("[diamond.form.back]\nhigh = 1", ["diamond.form.back", "back_straight"]),
        ("[diamond.form.back_straight]\nhgh = 1", ["back_straight.hgh", "did you mean 'high'"]),
        ("[diamond.form.back_straight]\nhigh = '1'", ["back_straight.high", "a number"]),
        ("[diamond.form.trunk_upright]\nlow = 90", ["trunk_upright.low", "high"]),
        ("[diamond", ["not valid TOML"]),
    ],
)
def test_a_typo_in_a_thresholds_file_is_named(
    unknot: Callable[..., Ended], text: str, said: list[str]
) -> None:
    """File and key are named, with what was probably meant; nothing else happens."""
    Path("mine.toml").write_text(text, encoding="utf-8")
    for command in (["practise"], ["poses"], ["check", "a.jpg"]):
        ended = unknot(*command, "--thresholds", "mine.toml")
        assert [part for part in ["mine.toml", *said] if part not in ended.complaint] == []
        assert ended.code == 2


# --- what was worth trying ---------------------------------------------------------------------


def test_a_missing_recording_is_named(unknot: Callable[..., Ended]) -> None:
    """A path that leads nowhere is no typo of an option: the exit code is 1."""
    ended = unknot("practise", "--camera", "nosuch.mp4")
    assert "there is no file nosuch.mp4" in ended.complaint
    assert ended.code == 1


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "is empty"), (b"Dear diary,\n" * 99, "is not a recording")]
)
def test_a_file_that_is_no_recording_is_refused(
    unknot: Callable[..., Ended], content: bytes, said: str
) -> None:
    """What is in a file is found out before anything else is started."""
    Path("diary.mp4").write_bytes(content)
    ended = unknot("practise", "--camera", "diary.mp4")
    assert f"diary.mp4 {said}" in ended.complaint
    assert ended.code == 1


def test_a_folder_is_no_recording(unknot: Callable[..., Ended], tmp_path: Path) -> None:
    """A folder gets a line of its own."""
    ended = unknot("practise", "--camera", tmp_path)
    assert f"got the folder {tmp_path}" in ended.complaint
    assert ended.code == 1


def test_a_webcam_asked_for_is_not_replaced(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever names a camera wants that one, and no demo in its place."""
    monkeypatch.setattr(cv2, "VideoCapture", lambda _: FakeCapture([], opens=False))
    ended = unknot("practise", "--camera", "7")
    assert "camera 7 cannot be opened" in ended.complaint
    assert ended.code == 1


@pytest.mark.parametrize(
    "command", [["practise", "--camera", "clip.mp4"], ["model"], ["check", "a.jpg"]]
)
def test_a_wrong_model_is_refused(unknot: Callable[..., Ended], command: list[str]) -> None:
    """The bytes of a model are checked before they are used."""
    write_clip(Path("clip.mp4"), [0, 100, 200])
    Path("model.task").write_bytes(b"not a model")
    ended = unknot(*command, "--model", "model.task")
    assert "--model model.task is not pose_landmarker_full.task" in ended.complaint
    assert ended.code == 1


@pytest.mark.model
@pytest.mark.parametrize(
    ("option", "name", "said"),
    [
        ("--record", "nosuch/out.mp4", "nosuch"),
        ("--record", "out.txt", "out.txt"),
        ("--events", "nosuch/events.jsonl", "nosuch"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused(
    unknot: Callable[..., Ended], option: str, name: str, said: str
) -> None:
    """Nobody practises an hour to learn in the end that nothing was written."""
    weights.ensure()
    write_clip(Path("clip.mp4"), [0, 100, 200])
    ended = unknot("practise", "--camera", "clip.mp4", "--fast", "--no-window", option, name)
    assert said in ended.complaint
    assert ended.code == 1


def test_what_nobody_expected_is_one_line_too(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of unknot's own says so, and how to get the details to report."""
    monkeypatch.setattr("vision.app.poses.print_poses", _stumble)
    ended = unknot("poses")
    assert "ZeroDivisionError: by the way" in ended.complaint
    assert "UNKNOT_DEBUG=1" in ended.complaint
    assert ended.code == 1


def test_debugging_shows_where_it_happened(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With UNKNOT_DEBUG=1 the exception comes through, and Python prints its traceback."""
    monkeypatch.setattr("vision.app.poses.print_poses", _stumble)
    monkeypatch.setenv(cli.DEBUG_VARIABLE, "1")
    with pytest.raises(ZeroDivisionError, match="by the way"):
        unknot("poses")


def _stumble(*_: object) -> None:
    raise ZeroDivisionError("by the way")


# --- what every program has --------------------------------------------------------------------


def test_the_version_is_told(unknot: Callable[..., Ended]) -> None:
    """For whoever reports something."""
    ended = unknot("--version")
    assert (ended.code, ended.out) == (0, f"unknot {vision.__version__}\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_commands_and_options(shell: str, tmp_path: Path) -> None:
    """As Typer has it: the script asks the program itself."""
    words = "unknot practise --mir"
    asks = {"_UNKNOT_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": words}
    asks |= {"COMP_WORDS": words, "COMP_CWORD": "2", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    code = "import sys; sys.argv = ['unknot']; from vision.cli import main; main()"
    done = subprocess.run(  # noqa: S603 (our own words)
        [sys.executable, "-c", code],
        env={**os.environ, **asks, "PYTHONPATH": str(ROOT), "UNKNOT_CONFIG_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "--mirror" in done.stdout


@pytest.mark.skipif(os.name != "posix", reason="the modes of POSIX")
def test_what_is_written_is_for_the_user_alone_from_the_start(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files and folders, whichever command writes them; a caller's own ways are given back."""

    def write(*_: object) -> None:
        Path("folder").mkdir()
        Path("folder/file").touch()

    monkeypatch.setattr("vision.app.poses.print_poses", write)
    before = os.umask(0o022)
    try:
        assert unknot("poses").code == 0
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    modes = [Path(name).stat().st_mode & 0o777 for name in ("folder", "folder/file")]
    assert modes == [0o700, 0o600]


# --- the demo in a webcam's place --------------------------------------------------------------


@pytest.mark.model
@pytest.mark.parametrize("command", ["practise", "practice"])
def test_without_a_webcam_the_demo_is_played(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Who has no camera sees what unknot does, and is told why; the British spelling is no must."""
    weights.ensure()
    demo = write_clip(Path("demo.mp4"), [0, 100, 200])
    monkeypatch.setattr("vision.app.practise.demo_clip", lambda: contextlib.nullcontext(demo))
    monkeypatch.setattr(cv2, "VideoCapture", lambda _: FakeCapture([], opens=False))
    ended = unknot(command, "--no-window")
    refusal, instead, *_ = ended.err.splitlines()
    assert refusal.startswith("unknot: camera 0 cannot be opened")
    assert instead == "unknot: so here is the demo clip; --camera chooses another source"
    assert (ended.code, "Your practice" in ended.out) == (0, True)


# --- own flows ---------------------------------------------------------------------------------


def test_own_flows_are_found(unknot: Callable[..., Ended], settings: Path) -> None:
    """An own flow of an own pose is taken: what is missing then is only the recording."""
    for kind, text in (("poses", OWN_POSE), ("flows", OWN_FLOW)):
        (settings / kind).mkdir()
        (settings / kind / "mountain.toml").write_text(text, encoding="utf-8")
    ended = unknot("practise", "--flow", "mountain", "--camera", "nosuch.mp4")
    assert "there is no file nosuch.mp4" in ended.complaint


# --- unknot model ------------------------------------------------------------------------------


def test_asking_for_the_model_asks_no_network(
    unknot: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With --no-fetch a missing model is told of, and no connection is even tried."""
    monkeypatch.setenv(weights.CACHE_FOLDER_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(socket, "socket", _stumble)
    monkeypatch.setattr(socket, "getaddrinfo", _stumble)
    ended = unknot("model", "--no-fetch")
    assert ended.code == 0
    assert "not here yet" in ended.out
    assert str(tmp_path / "cache" / "pose_landmarker_full.task") in ended.out
    assert "Apache-2.0" in ended.out
    assert not (tmp_path / "cache").exists()


@pytest.mark.model
def test_the_model_that_is_there_is_told_of(unknot: Callable[..., Ended]) -> None:
    """Where it is, and that its bytes are the right ones."""
    file = weights.ensure()
    ended = unknot("model")
    assert (ended.code, ended.err) == (0, "")
    assert str(file) in ended.out
    assert "ready" in ended.out


# --- help --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["practise", "poses", "check", "review", "tune", "model"])
def test_every_command_explains_itself(unknot: Callable[..., Ended], command: str) -> None:
    """``--help`` names the command and its options, and is no error."""
    assert f" {command} " in unknot("--help").out
    ended = unknot(command, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert "--" in ended.out


def test_no_command_is_answered_with_help(unknot: Callable[..., Ended]) -> None:
    """Who types the name alone learns what there is."""
    ended = unknot()
    assert "practise" in ended.out + ended.err
    assert "Traceback" not in ended.err


def test_help_comes_at_once() -> None:
    """Nothing that is slow to load, or may be missing, is loaded for it."""
    program = (
        "import sys\nfrom vision import cli\nsys.argv = ['unknot', '--help']\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603 (our own interpreter and text)
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "practise" in done.stdout
    assert {"numpy", "cv2", "mediapipe", "av", "PIL"} & set(done.stderr.split()) == set()


def test_a_language_that_is_not_there_is_told(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a line, as all that cannot be meant, also where only help is asked for."""
    monkeypatch.setenv(LANGUAGE_VARIABLE, "xx")
    catalogue.cache_clear()
    ended = unknot("--help")
    catalogue.cache_clear()
    assert (LANGUAGE_VARIABLE in ended.complaint, ended.code) == (True, 2)

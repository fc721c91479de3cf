"""The command line, as the person at it sees it: exit codes, one line of what is wrong, tables."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import pytest
import tomlkit

from tests.frames.clips import write_clip
from tests.frames.webcams import FakeCapture
from vision import cli
from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.commands import Ended


POSES = Path(__file__).parents[2] / "routines" / "poses"
KINDS = ("recognise", "tell", "form", "aim", "movement", "leave")
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


# --- unknot poses ------------------------------------------------------------------------------


def rows_of(out: str) -> dict[str, list[list[str]]]:
    """Read the tables: cells of every row that names a criterion, by pose."""
    tables: dict[str, list[list[str]]] = {}
    for line in out.splitlines():
        if line and line[0] not in "┏┃┡│└ ":
            tables[line.partition(":")[0]] = rows = []
        elif line.startswith("│"):
            rows.append([cell.strip() for cell in line.strip("│").split("│")])
    return tables


def criteria_of(file: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Read a pose file: its criteria by kind and name, for the right leg in front."""
    text = file.read_text(encoding="utf-8").replace("{front}", "right").replace("{back}", "left")
    pose = tomlkit.parse(text).unwrap()
    return {(k, n): c for k in KINDS for n, c in pose.get(k, {}).items()}


@pytest.mark.parametrize("file", sorted(POSES.glob("*.toml")), ids=lambda file: file.stem)
def test_every_criterion_is_printed(unknot: Callable[..., Ended], file: Path) -> None:
    """Kind, name, band, margin and reason stand in one row, all of them as shipped."""
    ended = unknot("poses", file.stem)
    ((pose, rows),) = rows_of(ended.out).items()
    printed = {(kind, name): rest for kind, name, *rest in rows}
    criteria = criteria_of(file)
    assert (pose, printed.keys(), ended.code) == (file.stem, criteria.keys(), 0)
    for key, criterion in criteria.items():
        band, margin, why, origin = printed[key]
        numbers = [f"{criterion[end]:g}" for end in ("low", "high") if end in criterion]
        assert [part for part in [criterion["measure"], *numbers] if part not in band] == []
        assert (why, origin) == (criterion["why"], "shipped")
        assert float(margin) == criterion.get("margin", 0.0)


def test_all_poses_are_printed_unless_some_are_named(unknot: Callable[..., Ended]) -> None:
    """Without names all of them, with names those, in the order asked for."""
    everything = rows_of(unknot("poses").out)
    assert everything.keys() == {file.stem for file in POSES.glob("*.toml")}
    assert list(rows_of(unknot("poses", "hero", "diamond").out)) == ["hero", "diamond"]


def bow_of(ended: Ended) -> tuple[str, str]:
    """Return the band and the origin printed for the diamond's back."""
    assert ended.err == ""
    rows = {row[1]: row for row in rows_of(ended.out)["diamond"]}
    return rows["back_straight"][2], rows["back_straight"][5]


def test_a_changed_value_names_its_file(unknot: Callable[..., Ended]) -> None:
    """What was changed, and where, is told; what was not stays as shipped."""
    Path("mine.toml").write_text("[diamond.form.back_straight]\nhigh = 0.123", encoding="utf-8")
    ended = unknot("poses", "diamond", "--thresholds", "mine.toml")
    band, origin = bow_of(ended)
    assert "0.123" in band
    assert origin == "high: mine.toml"
    others = [row[5] for row in rows_of(ended.out)["diamond"] if row[1] != "back_straight"]
    assert set(others) == {"shipped"}


def test_saved_thresholds_are_used(unknot: Callable[..., Ended], settings: Path) -> None:
    """A file of that name in the settings folder needs no option."""
    saved = settings / "thresholds.toml"
    saved.write_text("[diamond.form.back_straight]\nhigh = 0.123", encoding="utf-8")
    band, origin = bow_of(unknot("poses", "diamond"))
    assert "0.123" in band
    assert origin == f"high: {saved}"


def test_thresholds_that_are_named_win(unknot: Callable[..., Ended], settings: Path) -> None:
    """The option changes single values over the saved ones, and leaves the others."""
    saved = settings / "thresholds.toml"
    saved.write_text("[diamond.form.back_straight]\nhigh = 0.123\nlow = -9", encoding="utf-8")
    Path("mine.toml").write_text("[diamond.form.back_straight]\nhigh = 0.456", encoding="utf-8")
    ended = unknot("poses", "diamond", "--thresholds", "mine.toml")
    (row,) = (row for row in rows_of(ended.out)["diamond"] if row[1] == "back_straight")
    assert row[2].startswith("-9 <= back_bow <= 0.456")
    assert "high: mine.toml" in ended.out
    assert f"low: {saved}" in ended.out


def test_a_criterion_can_be_left_out(unknot: Callable[..., Ended], settings: Path) -> None:
    """``enabled = false`` takes it out of the pose."""
    saved = settings / "thresholds.toml"
    saved.write_text("[diamond.form.back_straight]\nenabled = false", encoding="utf-8")
    names = [row[1] for row in rows_of(unknot("poses", "diamond").out)["diamond"]]
    assert "back_straight" not in names
    assert "trunk_upright" in names


def test_own_poses_are_found(unknot: Callable[..., Ended], settings: Path) -> None:
    """A file in the settings folder is a pose like any other."""
    (settings / "poses").mkdir()
    (settings / "poses" / "mountain.toml").write_text(OWN_POSE, encoding="utf-8")
    ended = unknot("poses", "mountain")
    (row,) = rows_of(ended.out)["mountain"]
    assert row[:2] == ["recognise", "upright"]


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


@pytest.mark.parametrize("command", ["practise", "poses", "check", "model"])
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

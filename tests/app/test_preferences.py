"""What is remembered: where it is kept, what wins, and that nothing is written unasked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import typer

from vision.app import practise as app
from vision.app.preferences import SETTINGS, Remembered, remembered
from vision.cli import command_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.app.commands import Ended
    from vision.app.live.options import Options


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """Give the options that practices are begun with; nothing else is done."""
    given: list[Options] = []

    def practise(options: Options, *_: object) -> int:
        given.append(options)
        return 0

    monkeypatch.setattr(app, "practise", practise)
    return given


def test_what_is_set_is_used_until_it_is_reset(
    unknot: Callable[..., Ended], asked: list[Options], settings: Path
) -> None:
    """By the option of its name; one that is given wins, and all else stays as it was."""
    for name, value in [
        ("camera", "1"),
        ("hold", "60,3=90"),
        ("rest", "20"),
        ("window", "no"),
        ("flow", "relax_only"),
    ]:
        ended = unknot("settings", "set", name, value)
        assert (ended.code, ended.out) == (0, f"saved in {settings / 'settings.toml'}\n")
    unknot("practise")
    unknot("practice", "--hold", "5", "--window")
    unknot("settings", "reset", "camera", "rest")
    unknot("practise")
    unknot("settings", "reset")
    unknot("practise")
    found = [(o.camera, o.hold, o.rest, o.window, o.flow, o.mirror) for o in asked]
    assert found == [
        ("1", "60,3=90", 20.0, False, "relax_only", True),
        ("1", "5", 20.0, True, "relax_only", True),
        (None, "60,3=90", None, False, "relax_only", True),
        (None, None, None, True, "cramp_relief", True),
    ]
    assert asked[0].remembered == {"camera", "hold", "rest", "window", "flow"}
    assert asked[1].remembered == {"camera", "rest", "flow"}


def test_the_demo_has_its_own_pictures_and_times(
    unknot: Callable[..., Ended], asked: list[Options]
) -> None:
    """What is remembered for one's own practice does not keep it from playing."""
    for name, value in [("camera", "1"), ("hold", "60"), ("flow", "relax_only"), ("mirror", "no")]:
        unknot("settings", "set", name, value)
    unknot("practise", "--demo", "--rest", "7")
    demo = asked[0].for_demo()
    assert (demo.camera, demo.hold, demo.flow) == (None, None, "cramp_relief")
    assert (demo.rest, demo.mirror) == (7.0, False)


def test_each_value_is_shown_with_where_it_comes_from(
    unknot: Callable[..., Ended], settings: Path
) -> None:
    """And with what it is."""
    unknot("settings", "set", "breath", "4-0-6-0")
    rows = {
        line.split("│")[1].strip(): line
        for line in unknot("settings").out.splitlines()
        if "│" in line
    }
    assert set(rows) == set(SETTINGS)
    assert "4-0-6-0" in rows["breath"]
    assert str(settings / "settings.toml") in rows["breath"]
    assert "default" in rows["flow"]
    assert "cramp_relief" in rows["flow"]


def test_nothing_is_written_unasked(
    unknot: Callable[..., Ended], asked: list[Options], settings: Path
) -> None:
    """Neither by a practice nor by looking."""
    unknot("practise", "--hold", "5", "--camera", "3")
    unknot("settings")
    assert unknot("settings", "reset", "hold").out == "nothing was remembered\n"
    assert (len(asked), list(settings.iterdir())) == (1, [])


def test_what_the_user_wrote_by_hand_stays(unknot: Callable[..., Ended], settings: Path) -> None:
    """Comments, order and numbers without quotes."""
    file = settings / "settings.toml"
    file.write_text("# mine\ncamera = 1  # the good one\nhold = 45\n", encoding="utf-8")
    assert remembered() == {"camera": "1", "hold": "45"}
    unknot("settings", "set", "start", "left")
    unknot("settings", "reset", "hold")
    text = file.read_text(encoding="utf-8")
    assert text == '# mine\ncamera = 1  # the good one\nstart = "left"\n'


@pytest.mark.skipif(os.name != "posix", reason="the modes of POSIX")
def test_the_file_is_for_the_user_alone(
    unknot: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the folder it is made in."""
    folder = tmp_path / "new"
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(folder))
    unknot("settings", "set", "rest", "5")
    modes = [path.stat().st_mode & 0o777 for path in (folder, folder / "settings.toml")]
    assert modes == [0o700, 0o600]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("set breth 4-4-4-4", "there is no setting 'breth'; did you mean 'breath'"),
        ("set breath deep", "--breath expects four numbers"),
        ("set hold inf", "--hold expects seconds"),
        ("set start up", "--start expects left or right, got 'up'"),
        ("set rest long", "rest expects a number, got 'long'"),
        ("set rest nan", "--rest expects seconds"),
        ("set window maybe", "window expects yes or no, got 'maybe'"),
        ("set flow relax_onl", "did you mean 'relax_only'"),
        ("reset breth", "did you mean 'breath'"),
    ],
)
def test_what_cannot_be_meant_is_not_remembered(
    unknot: Callable[..., Ended], settings: Path, arguments: str, said: str
) -> None:
    """One line, exit code 2, and no file."""
    ended = unknot("settings", *arguments.split())
    assert said in ended.complaint
    assert (ended.code, list(settings.iterdir())) == (2, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("breth = 1", ["breth is not known here", "breath"]),
        ("breath = 'deep'", ["settings.toml: breath", "four numbers", "settings reset breath"]),
        ("rest = -1", ["settings.toml: rest", "--rest expects seconds"]),
        ("mirror = 'no'", ["settings.toml: mirror should be true or false"]),
        ("[breath", ["not valid TOML"]),
    ],
)
def test_a_mistake_in_the_file_is_named(
    unknot: Callable[..., Ended], settings: Path, text: str, said: list[str]
) -> None:
    """Where it is used; what needs no settings works all the same, and resetting mends it."""
    (settings / "settings.toml").write_text(text, encoding="utf-8")
    for command in ("practise", "settings"):
        ended = unknot(command)
        assert [part for part in said if part not in ended.complaint] == []
        assert ended.code == 2
    assert unknot("--version").code == 0
    assert unknot("settings", "reset").code == 0
    assert unknot("settings").code == 0


def test_the_options_say_the_same_as_the_table() -> None:
    """Each setting is an option of its commands, with its default."""
    commands: Any = typer.main.get_command(command_line())
    for name, setting in SETTINGS.items():
        for command in setting.commands:
            (option,) = (p for p in commands.commands[command].params if p.name == name)
            assert (option.default, option.help) == (setting.default, setting.help)
            assert name in Remembered({}).get(command, {name: ""}) or name not in remembered()

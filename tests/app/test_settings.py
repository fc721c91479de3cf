"""Where poses, flows, the demo and the user's own changes come from."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import pytest
import tomlkit

from tests.paths import ROUTINES
from vision.app.preferences import CONFIG_FOLDER_VARIABLE, config_folder
from vision.app.settings import (
    DEFAULT_FLOW,
    demo_clip,
    load_demo_flow,
    load_flow,
    load_library,
)
from vision.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Band

POSE = """
title = "Own {name}"
say = "Sit."
[recognise.upright]
measure = "trunk_tilt_deg"
low = -20
high = 20
why = "Upright."
"""
FLOW = """
title = "Own flow"
notice = "This is not medical advice."
[[steps]]
pose = "{pose}"
hold_s = 7
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty settings folder."""
    folder = tmp_path / "settings"
    monkeypatch.setenv(CONFIG_FOLDER_VARIABLE, str(folder))
    return folder


def write(file: Path, text: str) -> Path:
    """Write a file, and the folders it is in."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def bow(library: PoseLibrary) -> Band:
    """Return the diamond's band of the back."""
    (pose,) = library.variants("diamond")
    (criterion,) = (c for c in pose.criteria if c.name == "back_straight")
    return criterion.band


def test_the_folder_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable names another folder than the system's."""
    monkeypatch.setenv(CONFIG_FOLDER_VARIABLE, "elsewhere")
    assert config_folder() == Path("elsewhere")


def test_the_folder_is_the_system_s_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings are where the system keeps those of other programs."""
    monkeypatch.delenv(CONFIG_FOLDER_VARIABLE, raising=False)
    assert config_folder() == platformdirs.user_config_path("unknot")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty name would be the current folder, which nobody means."""
    monkeypatch.setenv(CONFIG_FOLDER_VARIABLE, "")
    assert config_folder() == platformdirs.user_config_path("unknot")


@pytest.mark.usefixtures("settings")
def test_everything_shipped_loads_without_settings() -> None:
    """A new user has no settings folder: all poses are as shipped, and every flow loads."""
    library = load_library(None)
    assert set(library.names()) == {file.stem for file in (ROUTINES / "poses").glob("*.toml")}
    assert library.changed == {}
    for file in (ROUTINES / "flows").glob("*.toml"):
        assert load_flow(file.stem, library).steps


def test_saved_thresholds_apply_and_named_ones_win(settings: Path, tmp_path: Path) -> None:
    """Value by value: what the named file leaves alone, the saved one sets."""
    saved = write(
        settings / "thresholds.toml", "[diamond.form.back_straight]\nhigh = 0.2\nmargin = 0.01"
    )
    named = write(tmp_path / "mine.toml", "[diamond.form.back_straight]\nhigh = 0.3")
    assert (bow(load_library(None)).high, bow(load_library(None)).margin) == (0.2, 0.01)
    both = load_library(named)
    assert (bow(both).high, bow(both).margin) == (0.3, 0.01)
    place = ("diamond", "form", "back_straight")
    assert both.changed == {(*place, "high"): str(named), (*place, "margin"): str(saved)}


@pytest.mark.usefixtures("settings")
def test_missing_thresholds_are_told(tmp_path: Path) -> None:
    """A file that was asked for and is not there is no empty one."""
    with pytest.raises(ConfigError, match=r"mine\.toml.*No such file"):
        load_library(tmp_path / "mine.toml")


def test_broken_saved_thresholds_are_told(settings: Path) -> None:
    """What is saved is not passed over in silence when it cannot be read."""
    write(settings / "thresholds.toml", "[diamond")
    with pytest.raises(ConfigError, match=r"thresholds\.toml is not valid TOML"):
        load_library(None)


def test_own_poses_join_and_replace_the_shipped_ones(settings: Path) -> None:
    """A new name is a new pose; a known one takes the shipped pose's place."""
    for name in ("mountain", "hero"):
        write(settings / "poses" / f"{name}.toml", POSE.format(name=name))
    library = load_library(None)
    assert library.variants("mountain")[0].title == "Own mountain"
    assert library.variants("hero")[0].title == "Own hero"
    assert library.variants("diamond")[0].title == "Diamond pose"


def test_own_flows_join_and_replace_the_shipped_ones(settings: Path) -> None:
    """The user's flow is preferred to a shipped one of the same name."""
    write(settings / "flows" / "evening.toml", FLOW.format(pose="hero"))
    write(settings / "flows" / "relax_only.toml", FLOW.format(pose="diamond"))
    library = load_library(None)
    names = ("evening", "relax_only", DEFAULT_FLOW)
    assert [len(load_flow(name, library).steps) for name in names] == [1, 1, 13]


@pytest.mark.usefixtures("settings")
def test_an_unknown_flow_is_answered_with_the_known_ones() -> None:
    """With the nearest name first."""
    with pytest.raises(UsageError, match=r"'relax_onl'; did you mean 'relax_only'\? Known: cramp"):
        load_flow("relax_onl", load_library(None))


@pytest.mark.usefixtures("settings")
def test_folders_where_the_user_stands_are_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody may well have a folder called routines, or run from one."""
    write(tmp_path / "routines" / "poses" / "diamond.toml", POSE.format(name="diamond"))
    write(tmp_path / "routines" / "flows" / "mine.toml", FLOW.format(pose="diamond"))
    monkeypatch.chdir(tmp_path)
    library = load_library(None)
    assert library.variants("diamond")[0].title == "Diamond pose"
    with pytest.raises(UsageError, match="no flow 'mine'"):
        load_flow("mine", library)


def test_the_demo_clip_is_there() -> None:
    """It ships, and is an MP4 whose index comes before its pictures."""
    with demo_clip() as file:
        assert file.is_file()
        head = file.read_bytes()[:4096]
    assert head[4:8] == b"ftyp"
    assert b"moov" in head


@pytest.mark.usefixtures("settings")
def test_the_demo_s_flow_is_what_its_clip_shows() -> None:
    """Step by step, and each hold is as long as the clip stays for it."""
    flow = load_demo_flow(load_library(None))
    played = tomlkit.parse((ROUTINES / "demo.toml").read_text(encoding="utf-8")).unwrap()["step"]
    assert [(step.pose.name, step.pose.side, step.hold_s) for step in flow.steps] == [
        (step["pose"], step.get("side"), step["hold_s"]) for step in played
    ]
    assert all(step["hold_s"] < step["out_s"] - step["in_pose_s"] for step in played)
    marks = [(step["start_s"], step["in_pose_s"], step["settled_s"]) for step in played]
    assert list(chain(*marks)) == sorted(chain(*marks))


@pytest.mark.usefixtures("settings")
def test_the_demo_shows_the_default_flow() -> None:
    """It shows what a practice is like: only the holds are its own."""
    library = load_library(None)
    demo, flow = load_demo_flow(library), load_flow(DEFAULT_FLOW, library)
    assert demo == flow.with_holds([step.hold_s for step in demo.steps])


def test_the_demo_is_not_changed_by_flows_of_the_user_s(settings: Path) -> None:
    """An own default flow, of another length or broken, does not keep the clip from playing."""
    shipped = load_demo_flow(load_library(None))
    for text in (FLOW.format(pose="hero"), "[[steps"):
        write(settings / "flows" / f"{DEFAULT_FLOW}.toml", text)
        assert load_demo_flow(load_library(None)) == shipped

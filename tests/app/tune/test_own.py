"""Poses and flows of one's own: checked before they are saved, and nothing is lost."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

import pytest
from rich.console import Console

from tests.paths import ROOT
from tests.session.takes import take_of
from tests.tune.own_recordings import KNEELING, LONG_SIT, LYING, STANDING, recording
from vision.app.preferences import CONFIG_FOLDER_VARIABLE
from vision.app.settings import load_flow, load_library
from vision.app.tune.own import NewPose, Plan, plan_own_pose, save_own, saved_lines
from vision.app.tune.own_folder import check_flow, with_pose
from vision.app.tune.terminal import print_plan
from vision.criteria.soundness import faults
from vision.errors import ConfigError, OutputError, UsageError
from vision.measure.catalog import UNITS
from vision.session.recorded.scores import recognition

if TYPE_CHECKING:
    from pathlib import Path

GUIDE: Final = ROOT / "docs" / "own-poses.md"
POSE: Final = """
title = "Own"
say = "Sit."
needs = ["trunk_tilt_deg"]
[recognise.upright]
measure = "trunk_tilt_deg"
low = -20
high = 20
margin = 10
view = "any"
why = "Upright."
"""
NOTICE: Final = "Not medical advice. Stop if it hurts. If cramps keep coming back, see a doctor."
FLOW: Final = f'title = "F"\nnotice = "{NOTICE}"\n[[steps]]\npose = "hero"  # best\nhold_s = 9'
OWN_FLOW: Final = FLOW.replace("hero", "own")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a configuration folder that is not there yet."""
    path = tmp_path / "settings"
    monkeypatch.setenv(CONFIG_FOLDER_VARIABLE, str(path))
    return path


def made(folder: Path, name: str = "long_sit", moments: str = "0-10,40-50", **new: Any) -> str:  # noqa: ANN401 (fields of a NewPose)
    """Make a pose from a made-up session, and return what is told of it."""
    of = ((10, LONG_SIT), (10, KNEELING), (10, LYING), (10, STANDING), (10, LONG_SIT))
    take = take_of(*recording(*of), name="a [bold] name")
    plan = plan_own_pose(take, load_library(None), folder, NewPose(name, moments, **new))
    out = StringIO()
    print_plan(take.name, plan, Console(file=out, width=120))
    saved = save_own(plan, load_library(None), folder)
    return "\n".join([out.getvalue(), *saved_lines(saved, plan.flow)])


def save(folder: Path, text: str = POSE, flow: str = OWN_FLOW, **options: bool) -> Path:
    """Save a pose, with its flow."""
    plan = Plan(NewPose("own", "0-9", **options), (), (), text, "own", flow)
    return save_own(plan, load_library(None), folder)[0]


def write(path: Path, text: str) -> Path:
    """Write a file, and the folders it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def files(folder: Path) -> list[str]:
    """Return the names of all files in a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


# --- made from a session -------------------------------------------------------------------------


def test_a_pose_made_from_moments_is_there_for_practice_and_review(folder: Path) -> None:
    """In a flow of its own, recognised where it was shown, and nowhere else; and sound."""
    told = made(folder)
    routine = load_flow("long_sit", load_library(None))
    (step,) = routine.steps
    assert (step.title, step.hold_s) == ("Long sit", 60)
    assert step.pose.say.startswith("Come into Long sit, slowly")
    assert faults(step.pose, UNITS) == ()
    t_s, measured = recording((10, LONG_SIT), (10, KNEELING))
    found = recognition(step.pose, measured, tell=True)
    assert (found[t_s < 10] > 0.5).all()
    assert (found[t_s >= 10] < 0.5).all()
    assert "unknot practise --flow long_sit" in told
    assert "a [bold] name" in told
    assert str(folder / "poses" / "long_sit.toml") in told


def test_a_pose_is_added_to_an_own_flow(folder: Path) -> None:
    """Where it was asked for, and what stood there is kept beside it."""
    path = write(folder / "flows" / "evening.toml", FLOW)
    made(folder, add_to="evening", at=0, hold_s=30.0, title="Legs long", say="Sit, softly.")
    steps = load_flow("evening", load_library(None)).steps
    assert [(s.title, s.hold_s) for s in steps] == [("Legs long", 30), ("Hero pose", 9)]
    assert "# best" in path.read_text(encoding="utf-8")
    assert path.with_name("evening.toml.before").read_text(encoding="utf-8") == FLOW


def test_a_flow_that_is_not_there_is_made(folder: Path) -> None:
    """With the notice that every flow has."""
    assert "--flow evening" in made(folder, add_to="evening")
    assert load_flow("evening", load_library(None)).title == "Evening"


def test_a_pose_made_again_stays_in_its_flow_once(folder: Path) -> None:
    """And the one before is kept."""
    made(folder)
    made(folder, moments="0-10", replace=True)
    assert len(load_flow("long_sit", load_library(None)).steps) == 1
    assert files(folder) == ["long_sit.toml", "long_sit.toml", "long_sit.toml.before"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"name": "diamond"}, "diamond is a pose that comes with unknot"),
        ({"name": "My pose"}, "lower-case words"),
        ({"add_to": "cramp_relief"}, "cramp_relief is a flow that comes with unknot"),
        ({"add_to": "../x"}, "lower-case words"),
        ({"moments": "0-99"}, "within the 49.9 s"),
        ({"say": "Push on."}, 'say says "Push"'),
        ({"say": "Push on", "title": "Bad"}, "and 2 more to change"),
        ({"title": "A {front} pose"}, "front"),
        ({"hold_s": -1.0}, "hold_s"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_written(
    folder: Path, asked: dict[str, Any], words: str
) -> None:
    """In one line."""
    with pytest.raises(UsageError, match=re.escape(words)) as told:
        made(folder, **asked)
    assert "\n" not in str(told.value)
    assert not folder.exists()


def test_nothing_is_made_of_moments_in_which_nobody_is_seen(folder: Path) -> None:
    """It is told why."""
    out = StringIO()
    take = take_of(*recording((10, {})), name="dark")
    plan = plan_own_pose(take, load_library(None), folder, NewPose("sit", "0-9"))
    print_plan(take.name, plan, Console(file=out, width=200))
    assert "more light" in out.getvalue()
    with pytest.raises(UsageError, match="no pose can be made of 0-9; nothing tells it"):
        save_own(plan, load_library(None), folder)
    assert not folder.exists()


# --- saved ---------------------------------------------------------------------------------------


def test_what_is_there_is_not_replaced_unless_it_is_said(folder: Path) -> None:
    """And then every text there ever was is kept."""
    save(folder)
    with pytest.raises(UsageError, match="is there already"):
        save(folder, POSE.replace("Own", "Second"))
    for title in ("Second", "Third"):
        save(folder, POSE.replace("Own", title), replace=True)
    save(folder, POSE.replace("Own", "Third"), replace=True)  # nothing new, nothing to keep
    poses = folder / "poses"
    assert files(folder / "flows") == ["own.toml"]
    assert files(poses) == ["own.toml", "own.toml.before", "own.toml.before2"]
    assert "Third" in (poses / "own.toml").read_text(encoding="utf-8")
    assert "Own" in (poses / "own.toml.before").read_text(encoding="utf-8")
    assert "Second" in (poses / "own.toml.before2").read_text(encoding="utf-8")
    assert load_library(None).poses["own", None].title == "Third"


def test_a_pose_that_is_not_sound_is_not_saved(folder: Path) -> None:
    """The same rules hold as for those that come with the program."""
    for text in (POSE.replace("needs", "# needs"), POSE.replace("Sit.", "You must."), "title ="):
        with pytest.raises(ConfigError, match=r"own\.toml"):
            save(folder, text)
    assert not folder.exists()


def test_a_pose_that_the_thresholds_no_longer_fit_is_not_saved(folder: Path) -> None:
    """Else nothing would load any more."""
    save(folder)
    changes = "[own.recognise.upright]\nhigh = 15\n[diamond.form.back_straight]\nhigh = 0.1\n"
    write(folder / "thresholds.toml", changes)
    with pytest.raises(ConfigError, match=r"thresholds\.toml"):
        save(folder, POSE.replace("recognise.upright", "recognise.sitting"), replace=True)
    save(folder, POSE.replace("Own", "Again"), replace=True)
    assert load_library(None).poses["own", None].criteria[0].band.high == 15


def test_a_full_disk_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is written whole or not at all."""
    path = save(folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vision.files.os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        save(folder, POSE.replace("Own", "Second"), replace=True)
    assert files(folder) == ["own.toml", "own.toml"]
    assert path.read_text(encoding="utf-8") == POSE


def test_a_link_stays_a_link(folder: Path, tmp_path: Path) -> None:
    """Who keeps the settings elsewhere finds them changed there."""
    elsewhere = write(tmp_path / "kept.toml", POSE)
    (folder / "poses").mkdir(parents=True)
    (folder / "poses" / "own.toml").symlink_to(elsewhere)
    save(folder, POSE.replace("Own", "Second"), replace=True)
    assert (folder / "poses" / "own.toml").is_symlink()
    assert "Second" in elsewhere.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("flow", "words"),
    [(FLOW.replace("hero", "giant"), "giant"), (FLOW.replace("doctor", "friend"), "doctor")],
)
def test_a_flow_is_checked_before_anything_is_written(folder: Path, flow: str, words: str) -> None:
    """Its steps have to be there, and its notice has to say when to stop."""
    with pytest.raises(UsageError, match=words):
        save(folder, flow=flow)
    assert not folder.exists()


# --- the guide -----------------------------------------------------------------------------------


def test_every_file_of_the_guide_loads_and_is_sound(folder: Path) -> None:
    """Poses by the rules for all poses, flows over the poses that come before them."""
    blocks = re.findall(
        r"```toml\n# (poses|flows)/(\w+)\.toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL
    )
    assert len(blocks) == GUIDE.read_text("utf-8").count("```toml")
    assert {kind for kind, *_ in blocks} == {"poses", "flows"}
    library = load_library(None)
    for kind, name, text in blocks:
        if kind == "poses":
            library = with_pose(library, folder, name, text)
        else:
            assert check_flow(name, text, library).steps

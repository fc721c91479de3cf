"""The command without its page: what cannot be meant is refused, what is saved is shown first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from rich.console import Console

from tests.app.tune.running import BACK, asked, ran, refused
from vision.app.settings import load_library
from vision.app.tune.own import NewPose
from vision.app.tune.run import tune
from vision.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.commands import Ended

pytestmark = pytest.mark.usefixtures("alone")
WHY: Final = "Seen on one evening."
USUAL: Final = 0.085


def high() -> float:
    """Return the bound that practising and reviewing use."""
    (pose,) = load_library(None).variants("diamond")
    return next(c.band.high for c in pose.criteria if c.name == "back_straight")


def everything(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """Return all files in a folder, with what is in them and when they were written."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


# --- what cannot be meant ------------------------------------------------------------------------

NO_NAMES: Final = "--report and --save expect --pose and --criterion; see unknot poses"
NO_NUMBER: Final = "--save expects a number to change, such as --low or --high; got none"
NO_WHY: Final = "--save expects --why, one line that tells where the numbers come from"


@pytest.mark.parametrize(
    ("of", "words"),
    [
        ({"sessions": []}, "expected sessions: videos, or the landmarks.npz that reviews saved"),
        ({"report": True}, NO_NAMES),
        ({"report": True, "pose": "diamond"}, NO_NAMES),
        ({"report": True, "criterion": "back_straight"}, NO_NAMES),
        ({"save": True, "numbers": {"high": 1.0}, "why": WHY}, NO_NAMES),
        ({**BACK, "save": True, "why": WHY}, NO_NUMBER),
        ({**BACK, "save": True, "report": True, "why": WHY}, NO_NUMBER),
        ({**BACK, "save": True, "numbers": {"high": 1.0}}, NO_WHY),
        ({**BACK, "save": True, "numbers": {"high": 1.0}, "why": " \t"}, NO_WHY),
        (
            {"new_pose": NewPose("", "0-9")},
            "--moments, --title, --say, --add-to and --replace expect --new-pose with a name",
        ),
        ({"criterion": "back_straight"}, "--criterion expects --pose as well; see unknot poses"),
        ({"numbers": {"high": 1.0}}, "numbers to try expect --pose and --criterion"),
        ({"why": WHY}, "--why is the reason for --save; add it, or leave --why out"),
        (
            {"new_pose": NewPose("sit", "0-9"), "sessions": [Path("a.npz"), Path("b.npz")]},
            "--new-pose takes its moments from one session, got 2",
        ),
        ({"pose": "diamont"}, "there is no pose 'diamont'; did you mean 'diamond'?"),
        ({**BACK, "criterion": "back"}, "diamond has no criterion 'back'; "),
        ({"flow": "cramps"}, "there is no flow 'cramps'; "),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_loaded(
    of: dict[str, Any], words: str
) -> None:
    """Though the session is not there either: looking at a video takes minutes."""
    assert words in refused(asked(**of))


@pytest.mark.parametrize(
    "of",
    [
        {"sessions": [Path("nowhere.npz")]},
        {"numbers": {"high": 1.0}},
        {"save": True},
        {"new_pose": NewPose("sit", "0-9")},
    ],
)
def test_labels_are_fitted_alone(of: dict[str, Any]) -> None:
    """What else was asked for would be passed over without a word."""
    words = refused(asked(**{"sessions": [], "fit": [Path("labels.csv")], **of}))
    assert words == (
        "--fit reads the sessions its labels name; leave sessions, numbers, --save and --new-pose "
        "out"
    )


def test_labels_that_are_not_there_are_told() -> None:
    """With their file."""
    options = asked(sessions=[], fit=[Path("labels.csv")])
    assert "cannot read the labels labels.csv" in refused(options, ConfigError)


def test_a_low_bound_above_the_high_one_is_refused(ann: Path, settings: Path) -> None:
    """Both as they were given, and one against what is saved; nothing is saved."""
    trunk = {"pose": "diamond", "criterion": "trunk_upright", "save": True, "why": WHY}
    for numbers, words in (
        ({"low": 30.0, "high": 10.0}, "low = 30 should be at most high = 10"),
        ({"low": 16.0}, "low = 16 should be at most high = 15"),
        ({"margin": -1.0}, "margin should be at least 0, got -1"),
        ({"call_after_s": float("nan")}, "call_after_s should be a finite number, got nan"),
    ):
        assert refused(asked(ann, **trunk, numbers=numbers)) == words
    assert everything(settings) == {}


def test_the_command_refuses_it_in_one_line(unknot: Callable[..., Ended], ann: Path) -> None:
    """And ends as it does whenever something cannot be meant."""
    names = ("--pose", "diamond", "--criterion", "trunk_upright")
    ended = unknot("tune", ann, *names, "--low", "30", "--high", "10", "--report")
    assert ended.code == 2
    assert ended.complaint == "unknot: low = 30 should be at most high = 10"


# --- reporting -----------------------------------------------------------------------------------


def test_a_report_tells_what_numbers_change_and_changes_nothing(
    ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a file is written, and none is written again."""
    before = everything(tmp_path)
    assert ran(asked(ann, **BACK, report=True, numbers={"high": 0.06})) == ""
    told = capsys.readouterr().out
    assert "diamond: Back straight (high 0.085 -> 0.06)" in told
    assert "1 -> 2" in told
    assert everything(tmp_path) == before
    assert not any(Path.cwd().iterdir())


def test_a_report_without_numbers_tells_what_is(
    ann: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is saved."""
    ran(asked(ann, **BACK, report=True))
    told = capsys.readouterr().out
    assert "(as saved)" in told
    assert "->" not in told


def test_a_report_of_several_sessions_counts_them_together(
    ann: Path, recorded: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each by its name."""
    (tmp_path / "ben.npz").write_bytes(recorded)
    ran(asked(ann, tmp_path / "ben.npz", **BACK, report=True))
    rows = [line.split("│") for line in capsys.readouterr().out.splitlines() if "│" in line]
    assert [(row[1].strip(), row[-2].strip()) for row in rows] == [
        *(("ann", "1"), ("ben", "1")),
        ("all", "2"),
    ]


# --- saving --------------------------------------------------------------------------------------


def test_what_is_saved_is_shown_and_used_from_now_on(
    ann: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table, the difference, and that it is done; the file says why."""
    assert high() == USUAL
    ran(asked(ann, **BACK, save=True, numbers={"high": 0.06}, why=WHY))
    told = capsys.readouterr().out
    assert "(high 0.085 -> 0.06)" in told
    lines = told.splitlines()
    assert "+[diamond.form.back_straight]" in lines
    assert "+high = 0.06" in lines
    assert f'+why = "{WHY}"' in lines
    assert lines[-1] == "unknot: saved. Practising and reviewing use it from now on."
    assert high() == 0.06
    saved = (settings / "thresholds.toml").read_text(encoding="utf-8")
    assert saved.splitlines() == [
        "[diamond.form.back_straight]",
        "high = 0.06",
        f'why = "{WHY}"',
    ]


def test_what_the_file_says_already_stays(ann: Path, settings: Path) -> None:
    """Comments, order, and other criteria."""
    path = settings / "thresholds.toml"
    before = "# Ours.\n[hero.form.back_straight]\nhigh = 0.09 # soft\n"
    path.write_text(before, encoding="utf-8")
    ran(asked(ann, **BACK, save=True, numbers={"high": 0.06}, why=WHY))
    after = path.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert high() == 0.06


def test_a_number_that_is_saved_already_is_refused(ann: Path, settings: Path) -> None:
    """There is nothing to save."""
    assert "by these numbers already" in refused(
        asked(ann, **BACK, save=True, numbers={"high": USUAL}, why=WHY)
    )
    assert everything(settings) == {}


def test_a_reason_of_two_lines_is_refused(ann: Path, settings: Path) -> None:
    """One line was asked for."""
    options = asked(ann, **BACK, save=True, numbers={"high": 0.06}, why="One.\nTwo.")
    assert "one line" in refused(options)
    assert everything(settings) == {}


def test_a_file_that_can_never_be_is_told(ann: Path, tmp_path: Path) -> None:
    """Its folder is a file."""
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    path = tmp_path / "taken" / "ours.toml"
    options = asked(ann, **BACK, save=True, numbers={"high": 0.06}, why=WHY, thresholds=path)
    with pytest.raises(ConfigError, match=re.escape(str(path))) as told:
        tune(options, Console(quiet=True))
    assert "\n" not in str(told.value)


# --- a file of its own ---------------------------------------------------------------------------


def test_a_file_that_is_named_is_tuned_instead_of_the_users_own(
    ann: Path, settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It need not be there yet, nor its folder; the user's own is read before it, and stays."""
    own = settings / "thresholds.toml"
    own.write_text("[diamond.form.back_straight]\nmargin = 0.01\n", encoding="utf-8")
    before = everything(settings)
    path = tmp_path / "studio" / "ours.toml"
    numbers = {"high": 0.06, "margin": 0.02}
    ran(asked(ann, **BACK, save=True, numbers=numbers, why=WHY, thresholds=path))
    assert "(high 0.085 -> 0.06, margin 0.01 -> 0.02)" in capsys.readouterr().out
    assert everything(settings) == before
    assert high() == USUAL
    saved = path.read_text(encoding="utf-8")
    assert "high = 0.06" in saved
    assert "margin = 0.02" in saved


def test_a_file_that_is_named_is_added_to(
    ann: Path, settings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it says already is what is saved."""
    path = tmp_path / "ours.toml"
    path.write_text("[diamond.form.back_straight]\nhigh = 0.07\n", encoding="utf-8")
    ran(asked(ann, **BACK, save=True, numbers={"margin": 0.01}, why=WHY, thresholds=path))
    assert "margin 0.03 -> 0.01" in capsys.readouterr().out
    saved = path.read_text(encoding="utf-8")
    assert "high = 0.07" in saved
    assert "margin = 0.01" in saved
    assert everything(settings) == {}


def test_a_report_by_a_file_that_is_not_there_does_not_make_it(ann: Path, tmp_path: Path) -> None:
    """Nothing was saved."""
    path = tmp_path / "studio" / "ours.toml"
    ran(asked(ann, **BACK, report=True, numbers={"high": 0.06}, thresholds=path))
    assert not path.parent.exists()


def test_a_file_that_cannot_be_meant_is_told(ann: Path, tmp_path: Path) -> None:
    """Before anything is looked at; it is left as it is."""
    path = tmp_path / "ours.toml"
    path.write_text("[diamond.form.back_strait]\nhigh = 1\n", encoding="utf-8")
    assert "did you mean 'back_straight'" in refused(
        asked(ann, **BACK, report=True, thresholds=path), ConfigError
    )


# --- a pose of one's own -------------------------------------------------------------------------


def test_a_pose_of_ones_own_is_made_without_a_page(
    ann: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the one session that was named."""
    ran(asked(ann, new_pose=NewPose("quiet_sit", "2-10,38-48")))
    assert "unknot practise --flow quiet_sit" in " ".join(capsys.readouterr().out.split())
    made = sorted(path.relative_to(settings).as_posix() for path in everything(settings))
    assert made == ["flows/quiet_sit.toml", "poses/quiet_sit.toml"]


def test_what_is_saved_elsewhere_is_used_with_that_file(
    ann: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is promised that is not so."""
    mine = tmp_path / "mine.toml"
    ran(asked(ann, **BACK, numbers={"high": 0.06}, save=True, why="Mine.", thresholds=mine))
    assert f"Practising and reviewing use it with --thresholds {mine}." in capsys.readouterr().out

"""``unknot poses``: what is checked, why, and where each value comes from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import tomlkit

from tests.paths import ROUTINES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.commands import Ended

POSES = ROUTINES / "poses"
KINDS = ("recognise", "tell", "form", "aim", "movement", "leave")
OWN_POSE = """
title = "Mountain"
say = "Stand."
[recognise.upright]
measure = "trunk_tilt_deg"
low = -20
high = 20
why = "Standing [as a tree]."
"""
Cells = tuple[str, str, str]


def tables_of(out: str) -> dict[str, list[Cells]]:
    """Read the tables: the cells of every row, by pose; a cell's lines as they are."""
    tables: dict[str, list[Cells]] = {}
    rows: list[Cells] = []
    lines: list[list[str]] = []
    for line in out.splitlines():
        if line.startswith("│"):
            lines.append([cell.strip() for cell in line.strip("│").split("│")])
        elif line[0] in "├└":
            first, second, third = ("\n".join(cells).strip() for cells in zip(*lines, strict=True))
            rows.append((first, second, third))
            lines = []
        elif line[0] not in "┏┃┡ ":
            tables[line.partition(":")[0]] = rows = []
    return tables


def row_of(ended: Ended, pose: str, criterion: str) -> tuple[str, str]:
    """Return what should be, and from where it is, of one criterion."""
    assert (ended.err, ended.code) == ("", 0)
    rows = {name.partition("\n")[0]: rest for name, *rest in tables_of(ended.out)[pose]}
    should_be, origin = rows[criterion]
    return should_be, origin


def criteria_of(file: Path) -> dict[str, dict[str, Any]]:
    """Read a pose file: its criteria by name and kind, for the right leg in front."""
    text = file.read_text(encoding="utf-8").replace("{front}", "right").replace("{back}", "left")
    pose = tomlkit.parse(text).unwrap()
    return {f"{n}\n{k}": c for k in KINDS for n, c in pose.get(k, {}).items()}


@pytest.mark.parametrize("file", sorted(POSES.glob("*.toml")), ids=lambda file: file.stem)
def test_every_criterion_is_printed(unknot: Callable[..., Ended], file: Path) -> None:
    """Name, kind, band, margin and reason stand in one row, all of them as shipped."""
    ended = unknot("poses", file.stem)
    ((pose, rows),) = tables_of(ended.out).items()
    printed = {name: rest for name, *rest in rows}
    criteria = criteria_of(file)
    assert (pose, printed.keys(), ended.code) == (file.stem, criteria.keys(), 0)
    for key, criterion in criteria.items():
        band, why = printed[key][0].split("\n")
        numbers = [f"{criterion[end]:g}" for end in ("low", "high") if end in criterion]
        margin = f"margin {criterion.get('margin', 0.0):g}"
        assert [p for p in [criterion["measure"], *numbers, margin] if p not in band] == []
        assert (why, printed[key][1]) == (criterion["why"], "shipped")


def test_all_poses_are_printed_unless_some_are_named(unknot: Callable[..., Ended]) -> None:
    """Without names all of them, with names those, in the order asked for."""
    everything = tables_of(unknot("poses").out)
    assert everything.keys() == {file.stem for file in POSES.glob("*.toml")}
    assert list(tables_of(unknot("poses", "hero", "diamond").out)) == ["hero", "diamond"]


def test_a_changed_value_names_its_file(unknot: Callable[..., Ended]) -> None:
    """What was changed, from what to what, and where; what was not stays as shipped."""
    Path("mine.toml").write_text(
        '[diamond.form.back_straight]\nhigh = 0.123\nlow = -1\nwhy = "Agreed [on Monday]."\n',
        encoding="utf-8",
    )
    ended = unknot("poses", "diamond", "--thresholds", "mine.toml")
    should_be, origin = row_of(ended, "diamond", "back_straight")
    assert should_be.startswith("-1 <= back_bow <= 0.123 (trunk)")
    assert should_be.endswith("\nAgreed [on Monday].")
    assert origin.splitlines() == [
        "high: 0.085 -> 0.123",
        "low: none -> -1",
        "why: its own",
        "by mine.toml",
        "the rest: shipped",
    ]
    others = {row[2] for row in tables_of(ended.out)["diamond"] if "back_straight" not in row[0]}
    assert others == {"shipped"}


def test_saved_thresholds_are_used(unknot: Callable[..., Ended], settings: Path) -> None:
    """A file of that name in the settings folder needs no option."""
    saved = settings / "thresholds.toml"
    saved.write_text("[diamond.form.back_straight]\ncall_after_s = 9", encoding="utf-8")
    _, origin = row_of(unknot("poses", "diamond"), "diamond", "back_straight")
    assert origin == f"call_after_s: 1.5 -> 9\nby {saved}\nthe rest: shipped"


def test_thresholds_that_are_named_win(unknot: Callable[..., Ended], settings: Path) -> None:
    """The option changes single values over the saved ones, and leaves the others."""
    saved = settings / "thresholds.toml"
    saved.write_text("[diamond.form.back_straight]\nhigh = 0.123\nlow = -9", encoding="utf-8")
    Path("mine.toml").write_text("[diamond.form.back_straight]\nhigh = 0.456", encoding="utf-8")
    ended = unknot("poses", "diamond", "--thresholds", "mine.toml")
    should_be, origin = row_of(ended, "diamond", "back_straight")
    assert should_be.startswith("-9 <= back_bow <= 0.456")
    high = ["high: 0.085 -> 0.456", "by mine.toml"]
    low = ["low: none -> -9", f"by {saved}"]
    assert origin.splitlines() == [*high, *low, "the rest: shipped"]


def test_a_criterion_that_is_left_out_is_shown_as_that(
    unknot: Callable[..., Ended], settings: Path
) -> None:
    """It does not vanish: who wonders why nobody is told of it finds the file that says so."""
    saved = settings / "thresholds.toml"
    saved.write_text("[diamond.form.back_straight]\nhigh = 0.2\nenabled = false", encoding="utf-8")
    ended = unknot("poses", "diamond")
    should_be, origin = row_of(ended, "diamond", "back_straight")
    assert should_be == "left out: nobody is checked for it"
    assert origin == f"high: not used\nleft out\nby {saved}\nthe rest: shipped"
    assert row_of(ended, "diamond", "trunk_upright")[1] == "shipped"
    saved.write_text("[diamond.form.back_straight]\nenabled = true", encoding="utf-8")
    _, origin = row_of(unknot("poses", "diamond"), "diamond", "back_straight")
    assert origin == f"not left out\nby {saved}\nthe rest: shipped"


def test_own_poses_are_found(unknot: Callable[..., Ended], settings: Path) -> None:
    """A file in the settings folder is a pose like any other, and nobody calls it shipped."""
    file = settings / "poses" / "mountain.toml"
    file.parent.mkdir()
    file.write_text(OWN_POSE, encoding="utf-8")
    should_be, origin = row_of(unknot("poses", "mountain"), "mountain", "upright")
    assert should_be.endswith("\nStanding [as a tree].")
    assert origin == str(file)
    saved = settings / "thresholds.toml"
    saved.write_text("[mountain.recognise.upright]\nlow = -10", encoding="utf-8")
    _, origin = row_of(unknot("poses", "mountain"), "mountain", "upright")
    assert origin == f"low: -20 -> -10\nby {saved}\nthe rest: {file}"


@pytest.mark.parametrize("columns", [80, 120, 200])
def test_no_name_is_cut_apart_where_a_terminal_is_narrow(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Every criterion and measure stays one word, and no line is longer than the terminal."""
    monkeypatch.setenv("COLUMNS", str(columns))
    out = unknot("poses").out
    assert {len(line) for line in out.splitlines()} == {columns}
    for file in POSES.glob("*.toml"):
        criteria = criteria_of(file)
        words = {name.partition("\n")[0] for name in criteria}
        words |= {c["measure"] for c in criteria.values()}
        assert {word for word in words if f" {word} " not in out} == set()


def test_the_page_shows_every_pose_with_its_pictures(unknot: Callable[..., Ended]) -> None:
    """In the order of the routine, and says where it is."""
    ended = unknot("poses", "--page", "poses.html")
    assert (ended.code, ended.out, ended.err) == (0, "", "written: poses.html\n")
    page = Path("poses.html").read_text(encoding="utf-8")
    shown = re.findall(r'<section class="card" id="(\w+)"', page)
    assert shown[:4] == ["diamond", "diamond_toes", "head_to_knee", "hero"]
    assert set(shown) == {file.stem for file in POSES.glob("*.toml")}
    for pose in re.split('<section class="card"', page)[1:]:
        assert "data:video/mp4;base64," in pose
        assert "data:image/jpeg;base64," in pose


def test_the_page_follows_changed_values(unknot: Callable[..., Ended], settings: Path) -> None:
    """And poses of one's own, which are shown without a picture."""
    (settings / "poses").mkdir()
    (settings / "poses" / "mountain.toml").write_text(OWN_POSE, encoding="utf-8")
    Path("mine.toml").write_text("[diamond.form.back_straight]\nhigh = 0.123", encoding="utf-8")
    names = ("diamond", "mountain")
    assert unknot("poses", *names, "--thresholds", "mine.toml", "--page", "p.html").code == 0
    diamond, mountain = Path("p.html").read_text(encoding="utf-8").split('id="mountain"')
    assert "at most 0.123 trunk lengths" in diamond
    assert "Standing [as a tree]." in mountain
    assert "<video" not in mountain


def test_a_page_never_replaces_what_it_is_made_of(unknot: Callable[..., Ended]) -> None:
    """The user's thresholds stay what they are, whatever may be replaced."""
    mine = Path("mine.toml")
    mine.write_text("[hero.form.back_straight]\nhigh = 0.1\n", encoding="utf-8")
    words = ["--thresholds", "mine.toml", "--page", "mine.toml", "--overwrite"]
    ended = unknot("poses", "hero", *words)
    assert "--page mine.toml would destroy mine.toml" in ended.complaint
    assert mine.read_text(encoding="utf-8").startswith("[hero")


def test_a_page_that_is_there_is_kept(unknot: Callable[..., Ended]) -> None:
    """Unless it is meant to be replaced; a folder cannot be."""
    Path("poses.html").write_text("mine", encoding="utf-8")
    refused = unknot("poses", "hero", "--page", "poses.html")
    assert refused.code == 2
    assert "--page poses.html is there already" in refused.complaint
    assert Path("poses.html").read_text(encoding="utf-8") == "mine"
    assert unknot("poses", "hero", "--page", "poses.html", "--overwrite").code == 0
    elsewhere = unknot("poses", "hero", "--page", "no/such/folder.html")
    assert (elsewhere.code, "cannot be written" in elsewhere.complaint) == (2, True)

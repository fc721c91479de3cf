"""Whatever a thresholds file looks like: what a save does not change stays, and undo is exact."""

from __future__ import annotations

import math
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.criteria.poses import POSE, UNITS, Text
from vision.criteria.library import PoseLibrary, load_poses
from vision.criteria.model import Kind
from vision.tune.bounds import Bounds
from vision.tune.saving.change import Change
from vision.tune.saving.thresholds import ThresholdsFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.criteria.toml import Readable

POSES = ("sit", "rise up")
PLACES = (("recognise", "upright"), ("form", "back_straight"))
COMMENTS = st.sampled_from(["# [sit.form.x]", "# low = 3", "#", "", "  # sit = {}", "", "\t"])
BEHIND = st.sampled_from(["", "", " # as agreed", "\t# low = 1"])
NUMBERS = {"low": (-90.0, -40.0), "high": (40.0, 90.0), "margin": (0.0, 9.0)}
WORDS = st.sampled_from(['"So."', "'They \"lean\" #'", '"""\nTwo\nlines"""'])


@dataclass(frozen=True)
class Line:
    """Some text of a file, and the criterion and key that it is about, if it is about any."""

    text: str
    about: tuple[str, ...] = ()


@st.composite
def lines_of(draw: st.DrawFn, pose: str, kind: str, name: str, style: str) -> list[Line]:
    """Write down some values of a criterion, in one of the styles of TOML."""
    values = {
        key: repr(draw(st.floats(*ends).map(lambda x: round(x, 3))))
        for key, ends in NUMBERS.items()
        if draw(st.booleans())
    }
    values |= {key: draw(WORDS) for key in ("why", "cue") if draw(st.booleans())}
    keys = draw(st.permutations(list(values)))
    quoted = f'"{pose}"' if " " in pose or draw(st.booleans()) else pose
    if style == "inline":
        inside = ", ".join(f"{key} = {values[key]}" for key in keys if "\n" not in values[key])
        return [Line(f"{name} = {{ {inside} }}{draw(BEHIND)}", (pose, kind, name, "*"))]
    head = {"header": "", "dotted": f"{quoted}.{kind}.{name}.", "pose": f"{kind}.{name}."}[style]
    lines = [Line(f"[{quoted}.{kind}.{name}]", (pose, kind, name))] if style == "header" else []
    for key in keys:
        lines += [Line(draw(COMMENTS)) for _ in range(draw(st.integers(0, 1)))]
        lines.append(Line(f"{head}{key} = {values[key]}{draw(BEHIND)}", (pose, kind, name, key)))
    return lines + [Line(draw(COMMENTS)) for _ in range(draw(st.integers(0, 2)))]


@st.composite
def files(draw: st.DrawFn) -> list[Line]:
    """Write a thresholds file: each pose in its own style, tables in any order."""
    first, parts = [Line(draw(COMMENTS))], []
    for pose in POSES:
        style = draw(st.sampled_from(["header", "header", "dotted", "pose", "inline"]))
        places = [place for place in PLACES if draw(st.booleans())]
        found = [draw(lines_of(pose, *place, style)) for place in places]
        if style == "dotted":
            first += [line for lines in found for line in lines]
        elif style == "pose" and found:
            parts.append([Line(f'["{pose}"]'), *(line for lines in found for line in lines)])
        elif style == "inline":
            heads = [Line(f'["{pose}".{kind}]') for kind, _ in places]
            parts += [[head, *lines] for head, lines in zip(heads, found, strict=True)]
        else:
            parts += found
    first.append(Line(""))
    return [*first, *(line for part in draw(st.permutations(parts)) for line in part)]


def check(file: Readable) -> PoseLibrary:
    """Load the poses with a thresholds file."""
    return load_poses([Text(f"{pose}.toml", POSE) for pose in POSES], [file], UNITS)


LIBRARY = check(Text("none.toml", ""))


def bounds_of(place: tuple[str, str, str]) -> Bounds:
    """Return the numbers of a criterion as its pose has them."""
    pose, kind, name = place
    criteria = LIBRARY.variants(pose)[0].of(Kind(kind))
    return next(Bounds.of(criterion) for criterion in criteria if criterion.name == name)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Change some numbers of a criterion, some of them to what they would be anyhow."""
    pose, (kind, name) = draw(st.sampled_from(POSES)), draw(st.sampled_from(PLACES))
    bounds = bounds_of((pose, kind, name))
    keys = draw(st.lists(st.sampled_from(list(NUMBERS)), min_size=1, unique=True))
    values = {key: round(draw(st.floats(*NUMBERS[key])), 4) for key in keys}
    for key in keys:
        if draw(st.booleans()) and math.isfinite(getattr(bounds, key)):
            values[key] = getattr(bounds, key)
    return Change(pose, Kind(kind), name, values, "Because.")


def leaves(table: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 (what TOML holds)
    """Return all values of a file by their keys."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, (*above, key))
        else:
            yield (*above, key), value


def expected(text: str, change: Change) -> dict[tuple[str, ...], Any]:
    """Return what a file should say after a save."""
    place = change.place
    values = dict(leaves(tomlkit.parse(text).unwrap()))
    values |= {(*place, key): value for key, value in change.values.items()}
    for key in change.values:
        if values[(*place, key)] == getattr(bounds_of(place), key):
            del values[(*place, key)]
    values.pop((*place, "why"), None)
    reason = {(*place, "why"): change.why} if any(k[:3] == place for k in values) else {}
    return {**values, **reason}


def kept(lines: list[Line], change: Change, after: set[tuple[str, ...]]) -> list[str]:
    """Return the lines of a file that a save has to leave."""
    gone = {(*change.place, key) for key in (*change.values, "why", "*")}
    if not any(where[:3] == change.place for where in after):
        gone |= {change.place}
    text = "\n".join(line.text for line in lines if line.about not in gone)
    return [line for line in text.split("\n") if line.strip()]


@settings(max_examples=60, deadline=None)
@given(files(), changes(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_a_save_does_not_change_stays(
    lines: list[Line],
    change: Change,
    newline: str,
    ended: bool,  # noqa: FBT001 (hypothesis)
) -> None:
    """All lines of the file but those of the changed keys, in their order; and undo is exact."""
    text = newline.join(line.text.replace("\n", newline) for line in lines) + newline * ended
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "thresholds.toml"
        path.write_bytes(text.encode())
        before = path.read_bytes()
        file = ThresholdsFile(path, check)
        file.write(file.proposal(change, check(path)))
        after = path.read_bytes().decode()
        found = dict(leaves(tomlkit.parse(after).unwrap()))
        assert found == expected(text, change)
        left = iter(line.removesuffix("\r") for line in after.split("\n"))
        assert [line for line in kept(lines, change, set(found)) if line not in left] == []
        assert "\r" not in after if newline == "\n" else "\n" not in after.replace("\r\n", "")
        if file.can_undo:
            file.undo()
        assert path.read_bytes() == before

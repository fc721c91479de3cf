"""Values of a TOML file changed, in every way in which a person may have written it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tomlkit

from vision.tune.saving.toml_edit import edited

if TYPE_CHECKING:
    from collections.abc import Mapping

PLACE = ("p", "form", "x")
OTHERS = "\n[q.form.x]\nhigh = 7\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[p.form.x]\nhigh = 2\nwhy = "w"\n'),
        ("# mine", '# mine\n\n[p.form.x]\nhigh = 2\nwhy = "w"\n'),
        ("[p.form.x]", '[p.form.x]\nhigh = 2\nwhy = "w"\n'),
        ("[p.form.x] # c\n\n# d\n", '[p.form.x] # c\nhigh = 2\nwhy = "w"\n\n# d\n'),
        ("[p.form.x]\nhigh = 1 # c", '[p.form.x]\nhigh = 2 # c\nwhy = "w"\n'),
        ("[ p . 'form' .x]\n\"high\"=1\n", '[ p . \'form\' .x]\n"high"=2\nwhy = "w"\n'),
        (
            "[p]\n  [p.form.x]\n  low = 0\n",
            '[p]\n  [p.form.x]\n  low = 0\n  high = 2\n  why = "w"\n',
        ),
        ("p.form.x.high = 1\nq.a = 1\n", 'p.form.x.high = 2\np.form.x.why = "w"\nq.a = 1\n'),
        (
            "[p]\nform.x.low = 1 # c\n",
            '[p]\nform.x.low = 1 # c\nform.x.high = 2\nform.x.why = "w"\n',
        ),
        ("[p.form]\nx = {low=1} # c\n", '[p.form]\nx = {low=1, high = 2, why = "w"} # c\n'),
        ("[p]\nform = { x = { } }\n", '[p]\nform = { x = {high = 2, why = "w" } }\n'),
        ("p = { form = {} }\n", 'p = { form = {x = {high = 2, why = "w"}} }\n'),
        ("[p.form.y]\nlow = 1\n", '[p.form.y]\nlow = 1\n\n[p.form.x]\nhigh = 2\nwhy = "w"\n'),
        (
            "[p.form.x]\nwhy = '''\nold''' # c\nhigh = 2.0 # d\n",
            '[p.form.x]\nwhy = "w" # c\nhigh = 2.0 # d\n',
        ),
    ],
)
def test_values_are_put_where_their_table_is(before: str, after: str) -> None:
    """In its style; a value that is the same already stays as it is written."""
    assert edited(before, PLACE, {"high": 2, "why": "w"}) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[p.form.x]\nhigh = 1\nlow = 0\n", "[p.form.x]\nlow = 0\n"),
        ("# c\n[p.form.x]\nhigh = 1 # d\n", "# c\n"),
        ("[p.form.x]\nhigh = 1\n# c\n", "[p.form.x]\n# c\n"),
        ("[p.form.x] # c\nhigh = 1\n", "[p.form.x] # c\n"),
        ("[p.form.x]\nhigh = 1\n\n# next\n[p.form.y]\nlow=1\n", "\n# next\n[p.form.y]\nlow=1\n"),
        ("[p.form.x]\nhigh = 1\n\n[p.form.y]\nlow = 1\n", "[p.form.y]\nlow = 1\n"),
        ("[q]\na = 1\n[p.form.x]\nhigh = 1\n\n# end\n", "[q]\na = 1\n\n# end\n"),
        ("p.form.x.high = 1\nq.a = 1\n", "q.a = 1\n"),
        ("[p]\nform.x.high = 1\nform.y.low = 1\n", "[p]\nform.y.low = 1\n"),
        ("[p.form]\nx = { high = 1 }\ny = 2\n", "[p.form]\ny = 2\n"),
        ("[p.form]\nx = { high = 1 } # c\n", "[p.form]\nx = {  } # c\n"),
        ("[q]\na = 1\n", "[q]\na = 1\n"),
    ],
)
def test_values_are_taken_out(before: str, after: str) -> None:
    """With a table that is left empty, but never with a comment on it or on what follows it."""
    assert edited(before, PLACE, {"high": None}) == after


@pytest.mark.parametrize(
    "text",
    [
        f"[p.form.x]\nhigh = 1\n{OTHERS}\n[p.aim.y]\nlow = 1\n",
        f"{OTHERS}\n[p.aim.y]\nlow = 1\n[q.aim.y]\nlow = 2\n[p.form.x]\nhigh = 1\n",
    ],
)
@pytest.mark.parametrize("values", [{"high": 2}, {"low": 0.5}, {"high": None}])
def test_tables_of_a_pose_may_stand_apart(text: str, values: Mapping[str, float | None]) -> None:
    """With others between them, in any order."""
    after = edited(text, PLACE, values)
    assert after is not None
    assert OTHERS.strip() in after
    assert "[p.aim.y]\nlow = 1\n" in after
    form = tomlkit.parse(after).unwrap()["p"].get("form", {})
    merged = {"high": 1, **values}
    assert form.get("x", {}) == {key: value for key, value in merged.items() if value is not None}


def test_what_tomlkit_cannot_add_to_is_given_up() -> None:
    """A table within an inline table that is made by dotted keys: nobody guesses."""
    assert edited("p = { form.y.high = 1 }\n", PLACE, {"high": 2}) is None


def test_what_does_not_come_out_as_it_was_meant_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the reason: the text is read again before anybody gets it."""
    monkeypatch.setattr("vision.tune.saving.toml_edit._edited", lambda *_: "[p.form.x]\nhigh = 3\n")
    assert edited("", PLACE, {"high": 2}) is None
    monkeypatch.setattr("vision.tune.saving.toml_edit._edited", lambda *_: "[p.form.x\n")
    assert edited("", PLACE, {"high": 2}) is None

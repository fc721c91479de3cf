"""Bounds placed on some sources, and pictures of the others recognised by them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks import accuracy_sources
from benchmarks.accuracy.labels import Answer, Photo, answer
from tests.builders import NAN, practitioner
from vision.app.settings import load_library

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.learn_kneeling import Looked

LIBRARY = load_library(None)
SHOWN = {"diamond": "diamond", "hero": "hero", "easy": "seated", "kneeling_other": "kneeling_up"}


def looked(repo: str) -> list[Looked]:
    """Return what is seen on pictures of one source: true landmarks of rendered people."""
    return [
        (Photo(f"{repo}{label}", label, "side", "photo", "ok", repo), None, practitioner(posture))  # type: ignore[misc]
        for label, posture in SHOWN.items()
    ]


def test_a_bound_is_placed_where_the_fewest_are_on_the_wrong_side() -> None:
    """In the middle of the gap; what cannot be told counts nowhere."""
    right, wrong = ([{"m": v} for v in some] for some in ((0.0, 0.1, 0.2, NAN), (0.6, 0.9)))
    assert accuracy_sources.bound("m", right, wrong) == pytest.approx(0.4)
    mixed = [*wrong, {"m": 0.05}]
    assert accuracy_sources.bound("m", right, mixed) == pytest.approx(0.4)
    assert accuracy_sources.bound("m", right, []) > 0.2


def test_a_wide_bound_keeps_those_who_kneel() -> None:
    """Each counts for two others, and the highest of equally good ones is taken."""
    right, wrong = ([{"m": v} for v in some] for some in ((0.0, 0.5), (0.3, 0.4, 0.9)))
    assert accuracy_sources.bound("m", right, wrong) == pytest.approx(0.15)
    assert accuracy_sources.bound("m", right, wrong, wide=True) == pytest.approx(0.7)


def test_only_the_placed_bounds_are_moved() -> None:
    """Of the kneeling poses; everything else stays as shipped."""
    names = accuracy_sources.measures_placed(LIBRARY)
    assert len(names) == len(accuracy_sources.PLACED)
    moved = accuracy_sources.with_bounds(LIBRARY, dict.fromkeys(names, 0.5))
    before, after = (lib.poses["diamond", None].criteria for lib in (LIBRARY, moved))
    changed = {a.name for a, b in zip(after, before, strict=True) if a != b}
    assert changed == set(accuracy_sources.PLACED)
    assert moved.poses["reclining_hero", None] == LIBRARY.poses["reclining_hero", None]


def test_a_source_is_judged_by_bounds_of_the_others() -> None:
    """Two sources of the same people: what one teaches holds for the other."""
    both = accuracy_sources.read([*looked("a"), *looked("b")])
    outcomes = accuracy_sources.held_out(both, LIBRARY, [])
    assert len(outcomes) == len(both)
    assert {o.answer for o in outcomes} == {Answer.RIGHT}
    made = accuracy_sources.tables(both, LIBRARY, [])
    assert [row[0] for row in made[0].rows][-1] == "as shipped"
    assert {row[3].hits for row in made[0].rows} == {0}


def test_the_chance_is_learnt_from_the_others_too() -> None:
    """Where all others who are like the shown ones do not kneel, none of them is recognised."""
    kneels, wrongly = accuracy_sources.read(looked("a")), accuracy_sources.read(looked("b"))
    others = [
        replace(each, example=replace(each.example, kneels=not each.example.kneels))
        for each in wrongly
        if each.example
    ]
    outcomes = accuracy_sources.held_out([*kneels, *(20 * others)], LIBRARY, [], placed_anew=False)
    own = {o.photo.label: o for o in outcomes if o.photo.repo == "a"}
    assert own["diamond"].recognised is None
    assert own["diamond"].found


def test_nobody_is_nothing() -> None:
    """A picture without anybody counts as not found, and teaches nothing."""
    (photo, frame, _), *_ = looked("a")
    (nobody,) = accuracy_sources.read([(photo, frame, None)])
    assert not nobody.outcome(LIBRARY).found
    assert nobody.example is None


def test_either_of_two_that_cannot_be_told_apart_is_right() -> None:
    """For both labels, and for no other."""
    for label in ("diamond", "hero", "diamond_salah"):
        assert answer(label, "diamond", ("hero",)) is Answer.RIGHT
    assert answer("diamond_toes", "diamond", ("hero",)) is Answer.WRONG
    assert answer("easy", "diamond", ("hero",)) is Answer.WRONG


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """In one line, before the model is looked for."""
    with pytest.raises(SystemExit, match="nowhere"):
        accuracy_sources.main([str(tmp_path / "nowhere"), str(tmp_path / "none.npz")])

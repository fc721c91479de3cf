"""Bounds placed on some sources, and pictures of the others recognised by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import accuracy_sources
from benchmarks.accuracy.labels import Answer, Photo, answer
from tests.builders import NAN, practitioner
from vision.app.settings import load_library

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = load_library(None)
SHOWN = {"diamond": "diamond", "hero": "hero", "easy": "seated", "kneeling_other": "kneeling_up"}


def looked(repo: str) -> list[accuracy_sources.Looked]:
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
    both = [*looked("a"), *looked("b")]
    outcomes = accuracy_sources.held_out(both, LIBRARY)
    assert len(outcomes) == len(both)
    assert {o.answer for o in outcomes} == {Answer.RIGHT}
    made = accuracy_sources.tables(both, LIBRARY)
    assert [row[0] for row in made[0].rows] == ["bounds from other sources", "as shipped"]


def test_either_of_two_that_cannot_be_told_apart_is_right() -> None:
    """For both labels, and for no other."""
    for label in ("diamond", "hero", "diamond_salah"):
        assert answer(label, "diamond", ("hero",)) is Answer.RIGHT
    assert answer("diamond_toes", "diamond", ("hero",)) is Answer.WRONG
    assert answer("easy", "diamond", ("hero",)) is Answer.WRONG


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """In one line, before the model is looked for."""
    with pytest.raises(SystemExit, match="nowhere"):
        accuracy_sources.main([str(tmp_path / "nowhere")])

"""What is learnt of kneeling, from examples whose truth is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import learn_kneeling
from benchmarks.learn_kneeling import Example
from tests.builders import NAN, practitioner
from vision.measure.body import body_from_landmarks
from vision.measure.space.kneeling import FEATURES

if TYPE_CHECKING:
    from pathlib import Path

COUNT = len(FEATURES)


def examples(source: str, count: int = 40, sign: float = 1.0) -> list[Example]:
    """Return bodies of which those kneel whose first feature is above 1; the others are noise."""
    rng = np.random.default_rng(len(source))
    numbers = rng.normal(1.0, 1.0, (count, COUNT))
    numbers[:, 0] += np.sign(numbers[:, 0] - 1.0)
    return [Example(source, bool(sign * (row[0] - 1.0) > 0.0), row) for row in numbers]


def test_what_tells_is_learnt_and_noise_is_not() -> None:
    """The feature that tells has by far the largest weight, and the chance follows it."""
    learnt = learn_kneeling.fit([*examples("a", 200), *examples("bb", 200)])
    assert abs(learnt.slope[0]) > 4 * np.abs(learnt.slope[1:]).max()
    row = np.ones(COUNT)
    above, below = (learnt.chance(np.where(np.arange(COUNT) == 0, v, row)) for v in (2.0, 0.0))
    assert above > 0.8
    assert below < 0.2


def test_a_source_is_asked_about_by_what_the_others_taught() -> None:
    """One that contradicts all others is told wrongly, and they rightly."""
    every = [*examples("a", 120), *examples("bb", 120), *examples("ccc", 30, sign=-1.0)]
    chances = learn_kneeling.held_out(every)
    right = np.array([(c > 0.5) == e.kneels for c, e in zip(chances, every, strict=True)])
    contrary = np.array([e.source == "ccc" for e in every])
    assert right[~contrary].mean() > 0.75
    assert right[contrary].mean() < 0.2


def test_many_pictures_of_one_source_count_for_less() -> None:
    """By the root of their number; both answers count the same in all."""
    every = [*examples("a", 100), *examples("bb", 4)]
    kneels = np.array([e.kneels for e in every], float)
    counts = learn_kneeling._counts(every, kneels)  # noqa: SLF001 - it is hard to see from outside
    assert counts[kneels == 1.0].sum() == pytest.approx(counts[kneels == 0.0].sum())
    one_of = {e.source: c for e, c in zip(every, counts, strict=True) if e.kneels}
    assert one_of["bb"] == pytest.approx(5.0 * one_of["a"])


def test_who_lies_or_stands_is_no_example() -> None:
    """Only who sits with a folded knee could be taken for kneeling."""
    body = body_from_landmarks(practitioner("diamond"))
    for knee_deg, lean_deg, is_one in (
        (20.0, 3.0, True),
        (NAN, 3.0, True),
        (170.0, 3.0, False),
        (20.0, -90.0, False),
        (20.0, NAN, False),
    ):
        values = {"knee_fold_near_deg": knee_deg, "trunk_tilt_deg": lean_deg}
        found = learn_kneeling.example("a", body, values, kneels=True)
        assert (found is not None) == is_one


def test_chances_are_told_in_number() -> None:
    """Each bin: how many, what they were told, and how many kneel; empty ones are left out."""
    chances, kneels = np.array([0.05, 0.15, 0.9, 1.0]), np.array([False, True, True, True])
    (low, *first), (_, *last) = learn_kneeling.calibration(chances, kneels)
    assert (low, first) == (0.0, [0.2, 2, pytest.approx(0.1), 0.5])
    assert last == [1.0, 2, pytest.approx(0.95), 1.0]


def test_what_is_learnt_is_written_as_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To four digits, with a picture of how right it is."""
    (tmp_path / "models").mkdir()
    monkeypatch.chdir(tmp_path)
    every = [*examples("a", 60), *examples("bb", 60), *examples(learn_kneeling.RENDERED, 60)]
    learn_kneeling.report(every, tmp_path / "drawn.png", write=True)
    assert "## Photographs, in number" in capsys.readouterr().out
    assert (tmp_path / "drawn.png").stat().st_size > 5_000
    written = json.loads((tmp_path / "models" / "kneeling.json").read_text(encoding="utf-8"))
    learnt = learn_kneeling.fit(every)
    assert written["constant"] == pytest.approx(learnt.constant, rel=1e-3)
    for place, name in enumerate(FEATURES):
        assert written["features"][name]["slope"] == pytest.approx(learnt.slope[place], rel=1e-3)

"""Photographs on a border between poses are told from those that engines call differently."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from benchmarks import agreement_photos
from vision.landmarks.engines import LITERT, Engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pytest


class Named:
    """A photograph that was checked."""

    def __init__(self, pose: str | None) -> None:
        self._pose = pose

    def record(self) -> dict[str, Any]:
        """Return what is printed of it."""
        return {"pose": self._pose}


def test_names_are_counted_by_engine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copies differ from the photograph by one grey level, and from one another."""
    photo = tmp_path / "photo.png"
    cv2.imwrite(str(photo), np.full((40, 60, 3), 128, np.uint8))
    shown: list[np.ndarray] = []

    def check(photos: Sequence[Path], engine: Engine, _: object) -> Iterator[Named]:
        shown.extend(cv2.imread(str(each)).astype(int) for each in photos)
        names = ["hero", "hero", "diamond", None] if engine.name == LITERT else ["hero"] * 4
        return map(Named, names)

    monkeypatch.setattr(agreement_photos, "check_photos", check)
    monkeypatch.setattr(agreement_photos.weights, "ensure", lambda: tmp_path / "model.task")
    monkeypatch.setattr(sys, "argv", ["", str(photo), "--copies", "3", "--json"])
    agreement_photos.main()
    ours, reference = json.loads(capsys.readouterr().out)
    assert ours == {
        "photo": "photo.png",
        "engine": "litert",
        "as_it_is": "hero",
        "hero": 1,
        "diamond": 1,
        "none": 1,
    }
    assert (reference["engine"], reference["hero"]) == ("mediapipe", 3)
    itself, *copies = shown[:4]
    assert (itself == 128).all()
    assert all(np.abs(each - 128).max() == 1 for each in copies)
    assert (copies[0] != copies[1]).any()

"""The search is measured on people, on still clips of them, and where they are painted over."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from benchmarks import accuracy_search
from benchmarks.accuracy_search import CLIP_PICTURES, MAX_SIDE_PX, Row, painted_over, shrunk, tables
from benchmarks.practitioner.postures import diamond
from benchmarks.practitioner.render import render
from vision.frames.source import Frame

if TYPE_CHECKING:
    from pathlib import Path

ROW = Row(
    "ok",
    usual=False,
    low=True,
    searched=True,
    tracked=3,
    followed=15,
    painted_low=True,
    painted_searched=False,
    gave_up_s=0.5,
)


def test_who_is_painted_over_is_gone_and_the_rest_stays() -> None:
    """Filled with what surrounds them, which is one colour here."""
    image = np.full((200, 300, 3), 90, np.uint8)
    image[80:120, 130:170] = 255
    silhouette = np.zeros((100, 150), np.uint8)
    silhouette[40:60, 65:85] = 1
    painted = painted_over(Frame(image, 0.0, 0), silhouette)
    assert np.ptp(painted.image_bgr) < 20
    assert image.max() == 255


def test_large_pictures_are_shrunk_and_small_ones_left_alone() -> None:
    """All are measured at a camera's size."""
    large, small = (Frame(np.zeros((h, 2 * h, 3), np.uint8), 0.0, 0) for h in (1000, 100))
    assert max(shrunk(large).size_px) == MAX_SIDE_PX
    assert shrunk(small) is small


def test_each_quality_has_its_row() -> None:
    """With what was found, followed, and made up."""
    found, clips, made_up = tables([ROW, ROW])
    assert found.rows == (("ok", 2, 0, 2, 2),)
    assert clips.rows == (("ok", 2 * CLIP_PICTURES, 6, 30),)
    assert made_up.rows == (("ok", 2, 2, 0, 0.5, 0.5),)


def test_a_folder_without_an_index_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the exit code of a misuse."""
    assert accuracy_search.main([str(tmp_path)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.model
@pytest.mark.benchmark
def test_a_rendered_person_is_found_followed_and_painted_away(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the command to its tables."""
    cv2.imwrite(str(tmp_path / "diamond.png"), render(diamond(), size=(480, 272)))
    columns = ("file", "label", "view", "kind", "quality", "repo")
    with (tmp_path / "index.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerow(("diamond.png", "diamond", "side", "photo", "ok", "ours"))
    assert accuracy_search.main([str(tmp_path), "--model", str(model)]) == 0
    printed = capsys.readouterr().out
    assert "| ok | 1 | 1 | 1 | 1 |" in printed
    assert f"| ok | {CLIP_PICTURES} | {CLIP_PICTURES} | {CLIP_PICTURES} |" in printed
    assert "| ok | 1 | 0 | 0 |" in printed

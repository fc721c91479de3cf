"""The review of a video goes on only with all that it needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.builders import practitioner
from vision.app.review.drawing import part_of
from vision.app.review.folder import ReviewFolder
from vision.app.review.judging import Standard
from vision.app.review.video import ReviewSettings, VideoReview
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.errors import OutputError
from vision.frames.video.index import Scan
from vision.landmarks.engines import Engine
from vision.landmarks.types import Recording


def test_landmarks_that_do_not_arrive_are_told_and_not_passed_over(tmp_path: Path) -> None:
    """A cluster that writes elsewhere says it is done, and nothing is there: no gap is judged."""
    keys_s = tuple(float(t_s) for t_s in range(120))
    scan = Scan(Path("a.mp4"), (64, 48), 120.0, 15.0, keys_s, False, "f", (1, 1))  # noqa: FBT003
    standard = Standard(load_flow(DEFAULT_FLOW, load_library(None)))
    settings = ReviewSettings(
        standard, 10.0, Engine(Path("model")), "sha", video=False, provenance={}
    )
    review = VideoReview(0, scan, ReviewFolder(tmp_path, "a"), settings)
    assert len(review.next_jobs()) == 2
    assert [review.stage_finished() for _ in range(2)] == [False, True]
    with pytest.raises(OutputError, match=r"2 of 2 segments .* storage that all its machines"):
        review.next_jobs()


def test_a_piece_to_draw_has_its_own_pictures_alone() -> None:
    """And a second on both sides, whatever else was followed in them."""
    t_s = np.arange(400) / 10
    body = practitioner("diamond", silhouette=False)
    whole = Recording.stack(t_s, [body] * 400, np.full((400, 21), np.nan), body.size_px)
    whole = replace(whole, patch_motion=np.zeros((400, 8, 3)))
    part, snapshots = part_of(whole, [None] * 400, 10.0, 20.0)
    assert part.t_s[[0, -1]] == pytest.approx([9.0, 20.9], abs=0.11)
    assert len(snapshots) == len(part.t_s) == len(part.xy_px)

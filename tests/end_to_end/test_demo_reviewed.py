"""The whole demo, reviewed: no seams between its segments, and a small file to be given away."""

from __future__ import annotations

import getpass
import math
import platform
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from benchmarks.review import seams
from tests.browser import visit, wait_for
from tests.end_to_end.practices import UNKNOT, ran
from vision.app.review.looking import LookTask, Segment, cut, look
from vision.frames.video.index import scan, signature
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.landmarks.types import Recording
from vision.render.report.report import SHARE_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.model, pytest.mark.whole]


@pytest.fixture(scope="module")
def reviewed(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Review the demo clip, with a file to be given away."""
    weights.ensure()
    folder = tmp_path_factory.mktemp("folder_of_mine")
    shutil.copy(clip, folder / "name_of_mine.mp4")
    ended = ran([UNKNOT, "review", "name_of_mine.mp4", "--share"], folder)
    assert ended.code == 0, ended.err
    return folder / "reviews" / "name_of_mine"


@pytest.fixture(scope="module")
def shared(reviewed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file to be given away, with none of the review beside it."""
    return (reviewed / "share.html").rename(tmp_path_factory.mktemp("away") / "share.html")


def test_seams_do_not_show(clip: Path, reviewed: Path, tmp_path: Path) -> None:
    """What is seen in segments is what is seen at once, but for what two readings differ in."""
    file = tmp_path / "at_once.npz"
    engine = Engine(weights.ensure())
    look(LookTask(clip, signature(clip), Segment(0.0, 0.0, math.inf), 10.0, engine, file))
    at_once, cut_up = Recording.load(file), Recording.load(reviewed / "landmarks.npz")
    seen = scan(clip)
    segments = cut(seen.keys_s, seen.duration_s)
    found = seams(cut_up, at_once, [segment.from_s for segment in segments[1:]])
    assert len(segments) == 4
    assert cut_up.t_s.tolist() == at_once.t_s.tolist()
    assert found.median_trunk < 0.02
    assert found.found_by_one_only <= 0.01
    assert found.verdict_time < 0.03, found


def test_it_is_small_and_tells_nothing_of_this_place(shared: Path) -> None:
    """Neither who nor where, in the words of the page; what is coded in it is pictures alone."""
    assert shared.stat().st_size <= SHARE_BYTES
    text = shared.read_text(encoding="utf-8")
    words = re.sub(r"base64,[\w+/=]+|<style>.*?</style>", "", text, flags=re.DOTALL)
    for name in (getpass.getuser(), platform.node(), "of_mine", str(shared.parent), "annotated"):
        assert not re.search(rf"\b{re.escape(name)}\b|of_mine", words), name


@pytest.mark.parametrize("size_px", [(1280, 900), (390, 844)])
def test_it_opens_and_plays_anywhere(
    browser: Browser, shared: Path, size_px: tuple[int, int]
) -> None:
    """Summary, pictures and film are there, as wide as the window, and nothing is asked for."""
    with visit(browser, shared, size_px=size_px) as seen:
        wait_for(seen.page, "document.querySelector('video').readyState >= 2")
        assert 10 < seen.page.evaluate("document.querySelector('video').duration") < 61
        assert seen.page.evaluate("[...document.images].every(image => image.naturalWidth > 100)")
        assert seen.page.locator("img").count() > 5
        assert "You practised" in seen.page.inner_text("body")
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= size_px[0]
        assert (seen.strays(), seen.complaints) == ([], [])

"""The demo, reviewed to be given away: a small file that plays and tells nothing of this place."""

from __future__ import annotations

import getpass
import platform
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.browser import visit, wait_for
from tests.end_to_end.practices import UNKNOT, ran
from vision.landmarks import weights
from vision.render.report.report import SHARE_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.model, pytest.mark.whole]


@pytest.fixture(scope="module")
def shared(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file made of the demo clip, with none of the review beside it."""
    weights.ensure()
    folder = tmp_path_factory.mktemp("folder_of_mine")
    shutil.copy(clip, folder / "name_of_mine.mp4")
    ended = ran([UNKNOT, "review", "name_of_mine.mp4", "--share"], folder)
    assert ended.code == 0, ended.err
    made = folder / "reviews" / "name_of_mine" / "share.html"
    return made.rename(tmp_path_factory.mktemp("away") / "share.html")


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

"""Somebody who has read nothing tunes a criterion: what the page says and shows is all there is.

Every step presses what stands on the page at that moment, by its words, and the page has told of it
before it is needed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.tuning import save_session, served, tab
from tests.frames.clips import write_moving_clip
from vision.app.review.folder import FINGERPRINT
from vision.frames.video.index import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.end_to_end.practices import Practice
    from tests.end_to_end.tuning import Tab

pytestmark = pytest.mark.whole

PEOPLE = ("ann", "ben", "cleo", "dana", "eli")
SIZES_PX = ((1280, 800), (1024, 768))
SCREENS = os.environ.get("UNKNOT_SCREENS")
"""A folder for pictures of each stage, for who wants to look at them."""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[Practice, str]]:
    """Serve a page on the reviews of five people, the video of the first of which is elsewhere."""
    (tmp_path / "films").mkdir()
    film = write_moving_clip(tmp_path / "films" / "ann.mp4", count=50, size_px=(424, 240))
    told = {"video": "ann.mp4", FINGERPRINT: scan(film).fingerprint}
    reviews = tmp_path / "deep" / "away" / "from" / "it"
    sessions = [
        save_session(reviews / name / "landmarks.npz", **(told if name == "ann" else {})).parent
        for name in PEOPLE
    ]
    with served(tmp_path, *sessions) as serving:
        yield serving


@pytest.mark.parametrize("size_px", SIZES_PX)
def test_who_has_read_nothing_tunes_a_criterion(
    browser: Browser, page: tuple[Practice, str], tmp_path: Path, size_px: tuple[int, int]
) -> None:
    """Finds, tries, labels, fits, saves and undoes, and sees the video once it is given."""
    thresholds = tmp_path / "settings" / "thresholds.toml"
    with tab(browser, page[1], size_px) as shown:
        finds(shown)
        looked_at(shown, "1_found")
        gives_the_video(shown, tmp_path / "films")
        looked_at(shown, "2_video")
        tries(shown)
        looked_at(shown, "3_tried")
        labels(shown)
        looked_at(shown, "4_labelled")
        fits(shown)
        looked_at(shown, "5_fitted")
        assert not thresholds.exists()
        saves(shown)
        looked_at(shown, "6_saved")
        assert 'why = "Five people."' in thresholds.read_text(encoding="utf-8")
        undoes(shown)
        looked_at(shown, "7_undone")
        shown.wait(lambda: not thresholds.exists())
        assert shown.complaints == []


def looked_at(shown: Tab, stage: str) -> None:
    """Hold that nothing is cut off at the sides, and keep a picture if one is wanted."""
    width_px = shown.page.viewport_size["width"]
    if SCREENS:
        shown.page.screenshot(path=Path(SCREENS) / f"{width_px}_{stage}.png", full_page=True)
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= width_px, stage
    cut_off = shown.page.evaluate(
        """() => [...document.querySelectorAll('button, label, h1, h2, td, th, .quiet, .text-lg')]
          .concat([...document.querySelectorAll('.counted')])
          .filter((each) => each.checkVisibility())
          .filter((each) => {
            const { left, right, width } = each.getBoundingClientRect();
            const hides = getComputedStyle(each).overflowX !== 'visible';
            const beyond = left < 0 || right > innerWidth + 1;
            return width && (beyond || (hides && each.scrollWidth > each.clientWidth + 1));
          })
          .map((each) => each.innerText || each.ariaLabel)"""
    )
    assert cut_off == [], stage


def told(shown: Tab, words: str) -> None:
    """Hold that the page says something at this moment."""
    shown.page.get_by_text(words).first.wait_for(state="visible")


def choose(shown: Tab, field: str, entry: str) -> None:
    """Choose from a list, as whoever opens it and reads what there is."""
    shown.page.get_by_role("combobox", name=field).click()
    shown.page.get_by_role("option", name=entry, exact=True).click()


def finds(shown: Tab) -> None:
    """Find what to look at: the page opens with a pose that is there, and says what to do."""
    assert shown.page.locator("h2").all_inner_texts() == list(PEOPLE)
    told(shown, "Drag a purple line")
    told(shown, "Drag over a stretch to label it")
    choose(shown, "Pose", "Diamond pose")
    choose(shown, "Criterion", "Form: Back straight")
    shown.wait(lambda: "criterion=back_straight" in shown.page.url)
    shown.wait(lambda: shown.handle.get_attribute("aria-valuenow") == "0.085")


def gives_the_video(shown: Tab, films: Path) -> None:
    """Where the page says that the skeleton alone is shown, and has a field for more."""
    told(shown, "Give ann.mp4 as well to see more than the skeleton.")
    picture = "document.getElementById('picture').src"
    field = shown.page.get_by_label("Path of the video")
    field.fill(str(films / "anne.mp4"))
    shown.button("Show it").click()
    told(shown, f"there is no file {films / 'anne.mp4'}; expected the path of ann.mp4")
    before = shown.page.evaluate(picture)
    field.fill(str(films / "ann.mp4"))
    shown.button("Show it").click()
    field.wait_for(state="hidden")
    shown.wait(lambda: shown.page.evaluate(picture) != before)
    shown.page.get_by_text("there is no file").wait_for(state="detached")


def tries(shown: Tab) -> None:
    """Try what the line does, and read what the numbers mean, from where they stand."""
    shown.page.get_by_text("What the numbers mean").click()
    told(shown, "How long a miss has to last before it is called, which is once.")
    shown.drag(25)
    shown.wait(lambda: "→" in shown.counts)
    told(shown, "saved: 0.085")
    shown.button("As saved").click()
    shown.wait(lambda: "→" not in shown.counts)
    shown.page.get_by_text("What the numbers mean").click()


def labels(shown: Tab) -> None:
    """Mark what is right and what is wrong, of everybody; what is pressed is in view."""
    for row in range(len(PEOPLE)):
        for from_s, to_s, what in ((2, 18, "Correct"), (22, 34, "Wrong"), (51, 61, "Wrong")):
            shown.label(from_s, to_s, what, row)
            bottom_px = shown.button(what).bounding_box()
            assert bottom_px["y"] + bottom_px["height"] <= shown.page.viewport_size["height"]


def fits(shown: Tab) -> None:
    """Ask what they tell, and try it."""
    shown.button("What do the labels tell?").click()
    told(shown, "From 5 stretches marked correct and 10 marked wrong, in 5 sessions.")
    told(shown, "Proposed: high ")
    shown.button("Try it").click()
    shown.wait(lambda: "→" in shown.counts)
    assert float(shown.handle.get_attribute("aria-valuenow")) < 0.085


def saves(shown: Tab) -> None:
    """Without a reason it is told that one is missing; with one, what would be saved, in words."""
    shown.open_part("Save")
    shown.button("Show what would be saved").click()
    told(shown, "why is empty")
    shown.page.get_by_label("Why these numbers?").fill("Five people.")
    shown.button("Show what would be saved").click()
    told(shown, "instead of 0.085.")
    told(shown, "In these sessions it is called 10 times instead of 5 times.")
    shown.button("Save$").click()
    told(shown, "Practising and reviewing use it from now on.")


def undoes(shown: Tab) -> None:
    """And see that all is as it was."""
    shown.button("Undo the last save").click()
    told(shown, "Taken back.")
    told(shown, "high: 0.085 instead of ")
    shown.wait(lambda: shown.handle.get_attribute("aria-valuenow") == "0.085")

"""The report in a real browser, from the disk: it draws, it seeks, and it asks for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.browser import visit, wait_for
from tests.render.review_examples import CUE, DURATION_S, FOLD, SIT, example
from vision.frames.video.writer import VideoWriter
from vision.render.report.report import report_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser import Visit

HEBREW = "\u05e9\u05dc\u05d5\u05dd"
HOSTILE = f'</script><img src=x onerror="window.hacked=1"><b>\'&\u202e{HEBREW}.mp4'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a report and its video, named so that it has to be escaped."""
    folder = tmp_path_factory.mktemp("a report & its film")
    video = "annotated #1 'ü'.mp4"
    with VideoWriter(folder / video, fps=5) as writer:
        for index in range(int(DURATION_S * 5) + 1):
            writer.write(np.full((48, 64, 3), index % 200, np.uint8), index / 5)
    text = report_html(example(title=HOSTILE, video=video))
    (folder / "report.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def opened(browser: Browser, folder: Path) -> Iterator[Visit]:
    """Give the report, opened once."""
    with visit(browser, folder / "report.html") as seen:
        seen.page.wait_for_selector('[data-figure="main"][data-drawn]')
        wait_for(seen.page, "document.querySelector('video').readyState >= 1")
        yield seen


@pytest.fixture
def page(opened: Visit) -> Page:
    """Give the report, showing all of the recording."""
    opened.page.click("[data-view=all]")
    return opened.page


def shown_s(page: Page) -> float:
    """Return where the video is."""
    return page.evaluate("document.querySelector('video').currentTime")


def place_px(page: Page, t_s: float, figure: str = "main") -> tuple[float, float]:
    """Return where in a plot a moment is, from the corner of the plot."""
    return tuple(
        page.evaluate(
            """([figure, t]) => {
                const graph = document.querySelector(`[data-figure="${figure}"]`);
                const {xaxis, yaxis} = graph._fullLayout;
                return [xaxis._offset + xaxis.l2p(t), yaxis._offset + yaxis._length / 2];
            }""",
            [figure, t_s],
        )
    )


def click_at(page: Page, t_s: float, figure: str = "main") -> None:
    """Click a plot at a moment."""
    x_px, y_px = place_px(page, t_s, figure)
    page.locator(f'[data-figure="{figure}"]').click(position={"x": x_px, "y": y_px})


def view_of(page: Page, figure: str) -> list[float]:
    """Return the part of time a plot shows."""
    return page.evaluate(
        "figure => document.querySelector(`[data-figure='${figure}']`)._fullLayout.xaxis.range",
        figure,
    )


def draw(page: Page, figure: str) -> None:
    """Scroll to a plot and wait until it is drawn."""
    page.locator(f'[data-figure="{figure}"]').scroll_into_view_if_needed()
    page.wait_for_selector(f'[data-figure="{figure}"][data-drawn]')


def test_nothing_is_asked_for_but_the_film_beside_it(opened: Visit, page: Page) -> None:
    """No address outside its folder, and no complaint, also with every plot drawn."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    for number in range(page.locator(".plot").count()):
        page.locator(".plot").nth(number).scroll_into_view_if_needed()
    wait_for(page, "[...document.querySelectorAll('.plot')].every((each) => each.dataset.drawn)")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = false })")
    assert [each for each in opened.requests if each.endswith(".mp4")]
    assert (opened.strays(), opened.complaints) == ([], [])


def test_a_title_is_text_and_no_script(page: Page) -> None:
    """What a file is called is shown as it stands, and nothing in it runs."""
    # But for a sign that would turn round what is read after it.
    assert page.inner_text("h1") == HOSTILE.replace("\u202e", "\ufffd")
    assert page.evaluate("window.hacked") is None
    assert page.locator("h1 img, h1 b").count() == 0


def test_the_timeline_shows_steps_strips_and_what_was_told(page: Page) -> None:
    """Blocks with their titles, a labelled row for each criterion, patterns for answers."""
    timeline = page.locator('[data-figure="main"]')
    labels = timeline.locator(".ytick").all_text_contents()
    assert labels == [
        "Steps",
        "Cues given",
        "You, in view",
        "Form",
        "Back straight",
        "Movement",
        "Lean slowly",
        "Stages",
        "Abdomen to thigh",
    ]
    assert timeline.locator(".bartext").all_text_contents() == [
        "Diamond pose",
        "Head to knee, right leg",
    ]
    assert timeline.locator(".barlayer .point").count() == 12
    assert timeline.locator(".scatterlayer .point").count() == 2
    fills = timeline.locator(".barlayer .point path").evaluate_all(
        "paths => paths.filter((path) => path.style.fill.includes('url(')).length"
    )
    assert fills == 3


def test_a_click_on_the_timeline_seeks_the_video(page: Page) -> None:
    """Anywhere: on a strip, and where there is none."""
    for t_s in (31.0, 2.0, 16.0):
        click_at(page, t_s)
        wait_for(page, "!document.querySelector('video').seeking")
        assert shown_s(page) == pytest.approx(t_s, abs=0.5)


def test_a_click_on_a_plot_seeks_the_video(page: Page) -> None:
    """The plots are as good a place as the timeline."""
    draw(page, "0")
    click_at(page, 9.0, "0")
    assert shown_s(page) == pytest.approx(9.0, abs=0.5)


def test_a_picture_a_step_and_an_advice_seek_the_video(page: Page) -> None:
    """Whatever is about a moment leads there."""
    for place, t_s in ((".moment.best", 30.0), (".moment.look", 22.0), (".chip >> nth=1", FOLD[0])):
        page.locator(place).click()
        assert shown_s(page) == pytest.approx(t_s, abs=0.1)
    page.locator(".change .link").click()
    assert shown_s(page) == pytest.approx(20.0, abs=0.1)


def test_keys_move_through_the_recording(page: Page) -> None:
    """The timeline is a slider for the keyboard, and says where it is."""
    timeline = page.locator('[data-figure="main"]')
    timeline.focus()
    page.keyboard.press("Home")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    assert shown_s(page) == pytest.approx(11.0, abs=0.1)
    assert timeline.get_attribute("aria-valuetext") == "0:11"


def test_the_playhead_and_the_words_follow_the_video(page: Page) -> None:
    """However the video is moved, the line and the words beside it go with it."""
    for t_s, words in ((SIT[0] + 1, "Diamond pose"), (22.0, CUE), (15.0, "on the way to")):
        page.evaluate("t => { document.querySelector('video').currentTime = t }", t_s)
        wait_for(page, "words => document.getElementById('now').innerText.includes(words)", words)
        left = page.locator('[data-figure="main"] .playhead').evaluate("each => each.style.left")
        assert float(left.removesuffix("px")) == pytest.approx(place_px(page, t_s)[0], abs=3)


def test_the_playhead_runs_while_the_video_plays(page: Page) -> None:
    """Playing moves it without any click."""
    page.evaluate("document.querySelector('video').currentTime = 5")
    playhead = page.locator('[data-figure="main"] .playhead')
    before = playhead.evaluate("each => each.style.left")
    page.evaluate("document.querySelector('video').play()")
    wait_for(
        page,
        "before => document.querySelector('.timeline .playhead').style.left !== before",
        before,
    )
    page.evaluate("document.querySelector('video').pause()")
    assert shown_s(page) > 5.0


def test_zooming_one_zooms_all(page: Page) -> None:
    """By a drag across a plot, by the buttons, and back by a double click."""
    draw(page, "0")
    box = page.locator('[data-figure="0"]').bounding_box()
    (from_px, y_px), (to_px, _) = place_px(page, 10.0, "0"), place_px(page, 30.0, "0")
    page.mouse.move(box["x"] + from_px, box["y"] + y_px)
    page.mouse.down()
    page.mouse.move(box["x"] + to_px, box["y"] + y_px, steps=4)
    page.mouse.up()
    assert view_of(page, "0") == pytest.approx([10.0, 30.0], abs=0.3)
    assert view_of(page, "main") == view_of(page, "0")
    page.click("[data-view=in]")
    assert view_of(page, "0")[1] - view_of(page, "0")[0] == pytest.approx(10.0, abs=0.3)
    page.locator('[data-figure="0"]').dblclick(position={"x": from_px, "y": y_px})
    wait_for(page, "document.querySelector('.timeline')._fullLayout.xaxis.range[1] === 40")
    assert view_of(page, "0") == view_of(page, "main") == [0.0, DURATION_S]


def test_on_a_phone_it_fits_and_a_touch_seeks(browser: Browser, folder: Path) -> None:
    """Nothing reaches over the edge, the video stays in view, and a plot does not catch a swipe."""
    with visit(browser, folder / "report.html", size_px=(390, 844), touch=True) as seen:
        page = seen.page
        draw(page, "main")
        wait_for(page, "document.querySelector('video').readyState >= 1")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.locator('[data-figure="main"]').evaluate(
            "each => each.scrollIntoView({block: 'end', behavior: 'instant'})"
        )
        x_px, y_px = place_px(page, 31.0)
        page.locator('[data-figure="main"]').tap(position={"x": x_px, "y": y_px})
        assert shown_s(page) == pytest.approx(31.0, abs=0.5)
        draw(page, "0")
        box = page.locator(".stage video").bounding_box()
        assert 0 <= box["y"] < 30


@pytest.mark.parametrize("width_px", [1280, 1024, 800])
def test_beside_the_video_nothing_is_cut_off(browser: Browser, folder: Path, width_px: int) -> None:
    """The table of steps becomes a list where there is no room for it."""
    with visit(browser, folder / "report.html", size_px=(width_px, 768)) as seen:
        seen.page.wait_for_selector('[data-figure="main"][data-drawn]')
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width_px
        assert seen.page.locator(".steps thead").is_visible() == (width_px != 1024)
        moments = seen.page.locator(".moment").all()
        boxes = [moment.bounding_box() for moment in moments]
        assert len(boxes) > 1
        assert all(box["width"] > 150 and box["x"] + box["width"] <= width_px for box in boxes)


def test_without_a_video_a_click_only_tells(browser: Browser, tmp_path: Path) -> None:
    """The moment is told in words, and nothing breaks."""
    (tmp_path / "report.html").write_text(report_html(example()), encoding="utf-8")
    with visit(browser, tmp_path / "report.html") as seen:
        draw(seen.page, "main")
        click_at(seen.page, 22.0)
        assert CUE in seen.page.inner_text("#now")
        assert (seen.page.locator(".stage video").count(), seen.complaints) == (0, [])


def test_a_video_that_is_gone_is_told(browser: Browser, tmp_path: Path) -> None:
    """A report that was moved alone says what is missing, and still works."""
    (tmp_path / "report.html").write_text(report_html(example(video="gone.mp4")), encoding="utf-8")
    with visit(browser, tmp_path / "report.html") as seen:
        seen.page.wait_for_selector("#no-video:visible")
        draw(seen.page, "main")
        click_at(seen.page, 22.0)
        assert CUE in seen.page.inner_text("#now")


def test_on_paper_pictures_and_times_stay_and_plots_fit(browser: Browser, tmp_path: Path) -> None:
    """What is folded is open there, and folds again; the width is the paper's, not the window's."""
    (tmp_path / "report.html").write_text(report_html(example()), encoding="utf-8")
    with visit(browser, tmp_path / "report.html", size_px=(700, 1000)) as seen:
        draw(seen.page, "main")
        seen.page.wait_for_function(
            "[...document.querySelectorAll('.plot')].every((p) => p.dataset.drawn)"
        )
        seen.page.emulate_media(media="print")
        seen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        widths = seen.page.evaluate(
            "[...document.querySelectorAll('.plot .main-svg')].map((p) => p.clientWidth)"
        )
        assert max(widths) <= 660
        table = seen.page.locator(".wide table").bounding_box()
        assert table["x"] + table["width"] <= seen.page.viewport_size["width"]
        assert seen.page.locator(".moment img:visible").count() == 2
        assert seen.page.locator(".steps .link:visible").count() == 2
        assert seen.page.locator("details:not([open])").count() == 0
        seen.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert seen.page.locator("details:not([open])").count() > 0
        assert seen.complaints == []

"""The page of a batch: every session, what failed, and how the steps went over time."""

from __future__ import annotations

import dataclasses
import re
from html import unescape
from typing import TYPE_CHECKING

from tests.browser import visit
from tests.render.review_examples import example, reviewed
from vision.render.report.index import IndexRow, index_html
from vision.render.report.session_json import session_record

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

HOSTILE = '</title><script>window.hacked=1</script><img src=x onerror="window.hacked=1">\'.mp4'


def row(
    title: str = "one.mp4", *, held: float = 1.0, href: str | None = "one/report.html"
) -> IndexRow:
    """Return a session in which all holds lasted a share of the example's."""
    steps = []
    for step in reviewed().steps:
        short = dataclasses.replace(
            step.summary, held_s=held * step.summary.held_s, in_zone_s=held * step.summary.in_zone_s
        )
        steps.append(dataclasses.replace(step, summary=short))
    return IndexRow(
        title, href, session_record(example(reviewed=reviewed(steps=tuple(steps)))), None
    )


def test_each_session_leads_to_its_report() -> None:
    """With its totals: held, in form, cues, stages."""
    text = unescape(index_html([row("one.mp4"), row("two.mp4", href="two folder/report.html")]))
    assert re.findall(r'<a href="(.+?)"', text) == [
        "./one/report.html",
        "./two%20folder/report.html",
    ]
    cells = re.findall(r'<td class="number" data-label="(.+?)"><div>(.+?)</div>', text)
    assert cells[:2] == [("Held", "0:21"), ("In form", "85 %")]
    assert "most often: Back straight" in text
    assert "Head to knee, right leg: abdomen to thigh" in text


def test_a_strip_shows_the_steps_in_their_places() -> None:
    """In percent of the recording, as high as the share in form."""
    text = index_html([row()])
    assert re.findall(r'<i style="left: (.+?)%; width: (.+?)%"', text) == [
        ("10.0", "25.0"),
        ("45.0", "50.0"),
    ]
    assert re.findall(r'<b style="height: (\d+)%"', text) == ["100", "78"]


def test_steps_are_compared_over_the_sessions() -> None:
    """A bar a session, longer for a longer hold; the line is what was asked."""
    text = index_html([row(held=0.5), row(held=1.0)])
    charts = text.split('<div class="chart">')[1:]
    assert [re.search("<h3>(.+?)</h3>", chart)[1] for chart in charts] == [
        "Diamond pose",
        "Head to knee, right leg",
    ]
    heights = [float(h) for h in re.findall(r'height="([\d.]+)" fill="url\(#held\)"', charts[1])]
    assert heights[1] == 2 * heights[0]
    assert ">1:00</text>" in charts[1]


def test_one_session_is_not_compared() -> None:
    """There is nothing to set it beside."""
    assert "over the sessions" not in index_html([row()])


def test_what_could_not_be_reviewed_is_listed_with_its_reason() -> None:
    """The others stand as they are."""
    text = index_html([row(), IndexRow("broken.mp4", None, None, "broken.mp4 ends after 3 bytes")])
    assert "Not reviewed" in text
    assert "broken.mp4 ends after 3 bytes" in text
    assert "<h1>1 session</h1>" in text


def test_a_batch_of_which_nothing_could_be_read_is_a_page_as_well() -> None:
    """And so is a session in which nothing was found."""
    assert "<h1>0 sessions</h1>" in index_html([IndexRow("a.mp4", None, None, None)])
    empty = session_record(example(reviewed=reviewed(steps=(), skipped=(0, 1, 2))))
    text = index_html([IndexRow("a.mp4", None, empty, None), row()])
    assert "Steps found: none" in text


def test_it_stands_alone_in_a_browser_and_titles_stay_text(
    browser: Browser, tmp_path: Path
) -> None:
    """Opened from the disk: no request, no complaint, no script, at a desk and on a phone."""
    rows = [row(HOSTILE, href=HOSTILE), row(), IndexRow(HOSTILE, None, None, HOSTILE)]
    (tmp_path / "index.html").write_text(index_html(rows), encoding="utf-8")
    for size_px, touch in (((1280, 900), False), ((390, 844), True)):
        with visit(browser, tmp_path / "index.html", size_px=size_px, touch=touch) as seen:
            page = seen.page
            assert page.locator(".name a").first.inner_text() == HOSTILE
            assert page.evaluate("window.hacked") is None
            assert page.locator("img, script").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= size_px[0]
            assert (seen.strays(), seen.complaints) == ([], [])

"""The report as one page: all of it is there, it stands alone, and nothing of it can run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.render.review_examples import CUE, NOTICE, example, jpeg, reviewed
from tests.session.takes import take_of
from vision.criteria.model import Easier
from vision.render.pictures.film import film_bytes, film_name
from vision.render.report.report import report_html
from vision.session.snapshot import Way

if TYPE_CHECKING:
    from vision.render.report.report_input import ReportInput

POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="(.+?)"')


def page_of(data: ReportInput) -> str:
    """Return the page without plotly's script."""
    text = report_html(data)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    return text.replace(max(scripts, key=len), "")


def figures_of(text: str) -> dict:
    """Return what the page's script draws."""
    return json.loads(re.search(r'id="data">(.*?)</script>', text, re.DOTALL)[1])


def test_it_tells_all_that_was_found() -> None:
    """Words, steps, moments, thresholds and where it comes from, as text of the page."""
    text = unescape(page_of(example()))
    for told in (
        "morning.mp4",
        CUE,
        NOTICE,
        "The last seconds of the file are damaged.",
        "Back straight, 0.12 trunk lengths",
        "0:12 <small>of 1:00</small>",
        "Abdomen to thigh",
        "Back bow: at most 0.085 trunk lengths",
        "unknot 0.3.0",
    ):
        assert told in text, told
    assert f"data:image/jpeg;base64,{base64.b64encode(jpeg()).decode()}" in text


def test_each_step_shows_its_picture_still_until_it_is_asked() -> None:
    """That of its pose and leg, in the page itself; a pose of one's own has none."""
    data = example()
    page = page_of(data)
    steps = page.split('id="steps-title"')[1].split("</tbody>")[0].split("<tr>")[1:]
    shown = [
        film_bytes(film_name(Way(s.summary.pose, s.summary.side))) for s in data.reviewed.steps
    ]
    assert any(shown)
    for film, row in zip(shown, steps[-len(shown) :], strict=True):
        address = f"data:video/mp4;base64,{base64.b64encode(film).decode()}" if film else None
        assert re.findall(r'data-moves="asked".*? src="(.*?)"', row) == [address] * bool(film)


def test_a_step_done_in_the_easier_way_shows_that() -> None:
    """The cushion is there, where one was sat on."""
    data = example()
    step, routine = data.reviewed.steps[0], data.reviewed.routine
    pose = step.stretch.step.pose
    on_cushion = Easier("A cushion is as good.", replace(pose, title="On a cushion"))
    full = replace(step.stretch.step, pose=replace(pose, easier=on_cushion))
    eased = replace(step, stretch=replace(step.stretch, step=full.easier()))
    routine = replace(routine, steps=(full, *routine.steps[1:]))
    steps = (eased, *data.reviewed.steps[1:])
    reviewed = replace(data.reviewed, routine=routine, steps=steps)
    film = film_bytes("diamond.easier")
    assert film is not None
    assert base64.b64encode(film).decode() in page_of(replace(data, reviewed=reviewed))
    assert base64.b64encode(film).decode() not in page_of(data)


def test_only_its_own_scripts_may_run() -> None:
    """The policy names each script by its hash, and lets nothing be fetched but a film."""
    text = report_html(example())
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts}
    policy = dict(part.split(" ", 1) for part in unescape(POLICY.search(text)[1]).split("; "))
    assert len(scripts) == 2
    assert policy["script-src"] == " ".join(f"'sha256-{each}'" for each in _in_order(scripts))
    assert len(hashes) == 2
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "http" not in policy["media-src"] + policy["img-src"]


def _in_order(scripts: list[str]) -> list[str]:
    return [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in scripts]


def test_nothing_in_it_leads_elsewhere() -> None:
    """No address of another place in what the browser would fetch."""
    text = page_of(example(video="annotated.mp4"))
    assert re.findall(r'(?:src|href)="(?!data:)(.*?)"', text) == ["./annotated.mp4"]
    assert re.findall(r"url\(|@import|https?://", text) == []


@pytest.mark.parametrize(
    "title",
    [
        "</script><script>alert(1)</script>.mp4",
        '"><img src=x onerror=alert(1)>',
        "<!-- \u2028 ]]> {{ 7 * 7 }} {% raw %}",
    ],
)
def test_texts_from_outside_stay_texts(title: str) -> None:
    """Wherever a text may come from, it reaches the page escaped, and reads as it was."""
    found = reviewed()
    data = example(title=title, notes=(title,), provenance={"video": title}, reviewed=found)
    text = page_of(data)
    assert title not in text
    assert unescape(text).count(title) == 4
    assert "<img src=x" not in text


def test_a_name_that_is_no_text_can_still_be_shown_and_found() -> None:
    """Its bytes lead to the file; what is shown has a replacement sign, and is UTF-8."""
    name = b"caf\xe9\x07.mp4".decode("utf-8", "surrogateescape")
    text = page_of(example(title=name, video=name))
    text.encode("utf-8")
    assert "caf\ufffd\ufffd.mp4" in text
    assert 'src="./caf%E9%07.mp4"' in text


@pytest.mark.parametrize(
    ("video", "address"),
    [
        ("//example.org/a.mp4", ".///example.org/a.mp4"),
        ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ("100% #1?.mp4", "./100%25%20%231%3F.mp4"),
        ("\u05d0\u05d1.mp4", "./%D7%90%D7%91.mp4"),
        ("half \ud83d.mp4", "./half%20%ED%A0%BD.mp4"),
    ],
)
def test_a_name_like_an_address_is_only_a_name(video: str, address: str) -> None:
    """Whatever the file is called, it is looked for beside the report."""
    assert f'src="{address}"' in page_of(example(video=video))


def test_a_recording_without_any_step_is_told_kindly() -> None:
    """Nothing found, nobody seen, no pictures: still a page, with what would help."""
    nothing = reviewed(steps=(), skipped=(0, 1, 2), events=())
    data = example(reviewed=nothing, thumbnails=(), somebody=np.zeros(400, bool), notes=())
    text = page_of(data)
    assert "I could not find a step of" in text
    assert "I could not surely see you" in text
    none = example(reviewed=nothing, take=take_of([], {}), thumbnails=())
    assert figures_of(page_of(none))["span"] == [0.0, 0.0]


def test_an_hour_stays_small() -> None:
    """Ten pictures a second for an hour: plotly's script is by far the most of the page."""
    hour = example(pictures=36_000)
    text = report_html(hour)
    script = max(re.findall(r"<script>(.*?)</script>", text, re.DOTALL), key=len)
    assert len(text) - len(script) < 600_000


def test_pictures_and_plots_are_told_in_words() -> None:
    """What a moment shows, and from where to where a measure goes."""
    text = unescape(page_of(example()))
    told = re.findall(r'<img [^>]*alt="([^"]+)"', text)
    assert (
        "Head to knee, right leg at 0:30, with the skeleton drawn on: Back long in the fold" in told
    )
    plots = re.findall(r'<div class="plot" [^>]*role="img" aria-label="([^"]+)"', text)
    assert "Back bow over time: from 0.02 to 0.12 trunk lengths, missed for 4.5 seconds" in plots

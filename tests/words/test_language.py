"""Another language changes every word that a person reads: one catalogue, and nothing is left over.

The language is one that no letter survives; whatever is still in English was never translated.
"""

from __future__ import annotations

import re
import sys
from contextlib import ExitStack
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

import cv2
import pytest

from benchmarks.practitioner.render import render
from tests.browser import chromium
from tests.builders import NAMED
from tests.end_to_end.films import cut_out
from tests.end_to_end.practices import UNKNOT, Ended, ran, started
from tests.end_to_end.tuning import save_session, tab
from tests.paths import ROOT, ROUTINES
from tests.words.pseudo import english_in, pseudo, write_language
from vision.app.settings import demo_clip, load_library
from vision.criteria.model import Kind
from vision.measure.catalog import UNITS
from vision.words.language import LANGUAGE_VARIABLE

if TYPE_CHECKING:
    from pathlib import Path

LISTENING: Final = ROOT / "tests" / "words" / "listening.py"
FLOW: Final = """
title = "1"
notice = ""
[[steps]]
pose = "diamond"
hold_s = 2
[[steps]]
pose = "diamond_toes"
hold_s = 2
"""
SHOWN_S: Final = (2.6, 17.0)
"""Of the demo: both of these poses."""
ATTRIBUTES: Final = {"alt", "aria-label", "placeholder", "title"}
"""What of an element a person reads or hears."""


POSES: Final = [file.stem for file in (ROUTINES / "poses").iterdir()]
FLOWS: Final = [file.stem for file in (ROUTINES / "flows").iterdir()]
FILES: Final = (
    "measures.csv", "verdicts.csv", "session.json", "annotated.mp4", "landmarks.npz",
    "report.html", "pose_landmarker_full.task", "mp4", "csv", "png", "jpg", "task",
)  # fmt: skip
FROM_OTHERS: Final = ("No such file or directory", "mediapipe", "JPEG")
"""What the system says, and names of other people's."""
ICONS: Final = ("arrow_drop_down", "delete", "keyboard_arrow_down", "zoom_in", "zoom_out_map")
"""What the page's icons are called, in place of which their font shows a picture."""
NAMES: Final = (*POSES, *FLOWS, *FILES, *FROM_OTHERS)


TRACES: Final = {"cannot tell", "Cue given", "Stage reached"}
"""What the report's script calls the parts of its plot; a person is shown other words."""


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give the environment in which that language is spoken."""
    file = write_language(tmp_path_factory.mktemp("language") / "1.po")
    return {LANGUAGE_VARIABLE: str(file), "PYTHONPATH": str(ROOT), "COLUMNS": "250"}


def lines_of(ended: Ended) -> list[str]:
    """Return what a command wrote, by lines; nothing may have gone wrong."""
    assert "Traceback" not in ended.err, ended.err
    return [*ended.out.splitlines(), *ended.err.splitlines()]


class Reader(HTMLParser):
    """Collects what a person reads of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what an element is called."""
        self._inside = tag
        self.texts += [value for name, value in attrs if value and name in ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        """Leave a script or a style."""
        self._inside = "" if tag in {"script", "style"} else self._inside

    def handle_data(self, data: str) -> None:
        """Take a text; those of scripts apart."""
        if self._inside == "script":
            self.scripts.append(data)
        elif self._inside != "style":
            self.texts.append(data.strip())


def test_a_practice(language: dict[str, str], tmp_path: Path) -> None:
    """What is written in the terminal, and what is drawn over the picture."""
    (tmp_path / "settings" / "flows").mkdir(parents=True)
    (tmp_path / "settings" / "flows" / "1.toml").write_text(FLOW, encoding="utf-8")
    with demo_clip() as clip:
        cut_out(clip, *SHOWN_S, tmp_path / "1.mp4")
    options = ["--camera", "1.mp4", "--fast", "--no-window", "--flow", "1", "--record", "2.mp4"]
    command = [sys.executable, LISTENING, "drawn.txt", "practise", *options]
    ended = ran(command, tmp_path, language)
    said = lines_of(ended)
    assert ended.code == 0, ended.err
    assert english_in(said) == []
    assert any(pseudo("Diamond pose") in line for line in said)
    drawn = (tmp_path / "drawn.txt").read_text(encoding="utf-8").splitlines()
    assert len(drawn) > 10
    assert english_in(drawn) == []


def test_a_photograph(language: dict[str, str], tmp_path: Path) -> None:
    """What is said of somebody and of nobody, and of what is no picture."""
    cv2.imwrite(str(tmp_path / "1.png"), render(NAMED["diamond"]()))
    cv2.imwrite(str(tmp_path / "2.png"), render(NAMED["kneeling_up"]()))
    (tmp_path / "3.jpg").write_bytes(b"1")
    command = [sys.executable, LISTENING, "drawn.txt", "check", "1.png", "2.png", "3.jpg"]
    said = lines_of(ran([*command, "--out", "4"], tmp_path, language))
    drawn_to = ("4/1_checked.jpg", "4/2_checked.jpg")
    assert english_in(said, (*NAMES, *drawn_to)) == []
    assert any(pseudo("not medical advice") in line for line in said)
    drawn = (tmp_path / "drawn.txt").read_text(encoding="utf-8").splitlines()
    assert len(drawn) > 5
    assert english_in(drawn) == []


def test_a_review(language: dict[str, str], tmp_path: Path) -> None:
    """The terminal, and the report: its texts, what readers of screens hear, and its scripts."""
    save_session(tmp_path / "1" / "landmarks.npz")
    command = [UNKNOT, "review", "--from", "1/landmarks.npz", "--pose", "diamond", "--out", "2"]
    ended = ran(command, tmp_path, language)
    assert ended.code == 0, ended.err
    assert english_in(lines_of(ended), NAMES) == []
    (page,) = (tmp_path / "2").rglob("report.html")
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    assert len(reader.texts) > 20
    assert english_in(reader.texts, NAMES) == []
    quoted = re.findall(
        r'"((?:[^"\\\n]|\\.)*)"', "\n".join(s for s in reader.scripts if "Plotly, Inc" not in s)
    )
    sentences = [text for text in quoted if re.search("[A-Za-z]{2,} [a-z]{2,}", text)]
    assert {*sentences} <= TRACES


def test_the_tuning_page(language: dict[str, str], tmp_path: Path) -> None:
    """Whatever is to be read on it, in each of its parts."""
    save_session(tmp_path / "1" / "landmarks.npz")
    command = [UNKNOT, "tune", "1", "--pose", "diamond", "--no-browser"]
    with ExitStack() as stack:
        tune = stack.enter_context(started(command, tmp_path, environment=language))
        browser = stack.enter_context(chromium())
        tune.wait_for_text(pseudo("Ctrl-C"))
        (address,) = re.findall(r"http://\S+", tune.said())
        assert english_in(tune.said().splitlines(), (address,)) == []
        opened = stack.enter_context(tab(browser, address))
        for part in opened.page.get_by_role("tab").all():
            part.click()
            opened.page.wait_for_timeout(300)
            texts = opened.page.locator("body").inner_text().splitlines()
            assert english_in(texts, ("unknot tune", *ICONS)) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("practise", "--camera", "1.mp4"),
        ("practise", "--flow", "1"),
        ("practise", "--fast"),
        ("practise", "--breath", "1"),
        ("check", "1.png", "--pose", "1"),
        ("review", "1.mp4"),
        ("review",),
        ("tune", "1"),
        ("tune", "--fit", "1.csv"),
        ("poses", "1"),
        ("model", "--model", "1.task"),
    ],
    ids=" ".join,
)
def test_an_error(language: dict[str, str], tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """One line, all of it in the person's language but the names of options and files."""
    ended = ran([UNKNOT, *arguments], tmp_path, language)
    assert ended.code != 0
    assert len(lines_of(ended)) == 1
    assert english_in(lines_of(ended), (*NAMES, *arguments)) == []


def test_what_is_checked_in_each_pose(language: dict[str, str], tmp_path: Path) -> None:
    """Criteria, bands, reasons; names of measures and poses are those of files."""
    names = [kind.value for kind in Kind]
    for criterion in load_library(None).require("diamond")[0].criteria:
        names += [criterion.name, criterion.band.measure, UNITS[criterion.band.measure]]
    ended = ran([UNKNOT, "poses", "diamond"], tmp_path, language)
    assert english_in(lines_of(ended), (*NAMES, *names)) == []

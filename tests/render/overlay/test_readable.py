"""Every screen is read at three metres, in every size and in longer languages, and none is cut."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.render import builders
from tools.words import extracted, write
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.criteria.model import Kind, Status
from vision.measure.catalog import bones_in
from vision.render import text as type_of
from vision.render.layout import Layout
from vision.render.overlay.overlay import Overlay
from vision.render.overlay.panels import main_line, main_pages, second_line
from vision.render.overlay.screens import screen_pages
from vision.session.live.gestures import Gestures
from vision.session.live.helping import LED_ON
from vision.session.live.setup.checks import Setup
from vision.session.live.steprun import Observation
from vision.session.snapshot import Correction, Phase
from vision.words import language as spoken
from vision.words import say
from vision.words.reasons import PARTS, Code, Reason, cue_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.session.routine import Routine
    from vision.session.snapshot import Snapshot

SIZES: Final = [(1280, 800), (1920, 1080), (640, 480)]
_KEPT: Final = re.compile(r"(\{[^}]*\})")


def _grown(word: re.Match[str]) -> str:
    return word[0] + word[0][: math.ceil(0.3 * len(word[0]))]


def longer(text: str) -> str:
    """Return a text two fifths longer, as other languages are; fields are kept."""
    parts = _KEPT.split(text)
    return "".join(
        part
        if index % 2
        else re.sub(r"\w+", lambda w: w[0] + w[0][: math.ceil(0.3 * len(w[0]))], part)
        for index, part in enumerate(parts)
    )


@pytest.fixture(params=["English", "a longer language"], scope="module")
def routine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Routine]:
    """Give the routine in a language, which all else is said in as well."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param != "English":
            catalog = extracted()
            for message in catalog:
                if isinstance(message.id, tuple):
                    message.string = tuple(map(longer, message.id))
                elif message.id:
                    message.string = longer(message.id)
            file = tmp_path_factory.mktemp("language") / "longer.po"
            write(catalog, file)
            patch.setenv(spoken.LANGUAGE_VARIABLE, str(file))
        spoken.catalogue.cache_clear()
        yield load_flow(DEFAULT_FLOW, load_library(None))
    spoken.catalogue.cache_clear()


def read_in(routine: Routine) -> list[Snapshot]:
    """Return moments with every text there is to read in a practice."""
    texts: list[Snapshot] = []
    for step, following in zip(routine.steps, (*routine.steps[1:], None), strict=True):
        pose = step.pose
        about = builders.snapshot(
            title=step.title, side=pose.side, message=say("Come into it in your own time"),
            next_title=following.title if following else "", say=pose.say, note=pose.note,
        )  # fmt: skip
        moments = [m.say for m in pose.moments] or [pose.say]
        texts += [replace(about, phase=Phase.ENTER, moment=moment) for moment in moments]
        texts += [replace(about, phase=Phase.READY, message=pose.caution, moment=moments[0])]
        cues = [(c.kind, c.name, c.cue) for c in pose.criteria if c.cue]
        texts += [
            replace(about, correction=Correction(name, cue))
            for kind, name, cue in cues
            if kind in (Kind.FORM, Kind.MOVEMENT, Kind.LEAVE)
        ]
        texts += [replace(about, praise=cue) for kind, _, cue in cues if kind is Kind.AIM]
        waited = [cue for kind, _, cue in cues if kind is Kind.RECOGNISE]
        texts += [replace(about, phase=Phase.ENTER, waiting=cue) for cue in (*waited, say(LED_ON))]
    return texts


def screens_of(routine: Routine) -> list[Snapshot]:
    """Return a moment of every screen, with the longest of its texts."""
    longest = max(read_in(routine), key=lambda each: len(each.title) + len(each.next_title))
    longest = replace(longest, stage=2, stage_count=3, correction=None, praise="")
    setup = Setup(routine.steps[0].pose, thorough=True)
    setup.update(Observation(0.0))
    codes = [Code.COVERED, Code.FROZEN, Code.DARK, Code.BACKLIT, Code.NEAR, Code.ROOM, Code.NOBODY]
    reasons = [*map(Reason, codes), *(Reason(Code.OUTSIDE, part) for part in PARTS)]
    asked = max(map(cue_for, reasons), key=len)
    gestures = Gestures()
    told = gestures.told(Phase.READY, accepts=False)
    camera = {"checks": setup.checks, "camera": "Integrated Webcam HD, 1 of 3", "guidance": asked}
    return [
        replace(longest, phase=Phase.NOTICE, message=routine.notice, breath=None),
        replace(longest, phase=Phase.FRAMING, breath=None, **camera),
        *(
            replace(longest, phase=phase, gesture=told)
            for phase in Phase
            if phase is not Phase.NOTICE
        ),
        replace(longest, phase=Phase.ENTER, guidance=asked, holding=False),
        replace(longest, phase=Phase.PAUSED, message=cue_for(Reason(Code.FROZEN))),
    ]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_what_is_to_be_read_has_its_size(size: tuple[int, int], routine: Routine) -> None:
    """The main line 1/11 of the height, what there is to do 1/16; in turn all of it is shown."""
    layout = Layout.of(*size)
    assert layout.sizes.main >= size[1] / 11
    assert layout.sizes.detail >= size[1] / 16
    for snapshot in read_in(routine):
        line, second = main_line(snapshot).text, second_line(snapshot)
        shown = main_pages(layout, snapshot)
        lines = {id(b): b for page in shown for b in (page.main, page.second) if b.lines}
        for page in shown:
            assert page.height_px <= layout.main.height
            assert page.width_px <= layout.main.width
            assert not page.main.lines or page.main.size_px == layout.sizes.main
            assert not page.second.lines or page.second.size_px == layout.sizes.detail
        letters = "".join("".join(block.lines) for block in lines.values())
        assert sorted(letters.replace(" ", "")) == sorted((line + second).replace(" ", ""))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_on_any_screen_is_small_or_cut(
    size: tuple[int, int], routine: Routine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is smaller than 1/28 of the height, ends in an ellipsis, or leaves the picture."""
    drawn: list[tuple[str, int]] = []
    sprite_of = type_of.text_sprite

    def noting(line: str, size_px: int, *look: object) -> object:
        drawn.append((line, size_px))
        return sprite_of(line, size_px, *look)

    monkeypatch.setattr(type_of, "text_sprite", noting)
    overlay = Overlay(bones_in, tag=say("Demo"))
    overlay.shape = size
    for snapshot in screens_of(routine):
        drawn.clear()
        type_of.text_panel.cache_clear()
        image = overlay.draw(builders.frame(*size), None, snapshot, keys=False)
        small = [(line, px) for line, px in drawn if px < image.shape[0] / 28]
        assert small == [], snapshot.phase
        assert [line for line, _ in drawn if line.endswith("…")] == [], snapshot.phase
        edges = (image[0], image[-1], image[:, 0], image[:, -1])
        assert all((edge == edge[0]).all() for edge in edges), snapshot.phase


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_card_shows_its_words_at_their_size(size: tuple[int, int], routine: Routine) -> None:
    """Paused, lost, set up: what to do is 1/11, the notice to be read before 1/16."""
    layout = Layout.of(*size)
    for snapshot in screens_of(routine):
        if snapshot.phase in (Phase.NOTICE, Phase.FRAMING, Phase.PAUSED, Phase.LOST):
            for page in screen_pages(layout, snapshot):
                assert not page.main.lines or page.main.size_px >= size[1] / 11
                assert not page.second.lines or page.second.size_px >= size[1] / 16


def test_the_setup_list_tells_every_look() -> None:
    """In words of its own, whatever was found."""
    setup = Setup(load_flow(DEFAULT_FLOW, load_library(None)).steps[0].pose, thorough=True)
    setup.update(Observation(0.0))
    assert len({check.text for check in setup.checks}) == len(setup.checks) == 9
    assert {check.status for check in setup.checks} <= set(Status)

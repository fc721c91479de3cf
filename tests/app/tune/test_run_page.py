"""The command with its page: what is told of it, and what is handed to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.app.tune.running import BACK, asked, ran
from vision.app.tune import run
from vision.errors import WeightsError
from vision.landmarks import weights

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("alone")


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the page be ready at once and end then; give the addresses a browser was sent to."""
    opened: list[str] = []

    def serve(
        build: object, listening: socket.socket, entry: object, ready: Callable[[Path], None]
    ) -> None:
        assert (build, entry) != (None, None)
        with listening:
            ready(Path())

    def missing(*_: object, **__: object) -> Path:
        raise WeightsError("no model here")

    def open_in_browser(address: str, _: Path) -> bool:
        opened.append(address)
        return False

    monkeypatch.setattr(run, "serve", serve)
    monkeypatch.setattr(run, "open_in_browser", open_in_browser)
    monkeypatch.setattr(weights, "ensure", missing)
    return opened


def test_the_address_of_the_page_is_told_with_what_it_shows(ann: Path, page: list[str]) -> None:
    """No browser is opened if none is wanted, and no model is asked for without a picture."""
    told = ran(asked(ann, **BACK))
    assert re.search(
        r"http://127\.0\.0\.1:\d+/\?token=[\w-]+&pose=diamond&criterion=back_straight\n", told
    )
    assert "no model here" not in told
    assert told.splitlines()[-1] == "unknot: ended; what was saved is kept"
    assert page == []


def test_without_the_model_there_are_only_no_outlines(
    ann: Path, page: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is a video to find them in."""
    monkeypatch.setattr("vision.app.tune.run.video_of", lambda *_: ann / "film.mp4")
    assert "no model here; pictures have no outline" in ran(asked(ann))
    assert page == []


def test_numbers_to_try_are_handed_to_the_page(ann: Path, page: list[str]) -> None:
    """It shows them as tried, and nothing is saved."""
    told = ran(asked(ann, **BACK, numbers={"high": 0.06, "call_after_s": 2.0}))
    assert "&criterion=back_straight&high=0.06&call_after_s=2.0\n" in told
    assert page == []


def test_a_browser_that_cannot_be_opened_is_told(ann: Path, page: list[str]) -> None:
    """The address can be opened by hand."""
    told = ran(asked(ann, browser=True))
    (address,) = page
    assert f"the page is at {address}\n" in told
    assert "no browser could be opened; please open the address yourself" in told
    assert "&pose" not in address

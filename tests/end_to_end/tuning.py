"""A tuning page as a user has it: the installed command on a made-up session, in a real browser."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.practitioner.postures import NAMED
from tests.browser import WAIT_MS, Opened, window
from tests.builders import SIZE, practitioner
from tests.end_to_end.practices import UNKNOT, started
from vision.landmarks.types import Recording
from vision.measure.body import body_from_landmarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Locator

    from tests.end_to_end.practices import Practice

STRAIGHT, ROUNDER, ROUND = 0.0, 0.05, 0.08
"""Bulges of a back in metres: the bow reads 0.02, 0.10 and 0.18. Above 0.085 it is too much, and
above 0.115 it is called."""
BACKS: Final = (
    (20.0, STRAIGHT),
    (15.0, ROUNDER),
    (15.0, STRAIGHT),
    (12.0, ROUND),
    (18.0, STRAIGHT),
)
LENGTH_S: Final = sum(seconds for seconds, _ in BACKS)
_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=\S+")


@lru_cache
def _bodies() -> dict[float, object]:
    bulges = {bulge for _, bulge in BACKS}
    return {
        bulge: practitioner(replace(NAMED["diamond"](), bulge_m=bulge), hide_far=True)
        for bulge in bulges
    }


def save_session(path: Path, **provenance: str) -> Path:
    """Save somebody sitting in diamond, whose back is round now and then, of a video if told."""
    shown = [_bodies()[bulge] for seconds, bulge in BACKS for _ in range(round(seconds * 10))]
    profiles = np.array([body_from_landmarks(body).dorsal_profile for body in shown])
    path.parent.mkdir(parents=True, exist_ok=True)
    recording = Recording.stack(0.1 * np.arange(len(shown)), shown, profiles, SIZE)
    replace(recording, provenance=provenance).save(path)
    return path


@dataclass
class Tab(Opened):
    """An open tuning page."""

    @property
    def handle(self) -> Locator:
        """The line of the high bound in the first row."""
        return self.page.locator("#row-0 .handle.high")

    @property
    def counts(self) -> str:
        """What is counted, as one line."""
        return " ".join(self.page.locator(".counts tbody tr").first.inner_text().split())

    def drag(self, dy_px: float) -> None:
        """Take the high bound and let it go further down."""
        box = self.handle.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x, y + dy_px, steps=8)
        mouse.up()

    def drag_over(self, from_s: float, to_s: float, row: int = 0) -> None:
        """Drag over a stretch of a row, the first one unless another is named."""
        shown = self.page.locator(f"#row-{row}")
        shown.scroll_into_view_if_needed()
        box = shown.bounding_box()
        assert box is not None
        xs = [box["x"] + self._x_px(t_s, row) for t_s in (from_s, to_s)]
        mouse = self.page.mouse
        mouse.move(xs[0], box["y"] + 40)
        mouse.down()
        mouse.move(xs[1], box["y"] + 60, steps=6)
        mouse.up()

    def button(self, name: str) -> Locator:
        """Return the button whose name begins so."""
        return self.page.get_by_role("button", name=re.compile(f"^{name}"))

    def open_part(self, name: str) -> None:
        """Open one of the parts below the rows."""
        self.page.get_by_role("tab", name=name).click()

    def click_at(self, t_s: float) -> None:
        """Click on a moment of the first row."""
        box = self.page.locator("#row-0").bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + self._x_px(t_s), box["y"] + 50)

    def label(self, from_s: float, to_s: float, what: str, row: int = 0) -> None:
        """Label a stretch by pressing the button whose name begins with ``what``."""
        before = self.marks(row)
        self.drag_over(from_s, to_s, row)
        self.button(what).click()
        self.wait(lambda: self.marks(row) > before)

    def marks(self, row: int = 0) -> int:
        """Return how many labels a row shows."""
        return self.page.locator(f"#row-{row} .mark").count()

    def values_shown(self) -> list[float]:
        """Return from where to where the axis of the first row goes."""
        return self.page.evaluate(
            "document.querySelector('#row-0 .js-plotly-plot')._fullLayout.yaxis.range"
        )

    def strip(self) -> list[tuple[float, float]]:
        """Return what is missed with the numbers tried, ``(from, to)`` in seconds."""
        return self.page.evaluate(
            """() => {
              const bars = document.querySelector('#row-0 .js-plotly-plot').data
                .filter((trace) => trace.type === 'bar' && trace.name === 'missed').at(-1);
              return bars.base.map((base, i) => [base, base + bars.x[i]]);
            }"""
        )

    def wait(self, seen: object) -> None:
        """Wait until something is so."""
        until_s = time.monotonic() + WAIT_MS / 1000
        while time.monotonic() < until_s:
            if seen():  # type: ignore[operator]
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not so in {WAIT_MS} ms; {self.complaints}")

    def _x_px(self, t_s: float, row: int = 0) -> float:
        return self.page.evaluate(
            """([row, t]) => {
              const { xaxis } = document.querySelector(`#row-${row} .js-plotly-plot`)._fullLayout;
              return xaxis._offset + xaxis.d2p(t);
            }""",
            [row, t_s],
        )


@contextmanager
def served(
    folder: Path, *arguments: object, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[Practice, str]]:
    """Run the command without opening a browser, and give it with the address it printed."""
    command = [UNKNOT, "tune", *arguments, "--no-browser"]
    with started(command, folder, environment=environment) as tune:
        tune.wait_for_text("Ctrl-C ends it")
        found = _ADDRESS.search(tune.said())
        assert found, tune.said()
        yield tune, found[0]


@contextmanager
def tab(browser: Browser, address: str, size_px: tuple[int, int] = (1400, 1000)) -> Iterator[Tab]:
    """Open the page, and wait until it can be used."""
    with window(browser, size_px=size_px) as page:
        opened = Tab(page)
        page.goto(address)
        ready(opened)
        yield opened


def ready(opened: Tab) -> None:
    """Wait until the first row can be dragged in."""
    opened.page.wait_for_selector("#row-0[data-ready]")
    opened.wait(lambda: opened.handle.get_attribute("aria-valuenow") is not None)

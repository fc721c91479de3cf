"""A real browser for the tests of pages: Chromium without a window, fetching nothing itself."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MS: Final = 15_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a running browser; skips where there is none, and fails there if it is the CI."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"needs a browser, one of {', '.join(NAMES)}: apt-get install chromium")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Opened:
    """A page that is open, with all it asked for and all it complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to it from now on."""
        self.page.set_default_timeout(WAIT_MS)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@contextmanager
def window(
    browser: Browser, *, size_px: tuple[int, int] = (1280, 900), touch: bool = False
) -> Iterator[Page]:
    """Give an empty page in a window of ``(width, height)``, or on a phone of that size."""
    width, height = size_px
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch
    )
    try:
        yield context.new_page()
    finally:
        context.close()


@dataclass
class Visit(Opened):
    """A page from the disk."""

    folder: Path = field(default_factory=Path)

    def strays(self) -> list[str]:
        """Return the addresses it asked for that are neither in it nor in its folder."""
        return [address for address in self.requests if not self._is_own(address)]

    def _is_own(self, address: str) -> bool:
        parts = urlsplit(address)
        if parts.scheme in {"data", "blob"}:
            return True
        return parts.scheme == "file" and unquote(parts.path).startswith(f"{self.folder}/")


@contextmanager
def visit(
    browser: Browser, file: Path, *, size_px: tuple[int, int] = (1280, 900), touch: bool = False
) -> Iterator[Visit]:
    """Open a page from the disk; as `window`."""
    with window(browser, size_px=size_px, touch=touch) as page:
        seen = Visit(page, folder=file.parent)
        page.goto(file.as_uri())
        yield seen


def wait_for(page: Page, condition: str, arg: object = None) -> None:
    """Wait until an expression, or a function of ``arg``, holds in a page.

    Playwright's own way of waiting evaluates it from within the page, which our pages' policy
    forbids from the second time on.
    """
    until_s = time.monotonic() + WAIT_MS / 1000
    while not page.evaluate(condition, arg):
        assert time.monotonic() < until_s, condition
        page.wait_for_timeout(50)

"""What is read in one look: words at their size, and page after page where they are too many.

Type that is shrunk until it fits is not read at three metres. What does not fit together is shown
in turn instead, a sentence at a time where that is possible.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from vision.render.text import BOLD, REGULAR, TextBlock, block_height, wrap_text

if TYPE_CHECKING:
    from vision.render.theme import Sizes

PAGE_S: Final = 5.0
"""How long a page stays: about 15 words are read in that time, and no page holds more."""
_SENTENCE_END: Final = re.compile(r"(?<=[.!?:…])\s+")


class Page(NamedTuple):
    """What is shown at one time; either may be empty, not both.

    Attributes
    ----------
    main
        The one thing to read.
    second
        What to read under it when there is time.

    """

    main: TextBlock
    second: TextBlock

    @property
    def width_px(self) -> int:
        """Width of the wider one."""
        return max(self.main.width_px, self.second.width_px)

    @property
    def height_px(self) -> int:
        """Height of both."""
        return self.main.height_px + self.second.height_px


@lru_cache(maxsize=64)
def pages(
    main: str,
    second: str,
    width_px: int,
    height_px: int,
    sizes: Sizes,
    *,
    turned: bool = False,
) -> tuple[Page, ...]:
    """Return the pages of a main line and a second one in a room, none smaller than its size.

    The second one comes first where it has to be ``turned`` to.
    """
    nothing = TextBlock((), sizes.detail, REGULAR)
    together = Page(
        wrap_text(main, width_px, sizes.main, BOLD), wrap_text(second, width_px, sizes.detail)
    )
    if together.height_px <= height_px:
        return (together,) if main or second else ()
    mains = _divided(main, width_px, height_px, sizes.main, BOLD)
    seconds = _divided(second, width_px, height_px, sizes.detail, REGULAR)
    pages_of = [[Page(block, nothing) for block in mains], [Page(nothing, b) for b in seconds]]
    first, last = reversed(pages_of) if turned else pages_of
    return (*first, *last)


def _divided(
    text: str, width_px: int, height_px: int, size_px: int, weight: str
) -> list[TextBlock]:
    """Return blocks that fit, of whole sentences where these fit, else of lines."""
    blocks: list[TextBlock] = []
    gathered = ""
    width_px, height_px = max(1, width_px), max(1, height_px)
    for sentence in filter(None, _SENTENCE_END.split(text)):
        longer = f"{gathered} {sentence}".strip()
        if gathered and wrap_text(longer, width_px, size_px, weight).height_px > height_px:
            blocks += _by_lines(gathered, width_px, height_px, size_px, weight)
            longer = sentence
        gathered = longer
    return blocks + _by_lines(gathered, width_px, height_px, size_px, weight)


def _by_lines(
    text: str, width_px: int, height_px: int, size_px: int, weight: str
) -> list[TextBlock]:
    lines = wrap_text(text, width_px, size_px, weight).lines
    most = 1
    while most < len(lines) and block_height(most + 1, size_px) <= height_px:
        most += 1
    # As even as it goes: no page of a single last word.
    count = -(-len(lines) // most)
    each = -(-len(lines) // count) if count else 1
    starts = range(0, len(lines), each)
    return [TextBlock(lines[start : start + each], size_px, weight) for start in starts]


class Turning:
    """Turns the pages of what is shown, from the first whenever it changes."""

    def __init__(self) -> None:
        self._shown: tuple[Page, ...] = ()
        self._since_s = 0.0

    def page(self, t_s: float, shown: tuple[Page, ...]) -> Page | None:
        """Return the page it is time for, None where there is nothing to read."""
        if shown != self._shown:
            self._shown, self._since_s = shown, t_s
        turned = int(max(0.0, t_s - self._since_s) / PAGE_S)
        return shown[turned % len(shown)] if shown else None

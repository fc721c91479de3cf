"""The pictures before and after practice: a calm one, and what became of every step."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.render.draw import Image, draw_panel
from vision.render.layout import Box, is_tall
from vision.render.overlay.title import title_with_side
from vision.render.text import BOLD, draw_block, fit_line, fit_text, wrap_text
from vision.render.theme import (
    BLUISH_GREEN,
    DARK,
    SKY_BLUE,
    SOFT_WHITE,
    TRACK,
    WHITE,
    Colour,
    Sizes,
)
from vision.words import say
from vision.words.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.session.snapshot import StepSummary

_MOST_ROW: Final = 0.11
"""A row is at most this share of the height, so that one step does not fill the card."""


def summary_card(size_px: tuple[int, int], summaries: Sequence[StepSummary]) -> Image:
    """Return a picture of ``(width, height)`` with one row for every step.

    The bar's length is the time held against the time asked for; its green part is the time in
    which all that could be seen of the form was met.
    """
    width, height = size_px
    sizes = Sizes.of(width, height)
    card = np.full((height, width, 3), DARK, np.uint8)
    pad, top = 2 * sizes.gap, round(2.6 * sizes.title)
    _heading(card, Box(pad, sizes.gap, width - 2 * pad, top - sizes.gap), summaries, sizes)
    most_px = round(_MOST_ROW * height)
    row_px = min(most_px, (height - top - sizes.gap) // max(1, len(summaries)))
    rows = [
        Box(pad, top + index * row_px, width - 2 * pad, row_px) for index in range(len(summaries))
    ]
    _rows(card, rows, summaries, sizes)
    return card


def splash(size_px: tuple[int, int], text: str) -> Image:
    """Return a calm picture of ``(width, height)`` for the time before there is any other."""
    width, height = size_px
    sizes = Sizes.of(width, height)
    card = np.full((height, width, 3), DARK, np.uint8)
    name = fit_line("unknot", width, sizes.word, BOLD)
    room_px = width - 8 * sizes.gap
    block = wrap_text(text, room_px, sizes.detail)
    top = (height - name.height_px - block.height_px) // 2
    draw_block(card, name, 0, top, colour=SKY_BLUE, centred_in_px=width)
    y = top + name.height_px + sizes.gap
    return draw_block(card, block, 0, y, colour=SOFT_WHITE, centred_in_px=width)


def _heading(card: Image, box: Box, summaries: Sequence[StepSummary], sizes: Sizes) -> None:
    held_s = sum(summary.held_s for summary in summaries)
    title = fit_line(say("Your practice"), box.width // 2, sizes.title, BOLD)
    draw_block(card, title, box.x, box.y, colour=SKY_BLUE)
    total = say("{time} held", time=duration_text(held_s))
    block = fit_line(total, box.width // 2, sizes.title)
    draw_block(card, block, box.right - block.width_px, box.y)


def _rows(card: Image, rows: list[Box], summaries: Sequence[StepSummary], sizes: Sizes) -> None:
    divide = _stacked if is_tall(card.shape[1], card.shape[0]) else _columns
    places = [divide(row) for row in rows]
    _texts(
        card,
        [p[0] for p in places],
        [title_with_side(s.title, s.side) for s in summaries],
        sizes.detail,
        WHITE,
    )
    for (_, bar, _), summary in zip(places, summaries, strict=True):
        _bar(card, bar, summary)
    outcomes = [outcome_text(s) for s in summaries]
    _texts(card, [p[2] for p in places], outcomes, sizes.small, SOFT_WHITE)


def _columns(row: Box) -> tuple[Box, Box, Box]:
    """Return the places of title, bar and words side by side."""
    gap = row.width // 50
    first, second = round(0.31 * row.width), round(0.25 * row.width)
    title = row._replace(width=first - gap)
    bar = row._replace(x=row.x + first, width=second)
    words = row._replace(x=bar.right + gap, width=row.right - bar.right - gap)
    return title, bar, words


def _stacked(row: Box) -> tuple[Box, Box, Box]:
    """Return the places of title, and under it bar and words."""
    half = row.height // 2
    title = row._replace(height=half)
    bar = Box(row.x, row.y + half, round(0.34 * row.width), half)
    words_x = bar.right + row.width // 30
    return title, bar, Box(words_x, bar.y, row.right - words_x, half)


def _texts(
    card: Image, boxes: Sequence[Box], texts: Sequence[str], size_px: int, colour: Colour
) -> None:
    """Draw a column of texts, all at the size that the longest one needs."""
    for box, text in zip(boxes, texts, strict=True):
        size_px = min(size_px, fit_text(text, box.width, box.height, size_px).size_px)
    for box, text in zip(boxes, texts, strict=True):
        block = fit_text(text, box.width, box.height, size_px)
        y = box.y + (box.height - block.height_px) // 2
        draw_block(card, block, box.x, y, colour=colour)


def _bar(card: Image, box: Box, summary: StepSummary) -> None:
    thickness = max(4, min(round(0.4 * box.height), round(0.022 * card.shape[0])))
    y = box.y + (box.height - thickness) // 2
    goal_s = summary.target_s if _has_target(summary) else summary.held_s
    for length_s, colour in (
        (goal_s, TRACK),
        (summary.held_s, SKY_BLUE),
        (min(summary.in_zone_s, summary.held_s), BLUISH_GREEN),
    ):
        length = round(box.width * min(1.0, length_s / goal_s)) if goal_s > 0 else 0
        draw_panel(card, (box.x, y, length, thickness), thickness // 2, colour=colour, opacity=1.0)


def _has_target(summary: StepSummary) -> bool:
    return summary.target_s > 0 and math.isfinite(summary.target_s)


def duration_text(seconds: float) -> str:
    """Return a length of time as minutes and seconds.

    >>> duration_text(61.4)
    '1:01'
    """
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def form_text(summary: StepSummary) -> str:
    """Return the share of the pose's time in which its form was met, "" where there is none.

    It is never 100 % beside a correction.
    """
    if math.isnan(summary.form_share):
        return ""
    if summary.most_frequent and round(100 * summary.form_share) == 100:  # noqa: PLR2004
        return say("nearly all")
    return say("{percent:.0f} %", percent=100 * summary.form_share)


def outcome_text(summary: StepSummary) -> str:
    """Return the step in a line: time, share in form, the stage, what to think of next time."""
    if summary.held_s <= 0:
        return say("left for another day")
    parts = [duration_text(summary.held_s)]
    if share := form_text(summary):
        parts.append(say("{share} in form", share=share))
    if summary.stage:
        parts.append(say("reached {stage}", stage=words_of(summary.stage)))
    if summary.most_frequent:
        parts.append(say("next time: {what}", what=words_of(summary.most_frequent)))
    return " · ".join(parts)

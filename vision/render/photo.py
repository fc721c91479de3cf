"""A photograph with what was found drawn on it, and a card beside it with what is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.errors import OutputError
from vision.render.body import bone_looks, draw_body
from vision.render.draw import draw_marker
from vision.render.layout import display_size
from vision.render.silhouette import draw_outline
from vision.render.text import BOLD, REGULAR, TextBlock, draw_block, fit_text
from vision.render.theme import DARK, SOFT_WHITE, WHITE
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Verdict
    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks
    from vision.render.body import BonesIn
    from vision.render.draw import Image
    from vision.render.sheet import Row, Sheet
    from vision.render.theme import Colour, Look

THUMBNAIL_PX: Final = 400
_JPEG_QUALITY: Final = 92
_CARD_WIDTH: Final = 0.55
"""Of a tall picture's height; under a wide picture the card is as wide as the picture."""
_TYPE: Final = 0.027
_TALL_TYPE: Final = 0.033
"""Size of the card's type, of the picture's long side, under it and beside it: 35 and 42 px in the
smallest, 1280 px."""
_LEAST_TYPE_PX: Final = 9
_TITLE: Final = 1.5
_LINE: Final = 1.15
_DETAIL: Final = 0.78
_INDENT: Final = 1.35
"""Sizes of title, main line and values, and the room for a marker, in sizes of type."""
_COLUMNS_FROM_PX: Final = 1000
_NO_LIMIT_PX: Final = 100_000
_MIDDLE: Final = 0.64
"""Where the middle of small letters lies under the top of a line, in type sizes."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A block of type in its place on the card, with the marker before it, if any."""

    block: TextBlock
    x: int
    y: int
    colour: Colour
    look: Look | None = None


def annotated(
    frame: Frame,
    landmarks: Landmarks | None,
    verdicts: Sequence[Verdict],
    sheet: Sheet,
    bones_in: BonesIn,
) -> Image:
    """Return a new picture: the photograph with the person's outline and skeleton, and the card.

    The photograph is scaled to a long side of 1280 to 1920 pixels (`display_size`), so that type is
    readable on small ones, and large ones stay handy. Nothing but the person is drawn on: the words
    stand on a card under a wide photograph and to the right of a tall one.

    Parameters
    ----------
    frame
        The photograph.
    landmarks
        In pixels of the photograph; unseen points are left out. None when nobody is found.
    verdicts
        Colour the bones they are about.
    sheet
        The words.
    bones_in
        Tells which bones show a measure's verdict.

    """
    scene = _scaled(frame.image_bgr)
    if landmarks is not None:
        if landmarks.silhouette is not None:
            draw_outline(scene, landmarks.silhouette)
        looks = bone_looks(landmarks, verdicts, bones_in, sheet.called)
        draw_body(scene, landmarks, looks, mirror=False)
    height, width = scene.shape[:2]
    if width >= height:
        return np.vstack([scene, _card_under(sheet, width)])
    return np.hstack([scene, _card_beside(sheet, height)])


def jpeg_bytes(image: Image) -> bytes:
    """Return a picture as a JPEG file.

    Raises
    ------
    OutputError
        If it cannot be encoded, as when it is too large for the format.

    """
    encoded, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not encoded:
        height, width = image.shape[:2]
        raise OutputError(
            "a picture of {width} x {height} pixels cannot be written as a JPEG",
            width=width,
            height=height,
        )
    return data.tobytes()


def thumbnail_bytes(image: Image) -> bytes:
    """Return a picture as a small JPEG file, its longer side `THUMBNAIL_PX` at most."""
    height, width = image.shape[:2]
    scale = min(1.0, THUMBNAIL_PX / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return jpeg_bytes(np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8))


def half_size(jpeg: bytes) -> bytes:
    """Return a JPEG file as one of half its width and height."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_REDUCED_COLOR_2)
    return jpeg_bytes(np.asarray(image, np.uint8))


def _scaled(image: Image) -> Image:
    size = display_size(image.shape[1], image.shape[0])
    way = cv2.INTER_AREA if size[0] < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=way), np.uint8)


def _card_under(sheet: Sheet, width: int) -> Image:
    """Return a card of a width, as high as its words need."""
    size = round(_TYPE * width)
    items, height = _laid_out(sheet, width, size)
    return _drawn(items, np.full((height, width, 3), DARK, np.uint8), size)


def _card_beside(sheet: Sheet, height: int) -> Image:
    """Return a card of a height, its type made smaller until all of it fits."""
    width, size = round(_CARD_WIDTH * height), round(_TALL_TYPE * height)
    items, needed = _laid_out(sheet, width, size)
    while needed > height and size > _LEAST_TYPE_PX:
        size -= 1
        items, needed = _laid_out(sheet, width, size)
    return _drawn(items, np.full((height, width, 3), DARK, np.uint8), size)


def _drawn(items: Sequence[_Item], card: Image, size: int) -> Image:
    for item in items:
        x = item.x
        if item.look is not None:
            middle = (x + 0.5 * size, item.y + _MIDDLE * item.block.size_px)
            draw_marker(card, middle, 0.32 * size, item.look)
            x += round(_INDENT * size)
        draw_block(card, item.block, x, item.y, colour=item.colour)
    return card


def _laid_out(sheet: Sheet, width: int, size: int) -> tuple[list[_Item], int]:
    """Return what stands where on a card of a width, and the height it takes."""
    pad = size
    room = width - 2 * pad
    title = fit_text(sheet.title, room, _NO_LIMIT_PX, round(_TITLE * size), BOLD)
    items, y = [_Item(title, pad, pad // 2, WHITE)], pad // 2 + title.height_px
    if sheet.view:
        view = fit_text(sheet.view, room, _NO_LIMIT_PX, size, REGULAR)
        items.append(_Item(view, pad, y, SOFT_WHITE))
        y += view.height_px
    y += pad // 2
    columns = 2 if width >= _COLUMNS_FROM_PX and len(sheet.rows) > 1 else 1
    rows, y = _rows(sheet.rows, columns, (pad, y, room), size)
    line_room = room - (round(_INDENT * size) if sheet.look else 0)
    line = fit_text(sheet.line, line_room, _NO_LIMIT_PX, round(_LINE * size), BOLD)
    items += [*rows, _Item(line, pad, y + pad // 3, WHITE, sheet.look)]
    return items, y + pad // 3 + line.height_px + pad


def _rows(
    rows: Sequence[Row], columns: int, place: tuple[int, int, int], size: int
) -> tuple[list[_Item], int]:
    """Lay the criteria out in columns, read from top to bottom; also return where they end."""
    x, top, room = place
    width = (room - (columns - 1) * size) // columns
    each = -(-len(rows) // columns)
    items, bottom = [], top
    for column in range(columns):
        y = top
        for row in rows[column * each : (column + 1) * each]:
            made, y = _row(row, (x + column * (width + size), y, width), size)
            items += made
        bottom = max(bottom, y)
    return items, bottom


def _row(row: Row, place: tuple[int, int, int], size: int) -> tuple[list[_Item], int]:
    x, y, width = place
    indent = round(_INDENT * size)
    words = say("{name}: {answer}", name=row.name, answer=say(row.answer.word))
    name = fit_text(words, width - indent, _NO_LIMIT_PX, size, BOLD)
    small = round(_DETAIL * size)
    detail = fit_text(row.detail, width - indent, _NO_LIMIT_PX, small, REGULAR)
    items = [
        _Item(name, x, y, WHITE, row.answer.look),
        _Item(detail, x + indent, y + name.height_px, SOFT_WHITE),
    ]
    return items, y + name.height_px + detail.height_px + size // 3

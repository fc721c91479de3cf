"""What kind of picture a file holds and how large, before any memory is spent on its pixels."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_TIFF_WIDTH: Final = 256
_TIFF_HEIGHT: Final = 257
_TIFF_SHORT: Final = 3
_JPEG_SIZES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE: Final = frozenset({0x01, *range(0xD0, 0xDA)})
_OLD_BMP_HEAD_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Head:
    """The kind of a picture, and its size as stored: ``width_px`` and ``height_px``.

    Both are 0 where a file begins as its kind does, and ends or lies before it tells its size.
    """

    kind: str
    width_px: int = 0
    height_px: int = 0


def head_of(data: bytes) -> Head | None:
    """Return what the first bytes of a file tell, None if it is no picture of a known kind.

    Sizes are read as each format's own specification places them.
    """
    for begins, kind, size_of in _KINDS:
        if data.startswith(begins) and (kind != "WebP" or data[8:12] == b"WEBP"):
            try:
                return Head(kind, *size_of(data))
            except (struct.error, IndexError):
                return Head(kind)
    return None


def _png(data: bytes) -> tuple[int, int]:
    return _pair(">II", data, 16)


def _gif(data: bytes) -> tuple[int, int]:
    return _pair("<HH", data, 6)


def _bmp(data: bytes) -> tuple[int, int]:
    (head_bytes,) = struct.unpack_from("<I", data, 14)
    width, height = _pair("<HH" if head_bytes == _OLD_BMP_HEAD_BYTES else "<ii", data, 18)
    return width, abs(height)  # a negative height means the top row comes first


def _webp(data: bytes) -> tuple[int, int]:
    if data[12:16] == b"VP8X":
        width, more_width, height, more_height = struct.unpack_from("<HBHB", data, 24)
        return 1 + width + (more_width << 16), 1 + height + (more_height << 16)
    if data[12:16] == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = _pair("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(data: bytes) -> tuple[int, int]:
    """Walk from marker to marker to the one that tells the size."""
    at = 2
    while True:
        while data[at + 1] == 0xFF:  # noqa: PLR2004 (markers may be padded with it)
            at += 1
        marker = data[at + 1]
        if marker in _JPEG_SIZES:
            height, width = _pair(">HH", data, at + 5)
            return width, height
        at += 2 if marker in _JPEG_BARE else 2 + struct.unpack_from(">H", data, at + 2)[0]


def _tiff(data: bytes) -> tuple[int, int]:
    tags = tiff_tags(data)
    return tags.get(_TIFF_WIDTH, 0), tags.get(_TIFF_HEIGHT, 0)


def tiff_tags(data: bytes) -> dict[int, int]:
    """Return the first directory's numbers by tag, of a TIFF or of EXIF, which is one.

    Raises
    ------
    struct.error
        If the data end before the directory does.

    """
    order = "<" if data[:2] == b"II" else ">"
    (start,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, start)
    tags = {}
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind = _pair(f"{order}HH", data, entry)
        (tags[tag],) = struct.unpack_from(
            f"{order}{'H' if kind == _TIFF_SHORT else 'I'}", data, entry + 8
        )
    return tags


def _pair(layout: str, data: bytes, at: int) -> tuple[int, int]:
    first, second = struct.unpack_from(layout, data, at)
    return first, second


_KINDS: Final[tuple[tuple[bytes, str, Callable[[bytes], tuple[int, int]]], ...]] = (
    (b"\xff\xd8\xff", "JPEG", _jpeg),
    (b"\x89PNG\r\n\x1a\n", "PNG", _png),
    (b"RIFF", "WebP", _webp),
    (b"BM", "BMP", _bmp),
    (b"II*\0", "TIFF", _tiff),
    (b"MM\0*", "TIFF", _tiff),
    (b"GIF8", "GIF", _gif),
)

"""One photograph from a file, as the picture a person sees in it."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from vision.errors import FrameSourceError
from vision.frames.source import Frame, empty_file, refusals_in_one_line
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MOST_PIXELS: Final = 120_000_000
"""A larger picture is refused before it is unpacked, as a few kilobytes can unpack to gigabytes.
The largest phone cameras store 108 million pixels; 120 million take 360 MB."""
LEAST_SIDE_PX: Final = 32
"""In less than this nobody can be found."""
_MOST_BYTES: Final = 2**30
_NEUTRAL: Final = 128
"""What shows through a transparent picture: as far from a light body as from a dark one."""
_KINDS: Final = {
    "JPEG": "JPEG", "PNG": "PNG", "WEBP": "WebP", "BMP": "BMP", "TIFF": "TIFF", "GIF": "GIF",
}  # fmt: skip
"""Pillow's names of the formats that are read, and what people call them."""
_STDERR: Final = 2
_ORIENTATION: Final = 274
"""EXIF's tag of how the stored pixels are turned and mirrored."""


def read_photo(path: str | os.PathLike[str]) -> Frame:
    """Read a photograph: JPEG, PNG, WebP, BMP, TIFF, or the first picture of a GIF.

    It is turned and mirrored as its EXIF data say, laid on grey where it is transparent, and made
    8-bit blue-green-red whatever it was.

    Raises
    ------
    FrameSourceError
        If the file is missing, not to be read, no such picture, damaged or cut off, larger than
        `MOST_PIXELS`, or smaller than `LEAST_SIDE_PX` on a side.

    """
    name = os.fspath(path)
    data = _bytes(Path(path), name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, of oddities in files that it reads all the same
        image_bgr = _decoded(data, _kind(data, name), name)
    return Frame(image_bgr, 0.0, 0)


def _bytes(path: Path, name: str) -> bytes:
    """Read the file, and tell the plain mistakes apart."""
    with refusals_in_one_line(name):
        wrong = _why_no_photo(path.stat(), name)
        data = b"" if wrong else path.read_bytes()
    if wrong is not None or not data:
        raise FrameSourceError(wrong or empty_file(name))
    return data


def _why_no_photo(found: os.stat_result, name: str) -> str | None:
    if stat.S_ISDIR(found.st_mode):
        return say(
            "expected a photograph, got the folder {file}; name the pictures in it", file=name
        )
    if not stat.S_ISREG(found.st_mode):
        return say("expected a photograph, got the device {file}; name a file", file=name)
    if found.st_size > _MOST_BYTES:
        return say(
            "{file} is {size:.1f} GB, more than any photograph; name a picture",
            file=name,
            size=found.st_size / 1e9,
        )
    return None


def _kind(data: bytes, name: str) -> str:
    """Return Pillow's name of the format that the first bytes tell."""
    Image.init()
    for kind in _KINDS:
        accepts = Image.OPEN[kind][1]
        if accepts is not None and accepts(data[:16]):
            return kind
    text = say(
        "{file} is no photograph that can be read; expected a JPEG, PNG, WebP, BMP, TIFF or GIF "
        "(from other kinds, such as a phone's HEIC, export a JPEG)",
        file=name,
    )
    raise FrameSourceError(text)


def _decoded(data: bytes, kind: str, name: str) -> NDArray[np.uint8]:
    """Return upright BGR pixels; memory is spent on them once their number is known to be fit."""
    try:
        with _unheard():
            # Not `Image.open`, whose limit on pixels is one setting for the whole process.
            image = Image.OPEN[kind][0](io.BytesIO(data), "")
            wrong, orientation = _why_unfit(image.size, name), None
            if wrong is None:
                image.load()
                # Not `ImageOps.exif_transpose`: it fails on EXIF that is damaged elsewhere.
                orientation = image.getexif().get(_ORIENTATION)
    except Exception as error:  # each format has its own for damage
        raise FrameSourceError(_why_not_decoded(error, kind, name)) from error
    if wrong is not None:
        raise FrameSourceError(wrong)
    return np.ascontiguousarray(_turned(_three_colours(image, name), orientation)[..., ::-1])


def _why_unfit(size_px: tuple[int, int], name: str) -> str | None:
    named = {"file": name, "width": size_px[0], "height": size_px[1]}
    if size_px[0] * size_px[1] > MOST_PIXELS:
        return say(
            "{file} is {width} x {height} pixels; expected at most {most} million in all; "
            "save a smaller copy",
            most=MOST_PIXELS // 10**6,
            **named,
        )
    if min(size_px) < LEAST_SIDE_PX:
        return say(
            "{file} is {width} x {height} pixels; expected at least {least} each way; "
            "use a larger copy",
            least=LEAST_SIDE_PX,
            **named,
        )
    return None


def _why_not_decoded(error: Exception, kind: str, name: str) -> str:
    if str(error) == "unknown pixel mode":  # Pillow's words for such a TIFF
        return _unusual_pixels(say("an unusual kind"), name)
    return say(
        "{file} begins as a {kind}, but cannot be decoded; it is damaged or cut off, "
        "use another copy",
        file=name,
        kind=_KINDS[kind],
    )


def _unusual_pixels(kind: str, name: str) -> str:
    return say(
        "{file} stores its pixels as {kind}; expected 8 or 16 bits a colour; export it as a JPEG",
        file=name,
        kind=kind,
    )


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Drop what the decoders write straight to descriptor 2: the error that follows says it all."""
    try:
        terminal = os.dup(_STDERR)
    except OSError:
        yield
        return
    if sys.stderr is not None:
        sys.stderr.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(terminal, _STDERR)
        os.close(terminal)


def _three_colours(image: Image.Image, name: str) -> NDArray[np.uint8]:
    """Return ``(rows, columns, 3)`` red-green-blue pixels, from whatever the file stores."""
    if image.mode.startswith("I;16"):
        grey = np.asarray(image) >> 8
        return np.repeat(grey.astype(np.uint8)[..., np.newaxis], 3, axis=2)
    if image.mode in {"F", "I"}:
        raise FrameSourceError(_unusual_pixels(str(np.asarray(image).dtype), name))
    if not image.has_transparency_data:
        return np.asarray(image.convert("RGB"))
    pixels = np.asarray(image.convert("RGBA"))
    colours, alpha = pixels[..., :3], pixels[..., 3:]
    # Many a BMP leaves the fourth byte of its pixels zero, and means nothing by it.
    if not alpha.any():
        return colours
    cover = alpha.astype(np.float32) / 255
    return np.rint(colours * cover + _NEUTRAL * (1 - cover)).astype(np.uint8)


def _turned(pixels: NDArray[np.uint8], orientation: object) -> NDArray[np.uint8]:
    """Show stored pixels as EXIF 2.3 (tag 274) defines: from 5 on rows and columns are swapped."""
    if orientation in {5, 6, 7, 8}:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    return pixels

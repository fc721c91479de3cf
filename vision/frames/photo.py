"""One photograph from a file, as the picture a person sees in it."""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.errors import FrameSourceError
from vision.frames.photohead import head_of, tiff_tags
from vision.frames.source import Frame

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
_KINDS: Final = "a JPEG, PNG, WebP, BMP, TIFF or GIF"
_ORIENTATION: Final = 274
_STDERR: Final = 2


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
    kind = _checked_kind(data, name)
    stored, orientation = _decoded(data, kind, name)
    upright = _turned(_opaque(_eight_bit(stored, name)), orientation)
    return Frame(np.ascontiguousarray(upright), 0.0, 0)


def _bytes(path: Path, name: str) -> bytes:
    """Read the file, and tell the plain mistakes apart."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise FrameSourceError(
                f"expected a photograph, got the folder {name}; name the pictures in it"
            )
        if not stat.S_ISREG(found.st_mode):
            raise FrameSourceError(f"expected a photograph, got the device {name}; name a file")
        if found.st_size > _MOST_BYTES:
            raise FrameSourceError(
                f"{name} is {found.st_size / 1e9:.1f} GB, more than any photograph; name a picture"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise FrameSourceError(f"there is no file {name}; check name and folder") from None
    except PermissionError:
        raise FrameSourceError(
            f"no permission to read {name}; make it readable for you or copy it"
        ) from None
    except (OSError, ValueError) as error:
        raise FrameSourceError(f"{name} cannot be read: {error}") from error


def _checked_kind(data: bytes, name: str) -> str:
    """Return what kind of picture it is, once that and its size are known to be fit."""
    if not data:
        raise FrameSourceError(f"{name} is empty (0 bytes); use another copy of it")
    head = head_of(data)
    if head is None:
        raise FrameSourceError(
            f"{name} is no photograph that can be read; expected {_KINDS} (from other kinds, such "
            "as a phone's HEIC, export a JPEG)"
        )
    if head.width_px <= 0 or head.height_px <= 0:
        raise FrameSourceError(_damaged(head.kind, name))
    size = f"{head.width_px} x {head.height_px} pixels"
    if head.width_px * head.height_px > MOST_PIXELS:
        raise FrameSourceError(
            f"{name} is {size}; expected at most {MOST_PIXELS // 10**6} million in all; "
            "save a smaller copy"
        )
    if min(head.width_px, head.height_px) < LEAST_SIDE_PX:
        raise FrameSourceError(
            f"{name} is {size}; expected at least {LEAST_SIDE_PX} each way; use a larger copy"
        )
    return head.kind


def _damaged(kind: str, name: str) -> str:
    return (
        f"{name} begins as a {kind}, but cannot be decoded; it is damaged or cut off, "
        "use another copy"
    )


def _decoded(data: bytes, kind: str, name: str) -> tuple[NDArray[np.generic], int]:
    """Return the pixels as they are stored, and the EXIF orientation (1 to 8) to show them in."""
    encoded = np.frombuffer(data, np.uint8)
    with _unheard(), contextlib.suppress(cv2.error):
        pixels, kinds, found = cv2.imdecodeWithMetadata(encoded, flags=cv2.IMREAD_UNCHANGED)
        if pixels is not None:
            blobs = dict(zip(kinds, found, strict=True))
            exif = blobs.get(cv2.IMAGE_METADATA_EXIF)
            return np.asarray(pixels), 1 if exif is None else _orientation(exif.tobytes())
    raise FrameSourceError(_damaged(kind, name))


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


def _orientation(exif: bytes) -> int:
    try:
        return tiff_tags(exif.removeprefix(b"Exif\0\0")).get(_ORIENTATION, 1)
    except struct.error:
        return 1


def _eight_bit(pixels: NDArray[np.generic], name: str) -> NDArray[np.uint8]:
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    if pixels.dtype == np.uint16:
        return (pixels.astype(np.uint16, copy=False) >> 8).astype(np.uint8)
    raise FrameSourceError(
        f"{name} stores its pixels as {pixels.dtype}; expected 8 or 16 bits a colour; "
        "export it as a JPEG"
    )


def _opaque(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return three colours, from grey or from colours with transparency."""
    if pixels.ndim == 2:  # noqa: PLR2004 (rows and columns alone: grey)
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), np.uint8)
    colours, alpha = pixels[..., :3], pixels[..., 3:]
    # Many a BMP leaves the fourth byte of its pixels zero, and means nothing by it.
    if not alpha.any() or alpha.min() == 255:  # noqa: PLR2004 (opaque)
        return colours
    cover = alpha.astype(np.float32) / 255
    return np.rint(colours * cover + _NEUTRAL * (1 - cover)).astype(np.uint8)


def _turned(pixels: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Show stored pixels as EXIF 2.3 (tag 274) defines: from 5 on rows and columns are swapped."""
    if orientation in {5, 6, 7, 8}:
        pixels = pixels.transpose(1, 0, 2)
    if orientation in {2, 3, 6, 7}:
        pixels = pixels[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        pixels = pixels[::-1]
    return pixels

"""Photographs of every kind, and files that are none."""

from __future__ import annotations

import io
import os
import struct
import zlib
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image

from vision.errors import FrameSourceError
from vision.frames.photo import LEAST_SIDE_PX, MOST_PIXELS, read_photo

if TYPE_CHECKING:
    from pathlib import Path

RED, GREEN, BLUE, WHITE = (0, 0, 255), (0, 255, 0), (255, 0, 0), (255, 255, 255)
NEAR = 6
"""Colours of lossy and of few-coloured formats are off by this much at most."""


def quarters(dtype: type = np.uint8) -> np.ndarray:
    """Return a picture of 64 x 40 in red, green, blue and white, from left to right and down."""
    image = np.empty((40, 64, 3), np.uint8)
    image[:20, :32], image[:20, 32:], image[20:, :32], image[20:, 32:] = RED, GREEN, BLUE, WHITE
    return image if dtype == np.uint8 else image.astype(dtype) * 257


def corners(image: np.ndarray) -> list[list[int]]:
    """Return the colours in the corners: left and right on top, then at the bottom."""
    return [image[y, x].tolist() for y in (4, -5) for x in (4, -5)]


def coded(ending: str, image: np.ndarray, *options: int) -> bytes:
    """Return a picture as a file of a kind."""
    return cv2.imencode(ending, image, options)[1].tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def exif(orientation: int) -> bytes:
    """Return EXIF data that tell an orientation."""
    return b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", 274, 3, 1, orientation, 0, 0)


def jpeg_turned(orientation: int) -> bytes:
    """Return a JPEG that is stored turned."""
    data, told = coded(".jpg", quarters()), b"Exif\0\0" + exif(orientation)
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told + data[2:]


def png_turned(orientation: int, image: np.ndarray) -> bytes:
    """Return a PNG that is stored turned."""
    data = coded(".png", image)
    at = data.index(b"IDAT") - 4
    return data[:at] + chunk(b"eXIf", exif(orientation)) + data[at:]


def read(folder: Path, data: bytes, name: str = "photo") -> np.ndarray:
    """Write a file and read it as a photograph."""
    file = folder / name
    file.write_bytes(data)
    frame = read_photo(file)
    assert (frame.t_s, frame.index) == (0.0, 0)
    assert frame.image_bgr.dtype == np.uint8
    assert frame.image_bgr.flags.c_contiguous
    return frame.image_bgr


def refused(folder: Path, data: bytes) -> str:
    """Return the line a file is refused with."""
    with pytest.raises(FrameSourceError) as caught:
        read(folder, data)
    line = str(caught.value)
    assert "\n" not in line
    assert str(folder / "photo") in line
    return line


# --- kinds of pictures -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ending", "options"),
    [
        (".jpg", ()),
        (".jpg", (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)),
        (".png", ()),
        (".webp", (cv2.IMWRITE_WEBP_QUALITY, 60)),
        (".webp", (cv2.IMWRITE_WEBP_QUALITY, 101)),
        (".bmp", ()),
        (".tiff", ()),
        (".gif", ()),
    ],
)
def test_every_kind_is_read_whatever_the_file_is_called(
    tmp_path: Path, ending: str, options: tuple[int, ...]
) -> None:
    """What is in the file counts, not its ending: here it has none."""
    image = read(tmp_path, coded(ending, quarters(), *options))
    assert image.shape == (40, 64, 3)
    assert np.abs(np.array(corners(image)) - [RED, GREEN, BLUE, WHITE]).max() <= NEAR


@pytest.mark.parametrize("ending", [".png", ".tiff"])
def test_sixteen_bits_are_made_eight(tmp_path: Path, ending: str) -> None:
    """A scanner's or raw converter's picture looks the same."""
    image = read(tmp_path, coded(ending, quarters(np.uint16)))
    assert corners(image) == [[*RED], [*GREEN], [*BLUE], [*WHITE]]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_gets_three_equal_colours(tmp_path: Path, dtype: type) -> None:
    """A black and white photograph is one like any other."""
    image = read(tmp_path, coded(".png", quarters(dtype)[..., 1]))
    assert corners(image) == [[0] * 3, [255] * 3, [0] * 3, [255] * 3]


def test_what_is_transparent_shows_a_neutral_grey(tmp_path: Path) -> None:
    """A cut-out person stands neither on black nor on what was left in the file unseen."""
    alpha = np.full((40, 64), 255, np.uint8)
    alpha[:20, :32], alpha[:20, 32:] = 0, 128
    image = read(tmp_path, coded(".png", np.dstack([quarters(), alpha])))
    assert corners(image) == [[128] * 3, [64, 192, 64], [*BLUE], [*WHITE]]


def test_a_bitmap_with_an_unused_fourth_byte_is_not_transparent(tmp_path: Path) -> None:
    """Many programs leave it zero; that picture is all there."""
    unused = np.dstack([quarters(), np.zeros((40, 64), np.uint8)])
    assert corners(read(tmp_path, coded(".bmp", unused))) == [[*RED], [*GREEN], [*BLUE], [*WHITE]]


def test_a_bitmap_stored_from_the_top_is_read(tmp_path: Path) -> None:
    """Its height is told as a negative number."""
    data = bytearray(coded(".bmp", quarters()[::-1]))
    data[22:26] = struct.pack("<i", -40)
    assert corners(read(tmp_path, bytes(data))) == [[*RED], [*GREEN], [*BLUE], [*WHITE]]


def test_of_a_moving_picture_the_first_is_taken(tmp_path: Path) -> None:
    """A GIF of two pictures shows the first."""
    moving = cv2.Animation()
    moving.frames = [quarters(), quarters()[::-1]]
    moving.durations = np.array([100, 100])
    written, data = cv2.imencodeanimation(".gif", moving)
    assert written
    image = read(tmp_path, data.tobytes())
    assert np.abs(np.array(corners(image)) - [RED, GREEN, BLUE, WHITE]).max() <= NEAR


@pytest.mark.parametrize(
    ("orientation", "shown"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
    ],
)
def test_a_turned_photograph_is_shown_upright(
    tmp_path: Path, orientation: int, shown: list[tuple[int, int, int]]
) -> None:
    """All eight orientations of EXIF, also of what is transparent, as OpenCV itself shows them."""
    size = (40, 64, 3) if orientation < 5 else (64, 40, 3)
    image = read(tmp_path, jpeg_turned(orientation))
    assert image.shape == size
    assert np.abs(np.array(corners(image)) - shown).max() <= NEAR
    alpha = np.full((40, 64, 1), 254, np.uint8)
    image = read(tmp_path, png_turned(orientation, np.dstack([quarters(), alpha])))
    assert image.shape == size
    assert np.abs(np.array(corners(image)) - shown).max() <= 1
    opencv = cv2.imdecode(np.frombuffer(jpeg_turned(orientation), np.uint8), cv2.IMREAD_COLOR)
    assert (read(tmp_path, jpeg_turned(orientation)) == opencv).all()


def test_exif_that_makes_no_sense_turns_nothing(tmp_path: Path) -> None:
    """Cameras write all sorts of things there."""
    data = png_turned(1, quarters())
    broken = data.replace(exif(1), exif(1)[:9] + b"\xff" + exif(1)[10:])
    at = broken.index(b"eXIf")
    crc = struct.pack(">I", zlib.crc32(broken[at : at + 4 + len(exif(1))]))
    end = at + 4 + len(exif(1))
    image = read(tmp_path, broken[:end] + crc + broken[end + 4 :])
    assert corners(image) == [[*RED], [*GREEN], [*BLUE], [*WHITE]]


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    """Return a picture as Pillow saves it."""
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def test_a_palette_with_a_transparent_colour_shows_grey_there(tmp_path: Path) -> None:
    """Drawings and GIFs name one of their colours as no colour."""
    image = Image.fromarray(quarters()[..., ::-1].copy()).quantize(4)
    transparent = image.getpixel((4, 4))
    shown = [[128] * 3, [*GREEN], [*BLUE], [*WHITE]]
    for kind in ("PNG", "GIF"):
        read_image = read(tmp_path, saved(image, kind, transparency=transparent))
        assert np.abs(np.array(corners(read_image)) - shown).max() <= NEAR


def test_colours_for_print_are_shown_as_on_a_screen(tmp_path: Path) -> None:
    """A JPEG in cyan, magenta, yellow and black keeps its colours, if not their exact shades."""
    image = Image.fromarray(quarters()[..., ::-1].copy()).convert("CMYK")
    shown = corners(read(tmp_path, saved(image, "JPEG")))
    assert np.abs(np.array(shown) - [RED, GREEN, BLUE, WHITE]).max() <= NEAR


@pytest.mark.parametrize("kind", ["TIFF", "WEBP"])
def test_other_kinds_are_turned_as_well(tmp_path: Path, kind: str) -> None:
    """EXIF tells the same in each."""
    stored = Image.fromarray(quarters()[..., ::-1].copy())
    told = Image.Exif()
    told[274] = 6
    how = {"exif": told} if kind == "TIFF" else {"exif": told, "lossless": True}
    shown = read(tmp_path, saved(stored, kind, **how))
    assert shown.shape == (64, 40, 3)
    assert corners(shown) == [[*BLUE], [*RED], [*WHITE], [*GREEN]]


def test_damage_elsewhere_in_exif_does_not_lose_how_it_is_turned(tmp_path: Path) -> None:
    """Only the orientation is asked for."""
    told = Image.Exif()
    told[274], told[282] = 6, 72.0
    data = saved(Image.fromarray(quarters()[..., ::-1].copy()), "JPEG", exif=told, quality=95)
    order = ">" if b"MM\0*" in data else "<"
    number, text = (struct.pack(f"{order}HHI", 282, kind, 1) for kind in (5, 2))
    assert number in data
    image = read(tmp_path, data.replace(number, text))
    assert image.shape == (64, 40, 3)


def test_decoders_keep_quiet_on_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """What LibTIFF complains of is said in the one line of the refusal."""
    noise = np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8)
    data = bytearray(saved(Image.fromarray(noise), "TIFF", compression="tiff_lzw"))
    data[200:2000] = b"\xff" * 1800
    refused(tmp_path, bytes(data))
    assert capfd.readouterr() == ("", "")


# --- what is no photograph ---------------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """It is told apart from one that cannot be decoded."""
    with pytest.raises(FrameSourceError, match=r"there is no file .*gone\.jpg; check"):
        read_photo(tmp_path / "gone.jpg")


def test_a_folder_is_no_photograph(tmp_path: Path) -> None:
    """Whoever names a folder means the pictures in it."""
    with pytest.raises(FrameSourceError, match="expected a photograph, got the folder"):
        read_photo(tmp_path)


def test_a_device_is_not_read_from() -> None:
    """Reading it might never end."""
    with pytest.raises(FrameSourceError, match="got the device"):
        read_photo(os.devnull)


def test_a_name_that_cannot_be_one_is_refused() -> None:
    """A line, and not what the system makes of it."""
    with pytest.raises(FrameSourceError, match="cannot be read"):
        read_photo("a\0b.jpg")


def test_an_empty_file_is_told_apart(tmp_path: Path) -> None:
    """A download that never came."""
    assert "is empty (0 bytes)" in refused(tmp_path, b"")


@pytest.mark.parametrize(
    "data", [b"Dear diary,\n" * 99, b"\0\0\0\x18ftypheic" + bytes(99), b"RIFF____AVI LIST", b"P"]
)
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    """Text, a phone's HEIC, a video: what would do instead is named."""
    line = refused(tmp_path, data)
    assert "is no photograph that can be read" in line
    assert "expected a JPEG, PNG, WebP, BMP, TIFF or GIF" in line


@pytest.mark.parametrize("ending", [".jpg", ".png", ".webp", ".bmp", ".tiff", ".gif"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_a_file_that_was_cut_off_is_refused(
    tmp_path: Path, ending: str, share: float, capfd: pytest.CaptureFixture[str]
) -> None:
    """Half a person would be judged as a whole one; and no decoder has its say on the terminal."""
    noise = np.random.default_rng(1).integers(0, 255, (90, 120, 3), np.uint8)
    data = coded(ending, noise)
    line = refused(tmp_path, data[: max(12, int(share * len(data)))])
    assert "cannot be decoded; it is damaged or cut off" in line
    assert capfd.readouterr() == ("", "")


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    """A few bytes that would unpack to gigabytes: the head alone tells."""
    size = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(bytes(999)))
    line = refused(tmp_path, bomb + chunk(b"IEND", b""))
    assert "is 40000 x 40000 pixels; expected at most 120 million" in line
    assert MOST_PIXELS == 120_000_000


@pytest.mark.parametrize("size", [(1, 1), (LEAST_SIDE_PX - 1, 500)])
def test_a_picture_too_small_for_a_person_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    """A tracking pixel, a ruler."""
    line = refused(tmp_path, coded(".png", np.zeros((*size, 3), np.uint8)))
    assert f"is {size[1]} x {size[0]} pixels; expected at least 32 each way" in line


def test_fractions_for_colours_are_refused(tmp_path: Path) -> None:
    """Nobody can tell what is black and white in them."""
    line = refused(tmp_path, coded(".tiff", quarters().astype(np.float32)))
    assert "stores its pixels as an unusual kind; expected 8 or 16 bits a colour" in line
    line = refused(tmp_path, coded(".tiff", quarters()[..., 0].astype(np.float32)))
    assert "stores its pixels as float32; expected 8 or 16 bits a colour" in line


def test_without_a_standard_error_photographs_are_read_as_well(tmp_path: Path) -> None:
    """A windowed program has no descriptor 2 to keep quiet."""
    kept = os.dup(2)
    try:
        os.close(2)
        assert read(tmp_path, coded(".png", quarters())).shape == (40, 64, 3)
    finally:
        os.dup2(kept, 2)
        os.close(kept)

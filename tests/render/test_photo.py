"""The annotated photograph: the person drawn on, the words beside, all of it readable."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from tests.builders import practitioner
from tests.render import builders
from vision.criteria.model import Status
from vision.errors import OutputError
from vision.frames.source import Frame
from vision.measure.catalog import bones_in
from vision.render.photo import annotated, jpeg_bytes
from vision.render.sheet import Row, Sheet, answer_of
from vision.render.theme import BLUISH_GREEN, DARK, ORANGE, SKY_BLUE

EMPTY = Sheet("Nobody found", "", (), "A photograph of one person helps.")


def sheet(count: int, status: Status = Status.MET) -> Sheet:
    """Return a sheet with so many rows."""
    answer = answer_of(builders.verdict(status=status))
    rows = tuple(Row(f"criterion number {i}", answer, f"{i} (at most 9)") for i in range(count))
    return Sheet("Head to knee, right leg in front", "seen from the side", rows, "Be long.")


def has(image: np.ndarray, colour: tuple[int, int, int]) -> int:
    """Return how many pixels of a picture have a colour."""
    return int((image == colour).all(axis=-1).sum())


@pytest.mark.parametrize("size", [(848, 480), (640, 640), (200, 150), (4000, 3000)])
def test_the_words_stand_under_a_wide_photograph(size: tuple[int, int]) -> None:
    """Nothing covers it; it is scaled to where type can be read, and no further."""
    frame = builders.frame(*size, grey=77)
    image = annotated(frame, None, [], sheet(4), bones_in)
    height, width = image.shape[:2]
    assert 1280 <= width <= 1920
    photo_height = round(width * size[1] / size[0])
    assert (image[: photo_height - 2] == 77).all()
    assert image[photo_height + 2 :].mean() < 60
    assert has(image[photo_height + 2 :], DARK) > 0.5 * width * (height - photo_height)
    assert (frame.image_bgr == 77).all()


@pytest.mark.parametrize("size", [(480, 848), (90, 160), (3000, 4000)])
def test_the_words_stand_beside_a_tall_photograph(size: tuple[int, int]) -> None:
    """On a card as high as the photograph."""
    image = annotated(builders.frame(*size, grey=77), None, [], sheet(4), bones_in)
    height, width = image.shape[:2]
    assert 1280 <= height <= 1920
    photo_width = round(height * size[0] / size[1])
    assert (image[:, : photo_width - 2] == 77).all()
    assert has(image[:, photo_width + 2 :], DARK) > 0.5 * height * (width - photo_width)


@pytest.mark.parametrize("size", [(848, 480), (480, 848)])
@pytest.mark.parametrize("count", [0, 1, 3, 8, 30])
def test_however_many_criteria_there_are_all_fit(size: tuple[int, int], count: int) -> None:
    """Each has its marker, and the last line is not cut off: under it is empty card."""
    image = annotated(builders.frame(*size), None, [], sheet(count), bones_in)
    card = image[726:] if size[0] > size[1] else image[:, 730:]
    mask = (card == BLUISH_GREEN).all(axis=-1).astype(np.uint8)
    assert cv2.connectedComponents(cv2.erode(mask, np.ones((5, 5))))[0] - 1 == count
    assert (card[-4:] == DARK).all()
    assert (card[:, -4:] == DARK).all()


def test_the_outline_and_the_bones_are_drawn_on_the_person() -> None:
    """In the colours of the verdicts, and not on the card."""
    seen = practitioner("diamond", hide_far=True)
    frame = Frame(np.full((480, 848, 3), 77, np.uint8), 0.0, 0)
    plain = annotated(frame, None, [], sheet(0), bones_in)
    image = annotated(
        frame, seen, [builders.verdict("back_bow", Status.MISSED)], sheet(0), bones_in
    )
    changed = (image != plain).any(axis=-1)
    rows, columns = np.nonzero(changed)
    scale = 1280 / 848
    assert seen.silhouette is not None
    y_px, x_px = np.nonzero(seen.silhouette)
    assert abs(rows.min() - y_px.min() * scale) < 8
    assert abs(columns.max() - x_px.max() * scale) < 8
    assert not changed[725:].any()
    assert has(image, SKY_BLUE) > 500
    assert has(image, ORANGE) > 500
    assert has(plain, SKY_BLUE) == has(plain, ORANGE) == 0


def test_without_a_silhouette_the_bones_are_drawn_alone() -> None:
    """And where a body has both, the outline is the only blue."""
    seen = practitioner("diamond", silhouette=False)
    image = annotated(builders.frame(848, 480), seen, [], EMPTY, bones_in)
    assert has(image, SKY_BLUE) == 0
    assert has(image, (225, 225, 225)) > 500


def test_points_that_are_unseen_are_left_out() -> None:
    """A guess is not drawn."""
    frame = builders.frame()
    seen, nothing = builders.kneeling(), builders.kneeling(hidden=range(33))
    plain = annotated(frame, None, [], EMPTY, bones_in)
    assert (annotated(frame, nothing, [], EMPTY, bones_in) == plain).all()
    assert (annotated(frame, seen, [], EMPTY, bones_in) != plain).any()


def test_a_coarse_silhouette_gets_a_smooth_edge() -> None:
    """Enlarged twenty times, a slanting edge shows no stairs: it turns little from step to step."""
    mask = np.tri(24, 64, 8, dtype=np.uint8)
    seen = builders.kneeling(hidden=range(33))
    coarse = type(seen)(0.0, seen.xy_px, seen.xyz_m, seen.visibility, mask, (640, 240))
    image = annotated(builders.frame(640, 240, grey=255), coarse, [], EMPTY, bones_in)
    blue = (image[:470] == SKY_BLUE).all(axis=-1)
    last = np.array([np.flatnonzero(row).max() for row in blue[20:440]])
    fitted = np.polyval(np.polyfit(np.arange(last.size), last, 1), np.arange(last.size))
    assert np.abs(last - fitted).max() < 6.0


def test_the_file_holds_the_picture() -> None:
    """As a JPEG that others read back."""
    image = annotated(builders.frame(), None, [], sheet(2), bones_in)
    read = cv2.imdecode(np.frombuffer(jpeg_bytes(image), np.uint8), cv2.IMREAD_COLOR)
    assert read.shape == image.shape
    assert np.abs(read.astype(int) - image).mean() < 3


def test_what_no_jpeg_can_hold_is_one_line() -> None:
    """The format ends at 65,535 pixels."""
    with pytest.raises(OutputError, match="70000 x 1 pixels cannot be written as a JPEG"):
        jpeg_bytes(np.zeros((1, 70_000, 3), np.uint8))

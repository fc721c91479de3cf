"""One page of all poses: their pictures, what a person is told, and what is checked."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final, NamedTuple

import cv2

from vision.criteria.model import Kind, Part
from vision.render.page import data_address, render, script
from vision.render.pictures.film import Film, film_bytes, film_name
from vision.session.snapshot import Way
from vision.words import mark, say
from vision.words.wording import band_words, measure_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.criteria.model import Band, Pose

_PARTS: Final[Mapping[Part, str]] = {
    Part.WAY_IN: mark("The way in"),
    Part.IN_POSE: mark("In the pose"),
    Part.WAY_OUT: mark("The way out"),
}
_KINDS: Final[Mapping[Kind, str]] = {
    Kind.RECOGNISE: mark("What makes it this pose"),
    Kind.FORM: mark("Form: holds the timer"),
    Kind.MOVEMENT: mark("Movement: said at once"),
    Kind.LEAVE: mark("Leaving: said at once"),
    Kind.AIM: mark("Depth and breath: praised, never asked for"),
    Kind.TELL: mark("What tells it apart on a photograph"),
}


class MovingPicture(NamedTuple):
    """A picture that stands in a page: its words, its video, and what it shows until it plays."""

    words: str
    video: str
    poster: str


def moving_picture(way: Way, words: str, criterion: str = "") -> MovingPicture | None:
    """Return the picture of a pose, or of a criterion put right; None where there is none."""
    data = film_bytes(film_name(way, criterion))
    if data is None:
        return None
    found = Film(data)
    # In the middle of its picture a pose is there; what is put right is so towards the end.
    still = found.at((0.8 if criterion else 0.5) * found.duration_s, found.size_px)
    poster = cv2.imencode(".jpg", still, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
    video = "data:video/mp4;base64," + base64.b64encode(data).decode()
    return MovingPicture(words, video, data_address(poster))


def poses_html(poses: Sequence[Sequence[Pose]], units: Mapping[str, str]) -> str:
    """Return the page, in UTF-8.

    Parameters
    ----------
    poses
        Each pose: a sided one for either leg in front, right first.
    units
        The unit of every measure.

    """
    return render(
        "poses.html.j2",
        (script("poses.js"),),
        poses=[(sides[0], _pictures(sides)) for sides in poses],
        parts=_PARTS,
        kinds=_KINDS,
        put_right=lambda pose, criterion: moving_picture(
            Way(pose.name, pose.side), say("How it is put right"), criterion
        ),
        band_text=lambda band: _band_text(band, units),
    )


def _pictures(sides: Sequence[Pose]) -> list[MovingPicture]:
    """Return what there is to see of a pose, one leg and then the other, then the easier ways."""
    full = [moving_picture(Way(p.name, p.side), _leg(p) or p.title) for p in sides]
    easier = [
        moving_picture(Way(p.name, p.side, easier=True), p.easier.offer) for p in sides if p.easier
    ]
    return [picture for picture in (*full, *easier) if picture is not None]


def _leg(pose: Pose) -> str:
    return {"right": say("Right leg in front"), "left": say("Left leg in front")}.get(
        pose.side or "", ""
    )


def _band_text(band: Band, units: Mapping[str, str]) -> str:
    bounds = band_words(band.low, band.high, units.get(band.measure, ""))
    return say("{measure}: {bounds}", measure=measure_title(band.measure), bounds=bounds)

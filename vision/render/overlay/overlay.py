"""The picture the person practises in front of: themselves, and the few words that matter now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.render.body import bone_looks, draw_body
from vision.render.layout import Box, Layout, canvas_size, display_size, fitted
from vision.render.overlay.demonstration import (
    Facing,
    demonstration,
    draw_demonstration,
    place_of,
)
from vision.render.overlay.pages import Turning
from vision.render.overlay.panels import (
    draw_following,
    draw_gesture,
    draw_keys,
    draw_main,
    main_pages,
)
from vision.render.overlay.rings import draw_breath, draw_hold
from vision.render.overlay.screens import SCREENS, draw_screen, screen_pages
from vision.render.overlay.title import draw_title
from vision.render.theme import DARK, GROUND, SHADE, WAITED_FOR
from vision.session.snapshot import Phase
from vision.words import say

if TYPE_CHECKING:
    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks
    from vision.render.body import BonesIn
    from vision.render.draw import Image
    from vision.render.overlay.pages import Page
    from vision.session.snapshot import Snapshot

_TIMED: Final = (Phase.ENTER, Phase.HOLD, Phase.DONE, Phase.REST)
_BODILESS: Final = (Phase.NOTICE, Phase.FINISHED)


class Overlay:
    """Draws what a session knows over what the camera sees.

    The first picture settles the size of all that is drawn; later ones of another size or shape
    are shown whole in the middle of it.

    Parameters
    ----------
    bones_in
        Tells which bones show a measure's verdict.
    mirror
        Whether to show the picture as a mirror does. Only what is shown is mirrored: the
        landmarks, and all that is measured on them, stay as the camera sees them.
    tag
        A word for what is not a practice of one's own, such as "Demo".

    Attributes
    ----------
    shape
        ``(width, height)`` of the window that is drawn for, in any unit; None for the shape of the
        first picture.
    private
        Whether the picture is left away, and only the outline and the skeleton are shown.

    """

    def __init__(self, bones_in: BonesIn, *, mirror: bool = True, tag: str = "") -> None:
        self.shape: tuple[int, int] | None = None
        self.private = False
        self._bones_in = bones_in
        self._mirror = mirror
        self._tag = tag
        self._size_px: tuple[int, int] | None = None
        self._turning = Turning()
        self._facing = Facing()

    def take_shape(self, shape: tuple[int, int]) -> None:
        """Draw for a window of another shape from now on."""
        self.shape, self._size_px = shape, None

    def draw(
        self, frame: Frame, landmarks: Landmarks | None, snapshot: Snapshot, *, keys: bool
    ) -> Image:
        """Return a new picture at display size; ``keys`` adds the line that names the keys."""
        scene, view = self._scene(frame, landmarks)
        hidden = say("room hidden") if self.private else ""
        tag = " · ".join(filter(None, (self._tag, hidden, snapshot.sound)))
        layout = Layout.of(scene.shape[1], scene.shape[0])
        if landmarks is not None and snapshot.phase not in _BODILESS:
            self._facing.update(landmarks)
            self._body(view, landmarks, snapshot)
        if snapshot.phase in SCREENS:
            page = self._turning.page(snapshot.t_s, screen_pages(layout, snapshot))
            draw_screen(scene, layout, snapshot, page, tag)
        else:
            layout = draw_title(scene, layout, snapshot, tag)
            layout, large = self._with_demonstration(scene, layout, snapshot)
            page = self._turning.page(snapshot.t_s, main_pages(layout, snapshot))
            _practice(scene, layout, snapshot, page, timed=not large)
        draw_gesture(scene, layout, snapshot.gesture)
        if keys:
            draw_keys(scene, layout, snapshot)
        return scene

    def draw_between(self, frame: Frame, landmarks: Landmarks | None) -> Image:
        """Return a new picture with the body alone, for a time in which no step is being done."""
        scene, view = self._scene(frame, landmarks)
        if landmarks is not None:
            draw_body(view, landmarks, {}, mirror=self._mirror)
        return scene

    def _scene(self, frame: Frame, landmarks: Landmarks | None) -> tuple[Image, Image]:
        """Return a new picture, and the part of it that the camera's picture is in."""
        if self._size_px is None:
            shown = display_size(*frame.size_px)
            self._size_px = canvas_size(self.shape, frame.size_px) if self.shape else shown
        width, height = self._size_px
        place = fitted(frame.size_px, self._size_px)
        scene = np.empty((height, width, 3), np.uint8)
        view = scene[place.y : place.bottom, place.x : place.right]
        for border in _around(scene, place):
            border[:] = DARK
        if self.private:
            _hide(view, landmarks, mirror=self._mirror)
        else:
            _show(view, frame.image_bgr, mirror=self._mirror)
        return scene, view

    def _with_demonstration(
        self, scene: Image, layout: Layout, snapshot: Snapshot
    ) -> tuple[Layout, bool]:
        """Draw the picture of the pose, if one helps now, looking the way the person does.

        Return the layout beside it, and whether it takes the room of the hold.
        """
        shown = demonstration(self._facing.seen_in(snapshot))
        if shown is None:
            return layout, False
        place = place_of(shown, layout.picture_large if shown.large else layout.picture_small)
        draw_demonstration(scene, place, shown, flipped=self._facing.left != self._mirror)
        return layout.beside(place), shown.large

    def _body(self, view: Image, landmarks: Landmarks, snapshot: Snapshot) -> None:
        called = snapshot.correction.criterion if snapshot.correction else ""
        looks = bone_looks(landmarks, snapshot.verdicts, self._bones_in, called)
        if snapshot.blocking is not None:
            measure = snapshot.blocking.criterion.band.measure
            bones = self._bones_in(landmarks, [measure])[measure]
            looks |= dict.fromkeys(bones, WAITED_FOR)
        draw_body(view, landmarks, looks, mirror=self._mirror)


def _around(scene: Image, place: Box) -> tuple[Image, Image, Image, Image]:
    """Return what of a picture lies around a box."""
    return (
        scene[: place.y],
        scene[place.bottom :],
        scene[:, : place.x],
        scene[:, place.right :],
    )


def _show(view: Image, image_bgr: Image, *, mirror: bool) -> None:
    size_px = (view.shape[1], view.shape[0])
    way = cv2.INTER_AREA if size_px[0] < image_bgr.shape[1] else cv2.INTER_LINEAR
    shown = cv2.flip(image_bgr, 1) if mirror else image_bgr
    cv2.resize(shown, size_px, dst=view, interpolation=way)


def _hide(view: Image, landmarks: Landmarks | None, *, mirror: bool) -> None:
    """Fill a view with a plain ground, and on it the person's outline alone."""
    view[:] = GROUND
    if landmarks is None or landmarks.silhouette is None:
        return
    outline = cv2.flip(landmarks.silhouette, 1) if mirror else landmarks.silhouette
    size_px = (view.shape[1], view.shape[0])
    view[cv2.resize(outline, size_px, interpolation=cv2.INTER_NEAREST) > 0] = SHADE


def _practice(
    scene: Image, layout: Layout, snapshot: Snapshot, page: Page | None, *, timed: bool
) -> None:
    if timed and snapshot.phase in _TIMED:
        draw_hold(scene, layout.hold, snapshot, layout.sizes.small)
    if snapshot.breath is not None:
        least_px = layout.sizes.small
        draw_breath(scene, layout.breath, snapshot.breath, snapshot.measured, least_px)
    draw_main(scene, layout, snapshot, page)
    draw_following(scene, layout, snapshot.next_title)

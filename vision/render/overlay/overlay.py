"""The picture the person practises in front of: themselves, and the few words that matter now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from vision.render.body import bone_looks, draw_body
from vision.render.layout import Layout, display_size
from vision.render.overlay.panels import draw_following, draw_keys, draw_main
from vision.render.overlay.rings import draw_breath, draw_hold
from vision.render.overlay.screens import SCREENS, draw_screen
from vision.render.overlay.title import draw_title
from vision.render.theme import WAITED_FOR
from vision.session.snapshot import Phase

if TYPE_CHECKING:
    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks
    from vision.render.body import BonesIn
    from vision.render.draw import Image
    from vision.session.snapshot import Snapshot

_TIMED: Final = (Phase.ENTER, Phase.HOLD, Phase.DONE, Phase.REST)


class Overlay:
    """Draws what a session knows over what the camera sees.

    Parameters
    ----------
    bones_in
        Tells which bones show a measure's verdict.
    mirror
        Whether to show the picture as a mirror does. Only what is shown is mirrored: the
        landmarks, and all that is measured on them, stay as the camera sees them.

    """

    def __init__(self, bones_in: BonesIn, *, mirror: bool = True) -> None:
        self._bones_in = bones_in
        self._mirror = mirror

    def draw(
        self, frame: Frame, landmarks: Landmarks | None, snapshot: Snapshot, *, keys: bool
    ) -> Image:
        """Return a new picture at display size; ``keys`` adds the line that names the keys."""
        scene = self._scene(frame)
        layout = Layout.of(scene.shape[1], scene.shape[0])
        if landmarks is not None and snapshot.phase is not Phase.FINISHED:
            self._body(scene, landmarks, snapshot)
        if snapshot.phase in SCREENS:
            draw_screen(scene, layout, snapshot)
        else:
            _practice(scene, layout, snapshot)
        if keys:
            draw_keys(scene, layout, paused=snapshot.phase is Phase.PAUSED)
        return scene

    def draw_between(self, frame: Frame, landmarks: Landmarks | None) -> Image:
        """Return a new picture with the body alone, for a time in which no step is being done."""
        scene = self._scene(frame)
        if landmarks is not None:
            draw_body(scene, landmarks, {}, mirror=self._mirror)
        return scene

    def _scene(self, frame: Frame) -> Image:
        image = frame.image_bgr
        size = display_size(image.shape[1], image.shape[0])
        shrinks = size[0] < image.shape[1]
        way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        resized = cv2.resize(image, size, interpolation=way)
        return np.asarray(cv2.flip(resized, 1) if self._mirror else resized, np.uint8)

    def _body(self, scene: Image, landmarks: Landmarks, snapshot: Snapshot) -> None:
        called = snapshot.correction.criterion if snapshot.correction else ""
        looks = bone_looks(landmarks, snapshot.verdicts, self._bones_in, called)
        if snapshot.blocking is not None:
            measure = snapshot.blocking.criterion.band.measure
            bones = self._bones_in(landmarks, [measure])[measure]
            looks |= dict.fromkeys(bones, WAITED_FOR)
        draw_body(scene, landmarks, looks, mirror=self._mirror)


def _practice(scene: Image, layout: Layout, snapshot: Snapshot) -> None:
    draw_title(scene, layout, snapshot)
    if snapshot.phase in _TIMED:
        draw_hold(scene, layout.hold, snapshot)
    if snapshot.breath is not None:
        draw_breath(scene, layout.breath, snapshot.breath)
    draw_main(scene, layout, snapshot)
    draw_following(scene, layout, snapshot.next_title)

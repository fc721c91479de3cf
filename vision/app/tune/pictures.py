"""What a session looked like at a moment: its video, or its skeleton alone, with what is told."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.app.review.writing import ANNOTATED
from vision.app.tune.loading import VIDEO, the_video
from vision.app.tune.outlines import Outlines
from vision.criteria.model import VIEW_LIMIT_DEG, View
from vision.errors import FrameSourceError
from vision.frames.video.index import scanned
from vision.frames.video.scrubber import Scrubber
from vision.landmarks.engines import Engine
from vision.landmarks.landmarker import Closing
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import bones_in
from vision.measure.contour import STATIONS, dorsal_edge_px
from vision.measure.trunk import off_side_deg
from vision.render.photo import jpeg_bytes
from vision.render.tuning.picture import LONG_SIDE_PX, plain_ground, tuned_picture
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.criteria.model import Verdict
    from vision.frames.source import Frame
    from vision.landmarks.engines import Engine
    from vision.landmarks.types import Landmarks, Recording
    from vision.render.draw import Image

_MOST_KEPT: Final = 48
"""About 100 kB each."""
_STALE_S: Final = 0.5
"""Landmarks farther from a moment than this are not of it."""


class Pictures(Closing):
    """The pictures of one session. Calls from several threads wait for each other.

    Nothing of the video is opened, and no model loaded, before the first picture. What cannot be
    had is left out, and `note` tells why: without the video the body stands on an even ground,
    without the model or where the model does not find it the back's edge stands for the outline.
    A video that was not found can be given later.

    Parameters
    ----------
    recording
        The landmarks.
    video
        What `video_of` found; None where there is none.
    engine
        Returns what finds outlines, None for none; called as soon as there is a video.

    """

    def __init__(
        self, recording: Recording, video: Path | None, engine: Callable[[], Engine | None]
    ) -> None:
        self._recording = recording
        self._video = video
        self._engine = engine
        self._outlines: Outlines | None = None
        self._lock = threading.Lock()
        self._closed = False
        self._scrubber: Scrubber | None = None
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        missing = say("Give {video} as well to see more than the skeleton.", video=self._name)
        self._trouble = "" if video else missing
        if video:
            self._find_outlines()

    @property
    def note(self) -> str:
        """Why pictures lack something, as one sentence; empty where they do not."""
        if self._trouble:
            return self._trouble
        if self._is_copy:
            return say(
                "This is the annotated copy. Give {video} to see it without what is drawn there.",
                video=self._name,
            )
        return self._outlines.trouble if self._outlines else ""

    @property
    def wants_video(self) -> bool:
        """Whether giving the video would show more."""
        return bool(self._trouble) or self._is_copy

    def give(self, path: str) -> None:
        """Show the video at a path that the user has written.

        Raises
        ------
        UnknotError
            If it is not the one the recording was made of, or cannot be read; all stays as it is.

        """
        video = the_video(self._recording, path, self._name)
        with self._lock:
            self._let_go_of_video()
            self._kept.clear()
            self._video, self._trouble = video, ""
        self._find_outlines()

    @property
    def _name(self) -> str:
        return self._recording.provenance.get(VIDEO) or say("its video")

    @property
    def _is_copy(self) -> bool:
        return self._video is not None and self._video.name == ANNOTATED

    def _find_outlines(self) -> None:
        engine = None if self._outlines else self._engine()
        if engine is not None:
            self._outlines = Outlines(engine)

    def close(self) -> None:
        """Close the video and free the model; safe to call twice."""
        if self._outlines is not None:
            self._outlines.close()
        with self._lock:
            self._closed = True
            self._let_go_of_video()
            self._kept.clear()

    def jpeg(
        self,
        t_s: float,
        verdicts: Sequence[Verdict] = (),
        *,
        outline: bool = True,
        wait_s: float = 0.0,
    ) -> bytes:
        """Return what the session looked like, as a JPEG file with a long side of 960 pixels.

        Parameters
        ----------
        t_s
            Seconds since the first picture; before it the first one is shown, after the last one
            the last.
        verdicts
            Of that moment; see `vision.render.tuning.picture.tuned_picture`.
        outline
            Whether to draw the outline. Where it is not known yet it is sought for the next time,
            and the back's edge drawn now.
        wait_s
            How long to wait for it; waiting ends when another moment is asked for.

        """
        frame = self._frame(t_s)
        rows_s = self._recording.t_s
        shown_s = float(np.clip(t_s, rows_s[0], rows_s[-1])) if frame is None else frame.t_s
        body = _body_at(self._recording, shown_s)
        silhouette = None
        if outline and self._outlines is not None and frame is not None and body is not None:
            silhouette = self._outlines.ask(frame, body, wait_s)
        looks = tuple((v.criterion.name, v.criterion.band.measure, v.status) for v in verdicts)
        key = (frame and frame.t_s, body and body.t_s, silhouette is None, looks)
        with self._lock:
            known = self._kept.pop(key, None)
        drawn = known or jpeg_bytes(self._drawn(frame, body, silhouette, verdicts))
        with self._lock:
            self._kept[key] = drawn
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return drawn

    def _drawn(
        self,
        frame: Frame | None,
        body: Landmarks | None,
        silhouette: Image | None,
        verdicts: Sequence[Verdict],
    ) -> Image:
        image = plain_ground(self._recording.size_px, body) if frame is None else frame.image_bgr
        edge_px = None if body is None else _edge_of(self._recording, body)
        return tuned_picture(image, body, bones_in, silhouette, edge_px, verdicts)

    def _frame(self, t_s: float) -> Frame | None:
        """Return the picture of the video at a time; None where there is no video any more."""
        with self._lock:
            if self._video is None or self._trouble or self._closed:
                return None
            try:
                if self._scrubber is None:
                    self._scrubber = _scrubber(self._video)
                return self._scrubber.at(t_s)
            except FrameSourceError as error:
                self._trouble = say("Only the skeleton is shown from here on: {why}.", why=error)
                self._let_go_of_video()
                return None

    def _let_go_of_video(self) -> None:
        if self._scrubber is not None:
            self._scrubber.__exit__(None, None, None)
            self._scrubber = None


def _scrubber(video: Path) -> Scrubber:
    scrubber = Scrubber(video, keys_s=scanned(video).keys_s, max_side_px=LONG_SIDE_PX)
    return scrubber.__enter__()


def _body_at(recording: Recording, t_s: float) -> Landmarks | None:
    """Return the body at a time, None where nobody is seen or no landmarks are near."""
    row_s = float(recording.t_s[_row_near(recording, t_s)])
    if abs(row_s - t_s) > _STALE_S:
        return None
    # Beside a picture that shows nobody there is no between, but there may be the nearest.
    return recording.at(t_s) or recording.at(row_s)


def _edge_of(recording: Recording, body: Landmarks) -> NDArray[np.float64] | None:
    """Return the recorded edge of the back at the chord of a body, ``(STATIONS, 2)`` pixels.

    None from a view in which what ends the silhouette is an arm or hair, and not the back.
    """
    profile = recording.dorsal_profile[_row_near(recording, body.t_s), :STATIONS]
    seen = body_from_landmarks(body)
    if profile.shape != (STATIONS,) or off_side_deg(seen) > VIEW_LIMIT_DEG[View.SIDE]:
        return None
    return dorsal_edge_px(seen.hip_px, seen.shoulder_px, seen.facing, profile)


def _row_near(recording: Recording, t_s: float) -> int:
    return int(np.abs(recording.t_s - t_s).argmin())

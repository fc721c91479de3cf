"""What a session looked like at a moment: its video, or its skeleton alone, with what is told."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.app.review.folder import FINGERPRINT
from vision.app.review.writing import ANNOTATED
from vision.app.tune.outlines import Outlines
from vision.criteria.model import VIEW_LIMIT_DEG, View
from vision.errors import FrameSourceError
from vision.frames.video.index import scan
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
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.criteria.model import Verdict
    from vision.frames.source import Frame
    from vision.frames.video.index import Scan
    from vision.landmarks.engines import Engine
    from vision.landmarks.types import Landmarks, Recording
    from vision.render.draw import Image

_VIDEO: Final = "video"
"""Under which a recording's provenance tells the name of its video."""
_LEVELS_UP: Final = 3
"""A review lies in reviews/NAME/ beside its video, as a rule."""
_MOST_KEPT: Final = 48
"""About 100 kB each."""
_STALE_S: Final = 0.5
"""Landmarks farther from a moment than this are not of it."""


class Pictures(Closing):
    """The pictures of one session. Calls from several threads wait for each other.

    Nothing of the video is opened, and no model loaded, before the first picture. What cannot be
    had is left out, and `note` tells why: without the video the body stands on an even ground,
    without the model or where the model does not find it the back's edge stands for the outline.

    Parameters
    ----------
    recording
        The landmarks.
    video
        What `video_of` found; None where there is none.
    engine
        What finds outlines; None for none.

    """

    def __init__(self, recording: Recording, video: Path | None, engine: Engine | None) -> None:
        self._recording = recording
        self._video = video
        self._outlines = None if engine is None or video is None else Outlines(engine)
        self._lock = threading.Lock()
        self._closed = False
        self._scrubber: Scrubber | None = None
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        name = recording.provenance.get(_VIDEO) or say("its video")
        missing = say("Give {video} as well to see more than the skeleton.", video=name)
        self._trouble = "" if video else missing

    @property
    def note(self) -> str:
        """Why pictures lack something, as one sentence; empty where they do not."""
        return self._trouble or (self._outlines.trouble if self._outlines else "")

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


def video_of(recording: Recording, landmarks: Path, given: Sequence[Path]) -> Path | None:
    """Return the video a recording was made of, None if it is not found.

    Only a file with the recorded fingerprint counts: other pictures under the same name would be
    shown with landmarks that are not theirs. Without it, the annotated copy beside them is taken.

    Parameters
    ----------
    recording
        Whose provenance tells the video's name and fingerprint.
    landmarks
        Where it is saved; a video of that name is looked for in the folder and the two above it.
    given
        Files the user named: those with that name are tried first, and the others last, as a video
        may have been renamed.

    """
    fingerprint = recording.provenance.get(FINGERPRINT, "")
    # A name only, whatever a file from elsewhere says: never the way to another folder.
    name = PureWindowsPath(recording.provenance.get(_VIDEO, "")).name
    folders = landmarks.absolute().parents[:_LEVELS_UP]
    named = [path for path in given if path.name == name]
    around = [folder / name for folder in folders] if name else []
    tried = dict.fromkeys([*named, *around, *given])
    found = next((path for path in tried if fingerprint and _is_it(path, fingerprint)), None)
    annotated = landmarks.with_name(ANNOTATED)
    return found or (annotated if annotated.is_file() else None)


def _is_it(path: Path, fingerprint: str) -> bool:
    try:
        return path.is_file() and scanned(path).fingerprint == fingerprint
    except FrameSourceError:
        return False


def scanned(video: Path) -> Scan:
    """Return the `Scan` of a video, once for as long as the file stays what it is.

    Raises
    ------
    FrameSourceError
        If it cannot be read.

    """
    try:
        found = video.stat()
    except OSError as error:
        why = error.strerror
        raise FrameSourceError("{file} cannot be read: {why}", file=video, why=why) from error
    return _scanned(video, (found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=64)
def _scanned(video: Path, _stamp: tuple[int, int]) -> Scan:
    return scan(video)

"""From a picture to 33 landmarks and a silhouette: MediaPipe's pose landmarker, kept at the border.

Nothing of MediaPipe leaves this module: results are copied into `Landmarks` at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python.vision import PoseLandmarker, PoseLandmarkerOptions, RunningMode

from vision.errors import LandmarkerError, MissingLibraryError
from vision.landmarks.engines.quiet import chatter_dropped
from vision.landmarks.landmarker import MAX_SIDE_PX, Landmarker, landmarks_from
from vision.words import say

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks

_WIDTH_STEP_PX: Final = 4
"""Reading the mask aborts the whole process (``image_frame.cc: Check failed: 1 == ChannelSize()``)
unless its rows of 4-byte numbers fill MediaPipe's 16-byte alignment. The height is free."""
_SILHOUETTE_THRESHOLD: Final = 0.5
_EMPTY_SIDE_PX: Final = 64


class BlazePose(Landmarker):
    """Finds one person in pictures handed over in the order of time.

    Use as a context manager, or call `close`.

    Parameters
    ----------
    model
        The ``.task`` file.
    max_side_px
        Larger pictures are scaled down to this before the model sees them.
    silhouette
        Whether to compute the mask.
    min_confidence
        In [0, 1]: how sure the model must be to report a body, and to go on following it.
    tracking
        False treats every picture on its own, as photographs want it: the body is searched for
        anew and nothing is smoothed. With tracking the library smooths the landmarks, by the times
        it is handed, but not the silhouette; ``benchmarks/SMOOTHING.md`` tells what that costs.
    most_bodies
        How many people `detect_all` may find; `detect` gives the one found first.

    Raises
    ------
    LandmarkerError
        If the file cannot be read or is no pose landmarker.
    MissingLibraryError
        If the system lacks a shared library MediaPipe loads.

    """

    def __init__(
        self,
        model: Path,
        *,
        max_side_px: int = MAX_SIDE_PX,
        silhouette: bool = True,
        min_confidence: float = 0.5,
        tracking: bool = True,
        most_bodies: int = 1,
    ) -> None:
        self._landmarker: Any = None
        self._max_side_px = max_side_px
        self._tracking = tracking
        self._last_ms = -1
        self._chatty = True
        options = PoseLandmarkerOptions(
            # Handed over as bytes: the library cannot open every path Python can (on Windows).
            base_options=BaseOptions(model_asset_buffer=_read(model)),
            running_mode=RunningMode.VIDEO if tracking else RunningMode.IMAGE,
            num_poses=most_bodies,
            min_pose_detection_confidence=min_confidence,
            min_pose_presence_confidence=min_confidence,
            min_tracking_confidence=min_confidence,
            output_segmentation_masks=silhouette,
        )
        self._landmarker = _create(options, model)

    def close(self) -> None:
        """Free the model; safe to call twice."""
        if self._landmarker is not None:
            self._landmarker.close()
            self._landmarker = None

    def detect_all(self, frame: Frame) -> list[Landmarks]:
        """Find people in ``frame``, at most ``most_bodies``."""
        image = mp.Image(mp.ImageFormat.SRGB, _for_model(frame.image_bgr, self._max_side_px))
        try:
            result = self._run(image, frame.t_s)
        except (RuntimeError, ValueError) as error:
            raise LandmarkerError(
                say(
                    "the landmarker failed on the picture at {t_s:.3f} s: {reason}",
                    t_s=frame.t_s,
                    reason=error,
                )
            ) from error
        return [_landmarks(result, which, frame) for which in range(len(result.pose_landmarks))]

    def forget(self) -> None:
        """Let go of the body being followed, so that the next picture is searched anew.

        The library has no call for it; a picture with nobody in it does the same.
        """
        side_px = _EMPTY_SIDE_PX
        empty = np.zeros((side_px, side_px, 3), np.uint8)
        self._run(mp.Image(mp.ImageFormat.SRGB, empty), (self._last_ms + 1) / 1000)

    def _run(self, image: mp.Image, t_s: float) -> Any:  # noqa: ANN401  untyped library
        if self._landmarker is None:
            raise LandmarkerError(say("the landmarker is closed; make a new one for more pictures"))
        if not self._chatty:
            return self._ask(image, t_s)
        with chatter_dropped():
            result = self._ask(image, t_s)
        # The last of the chatter comes with the first body, however late that is.
        self._chatty = not result.pose_landmarks
        return result

    def _ask(self, image: mp.Image, t_s: float) -> Any:  # noqa: ANN401  untyped library
        if not self._tracking:
            return self._landmarker.detect(image)
        # The model wants whole milliseconds that rise; sources may be finer than that.
        self._last_ms = max(self._last_ms + 1, round(t_s * 1000))
        return self._landmarker.detect_for_video(image, self._last_ms)


def _read(model: Path) -> bytes:
    try:
        return model.read_bytes()
    except OSError as error:
        text = say("cannot read the model {path}: {reason}", path=model, reason=error.strerror)
        raise LandmarkerError(text) from error


def _create(options: PoseLandmarkerOptions, model: Path) -> PoseLandmarker:
    try:
        with chatter_dropped():
            return PoseLandmarker.create_from_options(options)
    except OSError as error:
        raise MissingLibraryError(
            say(
                "MediaPipe cannot be loaded: {reason}; on Debian and Ubuntu try"
                " 'apt install libegl1 libgles2'",
                reason=error,
            )
        ) from error
    except (RuntimeError, ValueError) as error:
        raise LandmarkerError(
            say("{path} is not a pose landmarker model: {reason}", path=model, reason=error)
        ) from error


def model_size_px(size_px: tuple[int, int], max_side_px: int) -> tuple[int, int]:
    """Return the ``(width, height)`` at which a picture of ``size_px`` is shown to the model.

    The width is a multiple of 4 and at least that; neither side is enlarged, nor longer than
    ``max_side_px``, except that the narrowest pictures get their 4 columns. The height follows the
    width, so the proportions change by no more than its rounding.
    """
    width, height = size_px
    longest = max(width, height, max_side_px)
    model_width = _WIDTH_STEP_PX * max(1, width * max_side_px // (longest * _WIDTH_STEP_PX))
    return model_width, max(1, round(height * model_width / width))


def _for_model(image_bgr: NDArray[np.uint8], max_side_px: int) -> NDArray[np.uint8]:
    height, width = image_bgr.shape[:2]
    size_px = model_size_px((width, height), max_side_px)
    if size_px != (width, height):
        # INTER_AREA costs 3-11 ms more a picture and moves no landmark closer to where it is found
        # on the full picture (0.56 % of the body's size off, against 0.54 % with INTER_LINEAR).
        return _rgb(cv2.resize(image_bgr, size_px, interpolation=cv2.INTER_LINEAR))
    return _rgb(image_bgr)


def _rgb(image_bgr: cv2.typing.MatLike) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(image_bgr, cv2.COLOR_BGR2RGB), np.uint8)


def _landmarks(result: Any, which: int, frame: Frame) -> Landmarks:  # noqa: ANN401  untyped library
    seen = np.array([(p.x, p.y, p.visibility) for p in result.pose_landmarks[which]])
    world = np.array([(p.x, p.y, p.z) for p in result.pose_world_landmarks[which]])
    silhouette = _silhouette(result.segmentation_masks, which)
    return landmarks_from(frame, seen[:, :2], world, seen[:, 2].copy(), silhouette)


def _silhouette(masks: Any, which: int) -> NDArray[np.uint8] | None:  # noqa: ANN401  untyped library
    if not masks:
        return None
    # The view dies with its mask: comparing copies it, and one byte serves as bool and as uint8.
    probability: NDArray[np.float32] = masks[which].numpy_view()[:, :, 0]
    return (probability > _SILHOUETTE_THRESHOLD).view(np.uint8)

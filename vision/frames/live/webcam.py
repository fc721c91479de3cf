"""A camera of this computer, by way of OpenCV."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import cv2
import cv2.utils.logging as cv2_logging

from vision.errors import FrameSourceError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

_DEVICES = Path("/dev")
_FIRST_TRIES = 10
"""Some cameras give nothing for the first moments while they adjust to the light."""


class Webcam:
    """One webcam, quiet on the terminal; a `Device`.

    Parameters
    ----------
    index
        Number of the camera, from 0.
    open_capture
        Makes the capture of a number; None for OpenCV's.
    devices
        Folder where Linux lists cameras, to tell the user which there are.

    """

    def __init__(
        self,
        index: int,
        open_capture: Callable[[int], cv2.VideoCapture] | None = None,
        devices: Path = _DEVICES,
    ) -> None:
        self.name = say("camera {number}", number=index)
        self._index = index
        self._open_capture = open_capture or _open_quietly
        self._devices = devices
        self._capture: cv2.VideoCapture | None = None

    def open(self) -> NDArray[np.uint8]:
        """Connect and give the first picture; see `Device.open`."""
        self.close()
        self._capture = self._open_capture(self._index)
        if not self._capture.isOpened():
            self.close()
            raise FrameSourceError(self._refusal())
        for _ in range(_FIRST_TRIES):
            first = self.read()
            if first is not None:
                return first
        self.close()
        text = say(
            "{camera} opened but gives no picture; another program may be using it: close "
            "that, try another camera number, or --demo to see unknot without a camera",
            camera=self.name,
        )
        raise FrameSourceError(text)

    def read(self) -> NDArray[np.uint8] | None:
        """Wait for the next picture; see `Device.read`."""
        if self._capture is None:
            return None
        try:
            got, image_bgr = self._capture.read()
        except cv2.error:
            return None
        return cast("NDArray[np.uint8]", image_bgr) if got else None

    def close(self) -> None:
        """Release the camera."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def _refusal(self) -> str:
        device = self._devices / f"video{self._index}"
        if device.exists() and not os.access(device, os.R_OK | os.W_OK):
            return say(
                "no permission to use {camera} ({device}); join the group that may (often: "
                "sudo usermod -aG video $USER, then log in again), or use --demo",
                camera=self.name,
                device=device,
            )
        if others := self._others():
            return say(
                "{camera} cannot be opened; cameras found here: {numbers}; try one of them, "
                "or --demo to see unknot without a camera",
                camera=self.name,
                numbers=", ".join(map(str, others)),
            )
        return say(
            "{camera} cannot be opened; plug one in, allow access to it, try another number "
            "(0, 1, 2), or --demo to see unknot without a camera",
            camera=self.name,
        )

    def _others(self) -> list[int]:
        names = (path.name for path in self._devices.glob("video*"))
        numbers = {int(found[1]) for name in names if (found := re.fullmatch(r"video(\d+)", name))}
        return sorted(numbers - {self._index})


def _open_quietly(index: int) -> cv2.VideoCapture:
    # OpenCV prints a paragraph for every backend that does not know the camera; our one line says
    # what matters. The level holds for the process, so the capture thread is quiet as well.
    cv2_logging.setLogLevel(cv2_logging.LOG_LEVEL_SILENT)
    return cv2.VideoCapture(index)

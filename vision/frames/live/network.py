"""A phone or network camera: MJPEG over HTTP, or RTSP."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import av
import av.error

from vision.errors import FrameSourceError, UsageError
from vision.frames.picture import PictureConverter
from vision.frames.video.container import open_input
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av.container import InputContainer
    from numpy.typing import NDArray

SCHEMES = ("http", "https", "rtsp", "rtsps")

_OPEN_WITHIN_S = 5.0
_READ_WITHIN_S = 2.0
"""Also the longest that leaving has to wait for a stream that stalls."""
_OPTIONS = {
    # Little is looked at before the first picture: the default keeps it back for seconds.
    "analyzeduration": "500000",
    "fflags": "nobuffer",
    # UDP loses pieces of pictures on home networks.
    "rtsp_transport": "tcp",
}


def without_secrets(url: str) -> str:
    """Give an address as it may be shown: without user, password, query and fragment.

    Raises
    ------
    UsageError
        If it is no address of a camera.

    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in SCHEMES:
        text = say(
            "a camera address starts with {schemes} and a host, such as "
            "http://192.168.1.20:8080/video",
            schemes=", ".join(f"{scheme}://" for scheme in SCHEMES),
        )
        raise UsageError(text)
    shown_host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown_host}{f':{port}' if port else ''}{parts.path}"


class NetworkCamera:
    """One stream, read with FFmpeg, which is silent through PyAV; a `Device`.

    Parameters
    ----------
    url
        Its address. User, password and query are used but never shown.

    Raises
    ------
    UsageError
        If the address is not one of a camera.

    """

    def __init__(self, url: str) -> None:
        self.name = without_secrets(url)
        self._url = url
        self._container: InputContainer | None = None
        self._pictures: Iterator[NDArray[np.uint8]] = iter(())

    def open(self) -> NDArray[np.uint8]:
        """Connect and give the first picture; see `Device.open`."""
        self.close()
        try:
            self._container = open_input(
                self._url,
                options=_OPTIONS,
                timeout=(_OPEN_WITHIN_S, _READ_WITHIN_S),
            )
        except (av.error.FFmpegError, ValueError) as error:
            # Not chained: FFmpeg's error repeats the address with its password.
            raise FrameSourceError(_refusal(error), camera=self.name) from None
        self._pictures = _pictures(self._container)
        first = self.read()
        if first is None:
            self.close()
            text = say(
                "{camera} answers but sends no pictures; check that the camera is filming "
                "and that this is the address of its video",
                camera=self.name,
            )
            raise FrameSourceError(text)
        return first

    def read(self) -> NDArray[np.uint8] | None:
        """Wait for the next picture; see `Device.read`."""
        try:
            return next(self._pictures, None)
        except av.error.FFmpegError:
            return None

    def close(self) -> None:
        """Disconnect."""
        self._pictures = iter(())
        if self._container is not None:
            self._container.close()
            self._container = None


def _pictures(container: InputContainer) -> Iterator[NDArray[np.uint8]]:
    if not container.streams.video:
        return
    stream = container.streams.video[0]
    # Decoding several pictures at once would hold each of them back.
    stream.thread_type = "SLICE"
    converter = PictureConverter(stream)
    for packet in container.demux(stream):
        try:
            pictures = stream.decode(packet)
        except av.error.InvalidDataError:
            continue  # one damaged picture; the stream goes on
        for picture in pictures:
            yield converter.to_bgr(picture)


def _refusal(error: Exception) -> str:
    """Say what is wrong and what to do; never the error's own text, which holds the address."""
    if isinstance(error, (av.error.HTTPUnauthorizedError, av.error.HTTPForbiddenError)):
        return mark(
            "{camera} wants a user and password; write them as http://user:password@host/..."
        )
    if isinstance(error, (av.error.HTTPClientError, av.error.HTTPError)):
        return mark("{camera} has no such page; check the path (phone apps often use /video)")
    if isinstance(error, (av.error.InvalidDataError, ValueError)):
        return mark(
            "{camera} answers, but not with a video; check the path (phone apps often use /video)"
        )
    return mark(
        "{camera} does not answer; check that the camera is on, in the same network, "
        "and the address"
    )

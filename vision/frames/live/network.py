"""A phone or network camera: MJPEG over HTTP, or RTSP."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

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
_MOST_REDIRECTS = 3
_SENT_ON = range(300, 400)
_BOTH_WAYS = 2
"""`socket.SHUT_RDWR`, which is the same on every system."""
_FORMATS = "mpjpeg,mjpeg,jpeg_pipe,mov,matroska,mpegts,mpegvideo,mpeg,m4v,h264,hevc,flv,avi,ogg,asf"
"""What cameras send over HTTP. The playlists that FFmpeg knows are not among them: it would fetch
what they list from any host."""
_NO_ANSWER = mark(
    "{camera} does not answer; check that the camera is on, in the same network, and the address"
)
_RTSP = ("rtsp", "rtsps")
_HTTP_OPTIONS = {"max_redirects": "0", "format_whitelist": _FORMATS}
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
        begun_s = time.monotonic()
        try:
            self._container = _opened(self._url)
        except (av.error.FFmpegError, ValueError) as error:
            # Not chained: FFmpeg's error repeats the address with its password.
            # One that RTSP waited for in vain is told as data that is no video.
            in_vain = time.monotonic() - begun_s >= _OPEN_WITHIN_S
            why = _NO_ANSWER if in_vain else _refusal(error)
            raise FrameSourceError(why, camera=self.name) from None
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


def _opened(url: str) -> InputContainer:
    """Open a stream; a camera that sends on to an address of its own is followed there.

    Raises
    ------
    FFmpegError, ValueError
        If it cannot be opened.
    FrameSourceError
        If the camera sends on to another host, which is not asked.

    """
    for _ in range(_MOST_REDIRECTS):
        options = _OPTIONS if urlsplit(url).scheme in _RTSP else {**_OPTIONS, **_HTTP_OPTIONS}
        try:
            return open_input(url, options=options, timeout=(_OPEN_WITHIN_S, _READ_WITHIN_S))
        except av.error.FFmpegError as error:
            may_be_sent_on = options is not _OPTIONS and not isinstance(error, av.error.ExitError)
            further = _sent_on(url) if may_be_sent_on else None
            if further is None:
                raise
            url = further
    raise ValueError("sent on too often")


def _sent_on(url: str) -> str | None:
    """Return where an address over HTTP sends on to, None if it does not."""
    import http.client  # noqa: PLC0415 (few cameras need it, and it takes time to load)

    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    asked = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    try:
        with closing(kind(parts.hostname or "", parts.port, timeout=_READ_WITHIN_S)) as connection:
            connection.connect()
            # Its own time limit is one for each part of the answer, which may come by letters.
            hanging_up = threading.Timer(_READ_WITHIN_S, connection.sock.shutdown, (_BOTH_WAYS,))
            hanging_up.start()
            try:
                connection.request("GET", asked)
                with connection.getresponse() as reply:
                    place = reply.getheader("Location") if reply.status in _SENT_ON else None
            finally:
                hanging_up.cancel()
    except (OSError, http.client.HTTPException):
        return None
    further = urlsplit(urljoin(url, place or ""))
    if place is None or further.scheme not in ("http", "https"):
        return None
    if further.hostname != parts.hostname:
        raise FrameSourceError(
            "{camera} sends on to {host}, and unknot asks no other host than the one you name; if "
            "it is your camera, give its address there",
            camera=without_secrets(url),
            host=further.hostname,
        )
    user = parts.netloc.rpartition("@")[0]
    host = further.netloc.rpartition("@")[2]
    return further._replace(netloc=f"{user}@{host}" if user else host).geturl()


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
    if isinstance(error, (av.error.InvalidDataError, av.error.ArgumentError, ValueError)):
        return mark(
            "{camera} answers, but not with a video; check the path (phone apps often use /video)"
        )
    return _NO_ANSWER

"""A phone-like camera on the loopback interface: MJPEG over HTTP."""

from __future__ import annotations

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from typing import TYPE_CHECKING

import cv2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

_BOUNDARY = "picture"


class MjpegServer:
    """Serves pictures over and over at ``/video``; can be switched off and on again.

    Parameters
    ----------
    images_bgr
        The pictures.
    fps
        Pictures per second.

    """

    def __init__(self, images_bgr: Sequence[np.ndarray], fps: float) -> None:
        self._jpegs = [cv2.imencode(".jpg", image)[1].tobytes() for image in images_bgr]
        self._step_s = 1 / fps
        self._port = 0
        self._off = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self.stalled = threading.Event()
        """While set, connections stay open but no pictures are sent."""

    @property
    def url(self) -> str:
        """The address of the video; the same after switching off and on."""
        return f"http://127.0.0.1:{self._port}/video"

    def on(self) -> None:
        """Start serving."""
        self._off.clear()
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                camera.answer(self)

            def log_message(self, *_: object) -> None:
                """Keep the test output quiet."""

        self._server = _JoiningServer(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def off(self) -> None:
        """Break all connections and stop listening; safe to call twice."""
        self._off.set()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = self._thread = None

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Send pictures until the other side or this camera has enough."""
        if request.path.split("?")[0] != "/video":
            request.send_error(404)
            return
        request.send_response(200)
        kind = f"multipart/x-mixed-replace; boundary={_BOUNDARY}"
        request.send_header("Content-Type", kind)
        request.end_headers()
        with contextlib.suppress(ConnectionError):
            for jpeg in cycle(self._jpegs):
                if self._off.wait(self._step_s):
                    return
                if not self.stalled.is_set():
                    head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\n"
                    head += f"Content-Length: {len(jpeg)}\r\n\r\n"
                    request.wfile.write(head.encode() + jpeg + b"\r\n")


class _JoiningServer(ThreadingHTTPServer):
    daemon_threads = False  # so that server_close waits for them
    allow_reuse_address = True


@contextlib.contextmanager
def mjpeg_server(images_bgr: Sequence[np.ndarray], fps: float) -> Iterator[MjpegServer]:
    """Serve pictures, with a hold on the server to disturb it."""
    server = MjpegServer(images_bgr, fps)
    server.on()
    try:
        yield server
    finally:
        server.off()


@contextlib.contextmanager
def serve_mjpeg(images_bgr: Sequence[np.ndarray], fps: float) -> Iterator[str]:
    """Serve pictures over and over and give the address."""
    with mjpeg_server(images_bgr, fps) as server:
        yield server.url

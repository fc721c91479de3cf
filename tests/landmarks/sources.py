"""Stand-ins for the places a model can be fetched from."""

from __future__ import annotations

import hashlib
import threading
import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeAlias

from vision.landmarks.model.manifest import ModelFile

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Generator, Iterator

    from vision.landmarks.model.fetch import Report, Source

WEIGHTS = bytes(range(256)) * 1024
"""What stands for the model's bytes in these tests."""

Answer: TypeAlias = "Callable[[BaseHTTPRequestHandler], None]"


def open_plain(url: str, timeout_s: float) -> io.BufferedIOBase:
    """Open a loopback address, which has no certificate, past any proxy of the machine."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    response: io.BufferedIOBase = opener.open(url, timeout=timeout_s)
    return response


class GivenBlocks:
    """A source that sends what it is told to, then fails if it is told to."""

    name = "given"
    address = "https://example.org/weights.task"

    def __init__(self, *blocks: bytes, error: BaseException | None = None) -> None:
        self.sent = blocks
        self.error = error
        self.asked = 0
        self.closed = False

    def blocks(self, report: Report) -> Generator[bytes, None, None]:
        """Send, then fail; see `Source.blocks`."""
        self.asked += 1
        try:
            for block in self.sent:
                report(len(block), None)
                yield block
            if self.error:
                raise self.error
        finally:
            self.closed = True


def model_from(*sources: Source) -> ModelFile:
    """Give a model whose right bytes are `WEIGHTS`."""
    return ModelFile(
        name="test_model",
        file="weights.task",
        size_bytes=len(WEIGHTS),
        sha256=hashlib.sha256(WEIGHTS).hexdigest(),
        licence="Apache-2.0",
        sources=sources,
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


def send(body: bytes, announced_bytes: int | None = None) -> Answer:
    """Answer with these bytes, announcing as many or another number."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        length = len(body) if announced_bytes is None else announced_bytes
        handler.send_header("Content-Length", str(length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def send_half_then_wait(half_through: Callable[[], object]) -> Answer:
    """Send some bytes at once, and the rest when ``half_through`` returns."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(WEIGHTS[:100_000])
        half_through()
        handler.wfile.write(WEIGHTS[100_000:])

    return answer

"""Bytes from the network, in blocks: what a source is, and the one that is an https address.

The only place in unknot that opens a connection. Whoever takes the blocks checks them; a source
only promises to end in time, with a `SourceError` when it has nothing more to give.
"""

from __future__ import annotations

import queue
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, Protocol, TypeAlias

from typing_extensions import override

if TYPE_CHECKING:
    import http.client
    import io
    from collections.abc import Callable, Generator

BLOCK_BYTES: Final = 1 << 16
WAIT_SLICE_S: Final = 0.1
"""Waits are cut in slices this long, so that Ctrl-C is heard while waiting on Windows too."""


class Report(Protocol):
    """How far one source is; ``total_bytes`` is None where it cannot be known."""

    def __call__(self, done_bytes: int, total_bytes: int | None) -> None:
        """Tell that ``done_bytes`` of ``total_bytes`` have come."""


class SourceError(Exception):
    """One source gave nothing. Its text is a short reason, to stand behind the source's name."""


class Source(Protocol):
    """One place a file can be taken from."""

    @property
    def name(self) -> str:
        """What the user is shown: a host, or a package."""

    @property
    def address(self) -> str:
        """What the user needs to fetch the file by hand."""

    def blocks(self, report: Report) -> Generator[bytes, None, None]:
        """Give the file block by block, reporting on the way.

        Raises
        ------
        SourceError
            It cannot be reached, refused, or stopped sending.

        """


class HttpsRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects to https alone: over http anyone on the way could answer."""

    @override
    def redirect_request(  # the base class set the order and number of arguments
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        if urllib.parse.urlsplit(newurl).scheme != "https":
            reason = f"redirects to {newurl}, which is not https"
            raise urllib.error.HTTPError(req.full_url, code, reason, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def open_https(url: str, timeout_s: float) -> io.BufferedIOBase:
    """Open an address over https and nothing else, through the user's proxy if one is set."""
    opener = urllib.request.OpenerDirector()
    # Written out, because build_opener would add plain http, ftp and file.
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        HttpsRedirects(),
    ):
        opener.add_handler(handler)
    # Instead of urllib's own, which tells the version of Python.
    opener.addheaders = [("User-Agent", "unknot")]
    response: io.BufferedIOBase = opener.open(url, timeout=timeout_s)
    return response


Arrival: TypeAlias = "bytes | Exception | None"


@dataclass(frozen=True, slots=True)
class UrlSource:
    """A file at an https address.

    Attributes
    ----------
    url
        Where it is.
    size_bytes
        How long it should be; shown, not enforced.
    connect_s
        How long the name, the connection and the first answer may take, all together.
    stall_s
        How long nothing may come once the answer has begun.
    open_url
        Opens an address, given a timeout in seconds.

    """

    url: str
    size_bytes: int | None = None
    connect_s: float = 10.0
    stall_s: float = 20.0
    open_url: Callable[[str, float], io.BufferedIOBase] = open_https

    @property
    def name(self) -> str:
        """The host."""
        return urllib.parse.urlsplit(self.url).netloc

    @property
    def address(self) -> str:
        """The address itself."""
        return self.url

    def blocks(self, report: Report) -> Generator[bytes, None, None]:
        """Give the file block by block; see `Source.blocks`."""
        box: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        abandoned = threading.Event()
        # In a thread of its own: looking a name up has no timeout, and connecting tries each of
        # a dozen addresses in turn, so only someone who waits beside it can keep the time.
        threading.Thread(target=self._pump, args=(box, abandoned), daemon=True).start()
        try:
            _await(box, self.connect_s, f"no answer within {self.connect_s:g} s")
            done_bytes = 0
            while block := _await(box, self.stall_s, f"nothing came for {self.stall_s:g} s"):
                done_bytes += len(block)
                report(done_bytes, self.size_bytes)
                yield block
        finally:
            abandoned.set()

    def _pump(self, box: queue.SimpleQueue[Arrival], abandoned: threading.Event) -> None:
        """Put an empty block when the answer begins, then the blocks, then None or the error."""
        # Longer than anyone waits for it: this limit only lets an abandoned thread end.
        limit_s = self.connect_s + self.stall_s
        try:
            with self.open_url(self.url, limit_s) as response:
                box.put(b"")
                while not abandoned.is_set() and (block := response.read1(BLOCK_BYTES)):
                    box.put(block)
            box.put(None)
        except Exception as error:  # noqa: BLE001 (raised again where it is waited for)
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            box.put(error)


def _await(box: queue.SimpleQueue[Arrival], limit_s: float, late: str) -> bytes | None:
    for _ in range(max(1, round(limit_s / WAIT_SLICE_S))):
        with suppress(queue.Empty):
            arrival = box.get(timeout=WAIT_SLICE_S)
            if isinstance(arrival, Exception):
                raise SourceError(_reason(arrival)) from arrival
            return arrival
    raise SourceError(late)


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        text = f"HTTP {error.code}: {error.reason}"
    elif isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        text = _reason(error.reason)
    elif isinstance(error, socket.gaierror):
        text = "the name cannot be looked up (no network?)"
    elif isinstance(error, TimeoutError):
        text = "no answer in time"
    else:
        text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return " ".join(text.split()) or type(error).__name__

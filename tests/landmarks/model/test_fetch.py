"""Only https is spoken, whatever a server answers."""

from __future__ import annotations

import io
import socket
import ssl
import urllib.error
import urllib.request
from http.client import HTTPMessage

import pytest

from vision.landmarks.model.fetch import HttpsRedirects, SourceError, UrlSource, open_https


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "ftp://127.0.0.1/x", "file:///etc/hosts"])
def test_any_other_scheme_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain http, ftp and local files are unknown to the opener, with a proxy set or without."""
    for proxy in ("", "http://127.0.0.1:1"):
        monkeypatch.setenv("http_proxy", proxy)
        with pytest.raises(urllib.error.URLError, match="unknown url type"):
            open_https(url, 1.0)


def redirect(target: str) -> urllib.request.Request | None:
    """Answer what is asked next when a server sends us elsewhere."""
    request = urllib.request.Request("https://example.org/a")
    return HttpsRedirects().redirect_request(
        request, io.BytesIO(), 302, "Found", HTTPMessage(), target
    )


def test_redirects_stay_on_https() -> None:
    """A redirect to another https address is followed, one to http is an error."""
    followed = redirect("https://example.org/b")
    assert followed is not None
    assert followed.full_url == "https://example.org/b"
    with pytest.raises(urllib.error.HTTPError, match="which is not https"):
        redirect("http://example.org/b")


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
def test_every_error_becomes_a_short_reason(error: Exception, reason: str) -> None:
    """What the network or its libraries raise reaches the user as part of a sentence."""

    def fail(url: str, timeout_s: float) -> io.BufferedIOBase:
        del url, timeout_s
        raise error

    source = UrlSource("https://example.org/a", open_url=fail)
    with pytest.raises(SourceError) as caught:
        next(source.blocks(lambda done_bytes, total_bytes: None))  # noqa: ARG005 (told nobody)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)

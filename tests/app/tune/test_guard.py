"""Only the browser that was given the token gets through, and only from the page's own address."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from vision.app.tune.guard import Guard, Pass

ENTRY = Pass(8477, "a-secret-nobody-guesses")
HOST = "127.0.0.1:8477"
COOKIE = f"unknot_8477={ENTRY.token}"


def headers(**named: str) -> dict[str, str]:
    """Return headers of a request that gets through, with some of them replaced."""
    given = {"host": HOST, "cookie": COOKIE, **named}
    return {name: value for name, value in given.items() if value}


@pytest.mark.parametrize("host", [HOST, "localhost:8477"])
def test_a_request_with_the_cookie_gets_through(host: str) -> None:
    """From the page itself, under either name of this machine."""
    assert ENTRY.why_refused(headers(host=host), "") == ""
    assert ENTRY.why_refused(headers(host=host, origin=f"http://{host}"), "") == ""


def test_the_token_in_the_address_gets_through() -> None:
    """The first time, when there is no cookie yet."""
    assert ENTRY.why_refused(headers(cookie=""), f"token={ENTRY.token}&pose=hero") == ""


@pytest.mark.parametrize(
    ("named", "query", "why"),
    [
        ({"cookie": ""}, "", "token"),
        ({"cookie": "unknot_8477=guess"}, "", "token"),
        ({"cookie": "unknot_8478=a-secret-nobody-guesses"}, "", "token"),
        ({"cookie": "unknot_8477="}, "token=", "token"),
        ({"cookie": "unknot_8477=ä; \x00"}, "", "token"),
        ({"cookie": ""}, "token=guess", "token"),
        ({"cookie": ""}, "nottoken=a-secret-nobody-guesses", "token"),
        ({"host": "evil.example:8477"}, "", "host"),
        ({"host": "127.0.0.1"}, "", "host"),
        ({"host": "127.0.0.1:8478"}, "", "host"),
        ({"host": ""}, "", "host"),
        ({"host": "127.0.0.1:8477.evil.example"}, "", "host"),
        ({"host": "192.168.0.5:8477"}, "", "host"),
        ({"origin": "http://evil.example"}, "", "origin"),
        ({"origin": "null"}, "", "origin"),
        ({"origin": "https://127.0.0.1:8477"}, "", "origin"),
        ({"origin": "http://127.0.0.1:9000"}, "", "origin"),
        ({"origin": "http://localhost:8477"}, "", "origin"),
    ],
)
def test_everything_else_is_refused(named: dict[str, str], query: str, why: str) -> None:
    """Names that were made to point here, other pages, and guesses."""
    assert ENTRY.why_refused(headers(**named), query) == why


def test_the_address_to_open_holds_the_token() -> None:
    """And nothing but this machine."""
    assert ENTRY.address == f"http://{HOST}/?token={ENTRY.token}"


class Told:
    """An application that says yes, and what came of asking it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.sent: list[dict[str, Any]] = []

    async def app(self, scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401 (as ASGI has it)
        """Note what was asked, and answer."""
        self.asked.append(scope["type"])
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"yes"})

    def ask(self, kind: str, given: list[tuple[bytes, bytes]], query: bytes = b"") -> None:
        """Ask it through the guard."""

        async def receive() -> dict[str, Any]:
            return {"type": f"{kind}.disconnect"}

        async def send(message: Any) -> None:  # noqa: ANN401 (as ASGI has it)
            self.sent.append(dict(message))

        scope = {"type": kind, "headers": given, "query_string": query}
        asyncio.run(Guard(self.app, ENTRY)(scope, receive, send))

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the answer."""
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}


RIGHT = [(b"host", HOST.encode()), (b"cookie", COOKIE.encode())]


def test_what_gets_through_is_answered_with_a_closed_page() -> None:
    """Nothing from outside, no frame around it, no address told to others, and no second cookie."""
    told = Told()
    told.ask("http", RIGHT)
    assert told.sent[0]["status"] == 200
    policy = told.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http:" not in policy.replace(f"ws://{HOST}", "")
    assert told.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in told.headers


def test_whoever_brings_the_token_gets_the_cookie() -> None:
    """Kept from scripts, and from requests that other pages make."""
    told = Told()
    told.ask("http", RIGHT[:1], f"token={ENTRY.token}".encode())
    assert told.headers["set-cookie"].startswith(f"{COOKIE};")
    assert "HttpOnly" in told.headers["set-cookie"]
    assert "SameSite=Strict" in told.headers["set-cookie"]


def test_what_is_refused_never_reaches_the_page() -> None:
    """It hears in one sentence what to open instead, and nothing of the secret."""
    told = Told()
    told.ask("http", RIGHT[:1])
    assert told.asked == []
    assert told.sent[0]["status"] == 403
    assert b"terminal" in told.sent[1]["body"]
    assert ENTRY.token.encode() not in told.sent[1]["body"]


def test_a_websocket_from_another_page_is_closed_before_it_opens() -> None:
    """Browsers let every page open one, so the origin is all there is to tell them by."""
    told = Told()
    told.ask("websocket", [*RIGHT, (b"origin", b"http://evil.example")])
    assert told.asked == []
    assert told.sent == [{"type": "websocket.close", "code": 1008}]
    told.ask("websocket", [*RIGHT, (b"origin", f"http://{HOST}".encode())])
    assert told.asked == ["websocket"]


def test_a_header_that_comes_twice_fits_nothing() -> None:
    """Two hosts are no host."""
    told = Told()
    told.ask("http", [*RIGHT, (b"Host", b"evil.example")])
    assert told.asked == []


def test_the_server_itself_may_begin_and_end() -> None:
    """That is no request."""
    told = Told()
    told.ask("lifespan", [])
    assert told.asked == ["lifespan"]

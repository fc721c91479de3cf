"""Who may talk to the page: the browser that was given the token, on this machine, and nobody else.

A page on loopback can be reached by every program here, and by every web page one has open: those
can send requests to it, and names can be made to point at it (DNS rebinding). So each request has
to be for the address that was opened, to come from a page of it, and to know a secret.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
    from typing import TypeAlias

    Scope: TypeAlias = MutableMapping[str, Any]
    Message: TypeAlias = MutableMapping[str, Any]
    Receive: TypeAlias = Callable[[], Awaitable[Message]]
    Send: TypeAlias = Callable[[Message], Awaitable[None]]
    App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN: Final = "token"  # noqa: S105 (the name of the address's parameter, no secret)
HOSTS: Final = ("127.0.0.1", "localhost")
_POLICY_VIOLATION: Final = 1008  # a websocket's code for "you may not"


@dataclass(frozen=True, slots=True)
class Pass:
    """What lets a request through: where it has to go, and the secret it has to know."""

    port: int
    token: str

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies are shared by all ports of a host, so it tells the port."""
        return f"unknot_{self.port}"

    @property
    def address(self) -> str:
        """The address to open."""
        return f"http://{HOSTS[0]}:{self.port}/?{TOKEN}={self.token}"

    def why_refused(self, headers: Mapping[str, str], query: str) -> str:
        """Return what is amiss with a request, as a word for the log, or "" if nothing is.

        Parameters
        ----------
        headers
            By name in lower case.
        query
            What follows the question mark of its address.

        """
        hosts = {f"{host}:{self.port}" for host in HOSTS}
        host = headers.get("host", "")
        if host not in hosts:
            return "host"
        if "origin" in headers and headers["origin"] != f"http://{host}":
            return "origin"
        if not self._is_token(_cookie(headers, self.cookie)) and not self.brings_token(query):
            return "token"
        return ""

    def brings_token(self, query: str) -> bool:
        """Return whether an address holds the token."""
        return any(self._is_token(token) for token in parse_qs(query).get(TOKEN, []))

    def _is_token(self, text: str) -> bool:
        # In a time that does not tell how much of it is right.
        return hmac.compare_digest(text.encode(), self.token.encode())


def _cookie(headers: Mapping[str, str], name: str) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


class Guard:
    """Stands before an ASGI application, for pages and websockets alike.

    Parameters
    ----------
    app
        What is guarded; called `app` as its server looks for it under that name.
    entry
        What lets a request through.

    """

    def __init__(self, app: App, entry: Pass) -> None:
        self.app = app
        self._entry = entry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, with headers that keep the page closed, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        headers = _headers(scope["headers"])
        query = scope.get("query_string", b"").decode("latin-1")
        if self._entry.why_refused(headers, query):
            await _refuse(scope, send)
            return

        async def closed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._closing(query)]
            await send(message)

        await self.app(scope, receive, closed)

    def _closing(self, query: str) -> list[tuple[bytes, bytes]]:
        """Return the headers every answer gets."""
        entry = self._entry
        sockets = " ".join(f"ws://{host}:{entry.port}" for host in HOSTS)
        policy = (
            "default-src 'none'",
            # The page's library compiles its templates in the browser, hence "eval".
            "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self' {sockets}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
        headers = {
            "content-security-policy": "; ".join(policy),
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
        }
        if entry.brings_token(query):
            kept = f"{entry.cookie}={entry.token}; Path=/; HttpOnly; SameSite=Strict"
            headers["set-cookie"] = kept
        return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name; of one that comes twice both, so that it fits nothing."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}; {value}" if name in headers else value
    return headers


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return
    start = {
        "type": "http.response.start",
        "status": 403,
        "headers": [(b"content-type", b"text/plain; charset=utf-8")],
    }
    why = say(
        "This page belongs to an unknot that runs on this machine. Please open the whole address "
        "it printed in the terminal, with the token at its end."
    )
    await send(start)
    await send({"type": "http.response.body", "body": f"{why}\n".encode()})

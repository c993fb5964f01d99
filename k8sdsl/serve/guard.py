"""Who may ask the server: only programs that know the token, under a name of this machine.

Another user of the machine does not know the token. A page of another site does not know it either, and cannot reach
the server under a name of its own that it lets lead to 127.0.0.1 (DNS rebinding), because of the Host header.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import URL, Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset(("127.0.0.1", "localhost", "[::1]"))
"""The names under which a browser may ask; with any port, because a tunnel has its own."""

REFUSED = (
    "This address is not valid: it has no token, or that of a server that has ended.\n"
    "Open the address that the running `k8sdsl serve` printed in its terminal, or run `k8sdsl serve` again.\n"
)


class Guard:
    """Answers 403 to every request without the token as the first step of its path; the others do not see the token.

    `visit()` is an address that works once and leads to the page. Other users can read the arguments of a browser, so
    this one is put there, and not the token.
    """

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        self.app = app
        self.token = secrets.token_urlsafe(32)
        self._visits: set[str] = set()
        self._headers = {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    def visit(self) -> str:
        """A path that leads to the page once."""
        word = secrets.token_urlsafe(32)
        self._visits.add(word)
        return f"/{word}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request; a connection of another kind than HTTP is not accepted."""
        if scope["type"] != "http":
            return
        await self._answer(scope)(scope, receive, self._with_headers(send))

    def _answer(self, scope: Scope) -> ASGIApp:
        if not is_loopback(Headers(scope=scope).getlist("host")):
            return PlainTextResponse(REFUSED, 403)
        first, slash, rest = scope["path"].removeprefix("/").partition("/")
        if secrets.compare_digest(first.encode(), self.token.encode()):
            if not slash:
                return RedirectResponse(URL(path=f"/{self.token}/"))
            scope["path"] = f"/{rest}"
            return self.app
        if not slash and first in self._visits:
            self._visits.discard(first)
            return RedirectResponse(URL(path=f"/{self.token}/"))
        return PlainTextResponse(REFUSED, 403)

    def _with_headers(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        return sent


def is_loopback(hosts: list[str]) -> bool:
    """Whether the Host headers of a request are one, and it names this machine."""
    if len(hosts) != 1:
        return False
    name, colon, port = hosts[0].rpartition(":")
    if not colon or hosts[0].endswith("]"):
        name, port = hosts[0], ""
    return name.lower() in LOOPBACK and (not colon or not port or port.isdecimal())

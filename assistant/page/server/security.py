"""Who may speak to the page: the right host name, the right origin, and the password where there is one.

A page on loopback can still be reached by any site that the reader's browser visits; a name that was made to
point at 127.0.0.1 gets past the browser's own rule. So the Host header is checked (DNS rebinding), and every
request that a browser makes for another site is refused (Origin, Sec-Fetch-Site).
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from assistant.loopback import is_loopback

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOCAL = frozenset(("localhost", "127.0.0.1", "[::1]"))
CLOSED = ("/gradio_api/upload", "/gradio_api/proxy", "/gradio_api/file", "/monitoring", "/gradio_api/stream_proxy")
"""What Gradio offers and this page has no use for: files in, files out, other sites fetched."""
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri "
    "'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""Nothing is loaded from outside, whatever a note holds. Gradio's templates are compiled, hence 'unsafe-eval'."""
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Guard:
    """An ASGI application in front of another."""

    def __init__(self, app: App, *, host: str, port: int, password: str = "") -> None:
        """host: where it listens. A host that others reach may be called by any name, hence the password."""
        self._app = app
        self._names = LOCAL | {f"[{host}]" if ":" in host else host} if is_loopback(host) else None
        self._port = port
        self._password = password

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refuse(scope, headers)
        if refusal and scope["type"] == "http":
            await _answer(send, *refusal)
        elif refusal:
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refuse(self, scope: Message, headers: dict[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self._names is not None and _name(host) not in self._names:
            return 421, "This page answers only to localhost."
        origin = headers.get("origin", "")
        if origin and (urlsplit(origin).netloc or origin) != host:
            return 403, "This page takes no requests from other sites."
        if headers.get("sec-fetch-site", "none") in ("cross-site", "same-site") and not _is_visit(scope, headers):
            return 403, "This page takes no requests from other sites."
        if any(str(scope["path"]).startswith(path) for path in CLOSED):
            return 404, "Not offered here."
        if self._password and not self._knows(headers.get("authorization", "")):
            return 401, "A password is needed."
        return None

    def _knows(self, authorization: str) -> bool:
        kind, _, value = authorization.partition(" ")
        if kind.lower() != "basic":
            return False
        try:
            given = base64.b64decode(value).decode("utf-8").partition(":")[2]
        except ValueError:
            return False
        return hmac.compare_digest(given.encode(), self._password.encode())


def _is_visit(scope: Message, headers: dict[str, str]) -> bool:
    """A link from elsewhere to the page itself: harmless, it shows nothing to where it came from."""
    return scope.get("method") == "GET" and scope["path"] == "/" and headers.get("sec-fetch-mode") == "navigate"


def _name(host: str) -> str:
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host


def _with_headers(send: Send) -> Send:
    async def passing(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return passing


async def _answer(send: Send, status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    if status == 401:
        headers.append((b"www-authenticate", b'Basic realm="Reading notes", charset="UTF-8"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode()})

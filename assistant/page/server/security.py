"""Which requests reach the page: those with the right host name, the right origin and, where one is asked, a sign-in.

Any site that the reader's browser visits can send requests to a page on loopback, and a host name that resolves to
127.0.0.1 gets past the browser's same-origin rule. So the Host header is checked (DNS rebinding), and every request
that a browser makes for another site is refused (Origin, Sec-Fetch-Site).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse

from assistant.page.server.sign_in import Headers, Refusal, SignIn

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LOCAL_NAMES = frozenset(("localhost", "127.0.0.1", "[::1]"))
CLOSED_PATHS = (
    "/gradio_api/upload",
    "/gradio_api/proxy",
    "/gradio_api/file",
    "/monitoring",
    "/gradio_api/stream_proxy",
)
"""Routes of Gradio that this page does not use: uploads, downloads, and requests to other sites."""
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""Loads nothing from outside, whatever a note contains. Gradio compiles its templates, hence 'unsafe-eval'."""
HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
ASK_PASSWORD = {"www-authenticate": 'Basic realm="Reading notes", charset="UTF-8"'}


class Guard:
    """An ASGI application that passes permitted requests on to another one."""

    def __init__(self, app: App, *, host: str, sign_in: SignIn | None = None, names: Collection[str] = ()) -> None:
        """host: where it listens. names: others that it has. With a sign-in that asks a secret it may have any."""
        self._app = app
        known = {f"[{host}]" if ":" in host else host, *map(str.casefold, names)}
        self._names = None if sign_in and sign_in.asks_secret else LOCAL_NAMES | known
        self._sign_in = sign_in

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if not refusal and self._sign_in:
            refusal = await self._sign_in.refusal((scope.get("client") or ("",))[0], headers)
        if refusal and scope["type"] == "http":
            status, text = refusal
            await PlainTextResponse(text, status, ASK_PASSWORD if status == 401 else None)(scope, receive, send)
        elif refusal:
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Message, headers: Headers) -> Refusal | None:
        """Status and message; None for a permitted request."""
        host = headers.get("host", "")
        if self._names is not None and _without_port(host).casefold() not in self._names:
            return 421, "This page answers only to localhost and to the names of `notes serve --name`."
        origin = headers.get("origin", "")
        if origin and (urlsplit(origin).netloc or origin) != host:
            return 403, "This page accepts no requests from other sites."
        if headers.get("sec-fetch-site", "none") in ("cross-site", "same-site") and not _is_navigation(scope, headers):
            return 403, "This page accepts no requests from other sites."
        if any(str(scope["path"]).startswith(path) for path in CLOSED_PATHS):
            return 404, "Not available."
        return None


def _is_navigation(scope: Message, headers: Headers) -> bool:
    """Whether a reader follows a link to the page: the linking site sees nothing of it."""
    return scope.get("method") == "GET" and scope["path"] == "/" and headers.get("sec-fetch-mode") == "navigate"


def _without_port(host: str) -> str:
    return host.rsplit(":", 1)[0] if not host.endswith("]") else host


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return send_with_headers

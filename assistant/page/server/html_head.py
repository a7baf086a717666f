"""Puts the page's style and a script before Gradio's own script; Gradio adds a page's `head` only once it runs.

So the style is there at the first paint. The script runs before the one of Gradio that breaks off its streams when a
page is left and reports that as an error; the browser ends them quietly by itself.
"""

from __future__ import annotations

from assistant.page.server.security import App, Message, Receive, Send

STYLE = '<link rel="stylesheet" href="/page/page.css">'
"""Repeated after Gradio's own styles (app.py), which it has to override."""
HEAD = (
    STYLE.encode() + b'<script>addEventListener("beforeunload", (event) => event.stopImmediatePropagation())</script>'
)
HEAD_TAG = b"<head>"


class HeadInjector:
    """An ASGI application that puts HEAD into the page at `/` of another one."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        # Nothing can be inserted into a compressed page, and this one need not travel far.
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self._app({**scope, "headers": headers}, receive, _send_with_head(send))


def _send_with_head(send: Send) -> Send:
    """Collects the response, inserts HEAD, and sends it whole."""
    starts: list[Message] = []
    chunks: list[bytes] = []

    async def collect(message: Message) -> None:
        if message["type"] == "http.response.start":
            starts.append(message)
            return
        chunks.append(message.get("body", b""))
        if message.get("more_body"):
            return
        body = b"".join(chunks).replace(HEAD_TAG, HEAD_TAG + HEAD, 1)
        (start,) = starts
        headers = [(name, value) for name, value in start.get("headers", ()) if name.lower() != b"content-length"]
        start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return collect

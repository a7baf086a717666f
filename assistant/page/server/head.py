"""What must stand in the page before Gradio's own script: Gradio puts a page's `head` in only once it runs.

The style is there at the first paint. And the script comes before the one of Gradio that breaks off its streams when
a page is left, and reports that as an error: the browser ends them quietly by itself.
"""

from __future__ import annotations

from assistant.page.server.security import App, Message, Receive, Send

STYLE = '<link rel="stylesheet" href="/page/page.css">'
"""Named again after Gradio's own styles (mount.py), which it has to win over."""
HEAD = (
    STYLE.encode() + b'<script>addEventListener("beforeunload", (event) => event.stopImmediatePropagation())</script>'
)
AT = b"<head>"


class HeadInjector:
    """An ASGI application whose page at `/` begins with HEAD."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/":
            await self._app(scope, receive, send)
            return
        # as it is: what is compressed could not be added to, and this page goes to the same machine
        plain = [(name, value) for name, value in scope["headers"] if name.lower() != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, _adding(send))


def _adding(send: Send) -> Send:
    begun: list[Message] = []
    parts: list[bytes] = []

    async def passing(message: Message) -> None:
        if message["type"] == "http.response.start":
            begun.append(message)
            return
        parts.append(message.get("body", b""))
        if message.get("more_body"):
            return
        body = b"".join(parts).replace(AT, AT + HEAD, 1)
        (start,) = begun
        kept = [(name, value) for name, value in start.get("headers", ()) if name.lower() != b"content-length"]
        start["headers"] = [*kept, (b"content-length", str(len(body)).encode())]
        await send(start)
        await send({"type": "http.response.body", "body": body})

    return passing

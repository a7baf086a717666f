"""Serves the page on a port, by default only to this machine."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable, Collection
from pathlib import Path

import uvicorn

from assistant.library.interfaces import Library
from assistant.loopback import is_loopback
from assistant.page.server.html_head import HeadInjector
from assistant.page.server.security import Guard
from assistant.page.server.sign_in import SignIn

KEEP_ALIVE_S = 75
"""An idle connection is kept so long: longer than a balancer keeps one (60 s by default). A request that is sent while
it is being closed gets no answer: with uvicorn's 5 s, 26 of 720 that came 5.0 s after another."""


class PortTaken(OSError):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} on {host} is in use; choose another with --port, or stop what listens there")
        self.host, self.port = host, port


class NotifyingServer(uvicorn.Server):
    """A uvicorn server that calls `on_started` once it answers requests."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()


def serve_page(
    library: Library,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    on_ready: Callable[[str], None] | None = None,
    conversations: Path | None = None,
    sign_in: SignIn | None = None,
    names: Collection[str] = (),
    mcp: bool = False,
) -> None:
    """Serve until interrupted.

    port: 0 takes any free one. on_ready: receives the page's address once it answers. conversations: the folder of
    past ones. sign_in: asked of every request; a host that others can reach needs one. names: as in `Guard`.
    Raises PortTaken, or ValueError if the sign-in is missing.
    """
    if not is_loopback(host) and sign_in is None:
        raise ValueError(
            f"{host} can be reached from other machines; give a password, as"
            f" `NOTES_PASSWORD=... notes serve --host {host}` or `notes readers add NAME`, or leave --host out"
        )
    with _listen(host, port) as listener:
        # Gradio takes seconds to import; whether the port is free is known before that.
        from assistant.page.server.app import mount_page

        port = int(listener.getsockname()[1])
        address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"

        def on_started() -> None:
            if open_browser:
                webbrowser.open(address)
            if on_ready is not None:
                on_ready(address)

        page = mount_page(library, port=port, conversations=conversations, mcp=mcp)
        app = Guard(HeadInjector(page), host=host, sign_in=sign_in, names=names)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=2,
        )
        NotifyingServer(config, on_started).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as failure:
        listener.close()
        raise PortTaken(host, port) from failure
    return listener

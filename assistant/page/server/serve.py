"""The page on a port: only on this machine unless told otherwise, and only for whom it is meant."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

from assistant.library.protocol import Library
from assistant.loopback import is_loopback
from assistant.page.server.head import HeadInjector
from assistant.page.server.security import Guard


class PortTaken(OSError):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} on {host} is in use; choose another with --port, or stop what is there")
        self.host = host
        self.port = port


def serve_page(
    library: Library,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    on_ready: Callable[[str], None] | None = None,
    conversations: Path | None = None,
    password: str = "",
    mcp: bool = False,
) -> None:
    """Serve until interrupted.

    port: 0 takes any free one. on_ready is told the page's address once it answers. conversations: the folder
    that keeps past ones. password: asked of every request where it is not ""; a host that others can reach
    needs one. Raises PortTaken, or ValueError where a password is missing.
    """
    if not is_loopback(host) and not password:
        raise ValueError(
            f"{host} can be reached from other machines; give a password, as"
            f" `NOTES_PASSWORD=... notes serve --host {host}`, or leave --host out"
        )
    import uvicorn

    with _listen(host, port) as listening:
        found = int(listening.getsockname()[1])
        address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{found}"
        app = make_app(library, host=host, port=found, conversations=conversations, password=password, mcp=mcp)
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=2)

        class AnnouncingServer(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                if open_browser:
                    webbrowser.open(address)
                if on_ready is not None:
                    on_ready(address)

        AnnouncingServer(config).run(sockets=[listening])


def make_app(
    library: Library,
    *,
    host: str,
    port: int,
    conversations: Path | None = None,
    password: str = "",
    mcp: bool = False,
) -> Guard:
    """The page as an ASGI application behind its guard."""
    from assistant.page.server.app import mount_page

    app = mount_page(library, port=port, conversations=conversations, mcp=mcp)
    return Guard(HeadInjector(app), host=host, port=port, password=password)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as trouble:
        listening.close()
        raise PortTaken(host, port) from trouble
    return listening

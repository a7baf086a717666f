"""A loopback HTTP server that runs store commands for other processes while a page owns the store.

The store's lock file names its port and a token, so that only a process that can read that file is served. The
response is one JSON object a line: `{"stage", "done", "total"}` while a command runs, `{"waiting": ...}` if another
writer has to finish first, and at the end `{"result": ...}` or `{"failure": ...}`. A client that hangs up stops its
command.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Collection, Mapping
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from assistant.errors import AssistantFailure
from assistant.library.command_context import CommandContext
from index.errors import IndexFailure
from ingest.errors import IngestFailure, NoToken

MAX_REQUEST_BYTES = 1_000_000
"""A request holds paths."""

SendLine = Callable[[dict[str, Any]], None]


class CommandHandler(Protocol):
    """Runs a command in the process that owns the store. Raises IndexFailure, IngestFailure, AssistantFailure."""

    def __call__(self, name: str, arguments: Mapping[str, Any], context: CommandContext) -> dict[str, Any]: ...


class CommandServer:
    """Serves the commands of these names, and no other, from its creation until `close`."""

    def __init__(self, run: CommandHandler, names: Collection[str]) -> None:
        self.token = secrets.token_urlsafe(24)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _make_handler(run, names, self.token))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, name="command-server", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _make_handler(run: CommandHandler, names: Collection[str], token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            authorization = self.headers.get("Authorization", "")
            size = int(self.headers.get("Content-Length") or 0)
            if not compare_digest(authorization.encode(), f"Bearer {token}".encode()):
                self.send_error(403)
            elif self.path[1:] not in names or not 0 < size <= MAX_REQUEST_BYTES:
                self.send_error(404)
            else:
                self.send_response(200)
                self.send_header("Content-Type", "application/jsonl")
                self.end_headers()
                self._send_line(_run(run, self.path[1:], json.loads(self.rfile.read(size)), self._send_line))

        def _send_line(self, message: dict[str, Any]) -> None:
            self.wfile.write((json.dumps(message, ensure_ascii=False) + "\n").encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Logs nothing: paths of notes belong in no log."""

    return Handler


def _run(run: CommandHandler, name: str, arguments: Mapping[str, Any], send: SendLine) -> dict[str, Any]:
    """The last line of the response."""
    stop = threading.Event()

    def send_progress(stage: str, done: int, total: int) -> None:
        try:
            send({"stage": stage, "done": done, "total": total})
        except OSError:
            stop.set()

    context = CommandContext(progress=send_progress, stop=stop, on_wait=lambda busy: send({"waiting": busy.what}))
    try:
        return {"result": run(name, arguments, context)}
    except NoToken as failure:  # a terminal's own variables never reach the page
        return {"failure": f"{failure}; the running page fetches: the variable counts where `notes serve` was started"}
    except (IndexFailure, IngestFailure, AssistantFailure) as failure:
        return {"failure": str(failure)}

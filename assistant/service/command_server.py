"""The way in for other processes while a page holds the store: `notes ingest` and others hand over what they want done.

A listener on loopback alone, on a port of its own; the store's lock file names it with a token, and only who can
read that file comes in. The answer is a JSON object a line: `{"stage", "done", "total"}` as it goes on, then
`{"result": ...}` or `{"failure": ...}`; `{"waiting": ...}` where something else has to end first. Whoever hangs up
stops a reading.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Collection, Mapping
from hmac import compare_digest
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import AssistantFailure
from index.catalog.lock import Owner
from index.errors import IndexFailure, StoreBusy
from index.progress import Progress
from ingest.errors import IngestFailure, NoToken

LONGEST_REQUEST = 1_000_000
"""Bytes; a request holds paths."""


class CommandHandler(Protocol):
    """Does an order in the process that holds the store. Raises IndexFailure, IngestFailure, AssistantFailure."""

    def __call__(
        self,
        order: str,
        given: Mapping[str, Any],
        *,
        progress: Progress,
        stop: threading.Event,
        on_wait: Callable[[str], None],
    ) -> dict[str, Any]: ...


class PageGone(AssistantFailure):
    """The page that held the store ended while it did what it was asked."""

    def __init__(self) -> None:
        super().__init__("the page that held the index has ended meanwhile; what was done is kept, try again")


class CommandServer:
    """Listens from its making until `close`, for these orders."""

    def __init__(self, obey: CommandHandler, orders: Collection[str]) -> None:
        self.token = secrets.token_urlsafe(24)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(obey, orders, self.token))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, name="door", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def send_command(
    owner: Owner,
    order: str,
    given: Mapping[str, Any],
    progress: Progress = lambda stage, done, total: None,
    on_wait: Callable[[StoreBusy], None] = lambda busy: None,
) -> dict[str, Any]:
    """Have the store's owner do something; its result. on_wait: told once where something else has to end first.

    Raises IndexFailure with the owner's words where it cannot, PageGone where it ends meanwhile.
    """
    connection = HTTPConnection("127.0.0.1", owner.port)
    try:
        connection.request("POST", f"/{order}", json.dumps(given), {"Authorization": f"Bearer {owner.token}"})
        for line in connection.getresponse():
            told = json.loads(line)
            if "result" in told:
                result: dict[str, Any] = told["result"]
                return result
            if "failure" in told:
                raise IndexFailure(told["failure"])
            if "waiting" in told:
                on_wait(StoreBusy(Path(), told["waiting"], owner.pid, ""))
            else:
                progress(told["stage"], told["done"], told["total"])
    except (OSError, HTTPException, ValueError) as trouble:
        raise PageGone from trouble
    finally:
        connection.close()
    raise PageGone


def _handler(obey: CommandHandler, orders: Collection[str], token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = self.headers.get("Authorization", "")
            size = int(self.headers.get("Content-Length") or 0)
            if not compare_digest(given.encode(), f"Bearer {token}".encode()):
                self.send_error(403)
            elif self.path[1:] not in orders or not 0 < size <= LONGEST_REQUEST:
                self.send_error(404)
            else:
                self.send_response(200)
                self.send_header("Content-Type", "application/jsonl")
                self.end_headers()
                self._tell(_run(obey, self.path[1:], json.loads(self.rfile.read(size)), self._tell))

        def _tell(self, told: dict[str, Any]) -> None:
            self.wfile.write((json.dumps(told, ensure_ascii=False) + "\n").encode())

        def log_message(self, format: str, *given: Any) -> None:
            """Nothing: paths of notes belong in no log."""

    return Handler


def _run(
    obey: CommandHandler, order: str, given: Mapping[str, Any], tell: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    stop = threading.Event()

    def progress(stage: str, done: int, total: int) -> None:
        try:
            tell({"stage": stage, "done": done, "total": total})
        except OSError:
            stop.set()

    try:
        return {
            "result": obey(order, given, progress=progress, stop=stop, on_wait=lambda what: tell({"waiting": what}))
        }
    except NoToken as failure:  # a terminal's own variables never reach the page
        return {"failure": f"{failure}; the running page fetches: the variable counts where `notes serve` was started"}
    except (IndexFailure, IngestFailure, AssistantFailure) as failure:
        return {"failure": str(failure)}

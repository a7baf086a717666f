"""The way in for other processes while a page holds the store: `notes ingest` hands its folders over and watches.

A listener on loopback alone, on a port of its own; the store's lock file names it with a token, and only who can
read that file comes in. The answer is a JSON object a line: `{"stage", "done", "total"}` as it goes on, then
`{"report": ...}` or `{"failure": ...}`. Whoever hangs up stops the reading.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from hmac import compare_digest
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import AssistantFailure
from index.errors import IndexFailure
from index.fill import Progress
from index.lock import Owner
from index.report import IngestReport
from ingest.errors import IngestFailure

LONGEST_REQUEST = 1_000_000
"""Bytes; a request holds paths."""


class Ingest(Protocol):
    """Reads folders into the store that its process holds."""

    def __call__(
        self,
        paths: Sequence[Path],
        *,
        hidden: bool | None,
        allow_removals: bool,
        fetch: bool,
        progress: Progress,
        stop: threading.Event,
    ) -> IngestReport: ...


class PageGone(AssistantFailure):
    """The page that held the store ended while it was reading."""

    def __init__(self) -> None:
        super().__init__("the page that was reading has ended; what was done is kept, run `notes ingest` again")


class Door:
    """Listens from its making until `close`."""

    def __init__(self, ingest: Ingest) -> None:
        self.token = secrets.token_urlsafe(24)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(ingest, self.token))
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, name="door", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def ingest_through(
    owner: Owner,
    paths: Sequence[Path],
    *,
    hidden: bool | None = None,
    allow_removals: bool = False,
    fetch: bool = True,
    progress: Progress = lambda stage, done, total: None,
) -> dict[str, Any]:
    """Have the store's owner read folders; its report as `IngestReport.to_json` gives it.

    Raises IndexFailure with the owner's words where it cannot, PageGone where it ends meanwhile.
    """
    asked = {
        "paths": [str(path) for path in paths],
        "hidden": hidden,
        "allow_removals": allow_removals,
        "fetch": fetch,
    }
    connection = HTTPConnection("127.0.0.1", owner.port)
    try:
        connection.request("POST", "/ingest", json.dumps(asked), {"Authorization": f"Bearer {owner.token}"})
        for line in connection.getresponse():
            told = json.loads(line)
            if "report" in told:
                report: dict[str, Any] = told["report"]
                return report
            if "failure" in told:
                raise IndexFailure(told["failure"])
            progress(told["stage"], told["done"], told["total"])
    except (OSError, HTTPException, ValueError) as trouble:
        raise PageGone from trouble
    finally:
        connection.close()
    raise PageGone


def _handler(ingest: Ingest, token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = self.headers.get("Authorization", "")
            size = int(self.headers.get("Content-Length") or 0)
            if not compare_digest(given.encode(), f"Bearer {token}".encode()):
                self.send_error(403)
            elif self.path != "/ingest" or not 0 < size <= LONGEST_REQUEST:
                self.send_error(404)
            else:
                self.send_response(200)
                self.send_header("Content-Type", "application/jsonl")
                self.end_headers()
                for told in _run(ingest, json.loads(self.rfile.read(size)), self._tell):
                    self._tell(told)

        def _tell(self, told: dict[str, Any]) -> None:
            self.wfile.write((json.dumps(told, ensure_ascii=False) + "\n").encode())

        def log_message(self, format: str, *given: Any) -> None:
            """Nothing: paths of notes belong in no log."""

    return Handler


def _run(ingest: Ingest, asked: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> Iterator[dict[str, Any]]:
    stop = threading.Event()

    def progress(stage: str, done: int, total: int) -> None:
        try:
            tell({"stage": stage, "done": done, "total": total})
        except OSError:
            stop.set()

    try:
        report = ingest(
            [Path(path) for path in asked["paths"]],
            hidden=asked["hidden"],
            allow_removals=asked["allow_removals"],
            fetch=asked["fetch"],
            progress=progress,
            stop=stop,
        )
        yield {"report": report.to_json()}
    except (IndexFailure, IngestFailure) as failure:
        yield {"failure": str(failure)}

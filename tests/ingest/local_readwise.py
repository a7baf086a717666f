"""A server on loopback that answers as Readwise's export API is documented to; and fails when told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "seCretTokenOfNoOne1234567890abcdef"
LONG_AGO = "2024-01-05T10:00:00Z"


def now() -> str:
    return datetime.now(UTC).isoformat()


class LocalReadwise(ThreadingHTTPServer):
    """One account. `faults` holds what befalls the coming requests, "" for nothing."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.books: dict[int, dict[str, Any]] = {}
        self.page_size = 2
        self.asked: list[dict[str, str]] = []
        """The parameters of each export asked for."""
        self.tokens: list[str] = []
        self.faults: list[str] = []
        """Each `429`, `429 7` (with Retry-After), `500`, `401`, `302`, `400`, `cut`, `refuse`, `hang`, `no json`,
        `half json`, `odd`."""
        self.done = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add_book(self, id: int, title: str, *highlights: dict[str, Any], at: str = LONG_AGO, **fields: Any) -> None:
        book = {
            "user_book_id": id,
            "is_deleted": False,
            "title": title,
            "author": "Oda Brandt",
            "readable_title": title,
            "source": "kindle",
            "cover_image_url": "https://example.org/cover.png",
            "unique_url": None,
            "summary": None,
            "book_tags": [],
            "category": "books",
            "document_note": None,
            "readwise_url": f"https://readwise.io/bookreview/{id}",
            "source_url": None,
            "asin": None,
            "highlights": [],
            **fields,
        }
        self.books[id] = {**book, "at": at}
        for one in highlights:
            self.add_highlight(id, at=at, **one)

    def add_highlight(self, book: int, id: int, text: str, at: str = "", **fields: Any) -> None:
        """Put a highlight in, or change one that is there."""
        at = at or now()
        known = [one for one in self.books[book]["highlights"] if one["id"] != id]
        highlight = {
            "id": id,
            "is_deleted": False,
            "text": text,
            "location": id,
            "location_type": "location",
            "note": None,
            "color": "",
            "highlighted_at": LONG_AGO,
            "created_at": LONG_AGO,
            "updated_at": at,
            "external_id": None,
            "end_location": None,
            "url": None,
            "book_id": book,
            "tags": [],
            "is_favorite": False,
            "is_discard": False,
            "readwise_url": f"https://readwise.io/open/{id}",
            **fields,
        }
        self.books[book]["highlights"] = [*known, highlight]
        self.books[book]["at"] = max(at, self.books[book]["at"])

    def delete_highlight(self, book: int, id: int) -> None:
        self.add_highlight(book, id, "", is_deleted=True)

    def delete_book(self, id: int) -> None:
        self.books[id] |= {"is_deleted": True, "at": now()}

    def export(self, asked: dict[str, str]) -> dict[str, Any]:
        """A page, as documented: with `updatedAfter` only what was updated since."""
        after, ids = asked.get("updatedAfter", ""), asked.get("ids", "")
        found = []
        for id, book in sorted(self.books.items()):
            deleted = asked.get("includeDeleted") != "true" and book["is_deleted"]
            if deleted or (after and book["at"] < after) or (ids and str(id) not in ids.split(",")):
                continue
            marks = [m for m in book["highlights"] if not after or m["updated_at"] >= after]
            found.append({**{k: v for k, v in book.items() if k != "at"}, "highlights": marks})
        start = int(asked.get("pageCursor", "0"))
        end = start + self.page_size
        cursor = str(end) if end < len(found) else None
        return {"count": len(found), "nextPageCursor": cursor, "results": found[start:end]}


@contextmanager
def serve_readwise() -> Iterator[LocalReadwise]:
    server = LocalReadwise()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.done.set()
        server.shutdown()
        server.server_close()


class _Answer(BaseHTTPRequestHandler):
    server: LocalReadwise

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.tokens.append(self.headers.get("Authorization", ""))
        asked = dict(parse_qsl(parts.query))
        if parts.path == "/api/v2/export/":
            self.server.asked.append(asked)
        fault = self.server.faults.pop(0) if self.server.faults else ""
        if fault:
            self._fail(fault, asked)
        elif self.headers.get("Authorization") != f"Token {TOKEN}":
            self._send(401, b'{"detail": "Invalid token."}')
        elif parts.path == "/api/v2/auth/":
            self._send(204, b"")
        elif parts.path == "/api/v2/export/":
            self._send(200, json.dumps(self.server.export(asked)).encode())
        else:
            self._send(404, b"")

    def _fail(self, fault: str, asked: dict[str, str]) -> None:
        whole = json.dumps(self.server.export(asked)).encode()
        kind, _, rest = fault.partition(" ")
        if kind.isdigit():
            headers = {"Retry-After": rest} if kind in ("429", "503") and rest else {}
            self._send(int(kind), b"", headers | ({"Location": self.server.address} if kind == "302" else {}))
        elif fault == "cut":
            self._send(200, whole, {"Content-Length": str(len(whole) + 50)})
        elif fault == "hang":
            self.server.done.wait(5)
        elif fault == "no json":
            self._send(200, b"<html>Maintenance</html>")
        elif fault == "half json":
            self._send(200, whole[: len(whole) // 2])
        elif fault == "odd":
            self._send(200, b'{"results": [{"title": "No id"}]}')
        self.close_connection = True

    def _send(self, code: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in ({"Content-Length": str(len(body))} | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *given: Any) -> None:
        """Nothing."""

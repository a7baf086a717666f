"""A server on loopback that behaves as the hub does: redirect, sizes, checksums, ranges; and breaks when told to."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LocalHub(ThreadingHTTPServer):
    """Gives one file at any `/OWNER/REPO/resolve/REVISION/FILE`, by way of a redirect to `/lies-here/`."""

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.content = content
        self.sha256 = hashlib.sha256(content).hexdigest()
        self.asked: list[tuple[str, str]] = []
        """Path and Range of each request, in order."""
        self.cuts: list[int] = []
        """Bytes after which each coming answer of the file is cut; an empty list cuts none."""
        self.refusals: list[int] = []
        """HTTP status of each coming answer, instead of the file."""
        self.ranges = True
        """Whether it answers a Range with a part."""
        self.names_checksum = True
        self.pause = threading.Event()
        """Clear to make the file's body wait in its middle."""
        self.pause.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def serve_hub(content: bytes) -> Iterator[LocalHub]:
    hub = LocalHub(content)
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.pause.set()
        hub.shutdown()
        hub.server_close()


class _Answer(BaseHTTPRequestHandler):
    server: LocalHub

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.server.asked.append((self.path, wanted))
        if self.server.refusals:
            self.send_error(self.server.refusals.pop(0))
        elif self.path.startswith("/lies-here/"):
            self._give(wanted)
        else:
            self._redirect()

    def _redirect(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/lies-here/" + self.path.rpartition("/")[2])
        self.send_header("X-Linked-Size", str(len(self.server.content)))
        if self.server.names_checksum:
            self.send_header("X-Linked-ETag", f'"{self.server.sha256}"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _give(self, wanted: str) -> None:
        found = re.fullmatch(r"bytes=(\d+)-", wanted)
        start = int(found[1]) if found and self.server.ranges else 0
        whole = len(self.server.content)
        if start >= whole:
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{whole}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if found and self.server.ranges else 200)
        self.send_header("Content-Length", str(whole - start))
        if found and self.server.ranges:
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        self.end_headers()
        end = start + self.server.cuts.pop(0) if self.server.cuts else whole
        middle = (start + end) // 2
        self.wfile.write(self.server.content[start:middle])
        self.server.pause.wait(5)
        self.wfile.write(self.server.content[middle:end])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass

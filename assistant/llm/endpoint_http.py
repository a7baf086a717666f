"""Where a server that writes for us is, whether it may be spoken to, and one question to it at a time.

On this machine unless the reader says otherwise, as questions and passages are sent there.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import socket
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any

from assistant.errors import ModelUnavailable

QUICK = 10.0
"""Seconds for a question about the server itself."""
KEY = "NOTES_ENDPOINT_KEY"
"""Environment variable with the key of a server that wants one."""
REPAIR = "start it, or choose another model: notes models"


class Address:
    """An address that speaks OpenAI's protocol, with its path, as "http://127.0.0.1:8080/v1"."""

    def __init__(self, url: str, *, elsewhere: bool = False) -> None:
        """elsewhere: allows another machine. Nothing is asked yet."""
        self.url = url.rstrip("/")
        self._parts = urllib.parse.urlsplit(self.url)
        self._elsewhere = elsewhere

    @property
    def server(self) -> str:
        """Host and port."""
        return self._parts.netloc.rpartition("@")[2]

    @property
    def path(self) -> str:
        """Of the protocol, as "/v1"."""
        return self._parts.path.rstrip("/")

    @property
    def is_here(self) -> bool:
        """Whether what is sent there stays on this machine."""
        return is_loopback(self._parts.hostname or "")

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One question about the server; path: from its root. Raises ModelUnavailable."""
        try:
            with self.connect(QUICK) as connection:
                sent = json.dumps(body) if body is not None else None
                connection.request("POST" if sent else "GET", path, sent, self.headers())
                answer = connection.getresponse()
                text = answer.read()
                if answer.status == 200:
                    return dict(json.loads(text))
                why = "it wants a key" if answer.status in (401, 403) else f"HTTP {answer.status} at {path}"
                repair = f"set {KEY} in the environment" if answer.status in (401, 403) else REPAIR
                raise ModelUnavailable(self.url, why, repair)
        except (OSError, http.client.HTTPException, ValueError, TypeError) as trouble:
            raise self._nobody(trouble) from trouble

    @contextmanager
    def connect(self, patience: float) -> Iterator[http.client.HTTPConnection]:
        """A connection, closed after. patience: seconds in which the next byte must come. Raises ModelUnavailable."""
        if self._parts.scheme not in ("http", "https") or not self._parts.hostname:
            raise ModelUnavailable(self.url, "that is no address", 'give one like "http://127.0.0.1:8080/v1"')
        if not self._elsewhere and not self.is_here:
            why = "that is another machine, and your questions and passages would be sent there"
            repair = "where you want that, set endpoint_elsewhere = true in settings.toml"
            raise ModelUnavailable(self.url, why, repair)
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        with closing(kind(self._parts.hostname or "", self._parts.port, timeout=patience)) as connection:
            try:
                connection.connect()
            except OSError as trouble:
                raise self._nobody(trouble) from trouble
            yield connection

    def _nobody(self, trouble: Exception) -> ModelUnavailable:
        return ModelUnavailable(self.url, f"nothing that speaks OpenAI's protocol answers ({trouble})", REPAIR)

    @staticmethod
    def headers() -> dict[str, str]:
        key = os.environ.get(KEY, "")
        return {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}


def is_loopback(host: str) -> bool:
    """Whether the host is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def cut_when(stop: threading.Event, connection: http.client.HTTPConnection) -> Iterator[None]:
    """Cut the connection as soon as `stop` is set, whatever is being waited for: that stops the server's model too."""
    over, wire = threading.Event(), connection.sock

    def watch() -> None:
        while not over.is_set():
            if stop.wait(0.05):
                with suppress(OSError):  # it ended by itself
                    wire.shutdown(socket.SHUT_RDWR)
                return

    watcher = threading.Thread(target=watch, name="stop-endpoint", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()

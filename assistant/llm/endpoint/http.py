"""HTTP to a server that speaks OpenAI's protocol: one request for JSON, or one answer as it is written.

Questions and passages are sent there, so only this machine is contacted unless the reader allows another. Redirects
and proxies are never followed.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Any

import httpx

from assistant.errors import ModelUnavailable
from assistant.loopback import is_loopback

PROBE_TIMEOUT_S = 10.0
"""For a connection, and for each answer about the server itself."""
API_KEY_VARIABLE = "NOTES_ENDPOINT_KEY"
"""Environment variable with the key of a server that wants one."""
START_OR_CHANGE = "start it, or choose another model: notes models"


class EndpointClient:
    """Talks to one address, given with its path, as "http://127.0.0.1:8080/v1"."""

    def __init__(self, url: str, *, elsewhere: bool = False) -> None:
        """elsewhere: allows another machine. Sends nothing yet."""
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
    def is_local(self) -> bool:
        """Whether what is sent there stays on this machine."""
        return is_loopback(self._parts.hostname or "")

    def request_json(
        self, path: str, body: dict[str, Any] | None = None, *, timeout_s: float = PROBE_TIMEOUT_S
    ) -> dict[str, Any]:
        """The answer to a GET, or to a POST of `body`. path: from the server's root. Raises ModelUnavailable."""
        try:
            with self._client(timeout_s) as client:
                response = client.post(path, content=json.dumps(body)) if body is not None else client.get(path)
            if response.status_code == 200:
                return dict(json.loads(response.content))
        except (httpx.HTTPError, ValueError, TypeError) as error:
            raise self._unreachable(error) from error
        if response.status_code in (401, 403):
            raise ModelUnavailable(self.url, "it wants a key", f"set {API_KEY_VARIABLE} in the environment")
        raise ModelUnavailable(self.url, f"HTTP {response.status_code} at {path}", START_OR_CHANGE)

    @contextmanager
    def stream(
        self, path: str, body: dict[str, Any], *, read_timeout_s: float, stop: threading.Event
    ) -> Iterator[httpx.Response]:
        """The answer to a POST, its body still to be read.

        stop: set it from any thread; the connection is cut at once, which stops the server's model too, and reading
        raises. Raises ModelUnavailable where there is no connection, httpx.HTTPError later.
        """
        sockets: list[socket.socket] = []

        def keep_socket(event: str, info: dict[str, Any]) -> None:
            if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
                sockets.append(info["return_value"].get_extra_info("socket"))

        with self._client(read_timeout_s) as client, _cut_on(stop, sockets):
            request = client.build_request("POST", path, content=json.dumps(body), extensions={"trace": keep_socket})
            try:
                response = client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                raise self._unreachable(error) from error
            with closing(response):
                yield response

    def _client(self, read_timeout_s: float) -> httpx.Client:
        """Raises ModelUnavailable for what is no address, and for another machine that is not allowed."""
        try:
            root = httpx.URL(f"{self._parts.scheme}://{self.server}")
        except httpx.InvalidURL:
            root = httpx.URL("")
        if root.scheme not in ("http", "https") or not root.host:
            raise ModelUnavailable(self.url, "that is no address", 'give one like "http://127.0.0.1:8080/v1"')
        if not self._elsewhere and not self.is_local:
            why = "that is another machine, and your questions and passages would be sent there"
            repair = "to allow that, set endpoint_elsewhere = true in settings.toml"
            raise ModelUnavailable(self.url, why, repair)
        key = os.environ.get(API_KEY_VARIABLE, "")
        return httpx.Client(
            base_url=root,
            headers={"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})},
            timeout=httpx.Timeout(read_timeout_s, connect=PROBE_TIMEOUT_S),
            trust_env=False,
            verify=ssl.create_default_context() if root.scheme == "https" else False,  # the default loads certificates
        )

    def _unreachable(self, error: Exception) -> ModelUnavailable:
        return ModelUnavailable(self.url, f"nothing that speaks OpenAI's protocol answers ({error})", START_OR_CHANGE)


@contextmanager
def _cut_on(stop: threading.Event, sockets: Sequence[socket.socket]) -> Iterator[None]:
    """Shuts the sockets down as soon as `stop` is set: closing alone would not wake a thread that reads from them."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            if stop.is_set() and sockets:
                for connected in sockets:
                    with suppress(OSError):  # it ended by itself
                        connected.shutdown(socket.SHUT_RDWR)
                return

    threading.Thread(target=watch, name="stop-endpoint", daemon=True).start()
    try:
        yield
    finally:
        over.set()

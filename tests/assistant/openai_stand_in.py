"""A small server that speaks OpenAI's protocol the way llama-server, Ollama or a bare one does; what it says is told
to it beforehand. For what a real server would not do on demand: break off, run full, want a key.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

Kind = Literal["llama-server", "ollama", "bare"]


class StandIn(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, kind: Kind) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.kind = kind
        self.words = ["Notes ", "are ", "kept."]
        self.pause = 0.0
        """Seconds before each word."""
        self.breaks_after = -1
        """Words after which the connection ends; -1 for never."""
        self.refusal: tuple[int, dict[str, Any]] | None = None
        """Status and body that a chat is answered with."""
        self.key = ""
        self.chats: list[dict[str, Any]] = []
        self.running = 0
        self.most_running = 0
        self.began = threading.Event()
        """Set once an answer is being written; other words are for the next one."""
        self.left = threading.Event()
        """Set once a reader went away in the middle."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serve_stand_in(kind: Kind) -> Iterator[StandIn]:
    server = StandIn(kind)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class _Answer(BaseHTTPRequestHandler):
    server: StandIn

    def do_GET(self) -> None:
        if not self._allowed():
            return
        if self.path == "/v1/models":
            meta = (
                {"meta": {"n_params": 4_000_000_000, "size": 2_500_000_000}}
                if self.server.kind == "llama-server"
                else {}
            )
            self._give({"data": [{"id": "some-instruct:latest", **meta}, {"id": "other:7b"}]})
        elif self.path == "/props" and self.server.kind == "llama-server":
            self._give({"default_generation_settings": {"n_ctx": 8192}})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._allowed():
            return
        if self.path == "/v1/chat/completions":
            self._chat(body)
        elif self.path == "/tokenize" and self.server.kind == "llama-server":
            self._give({"tokens": list(range(len(body["content"].split())))})
        elif self.path == "/api/show" and self.server.kind == "ollama":
            self._give({"model_info": {"general.parameter_count": 3_000_000_000}})
        else:
            self.send_error(404)

    def _chat(self, body: dict[str, Any]) -> None:
        server = self.server
        server.chats.append(body)
        if server.refusal:
            self._give(server.refusal[1], server.refusal[0])
            return
        if not body.get("stream"):
            self._give({"choices": [{"index": 0, "message": {"content": "Yes"}, "logprobs": None}]})
            return
        server.running += 1
        server.most_running = max(server.most_running, server.running)
        try:
            self._stream(body)
        except OSError:
            server.left.set()
        finally:
            server.running -= 1

    def _stream(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        words = self.server.words[: body["max_tokens"]]
        self.server.began.set()
        for number, word in enumerate(words):
            time.sleep(self.server.pause)
            if number == self.server.breaks_after:
                return
            self._say({"choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]})
        self._say({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")

    def _say(self, chunk: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")

    def _allowed(self) -> bool:
        if self.server.key and self.headers.get("Authorization") != f"Bearer {self.server.key}":
            self.send_error(401)
            return False
        return True

    def _give(self, told: dict[str, Any], status: int = 200) -> None:
        sent = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        pass

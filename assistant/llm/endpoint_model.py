"""A language model behind an address that speaks OpenAI's protocol: llama-server, Ollama, llama-cpp-python's server.

On this machine unless the reader says otherwise, as questions and passages are sent there. What such a server can
tell beyond the protocol (its context, its tokens) is asked for where it is known to be offered, and estimated else.
"""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.llm.endpoint_http import REPAIR, Address, cut_when
from assistant.llm.model import CONTEXT, Message, ModelFacts, Speed
from assistant.llm.request_queue import RequestQueue

PATIENCE = 600.0
"""Seconds in which the next token must come; a long prompt is silent while it is read."""
FRAME = 12
"""Tokens that a template puts around one message; ChatML takes 5, Llama 3 takes 7."""
LEAST_CONTEXT = 256
"""Tokens; no server's word on its context is taken for less."""

_CONTROL = re.compile(
    r"<(?=\|[^|<>\s]{1,40}\|>|/?s>|(?:start|end)_of_turn>|<SYS>>|/SYS>>)|\[(?=/?INST\])|<(?=｜)",
    re.IGNORECASE,
)


class EndpointModel:
    """A model that another program runs. Any number of threads may call it; the server gets one call at a time."""

    def __init__(self, url: str, name: str = "", *, context: int = 0, elsewhere: bool = False) -> None:
        """url: with its path, as "http://127.0.0.1:8080/v1". name: "" for the server's first model. context: tokens,
        0 for what the server says. elsewhere: allows another machine. Nothing is asked yet.
        """
        self._address = Address(url, elsewhere=elsewhere)
        self._wanted, self._context = name, context
        self._line = RequestQueue()
        self._learning = threading.Lock()
        self._facts: ModelFacts | None = None
        self._counts: tuple[str, ...] = ("/tokenize", "/extras/tokenize/count")
        self._speed = Speed(reading=0.0, writing=0.0)

    @property
    def name(self) -> str:
        return self._facts.name if self._facts else self._wanted or self._address.server

    @property
    def context(self) -> int:
        return self._facts.context if self._facts else self._context or CONTEXT

    @property
    def parameters(self) -> int:
        return self.facts.parameters

    @property
    def is_loaded(self) -> bool:
        """Whether the server was heard yet."""
        return self._facts is not None

    @property
    def speed(self) -> Speed:
        """Of the last answer, as its pieces came; reading is not told by the protocol."""
        return self._speed

    @property
    def facts(self) -> ModelFacts:
        """What the server says of itself; what it does not say is 0. Raises ModelUnavailable."""
        with self._learning:
            self._facts = self._facts or self._learn()
            return self._facts

    def load(self) -> None:
        """Make sure that the server is there and has the model. Raises ModelUnavailable."""
        _ = self.facts

    def close(self) -> None:
        """Nothing is held; there is a connection only while it writes."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """As the server counts the texts, with `FRAME` for the template; an estimate, high, where it can't."""
        if self._counts in ((), ("/tokenize",)):  # nobody asked, or llama-server, which can do two things at once
            return self._count(messages)
        # llama-cpp-python's server ends an answer midway when anything else is asked of it
        with self._line.turn(threading.Event()):
            return self._count(messages)

    def _count(self, messages: Sequence[Message]) -> int:
        text = "\n".join(_defuse(message.content) for message in messages)
        frames = FRAME * (len(messages) + 1)
        for path in self._counts:
            try:
                told = self._address.ask(path, {"content": text, "input": text, "model": self.name})
            except ModelUnavailable:
                continue
            self._counts = (path,)
            count = told.get("count", len(told.get("tokens", ())))
            return int(count) + frames
        self._counts = ()
        return len(text.encode("utf-8", "replace")) // 3 + frames

    def write(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        grammar: str = "",
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        stop = stop or threading.Event()
        facts = self.facts
        with self._line.turn(stop) as come:
            if come:
                tokens = self._count(messages)
                if tokens + 1 > facts.context:
                    raise PromptTooLong(tokens, facts.context)
                room = min(max_tokens, facts.context - tokens)
                yield from self._run(_chat(facts.name, messages, room, grammar), stop)

    def _run(self, body: dict[str, Any], stop: threading.Event) -> Iterator[str]:
        began, pieces = 0.0, 0
        try:
            with self._address.connect(PATIENCE) as connection, cut_when(stop, connection):
                for piece in self._stream(connection, body):
                    began = began or time.monotonic()
                    pieces += 1
                    yield piece
                    if stop.is_set():
                        return
        except (OSError, http.client.HTTPException, ValueError) as trouble:
            if not stop.is_set():
                raise ModelStoppedShort(self.name, str(trouble) or "the connection ended") from trouble
        except (ModelStoppedShort, PromptTooLong):
            if not stop.is_set():
                raise
        finally:
            if pieces > 1:
                took = max(time.monotonic() - began, 1e-6)
                self._speed = Speed(reading=0.0, writing=(pieces - 1) / took)

    def _stream(self, connection: http.client.HTTPConnection, body: dict[str, Any]) -> Iterator[str]:
        connection.request("POST", f"{self._address.path}/chat/completions", json.dumps(body), self._address.headers())
        with closing(connection.getresponse()) as answer:
            if answer.status != 200:
                raise self._trouble(_error_of(answer.read()), f"HTTP {answer.status}")
            ended = False
            for line in answer:
                said = line.decode("utf-8", "replace").strip()
                if not said.startswith("data:"):
                    continue
                if said == "data: [DONE]":
                    return
                chunk = json.loads(said.removeprefix("data:"))
                if "error" in chunk:
                    raise self._trouble(_error_of(chunk), "an error")
                for choice in chunk.get("choices", ())[:1]:
                    if piece := (choice.get("delta") or {}).get("content"):
                        yield piece
                    ended = ended or bool(choice.get("finish_reason"))
            if not ended:
                raise http.client.HTTPException("the connection ended before the answer did")

    def _trouble(self, error: dict[str, Any], else_why: str) -> ModelStoppedShort | PromptTooLong:
        """What the server's error means; the two servers that tell of a full context each have their own way."""
        why = str(error.get("message") or else_why)[:200]
        if "exceed" in f"{error.get('code')} {error.get('type')}" or "context" in why.lower():
            numbers = [int(number) for number in re.findall(r"\d+", why)]
            tokens = int(error.get("n_prompt_tokens") or max(numbers, default=0))
            room = int(error.get("n_ctx") or min(numbers, default=0) or self.context)
            with self._learning:
                if self._facts and LEAST_CONTEXT <= room < self._facts.context:  # so that the next prompt fits
                    self._facts = replace(self._facts, context=room)
            return PromptTooLong(tokens, room)
        return ModelStoppedShort(self.name, why)

    def _learn(self) -> ModelFacts:
        listed = [
            entry for entry in self._address.ask(f"{self._address.path}/models").get("data", ()) if entry.get("id")
        ]
        names = [str(entry["id"]) for entry in listed]
        if not names:
            raise ModelUnavailable(self._address.url, "no model is loaded there", REPAIR)
        name = self._wanted or names[0]
        entry = next((e for e in listed if e["id"] in (name, f"{name}:latest")), None)
        if entry is None:
            why = f"it has no model {name!r}, but {', '.join(names[:5])}"
            raise ModelUnavailable(self._address.url, why, "choose one: notes models use ADDRESS NAME")
        meta = entry.get("meta") or {}
        where = "" if self._address.is_here else ", another machine: your questions and passages are sent there"
        return ModelFacts(
            name=str(entry["id"]), path=self._address.url, context=self._context or self._ask_context() or CONTEXT,
            parameters=int(meta.get("n_params") or self._ask_parameters(entry["id"]) or read_parameters(name)),
            size=int(meta.get("size") or 0),
            layers=0, gpu_layers=0, gpu_offload_supported=False, device=f"served at {self._address.server}{where}",
        )  # fmt: skip

    def _ask_context(self) -> int:
        """llama-server's word; 0 of others."""
        try:
            return int(self._address.ask("/props")["default_generation_settings"]["n_ctx"])
        except (ModelUnavailable, KeyError, TypeError, ValueError):
            return 0

    def _ask_parameters(self, name: str) -> int:
        """Ollama's word; 0 of others."""
        try:
            return int(self._address.ask("/api/show", {"model": name})["model_info"]["general.parameter_count"])
        except (ModelUnavailable, KeyError, TypeError, ValueError):
            return 0


def _chat(name: str, messages: Sequence[Message], room: int, grammar: str) -> dict[str, Any]:
    """The body of a chat's request."""
    return {
        "model": name,
        "messages": [{"role": m.role, "content": _defuse(m.content.strip())} for m in messages],
        "max_tokens": room,
        "temperature": 0,
        "seed": 0,
        "stream": True,
        **({"grammar": grammar} if grammar else {}),
    }


def read_parameters(name: str) -> int:
    """How many weights a model's name says it has, as "qwen2.5:7b" or "SmolLM2-135M-Instruct"; 0 where it says none."""
    found = re.search(r"(?:^|[-_:/ ])(\d+(?:\.\d+)?)([bm])(?![a-z0-9])", name, re.IGNORECASE)
    return int(float(found[1]) * (1e9 if found[2] in "bB" else 1e6)) if found else 0


def _error_of(said: Any) -> dict[str, Any]:
    """The error in a server's words, which come as {"error": {…}}, {"error": "…"} or plain text."""
    try:
        found = json.loads(said) if isinstance(said, bytes) else said
    except ValueError:
        return {"message": said.decode("utf-8", "replace")[:200]}
    error = found.get("error", found) if isinstance(found, dict) else found
    return error if isinstance(error, dict) else {"message": str(error)}


def _defuse(text: str) -> str:
    """What looks like a control token made plain text: a server tokenises messages as it does its own template."""
    return _CONTROL.sub(lambda found: "‹" if found[0] == "<" else "⟦", text)

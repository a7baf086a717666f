"""A language model behind an address that speaks OpenAI's protocol: llama-server, Ollama, llama-cpp-python's server.

What such a server offers beyond the protocol (its context, token counts) is requested where it may be there, and
estimated elsewhere.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import httpx

from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.llm.chat_template import fold_documents
from assistant.llm.endpoint.http import START_OR_CHANGE, EndpointClient
from assistant.llm.model import DEFAULT_CONTEXT, Message, ModelFacts, Speed
from assistant.llm.request_queue import RequestQueue

TOKEN_TIMEOUT_S = 600.0
"""For the next token; a server sends nothing while it reads a long prompt."""
TEMPLATE_TOKENS = 12
"""Tokens that a template puts around one message; ChatML takes 5, Llama 3 takes 7."""
TOP_CHOICES = 20
"""Likeliest tokens that a server is asked for: the most that OpenAI's protocol allows."""
MIN_CONTEXT = 256
"""Tokens; a smaller context named in a server's error is not believed."""

_CONTROL_TOKEN = re.compile(
    r"<(?=\|[^|<>\s]{1,40}\|>|/?s>|(?:start|end)_of_turn>|<SYS>>|/SYS>>)|\[(?=/?INST\])|<(?=｜)", re.IGNORECASE
)


class EndpointModel:
    """A model that another program runs. Any number of threads may call it; the server gets one call at a time."""

    def __init__(self, url: str, name: str = "", *, context: int = 0, elsewhere: bool = False) -> None:
        """url: with its path, as "http://127.0.0.1:8080/v1". name: "" for the server's first model. context: tokens,
        0 for what the server says. elsewhere: allows another machine. Sends nothing yet.
        """
        self._client = EndpointClient(url, elsewhere=elsewhere)
        self._requested_name, self._context = name, context
        self._queue = RequestQueue()
        self._tells_logarithms = True
        self._facts_lock = threading.Lock()
        self._facts: ModelFacts | None = None
        self._count_paths: tuple[str, ...] = ("/tokenize", "/extras/tokenize/count")
        """Where tokens are counted: first both candidates, then the one that answered, () where neither did."""
        self._speed = Speed(reading=0.0, writing=0.0)

    @property
    def name(self) -> str:
        return self._facts.name if self._facts else self._requested_name or self._client.server

    @property
    def context(self) -> int:
        return self._facts.context if self._facts else self._context or DEFAULT_CONTEXT

    @property
    def parameters(self) -> int:
        return self.facts.parameters

    @property
    def is_loaded(self) -> bool:
        """Whether the server has answered yet."""
        return self._facts is not None

    @property
    def speed(self) -> Speed:
        """Of the last answer, measured as its pieces arrived; the protocol does not report reading speed."""
        return self._speed

    @property
    def facts(self) -> ModelFacts:
        """What the server says of its model; 0 for what it does not say. Raises ModelUnavailable."""
        with self._facts_lock:
            self._facts = self._facts or self._request_facts()
            return self._facts

    def load(self) -> None:
        """Make sure that the server is there and has the model. Raises ModelUnavailable."""
        _ = self.facts

    def close(self) -> None:
        """Does nothing: connections are open only during a request."""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """The server's count of the texts, with `TEMPLATE_TOKENS` a message; a high estimate where it cannot count."""
        if self._count_paths in ((), ("/tokenize",)):  # an estimate, or llama-server, which counts while it writes
            return self._count(messages)
        # llama-cpp-python's server ends a running answer when it gets any other request
        with self._queue.turn(threading.Event()):
            return self._count(messages)

    def _count(self, messages: Sequence[Message]) -> int:
        text = "\n".join(_neutralise_control_tokens(message.content) for message in messages)
        template_tokens = TEMPLATE_TOKENS * (len(messages) + 1)
        for path in self._count_paths:
            try:
                answer = self._client.request_json(path, {"content": text, "input": text, "model": self.name})
            except ModelUnavailable:
                continue
            self._count_paths = (path,)
            return int(answer.get("count", len(answer.get("tokens", ())))) + template_tokens
        self._count_paths = ()
        return len(text.encode("utf-8", "replace")) // 3 + template_tokens

    def write(
        self, messages: Sequence[Message], *, max_tokens: int, grammar: str = "", stop: threading.Event | None = None
    ) -> Iterator[str]:
        stop = stop or threading.Event()
        facts = self.facts
        with self._queue.turn(stop) as has_turn:
            if has_turn:
                tokens = self._count(messages)
                if tokens + 1 > facts.context:
                    raise PromptTooLong(tokens, facts.context)
                room = min(max_tokens, facts.context - tokens)
                yield from self._write_timed(_chat_request(facts.name, messages, room, grammar), stop)

    def keep_prefix(self, messages: Sequence[Message], *, stop: threading.Event | None = None) -> None:
        """Does nothing: what a server keeps of a prompt is its own affair."""

    def score_choices(
        self, messages: Sequence[Message], choices: Sequence[str], *, stop: threading.Event | None = None
    ) -> tuple[float, ...]:
        """From the server's `top_logprobs`; a choice that is not among them gets the least of theirs."""
        stop = stop or threading.Event()
        request = _chat_request(self.facts.name, messages, 1, "")
        request |= {"stream": False, "logprobs": True, "top_logprobs": TOP_CHOICES}
        with self._queue.turn(stop) as has_turn:
            if not has_turn or not self._tells_logarithms:
                return ()
            try:
                path = f"{self._client.path}/chat/completions"
                answer = self._client.request_json(path, request, timeout_s=TOKEN_TIMEOUT_S)
                return _choice_logarithms(answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"], choices)
            except (ModelUnavailable, KeyError, IndexError, TypeError, ValueError):
                self._tells_logarithms = False  # it would read each prompt for nothing
                return ()

    def read_layer(
        self, messages: Sequence[Message], layer: int, *, stop: threading.Event | None = None
    ) -> tuple[float, ...]:
        """(): no server tells it."""
        return ()

    def _write_timed(self, body: dict[str, Any], stop: threading.Event) -> Iterator[str]:
        start, pieces = 0.0, 0
        try:
            for piece in self._stream(body, stop):
                start = start or time.monotonic()
                pieces += 1
                yield piece
                if stop.is_set():
                    return
        except (httpx.HTTPError, OSError, ValueError) as error:
            if not stop.is_set():
                raise ModelStoppedShort(self.name, str(error) or "the connection ended") from error
        except (ModelStoppedShort, PromptTooLong):
            if not stop.is_set():
                raise
        finally:
            if pieces > 1:
                seconds = max(time.monotonic() - start, 1e-6)
                self._speed = Speed(reading=0.0, writing=(pieces - 1) / seconds)

    def _stream(self, body: dict[str, Any], stop: threading.Event) -> Iterator[str]:
        path = f"{self._client.path}/chat/completions"
        with self._client.stream(path, body, read_timeout_s=TOKEN_TIMEOUT_S, stop=stop) as response:
            if response.status_code != 200:
                raise self._server_failure(_parse_error(response.read()), f"HTTP {response.status_code}")
            finished = False
            for line in _lines(response):
                text = line.decode("utf-8", "replace").strip()
                if not text.startswith("data:"):
                    continue
                if text == "data: [DONE]":
                    return
                chunk = json.loads(text.removeprefix("data:"))
                if "error" in chunk:
                    raise self._server_failure(_parse_error(chunk), "an error")
                for choice in chunk.get("choices", ())[:1]:
                    if piece := (choice.get("delta") or {}).get("content"):
                        yield piece
                    finished = finished or bool(choice.get("finish_reason"))
            if not finished:
                raise ModelStoppedShort(self.name, "the connection ended before the answer did")

    def _server_failure(self, error: dict[str, Any], default_reason: str) -> ModelStoppedShort | PromptTooLong:
        """What the server's error means; llama-server and OpenAI's format report a full context differently."""
        reason = str(error.get("message") or default_reason)[:200]
        if "exceed" in f"{error.get('code')} {error.get('type')}" or "context" in reason.lower():
            numbers = [int(number) for number in re.findall(r"\d+", reason)]
            tokens = int(error.get("n_prompt_tokens") or max(numbers, default=0))
            room = int(error.get("n_ctx") or min(numbers, default=0) or self.context)
            with self._facts_lock:
                if self._facts and MIN_CONTEXT <= room < self._facts.context:  # so that the next prompt fits
                    self._facts = replace(self._facts, context=room)
            return PromptTooLong(tokens, room)
        return ModelStoppedShort(self.name, reason)

    def _request_facts(self) -> ModelFacts:
        listing = self._client.request_json(f"{self._client.path}/models").get("data", ())
        entries = [entry for entry in listing if entry.get("id")]
        names = [str(entry["id"]) for entry in entries]
        if not names:
            raise ModelUnavailable(self._client.url, "no model is loaded there", START_OR_CHANGE)
        name = self._requested_name or names[0]
        entry = next((entry for entry in entries if entry["id"] in (name, f"{name}:latest")), None)
        if entry is None:
            why = f"it has no model {name!r}, but {', '.join(names[:5])}"
            raise ModelUnavailable(self._client.url, why, "choose one: notes models use ADDRESS NAME")
        meta, id = entry.get("meta") or {}, str(entry["id"])
        warning = "" if self._client.is_local else ", another machine: your questions and passages are sent there"
        context = self._context or self._request_number("/props", None, "default_generation_settings", "n_ctx")
        parameters = meta.get("n_params") or self._request_number(
            "/api/show", {"model": id}, "model_info", "general.parameter_count"
        )
        return ModelFacts(
            name=id, path=self._client.url, context=context or DEFAULT_CONTEXT,
            parameters=int(parameters or parameters_from_name(name)),
            size=int(meta.get("size") or 0), layers=0, gpu_layers=0, gpu_offload_supported=False,
            device=f"served at {self._client.server}{warning}",
        )  # fmt: skip

    def _request_number(self, path: str, body: dict[str, Any] | None, group: str, key: str) -> int:
        """What only llama-server (/props) or Ollama (/api/show) tells; 0 for others."""
        try:
            return int(self._client.request_json(path, body)[group][key])
        except (ModelUnavailable, KeyError, TypeError, ValueError):
            return 0


def _lines(response: httpx.Response) -> Iterator[bytes]:
    """The body's lines; httpx's own `iter_lines` also cuts at U+2028, which JSON may hold."""
    rest = b""
    for chunk in response.iter_bytes():
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    yield rest


def _choice_logarithms(top: Sequence[dict[str, Any]], choices: Sequence[str]) -> tuple[float, ...]:
    """Of each choice the logarithm of its longest beginning among the likeliest tokens."""
    known = {str(entry["token"]): float(entry["logprob"]) for entry in top}
    least = min(known.values())
    beginnings = ([token for token in known if token and choice.startswith(token)] for choice in choices)
    return tuple(known[max(fitting, key=len)] if fitting else least for fitting in beginnings)


def _chat_request(name: str, messages: Sequence[Message], room: int, grammar: str) -> dict[str, Any]:
    turns = fold_documents([(m.role, _neutralise_control_tokens(m.content.strip())) for m in messages])
    return {
        "model": name,
        "messages": [{"role": role, "content": content} for role, content in turns],
        "max_tokens": room,
        "temperature": 0,
        "seed": 0,
        "stream": True,
        **({"grammar": grammar} if grammar else {}),
    }


def parameters_from_name(name: str) -> int:
    """The number of weights in a name such as "qwen2.5:7b" or "SmolLM2-135M-Instruct"; 0 where it has none."""
    match = re.search(r"(?:^|[-_:/ ])(\d+(?:\.\d+)?)([bm])(?![a-z0-9])", name, re.IGNORECASE)
    return int(float(match[1]) * (1e9 if match[2] in "bB" else 1e6)) if match else 0


def _parse_error(body: Any) -> dict[str, Any]:
    """The error in a server's answer, which is {"error": {…}}, {"error": "…"} or plain text."""
    try:
        parsed = json.loads(body) if isinstance(body, bytes) else body
    except ValueError:
        return {"message": body.decode("utf-8", "replace")[:200]}
    error = parsed.get("error", parsed) if isinstance(parsed, dict) else parsed
    return error if isinstance(error, dict) else {"message": str(error)}


def _neutralise_control_tokens(text: str) -> str:
    """The text with look-alikes of control tokens broken: a server tokenises messages as it does its own template."""
    return _CONTROL_TOKEN.sub(lambda match: "‹" if match[0] == "<" else "⟦", text)

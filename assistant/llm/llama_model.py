"""A GGUF on this machine as a `Model`: loaded at its first use, and again after a failure midway."""

from __future__ import annotations

import importlib.metadata
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path

from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.llm.chat_template import TemplateRefused
from assistant.llm.llama_loading import load_llama
from assistant.llm.llama_runtime import Loaded
from assistant.llm.model import DEFAULT_CONTEXT, Message, ModelFacts, Speed
from assistant.llm.prefix_states import PrefixStates
from assistant.llm.request_queue import RequestQueue

MAX_MEASURE_S = 10.0
"""Time for the answer that measures a model's speed; 1.5 billion parameters take about two seconds on two cores."""
MEASURE_TOKENS = 12

Result = TypeVar("Result")


class LlamaModel:
    """A GGUF run by llama.cpp, loaded at its first use."""

    def __init__(
        self, path: Path | str, *, context: int = DEFAULT_CONTEXT, gpu_layers: int | None = None, threads: int = 0
    ) -> None:
        """gpu_layers: None for as many as fit. threads: 0 for a default."""
        self._path = Path(path)
        self._requested_context = context
        self._gpu_layers = gpu_layers
        self._threads = threads
        self._queue = RequestQueue()
        self._load_lock = threading.RLock()
        self._loaded: Loaded | None = None
        self._speed = Speed(reading=0.0, writing=0.0)

    @cached_property
    def _states(self) -> PrefixStates:
        """Of this file, as this llama.cpp reads it."""
        file = self._path.stat()
        program = importlib.metadata.version("llama-cpp-python")
        folder = user_cache_path("reading-notes-assistant", appauthor=False) / "prefixes"
        return PrefixStates(folder, f"{program} {self._path.name} {file.st_size} {file.st_mtime_ns}")

    @property
    def name(self) -> str:
        return self._path.stem

    @property
    def context(self) -> int:
        return self._requested_context if self._loaded is None else self._loaded.facts.context

    @property
    def parameters(self) -> int:
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
                    self._path,
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
        prompt = self._prompt(messages)
        room = min(max_tokens, self.context - len(prompt))
        stop = stop or threading.Event()
        with self._queue.turn(stop) as has_turn:
            if has_turn:  # loaded again where the request before this one failed
                yield from self._run(self.load(), prompt, room, grammar, stop)

    def keep_prefix(self, messages: Sequence[Message], *, stop: threading.Event | None = None) -> None:
        beginning, stop = self._tokenize(messages, Loaded.tokenize_beginning), stop or threading.Event()
        with self._queue.turn(stop) as has_turn:
            if has_turn:
                self._guard(lambda: self.load().keep(beginning, stop, self._states), stop)

    def score_choices(
        self, messages: Sequence[Message], choices: Sequence[str], *, stop: threading.Event | None = None
    ) -> tuple[float, ...]:
        def score(loaded: Loaded, prompt: list[int], stop: threading.Event) -> tuple[float, ...]:
            tokens = [loaded.first_token(choice) for choice in choices]
            return loaded.first_token_logarithms(prompt, tokens, stop, self._states)

        return self._read(messages, score, stop)

    def read_layer(
        self, messages: Sequence[Message], layer: int, *, stop: threading.Event | None = None
    ) -> tuple[float, ...]:
        return self._read(
            messages, lambda loaded, prompt, stop: loaded.layer_output(prompt, layer, stop, self._states), stop
        )

    def _read(
        self,
        messages: Sequence[Message],
        take: Callable[[Loaded, list[int], threading.Event], tuple[float, ...]],
        stop: threading.Event | None,
    ) -> tuple[float, ...]:
        """What `take` gives of a prompt, in turn; () once `stop` is set."""
        prompt, stop = self._prompt(messages), stop or threading.Event()
        with self._queue.turn(stop) as has_turn:
            return (self._guard(lambda: take(self.load(), prompt, stop), stop) or ()) if has_turn else ()

    def _prompt(self, messages: Sequence[Message]) -> list[int]:
        prompt = self._tokenize(messages)
        if len(prompt) + 1 > self.context:
            raise PromptTooLong(len(prompt), self.context)
        return prompt

    def _tokenize(
        self,
        messages: Sequence[Message],
        tokenize: Callable[[Loaded, Sequence[Message]], list[int]] = Loaded.tokenize,
    ) -> list[int]:
        with self._load_lock:  # so that it is not unloaded meanwhile
            try:
                return tokenize(self.load(), messages)
            except TemplateRefused as error:
                why = f"its chat template does not take this conversation ({error})"
                repair = "begin a new conversation, or choose another: notes models"
                raise ModelUnavailable(str(self._path), why, repair) from error

    def _run(self, loaded: Loaded, prompt: list[int], room: int, grammar: str, stop: threading.Event) -> Iterator[str]:
        try:
            for piece in loaded.complete(prompt, room, grammar, stop, self._states):
                yield piece
                if stop.is_set():
                    break
        except (RuntimeError, ValueError, OSError) as error:
            self._give_up(error, stop)
        finally:
            self._speed = loaded.speed or self._speed

    def _guard(self, work: Callable[[], Result], stop: threading.Event) -> Result | None:
        """What llama.cpp's work gives; None where `stop` ended it. Raises ModelStoppedShort."""
        try:
            return work()
        except (RuntimeError, ValueError, OSError) as error:
            self._give_up(error, stop)
            return None

    def _give_up(self, error: Exception, stop: threading.Event) -> None:
        """Unload it after a failure, so that the next request loads it anew. Raises ModelStoppedShort."""
        if stop.is_set():
            return
        loaded = self._loaded
        layers = loaded.facts.gpu_layers if loaded else 0
        if layers:  # whose memory is nearly always the cause
            self._gpu_layers = layers // 2
        self._unload()
        fewer = f"; from now on {self._gpu_layers} layers on the GPU" if layers else ""
        raise ModelStoppedShort(self.name, f"{error}{fewer}") from error

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

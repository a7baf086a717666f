"""llama.cpp starts and loads a GGUF, with as many layers on the GPU as fit."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import ModelUnavailable
from assistant.llm.chat_template import TEMPLATE_ARGUMENTS, Render, check_template
from assistant.llm.gguf import read_header
from assistant.llm.gpus import find_gpu
from assistant.llm.hardware import INSTALL_LLAMA, count_cores, measure_memory
from assistant.llm.layer_tap import LayerTap
from assistant.llm.llama_runtime import Loaded
from assistant.llm.load_checks import (
    check_loadable,
    explain_failure,
    layers_to_try,
    limit_context,
    parse_gpu_memory,
    parse_offload,
)
from assistant.llm.model import ModelFacts

BATCH_TOKENS = 512
ALL_LAYERS = 999


def can_offload() -> bool | None:
    """Whether llama.cpp finds a GPU that it can use; None where it cannot be started."""
    try:
        return bool(_import_llama().llama_supports_gpu_offload())
    except ModelUnavailable:
        return None


def _import_llama() -> Any:
    """llama.cpp. Raises ModelUnavailable where it is not installed, or a library that it needs is missing."""
    try:
        with _passive_openmp():
            import llama_cpp
    except ImportError as error:
        raise ModelUnavailable("", "llama.cpp is not installed", "run: make install") from error
    except (OSError, RuntimeError) as error:  # a driver's library that is gone, or of another machine
        reason = str(error).rpartition("': ")[2] or type(error).__name__
        raise ModelUnavailable("", f"llama.cpp cannot be started ({reason})", f"run: {INSTALL_LLAMA}") from error
    return llama_cpp


@contextmanager
def _passive_openmp() -> Iterator[None]:
    """Makes llama.cpp's threads sleep, not spin, while they wait for one another; holds during its first import.

    Spinning threads starve each other where anything else runs. On two cores with three other programs busy, the
    prompt was read at 53 to 62 tokens a second sleeping and at 22 to 27 spinning; writing showed no clear difference.
    """
    policy = os.environ.get("OMP_WAIT_POLICY")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # OpenMP reads it once, when it is loaded
    try:
        yield
    finally:
        if policy is None:
            os.environ.pop("OMP_WAIT_POLICY", None)


def load_llama(path: Path, name: str, *, context: int, gpu_layers: int | None, threads: int) -> Loaded:
    """Load a GGUF with as many layers on the GPU as fit. Raises ModelUnavailable.

    context: tokens, cut to what the model was trained for. gpu_layers: None for all. threads: 0 for what suits the
    machine.
    """
    llama_cpp = _import_llama()
    if not path.is_file():
        raise ModelUnavailable(str(path), "there is no such file", "choose another model: notes models")
    supported = bool(llama_cpp.llama_supports_gpu_offload())
    wanted = 0 if not supported else ALL_LAYERS if gpu_layers is None else gpu_layers
    with _LOAD_LOCK:
        return _load(llama_cpp, path, name, context, wanted, threads, supported)


def _load(llama_cpp: Any, path: Path, name: str, context: int, wanted: int, threads: int, supported: bool) -> Loaded:
    context, tries = _plan_load(path, context, wanted)
    _log_callback()
    for layers in tries:
        LOAD_LOG.clear()
        try:
            llama, tap = _open(llama_cpp, path, context, layers, threads)
        except Exception as error:  # llama.cpp's own, and anything a chat template raises
            if layers == tries[-1]:
                raise explain_failure(path, "".join(LOAD_LOG), error) from error
            continue
        taken, free = parse_gpu_memory("".join(LOAD_LOG))
        if layers and taken > free:  # some drivers give out more than there is, and are slow then
            llama.close()
            continue
        return Loaded(llama, tap, _model_facts(llama_cpp, llama, path, name, supported), _load_template(llama, path))
    raise AssertionError("the last try returns or raises")


def _plan_load(path: Path, wanted: int, layers: int) -> tuple[int, tuple[int, ...]]:
    """The context to load the model with, and the numbers of GPU layers to try. Raises ModelUnavailable.

    wanted: tokens of context. layers: wanted on a GPU, 0 where none can be used.
    """
    header, size = read_header(path), path.stat().st_size
    context = limit_context(header, wanted)
    memory, gpu = measure_memory(), find_gpu() if layers else None
    if gpu is not None and not gpu.shares_memory:
        memory += gpu.memory if memory else 0
    if header is not None:
        check_loadable(path, header, size=size, context=context, memory=memory)
    free = (gpu.free or gpu.memory) if gpu else 0
    return context, layers_to_try(header, layers, size=size, context=context, free=free)


def _open(llama_cpp: Any, path: Path, context: int, layers: int, threads: int) -> tuple[Any, LayerTap]:
    """A model in llama.cpp, and what listens to its layers.

    Without a layer on the GPU it takes nothing there, not even for long prompts.
    """
    cores = count_cores()
    default = max(1, cores if cores <= 4 else cores // 2)  # the second thread of a core adds nothing
    tap = LayerTap(llama_cpp)
    with _tapped(llama_cpp, tap):
        llama = llama_cpp.Llama(
            str(path), n_ctx=context, n_batch=BATCH_TOKENS, n_threads=threads or default,
            n_threads_batch=threads or max(1, min(cores, 16)),
            n_gpu_layers=layers, op_offload=layers > 0, verbose=False, seed=0,
        )  # fmt: skip
    return llama, tap


@contextmanager
def _tapped(llama_cpp: Any, tap: LayerTap) -> Iterator[None]:
    """Contexts made within the block call the tap, for which llama-cpp-python's `Llama` has no argument."""
    make_defaults = llama_cpp.llama_cpp.llama_context_default_params

    def with_tap() -> Any:
        parameters = make_defaults()
        parameters.cb_eval = tap.callback
        return parameters

    llama_cpp.llama_cpp.llama_context_default_params = with_tap
    try:
        yield
    finally:
        llama_cpp.llama_cpp.llama_context_default_params = make_defaults


LOAD_LOG: list[str] = []
"""llama.cpp's log since a load began; it shows why a file fails and what was offloaded."""
MAX_LOG_PIECES = 50_000
"""The oldest go first. A load of 30 layers logs 2,200, the device among the first; one that the GPU refuses, more."""


@cache
def _log_callback() -> Any:
    """Fills `LOAD_LOG`. llama.cpp has one log for the process and calls it from any thread: set once, never freed."""
    import llama_cpp

    def append(_level: int, text: bytes, _data: object) -> None:
        LOAD_LOG.append(text.decode("utf-8", "replace"))
        del LOAD_LOG[:-MAX_LOG_PIECES]

    callback = llama_cpp.llama_log_callback(append)
    llama_cpp.llama_log_set(callback, None)
    return callback


_LOAD_LOCK = threading.Lock()
"""Held while a model loads: the process has one log, and llama-cpp-python redirects stdout meanwhile."""


def _model_facts(llama_cpp: Any, llama: Any, path: Path, name: str, supported: bool) -> ModelFacts:
    offloaded, layers, device = parse_offload("".join(LOAD_LOG))
    return ModelFacts(
        name=name, path=str(path), context=llama.n_ctx(), parameters=int(llama_cpp.llama_model_n_params(llama.model)),
        size=path.stat().st_size, layers=layers or int(llama_cpp.llama_model_n_layer(llama.model)),
        gpu_layers=offloaded, gpu_offload_supported=supported, device=device,
    )  # fmt: skip


def _load_template(llama: Any, path: Path) -> Render:
    """The GGUF's own chat template. Raises ModelUnavailable where it has none or it cannot be used."""
    import llama_cpp
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    def text_of(token: int) -> str:
        return str(llama.detokenize([token], special=True).decode("utf-8", "replace")) if token >= 0 else ""

    template = llama.metadata.get("tokenizer.chat_template", "")
    if not template or llama_cpp.llama_model_has_encoder(llama.model):  # an encoder's first call would end the program
        llama.close()
        raise ModelUnavailable(str(path), "it is not a chat model", "choose one whose name says Instruct or Chat")
    try:
        formatter = Jinja2ChatFormatter(
            template=template, eos_token=text_of(llama.token_eos()), bos_token=text_of(llama.token_bos())
        )
        render = make_renderer(formatter)
        check_template(render)
    except Exception as error:  # a template is someone else's program
        llama.close()
        why = f"its chat template cannot be used ({(str(error) or type(error).__name__).splitlines()[0][:120]})"
        raise ModelUnavailable(str(path), why, "choose another: notes models") from error
    return render


def make_renderer(formatter: Any, arguments: Mapping[str, Any] = TEMPLATE_ARGUMENTS) -> Render:
    """A chat template as a function. formatter: llama-cpp-python's. arguments: that the template is always given."""

    def render(messages: list[dict[str, str]], documents: list[dict[str, str]]) -> str:
        given = {**arguments, **({"documents": documents} if documents else {})}
        return str(formatter(messages=messages, **given).prompt)

    return render

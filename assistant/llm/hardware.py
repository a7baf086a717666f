"""What this machine offers a language model: memory, cores, a GPU, and a llama.cpp that can use it.

Changes nothing and loads no library; what cannot be known is 0 or "".
"""

from __future__ import annotations

import importlib.util
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from assistant.llm.gpus import BACKEND_NAMES, Backend, Gpu, find_gpu, query_nvidia

MODEL_OVERHEAD_BYTES = 400 << 20
"""Memory of a model in addition to its weights and cache. Measured: 126 MB for a 135M model after a prompt of 3,530
tokens; the compute buffers grow with the vocabulary, three times as large in the listed models."""

INSTALL_LLAMA = f"python3 {Path(__file__).parents[2] / 'install.py'} llama"
"""Installs llama.cpp anew, for the GPU that is there then."""

_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_BACKEND_LIBRARIES: dict[str, Backend] = {
    "libggml-cuda": "cuda",
    "libggml-hip": "rocm",
    "libggml-metal": "metal",
    "libggml-vulkan": "vulkan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a model can use."""

    memory: int
    """Bytes, at most a container's limit; 0 where unknown."""
    cores: int
    """Processors that this process may use, at least 1."""
    gpu: Gpu | None
    """The one to run a model on."""
    offloads: bool | None
    """Whether the installed llama.cpp finds a GPU that it can use; None where that is unknown."""
    backends: tuple[Backend, ...] = ()
    """Those that the installed llama.cpp was built with, whether or not they find a device."""
    driver_trouble: str = ""
    """Why the driver of a GPU that is there does not answer; "" where all is well."""


def inspect_machine(*, offloads: bool | None = None) -> Machine:
    """The machine as it is now. offloads: from `llama_loading.can_offload`; llama.cpp is not loaded here."""
    return Machine(
        memory=measure_memory(),
        cores=count_cores(),
        gpu=find_gpu(),
        offloads=offloads,
        backends=built_backends(),
        driver_trouble=query_nvidia().trouble,
    )


def built_backends() -> tuple[Backend, ...]:
    """The backends for GPUs whose libraries came with the installed llama.cpp."""
    package = importlib.util.find_spec("llama_cpp")
    folders = list(package.submodule_search_locations or ()) if package else []
    names = {file.name.partition(".")[0] for folder in folders for file in Path(folder, "lib").glob("libggml-*")}
    return tuple(backend for library, backend in _BACKEND_LIBRARIES.items() if library in names)


def count_cores() -> int:
    """Processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def measure_memory() -> int:
    """Bytes, at most a container's limit; 0 where unknown."""
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return 0
    for limit in _CGROUP_LIMITS:
        try:
            total = min(total, int(limit.read_text()))
        except (OSError, ValueError):  # no cgroup, or "max"
            continue
    return max(0, total)


def advise_gpu(machine: Machine) -> str:
    """Why a GPU that is there is not used, with the repair; "" where nothing is to be gained."""
    if machine.driver_trouble:
        return advise_driver(machine.driver_trouble)
    if machine.offloads is not False:
        return ""
    visible = os.environ.get("GGML_VK_VISIBLE_DEVICES")
    if visible is not None and machine.gpu is None and "vulkan" in machine.backends:
        return f"No GPU is used: GGML_VK_VISIBLE_DEVICES={visible} names no Vulkan device of this machine; unset it"
    if machine.gpu is None:
        return ""
    built = [BACKEND_NAMES[backend] for backend in machine.gpu.backends if backend in machine.backends]
    if built:
        why = f"this llama.cpp was built with {built[0]}, which finds no device here; update the GPU's driver, then run"
    else:
        wanted = " or ".join(BACKEND_NAMES[backend] for backend in machine.gpu.backends)
        why = f"this llama.cpp was built without {wanted}; run"
    return f"{machine.gpu.name} is not used: {why}: {INSTALL_LLAMA}"


def advise_driver(trouble: str) -> str:
    """What to do about a driver of NVIDIA's that does not answer. trouble: why, from `gpus.query_nvidia`."""
    repair = "install it, or restart after its update, then run"
    return f"The NVIDIA GPU is not used: its driver does not answer ({trouble}); {repair}: {INSTALL_LLAMA}"


def has_network() -> bool:
    """Whether there is a route to the internet. Sends nothing: connecting a datagram socket only looks it up."""
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):  # for documentation
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
                return True
        except OSError:
            continue
    return False

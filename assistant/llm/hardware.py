"""What this machine has for a language model: memory, a GPU, and whether the llama.cpp built here can use it.

Looks, and changes nothing; what cannot be known is 0 or "". Cheap: no library is loaded for it.
"""

from __future__ import annotations

import os
import platform
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Maker = Literal["nvidia", "apple", "amd"]

REBUILD: dict[Maker, str] = {"nvidia": "-DGGML_CUDA=on", "apple": "-DGGML_METAL=on", "amd": "-DGGML_HIP=on"}
"""What llama.cpp's build is told for each maker's GPUs."""

NEEDED_FIRST: dict[Maker, str] = {
    "nvidia": "install the CUDA toolkit (so that `nvcc --version` answers)",
    "apple": "install Xcode's command line tools (xcode-select --install)",
    "amd": "install ROCm's HIP SDK (so that `hipcc --version` answers)",
}

_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_DRM = Path("/sys/class/drm")
_AMD = "0x1002"
_SMI_PATIENCE = 5.0
"""Seconds; a driver that hangs must not hold up the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A graphics processor that llama.cpp could run on."""

    maker: Maker
    name: str
    memory: int
    """Bytes; of an Apple chip the machine's own memory, which both share. 0 where unknown."""
    free: int
    """Bytes not in use just now; 0 where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a model has to live with."""

    memory: int
    """Bytes, a container's limit counted; 0 where unknown."""
    cores: int
    """Processors this process may use, at least 1."""
    gpu: Gpu | None
    """The one with the most memory."""
    offloads: bool | None
    """Whether the llama.cpp installed here can use a GPU at all; None where that was not looked at."""


def look_at_machine(*, offloads: bool | None = None) -> Machine:
    """The machine as it is now. offloads: as `assistant.llama.can_offload` says; llama.cpp is not loaded here."""
    return Machine(memory=measure_memory(), cores=count_cores(), gpu=find_gpu(), offloads=offloads)


def count_cores() -> int:
    """Processors this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def measure_memory() -> int:
    """Bytes of memory, or the container's share of it; 0 where unknown."""
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


@cache
def find_gpu() -> Gpu | None:
    """The GPU with the most memory; looked for once, as asking NVIDIA's driver takes up to a second."""
    found = [*_apple_gpus(), *_nvidia_gpus(), *_amd_gpus()]
    return max(found, key=lambda gpu: gpu.memory, default=None)


def _apple_gpus() -> list[Gpu]:
    if sys.platform != "darwin" or platform.machine() != "arm64":
        return []
    return [Gpu(maker="apple", name="Apple GPU", memory=measure_memory(), free=0)]


def _nvidia_gpus() -> list[Gpu]:
    tool = shutil.which("nvidia-smi")
    if not tool:
        return []
    words = [tool, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_SMI_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return read_nvidia_list(done.stdout) if done.returncode == 0 else []


def read_nvidia_list(said: str) -> list[Gpu]:
    """The GPUs in what `nvidia-smi --query-gpu=name,memory.total,memory.free` says, which counts in MiB."""
    found = []
    for line in said.splitlines():
        name, *sizes = [part.strip() for part in line.rsplit(",", 2)]
        if len(sizes) == 2:
            total, free = (int(size) << 20 if size.isdigit() else 0 for size in sizes)
            found.append(Gpu(maker="nvidia", name=name, memory=total, free=free))
    return found


def _amd_gpus(drm: Path = _DRM) -> list[Gpu]:
    found = []
    for device in sorted(drm.glob("card[0-9]/device")):
        try:
            if (device / "vendor").read_text().strip() == _AMD:
                total = int((device / "mem_info_vram_total").read_text())
                used = int((device / "mem_info_vram_used").read_text())
                found.append(Gpu(maker="amd", name="AMD GPU", memory=total, free=total - used))
        except (OSError, ValueError):
            continue
    return found


def advise_rebuild(machine: Machine) -> str:
    """How to get the GPU used where one is there and the build can't; "" where there is nothing to gain."""
    if machine.gpu is None or machine.offloads is not False:
        return ""
    maker = machine.gpu.maker
    build = f'CMAKE_ARGS="{REBUILD[maker]}" {sys.executable} -m pip install --force-reinstall --no-deps'
    return (
        f"{machine.gpu.name} is not used: this llama.cpp was built without support for it; "
        f"{NEEDED_FIRST[maker]}, then run: {build} --no-cache-dir --no-binary :all: llama-cpp-python==0.3.36"
    )


def has_network() -> bool:
    """Whether the machine has a way out. Sends nothing: connecting a datagram socket only looks a route up."""
    for family, address in (
        (socket.AF_INET, "192.0.2.1"),
        (socket.AF_INET6, "2001:db8::1"),
    ):  # documentation's own
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
                return True
        except OSError:
            continue
    return False


OVERHEAD = 400 << 20
"""Bytes a model takes beside its weights and cache. Measured: 126 MB for the packaged 135M model after a prompt of
3,530 tokens; what computes grows with the vocabulary, three times as large in the models listed here."""

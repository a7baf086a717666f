"""What this machine offers a language model: memory, cores, a GPU.

Changes nothing and loads no library; what cannot be known is 0 or "".
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

BUILD_FLAGS: dict[Maker, str] = {"nvidia": "-DGGML_CUDA=on", "apple": "-DGGML_METAL=on", "amd": "-DGGML_HIP=on"}
"""Of llama.cpp's build, for each maker's GPUs."""

BUILD_REQUIREMENTS: dict[Maker, str] = {
    "nvidia": "install the CUDA toolkit (so that `nvcc --version` answers)",
    "apple": "install Xcode's command line tools (xcode-select --install)",
    "amd": "install ROCm's HIP SDK (so that `hipcc --version` answers)",
}

MODEL_OVERHEAD_BYTES = 400 << 20
"""Memory of a model in addition to its weights and cache. Measured: 126 MB for a 135M model after a prompt of 3,530
tokens; the compute buffers grow with the vocabulary, three times as large in the listed models."""

_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_DRM_FOLDER = Path("/sys/class/drm")
_AMD_VENDOR = "0x1002"
_NVIDIA_SMI_TIMEOUT_S = 5.0
"""A driver that hangs must not hold up the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A GPU that llama.cpp could run on."""

    maker: Maker
    name: str
    memory: int
    """Bytes; for an Apple chip the machine's own, which both share. 0 where unknown."""
    free: int
    """Bytes not in use now; 0 where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What a model can use."""

    memory: int
    """Bytes, at most a container's limit; 0 where unknown."""
    cores: int
    """Processors that this process may use, at least 1."""
    gpu: Gpu | None
    """The one with the most memory."""
    offloads: bool | None
    """Whether the installed llama.cpp supports a GPU; None where that is unknown."""


def inspect_machine(*, offloads: bool | None = None) -> Machine:
    """The machine as it is now. offloads: from `llama_runtime.can_offload`; llama.cpp is not loaded here."""
    return Machine(memory=measure_memory(), cores=count_cores(), gpu=find_gpu(), offloads=offloads)


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


@cache
def find_gpu() -> Gpu | None:
    """The GPU with the most memory; cached, as a query of NVIDIA's driver takes up to a second."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return Gpu(maker="apple", name="Apple GPU", memory=measure_memory(), free=0)
    return max([*_nvidia_gpus(), *_amd_gpus()], key=lambda gpu: gpu.memory, default=None)


def _nvidia_gpus() -> list[Gpu]:
    tool = shutil.which("nvidia-smi")
    if not tool:
        return []
    command = [tool, "--query-gpu=name,memory.total,memory.free", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_NVIDIA_SMI_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return parse_nvidia_list(done.stdout) if done.returncode == 0 else []


def parse_nvidia_list(output: str) -> list[Gpu]:
    """The GPUs in the output of `nvidia-smi --query-gpu=name,memory.total,memory.free`, which counts in MiB."""
    gpus = []
    for line in output.splitlines():
        name, *sizes = [part.strip() for part in line.rsplit(",", 2)]
        if len(sizes) == 2:
            total, free = (int(size) << 20 if size.isdigit() else 0 for size in sizes)
            gpus.append(Gpu(maker="nvidia", name=name, memory=total, free=free))
    return gpus


def _amd_gpus(drm: Path = _DRM_FOLDER) -> list[Gpu]:
    gpus = []
    for device in sorted(drm.glob("card[0-9]/device")):
        try:
            if (device / "vendor").read_text().strip() == _AMD_VENDOR:
                total = int((device / "mem_info_vram_total").read_text())
                used = int((device / "mem_info_vram_used").read_text())
                gpus.append(Gpu(maker="amd", name="AMD GPU", memory=total, free=total - used))
        except (OSError, ValueError):
            continue
    return gpus


def advise_rebuild(machine: Machine) -> str:
    """How to rebuild llama.cpp for a GPU that its build cannot use; "" where a rebuild gains nothing."""
    if machine.gpu is None or machine.offloads is not False:
        return ""
    maker = machine.gpu.maker
    build = f'CMAKE_ARGS="{BUILD_FLAGS[maker]}" {sys.executable} -m pip install --force-reinstall --no-deps'
    return (
        f"{machine.gpu.name} is not used: this llama.cpp was built without support for it; "
        f"{BUILD_REQUIREMENTS[maker]}, then run: {build} --no-cache-dir --no-binary :all: llama-cpp-python==0.3.36"
    )


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

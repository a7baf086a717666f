"""The GPUs of this machine that llama.cpp could run on, found without loading it.

Standard library only: `installer` asks before anything is installed. Run as a script, the module prints what the
Vulkan loader lists; that happens in a process of its own, which a broken driver may end or stop without harm.
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Backend = Literal["cuda", "metal", "rocm", "vulkan"]

BACKEND_NAMES: dict[Backend, str] = {"cuda": "CUDA", "metal": "Metal", "rocm": "ROCm", "vulkan": "Vulkan"}

DRIVER_TIMEOUT_S = 5.0
"""A driver that hangs must not hold up the page."""

_DRM_FOLDER = Path("/sys/class/drm")
_PCI_FOLDER = Path("/sys/bus/pci/devices")
_NVIDIA_VENDOR, _AMD_VENDOR = 0x10DE, 0x1002
_VENDOR_BACKENDS: dict[int, tuple[Backend, ...]] = {
    _NVIDIA_VENDOR: ("cuda", "vulkan"),
    _AMD_VENDOR: ("rocm", "vulkan"),
}
_INTEGRATED, _DISCRETE = 1, 2
"""Vulkan's device types that llama.cpp uses unless told otherwise."""
_DEVICE_LOCAL = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A GPU that llama.cpp could run on."""

    name: str
    backends: tuple[Backend, ...]
    """Those of llama.cpp that drive it, the fastest first."""
    memory: int
    """Bytes; 0 where unknown."""
    free: int
    """Bytes not in use now; 0 where unknown."""
    shares_memory: bool = False
    """Whether its memory is the machine's own, as in an Apple chip or a processor with graphics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nvidia:
    """What NVIDIA's driver answers."""

    gpus: tuple[Gpu, ...] = ()
    cuda: tuple[int, int] = (0, 0)
    """The newest CUDA that the driver runs; (0, 0) where it does not answer."""
    trouble: str = ""
    """Why it does not answer, where an NVIDIA GPU is there."""


@cache
def find_gpu() -> Gpu | None:
    """The GPU to run a model on: one with its own memory before one without, then the one with the most."""
    if sys.platform == "darwin":
        return _apple_gpu() if platform.machine() == "arm64" else None
    found = list(query_nvidia().gpus) or query_vulkan() or amd_gpus()
    return max(found, key=lambda gpu: (not gpu.shares_memory, gpu.memory), default=None)


def _apple_gpu() -> Gpu:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Gpu(name="Apple GPU", backends=("metal",), memory=memory, free=0, shares_memory=True)


@cache
def query_nvidia() -> Nvidia:
    """What `nvidia-smi` lists; cached, as the driver takes up to a second to answer."""
    fields = "--query-gpu=name,memory.total,memory.free"
    listing, trouble = _run_driver_tool("nvidia-smi", fields, "--format=csv,noheader,nounits")
    if gpus := parse_nvidia_list(listing):
        version = re.search(r"CUDA Version:\s*(\d+)\.(\d+)", _run_driver_tool("nvidia-smi")[0])
        return Nvidia(gpus=gpus, cuda=(int(version[1]), int(version[2])) if version else (0, 0))
    return Nvidia(trouble=trouble or "nvidia-smi is not installed" if _has_nvidia_card() else "")


def _run_driver_tool(name: str, *arguments: str) -> tuple[str, str]:
    """A tool's output, and why it failed; both "" where it is not installed."""
    tool = shutil.which(name)
    if not tool:
        return "", ""
    try:
        done = subprocess.run([tool, *arguments], capture_output=True, text=True, timeout=DRIVER_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return "", f"{name} does not answer"
    except OSError as error:
        return "", f"{name} cannot be run ({error.strerror})"
    if done.returncode:
        first_line = (done.stdout + done.stderr).strip().partition("\n")[0]
        return "", f"{name} says: {first_line[:120]}" if first_line else f"{name} fails"
    return done.stdout, ""


def parse_nvidia_list(output: str) -> tuple[Gpu, ...]:
    """The GPUs in the output of `nvidia-smi --query-gpu=name,memory.total,memory.free`, which counts in MiB."""
    gpus = []
    for line in output.splitlines():
        name, *sizes = [part.strip() for part in line.rsplit(",", 2)]
        if len(sizes) == 2:
            total, free = (int(size) << 20 if size.isdigit() else 0 for size in sizes)
            gpus.append(Gpu(name=name, backends=_VENDOR_BACKENDS[_NVIDIA_VENDOR], memory=total, free=free))
    return tuple(gpus)


def _has_nvidia_card() -> bool:
    """Whether the kernel lists a display device of NVIDIA's, driver or not."""
    for device in _PCI_FOLDER.glob("*"):
        try:
            is_display = (device / "class").read_text().startswith("0x03")
            if is_display and int((device / "vendor").read_text(), 16) == _NVIDIA_VENDOR:
                return True
        except (OSError, ValueError):
            continue
    return False


def amd_gpus(drm: Path = _DRM_FOLDER) -> list[Gpu]:
    """AMD's cards as the kernel lists them; they need no Vulkan driver to be seen."""
    gpus = []
    for device in sorted(drm.glob("card[0-9]/device")):
        try:
            if int((device / "vendor").read_text(), 16) == _AMD_VENDOR:
                total = int((device / "mem_info_vram_total").read_text())
                used = int((device / "mem_info_vram_used").read_text())
                backends = _VENDOR_BACKENDS[_AMD_VENDOR]
                gpus.append(Gpu(name="AMD GPU", backends=backends, memory=total, free=total - used))
        except (OSError, ValueError):
            continue
    return gpus


def query_vulkan() -> list[Gpu]:
    """The Vulkan devices that llama.cpp would use: all but processors, or those that GGML_VK_VISIBLE_DEVICES names."""
    command = [sys.executable, "-I", "-S", __file__]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=DRIVER_TIMEOUT_S)
        listing = json.loads(done.stdout) if done.returncode == 0 else []
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return []
    return parse_vulkan_list(listing, os.environ.get("GGML_VK_VISIBLE_DEVICES"))


def parse_vulkan_list(listing: list[dict[str, int | str]], visible: str | None) -> list[Gpu]:
    """visible: indices of the devices to use, separated by commas or spaces; None where llama.cpp chooses."""
    if visible is None:
        chosen = [device for device in listing if device["type"] in (_INTEGRATED, _DISCRETE)]
    else:
        indices = [int(index) for index in re.findall(r"\d+", visible)]
        chosen = [listing[index] for index in indices if index < len(listing)]
    return [
        Gpu(
            name=str(device["name"]),
            backends=_VENDOR_BACKENDS.get(int(device["vendor"]), ("vulkan",)),
            memory=int(device["memory"]),
            free=0,
            shares_memory=device["type"] != _DISCRETE,
        )
        for device in chosen
    ]


def _list_vulkan_devices() -> list[dict[str, int | str]]:
    """What the Vulkan loader lists, with C's structures laid out as in vulkan_core.h for 64 bits."""
    vulkan = ctypes.CDLL("libvulkan.so.1")
    create_info = struct.pack("@iPIPIPIP", 1, 0, 0, 0, 0, 0, 0, 0)  # VkInstanceCreateInfo that asks for nothing
    instance, count = ctypes.c_void_p(), ctypes.c_uint32()
    if vulkan.vkCreateInstance(create_info, None, ctypes.byref(instance)):
        return []
    vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), None)
    handles = (ctypes.c_void_p * count.value)()
    vulkan.vkEnumeratePhysicalDevices(instance, ctypes.byref(count), handles)
    devices: list[dict[str, int | str]] = []
    for handle in handles:
        properties, memory = ctypes.create_string_buffer(1024), ctypes.create_string_buffer(1024)
        vulkan.vkGetPhysicalDeviceProperties(ctypes.c_void_p(handle), properties)
        vulkan.vkGetPhysicalDeviceMemoryProperties(ctypes.c_void_p(handle), memory)
        _api, _driver, vendor, _device, kind, name = struct.unpack_from("@IIIII256s", properties)
        heaps = struct.iter_unpack("@QIxxxx", memory.raw[264 : 264 + 16 * struct.unpack_from("@I", memory, 260)[0]])
        sizes = [size for size, flags in heaps if flags & _DEVICE_LOCAL]
        name = name.partition(b"\0")[0].decode("utf-8", "replace")
        devices.append({"name": name, "vendor": vendor, "type": kind, "memory": max(sizes, default=0)})
    return devices


if __name__ == "__main__":
    print(json.dumps(_list_vulkan_devices()))

"""Compiles llama-cpp-python with the flags that this machine needs, and keeps the wheel for the next environment."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from assistant.llm.gpus import BACKEND_NAMES, Backend
from installer.commands import ROOT, Missing, pip, run_quietly, say

LLAMA = "llama-cpp-python==0.3.36"

BACKEND_FLAGS: dict[Backend, str] = {
    "cuda": "-DGGML_CUDA=ON",
    "metal": "-DGGML_METAL=ON",
    "rocm": "-DGGML_HIP=ON",
    "vulkan": "-DGGML_VULKAN=ON",
}
_COMPILERS = ("c++", "g++", "clang++")
_HEADERS = ROOT / "installer" / "headers"


def missing_tool(backend: Backend | None) -> str:
    """What a compile lacks here, with the repair; "" where it can begin. backend: None for the processor."""
    if not any(shutil.which(name) for name in (os.environ.get("CXX", "c++"), *_COMPILERS)):
        mac = "xcode-select --install"
        linux = "sudo apt install build-essential (Debian, Ubuntu) or dnf install gcc-c++ (Fedora)"
        return f"no C++ compiler to build llama.cpp with; {mac if sys.platform == 'darwin' else linux}"
    if backend == "cuda" and not shutil.which("nvcc"):
        return "no CUDA toolkit (nvcc)"
    if backend == "rocm" and not shutil.which("hipcc"):
        return "no ROCm HIP SDK (hipcc)"
    if backend == "vulkan" and not (shutil.which("glslc") and _has_vulkan_headers()):
        return "no Vulkan SDK (apt install libvulkan-dev glslc spirv-headers)"
    return ""


def _has_vulkan_headers() -> bool:
    folders = [Path(os.environ.get("VULKAN_SDK", "/usr")), Path("/usr"), Path("/usr/local")]
    return any((folder / "include/vulkan/vulkan.hpp").exists() for folder in folders)


def find_kept(backend: Backend | None) -> Path | None:
    """The wheel of an earlier compile for this processor and these flags."""
    return next(_kept_folder(_build_environment(backend)).glob("llama_cpp_python-*.whl"), None)


def compile_llama(python: Path, backend: Backend | None) -> Path:
    """Compile a wheel and keep it. Raises Missing.

    pip's own cache ignores flags: it would return a build that crashes.
    """
    if tool := missing_tool(backend):
        raise Missing(tool)
    environment = _build_environment(backend)
    kept = _kept_folder(environment)
    target, minutes = (BACKEND_NAMES[backend], "15 to 60") if backend else ("the processor", "5 to 15")
    say(f"compiling llama.cpp for {target}: {minutes} minutes on two cores, once")
    part = kept.with_suffix(f".part{os.getpid()}")
    no_cache = ("--no-deps", "--no-cache-dir", "--no-binary", "llama-cpp-python")
    command = pip(python, "wheel", "-v", *no_cache, "-w", str(part), LLAMA)
    run_quietly(command, "compiling llama.cpp", {**os.environ, **environment})
    kept.mkdir(parents=True, exist_ok=True)
    for wheel in part.glob("*.whl"):
        wheel.replace(kept / wheel.name)
    shutil.rmtree(part, ignore_errors=True)
    return next(kept.glob("llama_cpp_python-*.whl"))


def _build_environment(backend: Backend | None) -> dict[str, str]:
    """The variables to compile in: for a backend, with the user's own flags, and without a GCC fault on x86."""
    cmake, flags, given = ["-DLLAVA_BUILD=OFF"], "", os.environ
    if backend:
        cmake.append(BACKEND_FLAGS[backend])
    gcc = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout if shutil.which("c++") else ""
    if platform.machine() in ("x86_64", "AMD64") and ("GCC" in gcc or "Free Software" in gcc):
        # GCC 12 drops stores to the AMX tile configuration, and the first token is an illegal instruction
        # (ldtilecfg); without dead-store elimination AMX stays in use, 307 tokens/s against 136 with AMX off.
        flags = "-fno-tree-dse -fno-dse"
    variables = {
        "CMAKE_ARGS": " ".join([*cmake, given.get("CMAKE_ARGS", "")]).strip(),
        "CFLAGS": f"{given.get('CFLAGS', '')} {flags}".strip(),
        "CXXFLAGS": f"{given.get('CXXFLAGS', '')} {flags}".strip(),
    }
    if backend == "vulkan":
        variables["CPATH"] = os.pathsep.join(path for path in (str(_HEADERS), given.get("CPATH", "")) if path)
    return variables


def _kept_folder(environment: dict[str, str]) -> Path:
    facts = (LLAMA, environment, processor_features(), sys.version_info[:2])
    key = hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reading-notes-assistant" / key


def processor_features() -> str:
    """The features that the compiler's -march=native uses: a wheel built elsewhere may not run here."""
    try:
        facts = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.machine() + platform.processor()
    return "".join(line for line in facts.splitlines() if line.startswith(("flags", "Features")))[:4000]

"""Chooses llama.cpp for this machine: a prebuilt wheel where one fits and is proved, else a compile.

What a GPU can use is tried first, prebuilt before compiled; then the same for the processor. Each is proved in a
process of its own before it counts: it writes a token, on the GPU where there is one.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.llm.gpus import BACKEND_NAMES, Backend, Gpu, find_gpu, query_nvidia
from assistant.llm.hardware import advise_driver
from installer.commands import NO_ANSWER, ROOT, Missing, NotReached, pip, run_quietly, say
from installer.compiling import LLAMA, compile_llama, find_kept, processor_features

WHEEL_INDEX = "https://abetlen.github.io/llama-cpp-python/whl"
"""llama-cpp-python's own; NOTES_LLAMA_WHEELS names another, or `none` to compile."""
PROOF_TIMEOUT_S = 180
CUDA_WHEELS = ((13, 2), (13, 0), (12, 5), (12, 4), (12, 3), (12, 2), (12, 1), (11, 8))
"""Versions of CUDA that wheels are built with; a driver runs its own and older ones."""
CUDA_PACKAGES = {
    "11": ("nvidia-cuda-runtime-cu11", "nvidia-cublas-cu11"),
    "12": ("nvidia-cuda-runtime-cu12", "nvidia-cublas-cu12"),
    "13": ("nvidia-cuda-runtime<14", "nvidia-cublas<14"),
}
"""Where CUDA's libraries come from, by major version, if no toolkit is installed: the wheels leave them out."""

Way = Literal["kept", "wheel", "compile"]
WAY_NAMES: dict[Way, str] = {"kept": "compiled here before", "wheel": "a prebuilt wheel", "compile": "compiled here"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way to have llama.cpp."""

    way: Way
    backend: Backend | None
    """None for the processor."""
    folder: str = ""
    """Of the wheel index."""


def install_llama(python: Path, *, compile_only: bool = False) -> None:
    """Install a llama.cpp that was proved, and say in a line which and why. Raises Missing."""
    gpu, nvidia = find_gpu(), query_nvidia()
    if nvidia.trouble:
        say(advise_driver(nvidia.trouble))
    refusals: list[str] = []
    wheels = not compile_only and wheel_index() != "none" and "CMAKE_ARGS" not in os.environ
    attempts = list(plan_attempts(gpu, nvidia.cuda, wheels=wheels))
    is_reached = True
    for attempt in attempts:
        if attempt.way == "wheel" and not is_reached:
            continue
        try:
            device = _try(python, attempt)
        except Missing as missing:
            is_reached = is_reached and not (attempt.way == "wheel" and isinstance(missing, NotReached))
            refusals.append(str(missing))
            continue
        say(describe_choice(attempt, device, gpu, refusals))
        return
    raise Missing(f"llama.cpp cannot be installed: {'; '.join(dict.fromkeys(refusals))}")


def wheel_index() -> str:
    return os.environ.get("NOTES_LLAMA_WHEELS") or WHEEL_INDEX


def plan_attempts(gpu: Gpu | None, cuda: tuple[int, int], *, wheels: bool) -> Iterator[Attempt]:
    """What to try, in order.

    cuda: the newest version that NVIDIA's driver runs. wheels: whether prebuilt ones count.
    """
    backends = gpu.backends if gpu else ()
    for group in (backends, (None,)):
        yield from (Attempt(way="kept", backend=backend) for backend in group if find_kept(backend))
        if wheels:
            for backend in group:
                yield from (
                    Attempt(way="wheel", backend=backend, folder=folder) for folder in wheel_folders(backend, cuda)
                )
        yield from (Attempt(way="compile", backend=backend) for backend in group)


def wheel_folders(backend: Backend | None, cuda: tuple[int, int]) -> tuple[str, ...]:
    """The folders of the wheel index that could fit, the best first."""
    if backend == "cuda":
        return tuple(f"cu{major}{minor}" for major, minor in CUDA_WHEELS if (major, minor) <= cuda)
    if backend == "rocm":  # its libraries are gigabytes, and not in the wheel
        return ("rocm72",) if Path("/opt/rocm").exists() else ()
    if backend == "metal":
        return ("metal", "cpu")  # those for Apple's processors have Metal in both
    return (backend or "cpu",)


def describe_choice(attempt: Attempt, device: str, gpu: Gpu | None, refusals: list[str]) -> str:
    """Which llama.cpp was installed and why, in a line."""
    target = f"for {BACKEND_NAMES[attempt.backend]} ({device})" if attempt.backend else "for the processor"
    why = "; ".join(dict.fromkeys(refusals)) or ("" if attempt.backend or gpu else "no GPU to use")
    return f"llama.cpp {target}: {WAY_NAMES[attempt.way]}, and it writes{f' ({why})' if why else ''}"


def _try(python: Path, attempt: Attempt) -> str:
    """Install one and prove it; the device that it runs on. Raises Missing with the reason why it will not do."""
    name = BACKEND_NAMES[attempt.backend] if attempt.backend else "the processor"
    with tempfile.TemporaryDirectory() as folder:
        wheel = _find_wheel(python, attempt, Path(folder))
        alone = ("--no-deps", "--no-cache-dir", "--no-compile", "--force-reinstall")
        run_quietly(pip(python, "install", "-q", *alone, str(wheel)), "installing llama.cpp")
        run_quietly(pip(python, "install", "-q", "--no-compile", LLAMA), "installing what llama.cpp requires")
    proof = _prove(python, attempt.backend)
    if trouble := re.search(r"libcu(?:dart|blas(?:Lt)?)\.so\.(\d+)", proof) if isinstance(proof, str) else None:
        _link_cuda(python, trouble[1])
        proof = _prove(python, attempt.backend)
    if isinstance(proof, str):
        raise Missing(f"{WAY_NAMES[attempt.way]} for {name} {proof}")
    if attempt.backend is None and attempt.way == "wheel":
        _tell_slowness(proof["system"])
    return str(proof["device"])


def _find_wheel(python: Path, attempt: Attempt, folder: Path) -> Path:
    """The wheel to install, downloaded into the folder if it is to be. Raises Missing."""
    if attempt.way == "wheel":
        return _fetch_wheel(python, attempt.folder, folder)
    kept = find_kept(attempt.backend) if attempt.way == "kept" else None
    return kept or compile_llama(python, attempt.backend)


def _fetch_wheel(python: Path, name: str, folder: Path) -> Path:
    """Download the wheel that fits this platform. Raises Missing; NotReached where the index does not answer."""
    index = f"{wheel_index().rstrip('/')}/{name}"
    options = ("--no-deps", "--only-binary", ":all:", "--retries", "1", "--timeout", "10", "--index-url", index)
    command = pip(python, "download", "-q", *options, "-d", str(folder), LLAMA)
    done = subprocess.run(command, capture_output=True, text=True, env=_without_other_indexes())
    if wheel := next(folder.glob("*.whl"), None):
        return wheel
    if NO_ANSWER.search(done.stderr):
        raise NotReached(f"the wheel index {wheel_index()} is not reached")
    raise Missing(f"no prebuilt wheel for {name} fits this platform")


def _without_other_indexes() -> dict[str, str]:
    """The environment without pip's settings of indexes: the wheel is to come from the wheel index alone."""
    others = ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX")
    return {name: value for name, value in os.environ.items() if name not in others}


def _prove(python: Path, backend: Backend | None) -> dict[str, object] | str:
    """What `proof` printed, or why it failed, as the end of a sentence."""
    command = [str(python), "-m", "installer.proof", "gpu" if backend else "cpu"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=PROOF_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return "does not answer"
    if done.returncode < 0:
        return f"ends with {signal.Signals(-done.returncode).name}"
    if done.returncode:
        return f"cannot be started ({(done.stderr.strip().splitlines() or ['no reason given'])[-1][-200:]})"
    proof: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    if not proof["writes"]:
        return "writes nonsense"
    return "finds no device" if backend and not proof["offloaded"] else proof


def _link_cuda(python: Path, major: str) -> None:
    """Fetch CUDA's libraries and put them beside llama.cpp's, which look there first."""
    say(f"the libraries of CUDA {major}, which the wheel leaves out")
    run_quietly(pip(python, "install", "-q", *CUDA_PACKAGES[major]), "installing CUDA's libraries")
    find = "import sysconfig; print(sysconfig.get_paths()['purelib'])"
    packages = Path(subprocess.run([python, "-c", find], capture_output=True, text=True, check=True).stdout.strip())
    for library in packages.glob(f"nvidia/**/lib*.so.{major}*"):
        link = packages / "llama_cpp" / "lib" / library.name
        if not link.exists():
            link.symlink_to(library)


def _tell_slowness(system: object) -> None:
    """Say what a portable wheel leaves unused of this processor."""
    if "amx_int8" in processor_features() and "AMX_INT8 = 1" not in str(system):
        again = f"{sys.executable} {ROOT / 'install.py'} compile"
        say(f"this wheel leaves the processor's AMX unused and reads three times slower than a compile; that: {again}")

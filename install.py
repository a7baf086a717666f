"""Installs the program into `.venv`: `python3 install.py chat`, or `test` for what the tests need as well.

Standard library only. Reports each step; if something is missing, it ends with one line that names the repair. A second
run finds the stamp of the first and ends at once.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LLAMA = "llama-cpp-python==0.3.36"
TORCH = "torch==2.13.0"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
SPACE_NEEDED_GB = 5
"""A finished `.venv` with the CPU build of PyTorch takes 2.3 GB; compiling and pip's cache take the rest."""


class Missing(Exception):
    """This machine lacks something; the message ends in the repair."""


def say(text: str) -> None:
    print(f"install: {text}", flush=True)


def check_machine() -> None:
    """Check Python, compiler and disk before anything is downloaded."""
    if sys.version_info < (3, 11):  # noqa: UP036 (run by whatever Python is there)
        raise Missing(f"Python {platform.python_version()} is too old; run make with PYTHON=python3.11 or newer")
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < SPACE_NEEDED_GB:
        raise Missing(f"{free:.1f} GB free, {SPACE_NEEDED_GB} GB needed; free some disk and run again")
    if not (shutil.which(os.environ.get("CXX", "c++")) or shutil.which("g++") or shutil.which("clang++")):
        mac = "xcode-select --install"
        linux = "sudo apt install build-essential (Debian, Ubuntu) or dnf install gcc-c++ (Fedora)"
        raise Missing(f"no C++ compiler to build llama.cpp with; {mac if sys.platform == 'darwin' else linux}")


def run_quietly(words: list[str], what: str, env: dict[str, str] | None = None) -> None:
    """Run a command; print a line for each tenth of a compile, and the command's output only if it fails."""
    began, shown, tail = time.monotonic(), 0, []
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=env
    ) as process:
        assert process.stdout
        for line in process.stdout:
            tail = [*tail[-40:], line]
            step = re.search(r"\[(\d+)/(\d+)\]", line)
            if step and int(step[1]) * 10 // int(step[2]) > shown:
                shown = int(step[1]) * 10 // int(step[2])
                say(f"  {what}: {shown * 10} %, {time.monotonic() - began:.0f} s")
    if process.returncode:
        sys.stderr.write("".join(tail))
        raise Missing(f"{what} failed (its last lines are above); fix that and run again")


def pip(*words: str) -> list[str]:
    return [str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", *words]


def has_nvidia() -> bool:
    return bool(shutil.which("nvidia-smi")) or Path("/proc/driver/nvidia/version").exists()


def install_torch() -> None:
    """Install the pinned build; a version range would bring several GB of CUDA packages that nothing here can use."""
    say(f"{TORCH} (the largest part)")
    if sys.platform == "linux" and not has_nvidia():
        once = ("--retries", "0", "--timeout", "15", "--index-url", TORCH_CPU_INDEX)
        small = pip("install", "-q", "--no-compile", *once, TORCH)
        if subprocess.run(small, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            return
    run_quietly(pip("install", "-q", "--no-compile", TORCH), "installing PyTorch")


def llama_build() -> dict[str, str]:
    """The environment to compile llama.cpp in: for the GPU if its toolchain is found; without a GCC fault on x86."""
    cmake, flags = ["-DLLAVA_BUILD=OFF"], ""
    if shutil.which("nvcc") and has_nvidia():
        cmake.append("-DGGML_CUDA=ON")
    gcc = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout if shutil.which("c++") else ""
    if platform.machine() in ("x86_64", "AMD64") and ("GCC" in gcc or "Free Software" in gcc):
        # GCC 12 drops stores to the AMX tile configuration, and the first token is an illegal instruction
        # (ldtilecfg); without dead-store elimination AMX stays in use, 307 tokens/s against 136 with AMX off.
        flags = "-fno-tree-dse -fno-dse"
    given = os.environ
    return {
        "CMAKE_ARGS": " ".join([*cmake, given.get("CMAKE_ARGS", "")]).strip(),
        "CFLAGS": f"{given.get('CFLAGS', '')} {flags}".strip(),
        "CXXFLAGS": f"{given.get('CXXFLAGS', '')} {flags}".strip(),
    }


def processor() -> str:
    """The features that the compiler's -march=native uses: a wheel built elsewhere may not run here."""
    try:
        facts = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.machine() + platform.processor()
    return "".join(line for line in facts.splitlines() if line.startswith(("flags", "Features")))[:4000]


def install_llama() -> None:
    """Compile llama-cpp-python once for this processor and these flags, and keep the wheel.

    pip's own cache ignores flags: it would return a build that crashes.
    """
    build = llama_build()
    key = hashlib.sha256(repr((LLAMA, build, processor(), sys.version_info[:2])).encode()).hexdigest()[:16]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "reading-notes-assistant" / key
    wheels = list(home.glob("llama_cpp_python-*.whl"))
    if not wheels:
        how = (
            "with CUDA"
            if "GGML_CUDA" in build["CMAKE_ARGS"]
            else "with Metal"
            if sys.platform == "darwin"
            else "for the CPU"
        )
        say(f"compiling llama.cpp {how}: 5 to 10 minutes on two cores, once")
        part = home.with_suffix(f".part{os.getpid()}")
        words = pip(
            "wheel", "-v", "--no-deps", "--no-cache-dir", "--no-binary", "llama-cpp-python", "-w", str(part), LLAMA
        )
        run_quietly(words, "compiling llama.cpp", {**os.environ, **build})
        home.mkdir(parents=True, exist_ok=True)
        for wheel in part.glob("*.whl"):
            wheel.replace(home / wheel.name)
        shutil.rmtree(part, ignore_errors=True)
        wheels = list(home.glob("llama_cpp_python-*.whl"))
    run_quietly(pip("install", "-q", "--no-cache-dir", str(wheels[0])), "installing llama.cpp")


def install_browser() -> None:
    """The browser tests use an installed Chromium or Chrome; without one, Playwright's is fetched."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        say("a browser for the tests")
        run_quietly([str(BIN / "playwright"), "install", "chromium"], "fetching a browser (or: apt install chromium)")


def stamp(extras: str) -> str:
    facts = (ROOT / "pyproject.toml").read_bytes() + Path(__file__).read_bytes() + extras.encode()
    return hashlib.sha256(facts).hexdigest()


def install(goal: str) -> None:
    extras = "model,test" if goal == "test" else "model,mcp"
    mark, wanted = VENV / f".installed-{goal}", stamp(extras)
    if mark.exists() and mark.read_text() == wanted:
        return
    check_machine()
    if not (BIN / "python").exists():
        say("a virtual environment in .venv")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    if not (VENV / ".installed-chat").exists() and not (VENV / ".installed-test").exists():
        install_torch()
        install_llama()
    say("the program and its libraries")
    run_quietly(pip("install", "-q", "--no-compile", "-e", f"{ROOT}[{extras}]"), "installing the libraries")
    if goal == "test":
        install_browser()
    mark.write_text(wanted)
    say("done")


def main() -> int:
    goal = sys.argv[1] if len(sys.argv) == 2 else ""
    if goal not in ("chat", "test"):
        print("install: say 'chat' or 'test'", file=sys.stderr)
        return 2
    try:
        install(goal)
    except Missing as missing:
        print(f"install: {missing}", file=sys.stderr)
        return 3
    except subprocess.CalledProcessError as failed:
        print(
            f"install: {failed.cmd[1:4]} failed; python3-venv may be missing (apt install python3-venv)",
            file=sys.stderr,
        )
        return 3
    except KeyboardInterrupt:
        print("\ninstall: stopped; run again to continue", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

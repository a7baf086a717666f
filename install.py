"""Installs the program into `.venv`: `python3 install.py chat`, or `test` for what the tests need as well.

`llama` chooses llama.cpp anew, after a GPU or its driver has changed; `compile` compiles it in any case. Standard
library only. Reports each step; if something is missing, it ends with one line that names the repair. A second run
finds the stamp of the first and ends at once.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 (run by whatever Python is there)
    print(f"install: Python {platform.python_version()} is too old; run make with PYTHON=python3.11 or newer")
    sys.exit(3)

from installer.commands import Missing, pip, run_quietly, say
from installer.compiling import LLAMA
from installer.llama import install_llama

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
TORCH = "torch==2.13.0"
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
SPACE_NEEDED_GB = 5
"""A finished `.venv` with the CPU build of PyTorch takes 2.3 GB; compiling and pip's cache take the rest."""


def check_disk() -> None:
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < SPACE_NEEDED_GB:
        raise Missing(f"{free:.1f} GB free, {SPACE_NEEDED_GB} GB needed; free some disk and run again")


def make_environment() -> None:
    if not PYTHON.exists():
        say("a virtual environment in .venv")
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            raise Missing("no virtual environment can be made; apt install python3-venv, and run again")


def is_installed(requirement: str) -> bool:
    """Whether the environment has a package in the pinned version."""
    name, _, version = requirement.partition("==")
    read = f"from importlib.metadata import version; print(version({name!r}))"
    found = subprocess.run([PYTHON, "-c", read], capture_output=True, text=True).stdout.strip()
    return found.partition("+")[0] == version


def install_torch() -> None:
    """Install the pinned build; a version range would bring several GB of CUDA packages that nothing here can use."""
    say(f"{TORCH} (the largest part)")
    if sys.platform == "linux" and not shutil.which("nvidia-smi"):
        once = ("--retries", "0", "--timeout", "15", "--index-url", TORCH_CPU_INDEX)
        small = pip(PYTHON, "install", "-q", "--no-compile", *once, TORCH)
        if subprocess.run(small, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            return
    run_quietly(pip(PYTHON, "install", "-q", "--no-compile", TORCH), "installing PyTorch")


def install_browser() -> None:
    """The browser tests use an installed Chromium or Chrome; without one, Playwright's is fetched."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        say("a browser for the tests")
        playwright = str(PYTHON.with_name("playwright"))
        run_quietly([playwright, "install", "chromium"], "fetching a browser (or: apt install chromium)")


def stamp(extras: str) -> str:
    """Changes with whatever decides what is installed."""
    files = [ROOT / "pyproject.toml", Path(__file__), *sorted((ROOT / "installer").glob("*.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files) + extras.encode()).hexdigest()


def install(goal: str) -> None:
    extras = "model,test" if goal == "test" else "model,mcp"
    mark, wanted = VENV / f".installed-{goal}", stamp(extras)
    if mark.exists() and mark.read_text() == wanted:
        return
    check_disk()
    make_environment()
    if not is_installed(LLAMA):
        install_llama(PYTHON)
    if not is_installed(TORCH):
        install_torch()
    say("the program and its libraries")
    run_quietly(pip(PYTHON, "install", "-q", "--no-compile", "-e", f"{ROOT}[{extras}]"), "installing the libraries")
    if goal == "test":
        install_browser()
    mark.write_text(wanted)
    say("done")


def main() -> int:
    goal = sys.argv[1] if len(sys.argv) == 2 else ""
    try:
        if goal in ("chat", "test"):
            install(goal)
        elif goal in ("llama", "compile"):
            make_environment()
            install_llama(PYTHON, compile_only=goal == "compile")
        else:
            print("install: say 'chat', 'test', 'llama' or 'compile'", file=sys.stderr)
            return 2
    except Missing as missing:
        print(f"install: {missing}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("\ninstall: stopped; run again to continue", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

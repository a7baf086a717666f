"""A machine that lacks something: the install ends in one line that names the repair, whatever is absent."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import install as m
from installer.commands import Missing
from tests.conftest import ROOT
from tests.installer.conftest import UNREACHED

SOURCES = ("install.py", "pyproject.toml", "installer", "assistant/__init__.py", "assistant/errors.py", "assistant/llm")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's folder as far as the install reads it; the first install makes its environment."""
    program = tmp_path_factory.mktemp("program")
    for name in SOURCES:
        target = program / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, target)
    return program


def run_install(folder: Path, goal: str, **variables: str) -> tuple[int, list[str]]:
    """The exit status, and the lines on standard error."""
    environment = os.environ | variables
    command = [sys.executable, "install.py", goal]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, timeout=300)
    return done.returncode, done.stderr.splitlines()


def test_without_a_network_and_a_compiler_it_ends_in_a_line(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    absent = {"PATH": str(tmp_path / "bin"), "XDG_CACHE_HOME": str(tmp_path), "NOTES_LLAMA_WHEELS": UNREACHED}
    status, lines = run_install(copy, "chat", **absent, PIP_INDEX_URL=UNREACHED, PIP_RETRIES="1")
    assert status == 3 and len(lines) == 1
    assert f"the wheel index {UNREACHED} is not reached; no C++ compiler to build llama.cpp with; " in lines[0]


def test_with_a_compiler_but_without_a_network_the_line_asks_for_the_network(copy: Path, tmp_path: Path) -> None:
    absent = {"XDG_CACHE_HOME": str(tmp_path), "NOTES_LLAMA_WHEELS": UNREACHED}
    status, lines = run_install(copy, "chat", **absent, PIP_INDEX_URL=UNREACHED, PIP_RETRIES="1")
    assert status == 3 and len(lines) == 1
    assert lines[0].endswith("connect to the network, or name a mirror in PIP_INDEX_URL, and run again")


def test_a_full_disk_is_told_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(m, "SPACE_NEEDED_GB", 10**9)
    with pytest.raises(Missing, match=r"GB free, 1000000000 GB needed; free some disk and run again"):
        m.check_disk()


def test_an_unknown_goal_names_those_there_are(copy: Path) -> None:
    assert run_install(copy, "everything") == (2, ["install: say 'chat', 'test', 'llama' or 'compile'"])

"""What tests of every stage share: the sample notes, read once with the real parts, and the command as a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # the time of one example says nothing on a busy machine
settings.load_profile("untimed")

os.environ.setdefault("NOTES_MODEL", "none")  # a test that lets a model write names it

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs and their children ignore Ctrl-C

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "notes"

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def need_wheel(name: str) -> ModuleType:
    """A package of the extra `cluster`. Where it is not installed the test is skipped; it fails where the variable
    NOTES_TEST_CLUSTER demands it."""
    if os.environ.get("NOTES_TEST_CLUSTER"):
        return import_module(name)
    return pytest.importorskip(name, reason=f"{name} is not installed; run: python3 install.py test")


def run_notes(*arguments: str | Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `notes` as a process of its own; checks nothing."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample notes, read by the packaged encoder. Read-only by convention."""
    data = tmp_path_factory.mktemp("samples") / "data"
    process = run_notes("ingest", SAMPLES, "--data", data)
    assert process.returncode == 0, process.stderr
    return data

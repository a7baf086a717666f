"""What tests of every stage share: the sample notes, read once with the real parts, and the command as a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # how long an example takes says nothing on a busy machine
settings.load_profile("untimed")

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores Ctrl-C, its children too

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "notes"

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def run_notes(*words: str | Path, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `notes` as its own process; nothing is checked."""
    return subprocess.run(
        [sys.executable, "-m", "assistant", *map(str, words)],
        input=given,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the sample notes were read, with the packaged encoder. Only to be read."""
    data = tmp_path_factory.mktemp("samples") / "data"
    done = run_notes("ingest", SAMPLES, "--data", data)
    assert done.returncode == 0, done.stderr
    return data

"""`notes watch` as a process: what changes is read and told, what cannot be read is named once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.sync.pipeline import sync_sources
from tests.conftest import ROOT, run_notes
from tests.index.conftest import KILN, TIDES, write_notes
from tests.index.stand_in_embedder import StandInEmbedder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    notes = {f"{n}.md": f"Thought number {n} on rope.\n" for n in range(8)}
    write_notes(tmp_path / "vault", notes | {"kiln.md": KILN, "tides.md": TIDES})
    with Catalog.open(tmp_path / "data") as catalog:
        sync_sources(catalog, None, StandInEmbedder, [tmp_path / "vault"])
    return tmp_path / "data"


def test_a_removal_is_read_while_it_watches_and_ctrl_c_ends_it(data: Path) -> None:
    watch = subprocess.Popen(
        [sys.executable, "-m", "assistant", "watch", "--data", str(data)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert watch.stdout is not None
    assert watch.stdout.readline().startswith(f"Watching {data.parent / 'vault'}")
    (data.parent / "vault" / "kiln.md").unlink()
    assert watch.stdout.readline().rstrip().endswith("9 notes: 1 removed.")
    time.sleep(1)  # it waits for the next change now
    watch.send_signal(signal.SIGINT)
    assert watch.wait(60) == 130


def test_once_reads_and_leaves(data: Path) -> None:
    (data.parent / "vault" / "kiln.md").unlink()
    done = run_notes("watch", "--once", "--data", data)
    assert done.returncode == 0 and "1 removed" in done.stdout and done.stderr == ""
    assert run_notes("watch", "--once", "--data", data).stdout == ""

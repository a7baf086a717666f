"""`notes ingest` beside others, and where it may not write."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.lock import hold_store
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.conftest import run_notes
from tests.index.conftest import KILN, TIDES, write_notes
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder


def make_store(data: Path, vault: Path) -> None:
    """Read a vault with the tests' small encoder."""
    with Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        sync_sources(catalog, vectors, StandInEmbedder, [vault])
        vectors.close()


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    write_notes(tmp_path / "vault", {"kiln.md": KILN, "tides.md": TIDES, "rope.md": "A thought on rope.\n"})
    return tmp_path / "vault"


def test_a_second_ingest_waits_for_the_first_and_says_for_whom(tmp_path: Path, vault: Path) -> None:
    data = tmp_path / "data"
    make_store(data, vault)
    (vault / "rope.md").rename(vault / "cord.md")
    first = hold_store(data, "notes ingest")
    first.__enter__()
    timer = threading.Timer(6.0, first.__exit__, (None, None, None))
    timer.start()
    done = run_notes("ingest", "--json", "--data", data)
    assert done.returncode == 0 and json.loads(done.stdout)["notes"]["new"] == 1
    assert done.stderr == f"notes: waiting for notes ingest (process {os.getpid()}) to end\n"


@pytest.fixture
def sealed(tmp_path: Path, vault: Path) -> Iterator[Path]:
    """A store on a disk that may not be written, not even by the superuser; skipped where none may be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(disk)], capture_output=True, check=False).returncode:
        pytest.skip("mounting a disk takes the superuser")
    make_store(tmp_path / "made", vault)
    shutil.copytree(tmp_path / "made", disk / "data")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    yield disk / "data"
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_store_that_may_not_be_written_is_read_and_not_lost(sealed: Path, vault: Path, tmp_path: Path) -> None:
    (vault / "kiln.md").unlink()
    shutil.copy(vault / "tides.md", vault / "ebb.md")
    for verb in (["ingest"], ["forget", str(vault / "tides.md")], ["sources", "remove", str(vault)], ["doctor"]):
        done = run_notes(*verb, "--data", sealed)
        assert done.returncode == 3 and "write permission" in done.stderr, (verb, done.stderr)
        assert len(done.stderr.splitlines()) == 1
    told = json.loads(run_notes("status", "--json", "--data", sealed).stdout)
    assert (told["passages"], told["sources"][0]["pending"]) == (6, 2)
    subprocess.run(["mount", "-o", "remount,rw", str(sealed.parent)], check=True)
    report = json.loads(run_notes("ingest", "--allow-removals", "--json", "--data", sealed).stdout)
    assert (report["notes"]["new"], report["notes"]["removed"]) == (1, 1)
    with Catalog.open(sealed, readonly=True) as catalog:
        mended = snapshot(catalog)
    make_store(tmp_path / "fresh", vault)
    with Catalog.open(tmp_path / "fresh") as fresh:
        assert mended == snapshot(fresh)

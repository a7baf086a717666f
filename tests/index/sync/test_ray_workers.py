"""Reading on a cluster makes the store of a plain run, whoever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.catalog.catalog import Catalog
from index.catalog.vector_rows import read_all_batches
from index.errors import ClusterFailure
from index.progress import Progress, no_progress
from index.sync.pipeline import sync_sources
from index.sync.ray_workers import LOCAL, RayWorkers, open_cluster
from index.sync.workers import ThisProcess, Workers
from index.vectors.local_embedder import load_embedder
from index.vectors.store import Vectors
from tests.conftest import need_wheel
from tests.index.conftest import KILN, TIDES, write_notes
from tests.index.snapshot import snapshot

ray = need_wheel("ray")
os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112 (so Ray spells it; its workers wait for all else otherwise)


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayWorkers]:
    with open_cluster(LOCAL) as workers:
        yield workers


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    folder = tmp_path / "vault"
    write_notes(folder, {f"{n}/kiln.md": KILN.replace("kiln", f"kiln of {n}") for n in range(60)})
    write_notes(folder, {"tides.md": TIDES, "copy/tides.md": TIDES, "empty.md": ""})
    return folder


def read_with(
    workers: Workers, data: Path, folder: Path, progress: Progress = no_progress
) -> tuple[dict[str, object], np.ndarray]:
    """What the catalog then says, and the vectors that it has."""
    with Catalog.open(data) as catalog:
        sync_sources(catalog, Vectors(catalog), load_embedder, [folder], workers=workers, progress=progress)
        rows = [blob for batch in read_all_batches(catalog, 1000) for _, blob in batch]
        return dict(snapshot(catalog)), np.array([np.frombuffer(blob, dtype="<f4") for blob in sorted(rows)])


def kill_worker(name: str = "ray::") -> bool:
    """Kill a worker of this run's cluster; the agents of Ray are left, as without them a machine is lost."""
    session = ray._private.worker._global_node.get_session_dir_path()
    for process in Path("/proc").glob("[0-9]*"):
        command, parent = _command(process), _parent_of_worker(process)
        if command.startswith(name) and "Agent" not in command and parent and session in _command(parent):
            os.kill(int(process.name), signal.SIGKILL)
            return True
    return False


def _parent_of_worker(process: Path) -> Path | None:
    try:
        status = (process / "status").read_text().splitlines()
    except OSError:
        return None
    return Path("/proc", next(line.split()[1] for line in status if line.startswith("PPid:")))


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_text()
    except OSError:
        return ""


def test_a_cluster_makes_the_same_store_though_its_workers_are_killed(
    cluster: RayWorkers, tmp_path: Path, vault: Path
) -> None:
    killed: list[bool] = []

    def kill_some(stage: str, done: int, total: int) -> None:
        if stage == "reading" and done % 12 == 11:
            killed.append(kill_worker())

    plain, vectors = read_with(ThisProcess(), tmp_path / "plain", vault)
    shared, theirs = read_with(cluster, tmp_path / "shared", vault, kill_some)
    assert any(killed) and shared == plain and len(vectors) > 60
    assert theirs == pytest.approx(vectors, abs=1e-5)
    write_notes(vault, {"0/kiln.md": KILN, "new.md": TIDES.replace("tide", "storm")})
    (vault / "1" / "kiln.md").unlink()
    assert read_with(cluster, tmp_path / "shared", vault)[0] == read_with(ThisProcess(), tmp_path / "plain", vault)[0]


def test_vectors_are_made_though_an_encoder_is_killed(cluster: RayWorkers) -> None:
    shared, texts = cluster.share_embedder(load_embedder), [f"The kiln number {n} is cold." for n in range(70)]
    expected = load_embedder().embed_passages(texts)
    assert shared.embed_passages(texts) == pytest.approx(expected, abs=1e-5)
    assert kill_worker("ray::_Encoder")
    assert shared.embed_passages(texts) == pytest.approx(expected, abs=1e-5)


def test_a_file_that_a_worker_has_not_is_read_here(cluster: RayWorkers, tmp_path: Path) -> None:
    from index.sync.ray_workers import _read_if_same
    from index.sync.workers import FileToRead
    from ingest.walk import NoteFile

    write_notes(tmp_path, {"kiln.md": KILN})
    path = tmp_path / "kiln.md"
    file = NoteFile(where=str(path), relative="kiln.md", size=path.stat().st_size, mtime_ns=0)
    other = FileToRead(source=str(tmp_path), file=file, hash=b"of other bytes")
    assert _read_if_same(other) is None
    [parsed] = cluster.read_files([other])
    assert parsed.occurrences


def test_a_run_that_is_killed_is_finished_by_the_next(tmp_path: Path, vault: Path) -> None:
    command = [sys.executable, "-m", "assistant", "ingest", str(vault), "--data", str(tmp_path / "killed")]
    run = subprocess.Popen([*command, "--cluster", LOCAL], cwd=Path(__file__).parents[3], stderr=subprocess.DEVNULL)
    catalog = tmp_path / "killed" / "catalog.sqlite3"
    deadline = time.monotonic() + 120
    while run.poll() is None and not _has_files(catalog) and time.monotonic() < deadline:
        time.sleep(0.02)
    run.kill()
    run.wait()
    assert (
        read_with(ThisProcess(), tmp_path / "killed", vault)[0]
        == read_with(ThisProcess(), tmp_path / "plain", vault)[0]
    )


def _has_files(catalog: Path) -> bool:
    if not catalog.is_file():
        return False
    with Catalog.open(catalog.parent, readonly=True) as opened:
        return bool(opened.number("SELECT count(*) FROM files"))


def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(ClusterFailure, match=r"the cluster 127\.0\.0\.1:1 cannot be used"), open_cluster("127.0.0.1:1"):
        pass

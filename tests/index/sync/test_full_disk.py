"""A disk that fills up at any point: a clear error, nothing lost, and the next run finishes."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.lock import hold_store
from index.errors import StoreFull
from index.maintenance.check import check_store
from index.sync.history import read_history
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, write_notes
from tests.index.rows import count_rows
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder

Disk = tuple[Path, Callable[[str], object]]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of its own, and how to make it another size; skipped where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk takes the superuser")
    yield place, lambda size: subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def notes(vault: Path) -> Path:
    """Thirty notes of long words, and two of few."""
    chance = random.Random(2)
    long = {f"{n}.md": " ".join(f"{chance.getrandbits(50):x}" for _ in range(700)) for n in range(30)}
    write_notes(vault, long | {"kiln.md": KILN, "tides.md": TIDES})
    return vault


def sync(data: Path, folder: Path) -> None:
    with hold_store(data, "a test"), Catalog.open(data) as catalog:
        vectors = Vectors(catalog)
        try:
            sync_sources(catalog, vectors, lambda: StandInEmbedder(dimensions=1024), [folder])
        finally:
            vectors.close()


def test_whenever_the_disk_fills_the_next_run_with_room_ends_as_if_it_never_had(
    disk: Disk, notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a disk on which nothing fits to one that holds the catalog, but not Chroma's copy."""
    monkeypatch.setattr("index.sync.apply.FILES_PER_TRANSACTION", 4)
    sync(tmp_path / "roomy", notes)
    with Catalog.open(tmp_path / "roomy") as catalog:
        whole = snapshot(catalog)
    place, resize = disk
    kept = []
    for number, size in enumerate(("4k", "100k", "1m", "2500k", "4m", "5500k", "7m", "7500k", "8m", "8500k", "9m")):
        resize(size)
        data = place / str(number)
        try:
            sync(data, notes)
        except StoreFull as failure:
            assert "free some room" in str(failure)
        resize("300m")
        with Catalog.open(data) as catalog:
            kept.append((count_rows(catalog, "files"), count_rows(catalog, "vectors WHERE stored = 1")))
        sync(data, notes)
        with Catalog.open(data) as catalog:
            vectors = Vectors(catalog)
            assert snapshot(catalog) == whole
            assert [finding.why for finding in check_store(catalog, vectors) if not finding.healthy] == []
            vectors.close()
        subprocess.run(["rm", "-rf", str(data)], check=True)
    assert kept[0] == (0, 0) and any(0 < files < 32 for files, _ in kept), kept
    assert any(files == 32 and not stored for files, stored in kept), kept


def test_a_catalog_that_may_not_grow_keeps_what_it_has(
    notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quota where no disk can be mounted: SQLite says the same of it."""
    monkeypatch.setattr("index.sync.apply.FILES_PER_TRANSACTION", 4)
    with Catalog.open(tmp_path / "data") as catalog:
        catalog.connection.execute("PRAGMA max_page_count = 300")
        with pytest.raises(StoreFull, match="the disk is full; free some room"):
            sync_sources(catalog, None, StandInEmbedder, [notes])
        assert 0 < count_rows(catalog, "files") < 32
        catalog.connection.execute("PRAGMA max_page_count = 1000000")
        report = sync_sources(catalog, None, StandInEmbedder, [notes])
        last = read_history(catalog).last
    assert report.notes.new + report.notes.unchanged == 32 and last is not None and last.trouble == ""

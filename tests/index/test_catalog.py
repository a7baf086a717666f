from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog import SCHEMA, Catalog
from index.errors import StoreDamaged, StoreFull, StoreNewer, StoreReadOnly
from index.sync import sync_sources
from index.vectors import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder


def test_a_store_of_a_later_version_is_refused_and_left_alone(catalog: Catalog) -> None:
    catalog.connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    with pytest.raises(StoreNewer, match="update the program"):
        Catalog.open(catalog.data)


def test_a_file_that_is_no_catalog_is_refused_with_its_repair(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"neither fish nor database" * 100)
    with pytest.raises(StoreDamaged, match="move it away"):
        Catalog.open(tmp_path)


def test_reading_where_nothing_was_ever_written_makes_nothing(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "nowhere", readonly=True) as catalog:
        assert catalog.passages(["0" * 16]) == {}
    assert not (tmp_path / "nowhere").exists()


def test_a_passage_comes_back_as_it_was_put_in(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN, "copy.md": KILN})
    sync()
    ids = [row[0] for row in catalog.connection.execute("SELECT id FROM passages")]
    for one, passage in catalog.passages(ids).items():
        assert passage.id == one and len(passage.places) == 2 and passage.places[0].title == "The Patient Kiln"


@pytest.fixture
def locked_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be written to, not even by the superuser."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    if os.geteuid() != 0:
        yield folder
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)], capture_output=True, check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_store_that_may_not_be_written_says_so(locked_folder: Path) -> None:
    with pytest.raises(StoreReadOnly, match="write permission"):
        Catalog.open(locked_folder / "deep")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes; skipped where none may be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting a small disk takes the superuser")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_full_disk_loses_nothing_and_the_next_run_finishes(
    tmp_path: Path, small_disk: Path, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.apply.FILES_A_TRANSACTION", 4)
    chance = random.Random(2)
    notes = {f"{n}.md": " ".join(f"{chance.getrandbits(50):x}" for _ in range(700)) for n in range(30)}
    write_notes(vault, notes | {"kiln.md": KILN, "tides.md": TIDES})
    with Catalog.open(tmp_path / "roomy") as catalog:
        sync_sources(catalog, None, StandInEmbedder, [vault])
        whole = snapshot(catalog)
    with pytest.raises(StoreFull, match="free some room"), Catalog.open(small_disk / "data") as catalog:
        sync_sources(catalog, Vectors(catalog), StandInEmbedder, [vault])
    subprocess.run(["mount", "-o", "remount,size=200m", str(small_disk)], check=True)
    with Catalog.open(small_disk / "data") as catalog:
        kept = catalog.count("files")
        sync_sources(catalog, None, StandInEmbedder, [vault])
        assert kept > 0 and snapshot(catalog) == whole


def test_a_store_of_this_version_has_every_table_of_the_schema(catalog: Catalog) -> None:
    assert catalog.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    assert catalog.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert catalog.connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1

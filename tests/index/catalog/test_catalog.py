from __future__ import annotations

import os
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog.catalog import SCHEMA, Catalog
from index.catalog.passages import read_passages
from index.errors import StoreDamaged, StoreNewer, StoreReadOnly
from tests.index.conftest import KILN, Sync, write_notes


@pytest.mark.embedded
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
        assert read_passages(catalog, ["0" * 16]) == {}
    assert not (tmp_path / "nowhere").exists()


def test_a_passage_comes_back_as_it_was_put_in(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"kiln.md": KILN, "copy.md": KILN})
    sync()
    ids = [row[0] for row in catalog.connection.execute("SELECT id FROM passages")]
    for one, passage in read_passages(catalog, ids).items():
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


@pytest.mark.embedded
def test_a_store_of_this_version_has_every_table_of_the_schema(catalog: Catalog) -> None:
    assert catalog.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    assert catalog.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert catalog.connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1


@pytest.mark.embedded
def test_the_connections_of_threads_that_ended_are_closed(catalog: Catalog) -> None:
    held: list[sqlite3.Connection] = []
    for _ in range(3):
        thread = threading.Thread(target=lambda: held.append(catalog.connection))
        thread.start()
        thread.join()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        held[0].execute("SELECT 1")
    assert held[-1].execute("SELECT 1").fetchone()[0] == 1
    assert catalog.connection.execute("SELECT 1").fetchone()[0] == 1

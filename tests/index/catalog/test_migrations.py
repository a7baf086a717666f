from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from index.catalog import catalog as catalog_module
from index.catalog import migrations
from index.catalog.catalog import SCHEMA, Catalog
from index.maintenance.check import check_store
from index.sync.pipeline import sync_sources
from index.vectors.store import Vectors
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.index.snapshot import snapshot
from tests.index.stand_in_embedder import StandInEmbedder

pytestmark = pytest.mark.embedded


@pytest.mark.parametrize("readonly", [False, True])
def test_an_older_catalog_is_brought_up_to_date_without_loss(
    sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch, readonly: bool
) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    whole = snapshot(catalog)
    monkeypatch.setattr(catalog_module, "SCHEMA", SCHEMA + 2)
    added = {SCHEMA: ("ALTER TABLE sources ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'",), SCHEMA + 1: ()}
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS | added)
    with Catalog.open(catalog.data, readonly=readonly) as newer:
        assert newer.connection.execute("SELECT colour FROM sources").fetchone()[0] == "grey"
        assert newer.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA + 2
        assert snapshot(newer) == whole


def test_every_version_before_this_one_has_a_way_to_the_next_and_its_schema_kept() -> None:
    assert sorted(migrations.MIGRATIONS) == list(range(1, SCHEMA))
    assert sorted(int(path.stem) for path in SCHEMAS.iterdir()) == list(range(1, SCHEMA))


def test_a_migration_that_fails_changes_nothing(
    sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    monkeypatch.setattr(catalog_module, "SCHEMA", SCHEMA + 1)
    broken = ("ALTER TABLE sources ADD COLUMN colour TEXT NOT NULL DEFAULT ''", "SELECT * FROM nothing_like_it")
    monkeypatch.setattr(migrations, "MIGRATIONS", {SCHEMA: broken})
    with pytest.raises(Exception, match="nothing_like_it"):
        Catalog.open(catalog.data)
    columns = [row["name"] for row in catalog.connection.execute("PRAGMA table_info(sources)")]
    assert "colour" not in columns and catalog.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA


SCHEMAS = Path(__file__).parent / "schemas"
"""The tables of each earlier version, as they stood: its schema.sql and its lexical index."""


def make_older(version: int, data: Path, older: Path) -> None:
    """A store of an earlier version with the rows of the store in `data`, as far as that version had room for them."""
    older.mkdir()
    connection = sqlite3.connect(older / "catalog.sqlite3", isolation_level=None)
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript((SCHEMAS / f"{version}.sql").read_text("utf-8"))
    connection.execute("ATTACH ? AS now", (str(data / "catalog.sqlite3"),))
    renamed = {"finds": "occurrences", "find_keys": "occurrence_keys", "find": "occurrence"}
    for (table,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        if not table.startswith(("sqlite_", "lexical_")) or table == "lexical_rows":
            old = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
            old += ["rowid"] if table == "lexical" else []
            new = ", ".join(renamed.get(name, name) for name in old)
            connection.execute(
                f"INSERT INTO main.{table} ({', '.join(old)}) SELECT {new} FROM now.{renamed.get(table, table)}"
            )
    connection.execute("UPDATE files SET parser = 0")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def describe_tables(connection: sqlite3.Connection) -> dict[str, set[tuple[object, ...]]]:
    """Each table's columns with their types and defaults, whatever their order; and the indexes."""
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")]
    columns = {name: {tuple(row)[1:] for row in connection.execute(f"PRAGMA table_info({name})")} for name in names}
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''")
    return columns | {"indexes": {(row[0], " ".join(row[1].split())) for row in indexes}}


@pytest.mark.parametrize("version", range(1, SCHEMA))
def test_a_store_of_each_earlier_version_keeps_all_and_embeds_nothing_again(
    sync: Sync, catalog: Catalog, vectors: Vectors, vault: Path, tmp_path: Path, version: int
) -> None:
    write_notes(vault, {"kiln.md": KILN, "copy.md": KILN, "tides.md": TIDES})
    sync()
    whole, tables = snapshot(catalog), describe_tables(catalog.connection)
    vectors.close()
    make_older(version, catalog.data, tmp_path / "older")
    (catalog.data / "vectors").rename(tmp_path / "older" / "vectors")
    embedder = StandInEmbedder()
    with Catalog.open(tmp_path / "older") as newer:
        assert describe_tables(newer.connection) == tables
        assert snapshot(newer)["passages"] == whole["passages"]
        mine = Vectors(newer)
        report = sync_sources(newer, mine, lambda: embedder)
        assert (report.notes.unchanged, report.passages.added, report.passages.removed) == (3, 0, 0)
        assert snapshot(newer) == whole and embedder.embedded == []
        assert all(finding.healthy for finding in check_store(newer, mine))
        mine.close()

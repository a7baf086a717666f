from __future__ import annotations

from pathlib import Path

import pytest

from index import catalog as catalog_module
from index import migrate
from index.catalog import SCHEMA, Catalog
from tests.index.conftest import KILN, Sync, write_notes
from tests.index.snapshot import snapshot


@pytest.mark.parametrize("readonly", [False, True])
def test_an_older_catalog_is_brought_up_to_date_without_loss(
    sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch, readonly: bool
) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    whole = snapshot(catalog)
    monkeypatch.setattr(catalog_module, "SCHEMA", SCHEMA + 2)
    added = {SCHEMA: ("ALTER TABLE sources ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'",), SCHEMA + 1: ()}
    monkeypatch.setattr(migrate, "MIGRATIONS", migrate.MIGRATIONS | added)
    with Catalog.open(catalog.data, readonly=readonly) as newer:
        assert newer.connection.execute("SELECT colour FROM sources").fetchone()[0] == "grey"
        assert newer.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA + 2
        assert snapshot(newer) == whole


def test_every_version_before_this_one_has_a_way_to_the_next() -> None:
    assert sorted(migrate.MIGRATIONS) == list(range(1, SCHEMA))


def test_a_migration_that_fails_changes_nothing(
    sync: Sync, catalog: Catalog, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    monkeypatch.setattr(catalog_module, "SCHEMA", SCHEMA + 1)
    broken = ("ALTER TABLE sources ADD COLUMN colour TEXT NOT NULL DEFAULT ''", "SELECT * FROM nothing_like_it")
    monkeypatch.setattr(migrate, "MIGRATIONS", {SCHEMA: broken})
    with pytest.raises(Exception, match="nothing_like_it"):
        Catalog.open(catalog.data)
    columns = [row["name"] for row in catalog.connection.execute("PRAGMA table_info(sources)")]
    assert "colour" not in columns and catalog.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA


def test_a_store_of_version_1_is_migrated_and_read_again_without_embedding_anything(
    sync: Sync, catalog: Catalog, vault: Path
) -> None:
    write_notes(vault, {"kiln.md": KILN})
    sync()
    whole = snapshot(catalog)
    connection = catalog.connection
    connection.execute("ALTER TABLE finds DROP COLUMN ordinal")
    connection.execute("UPDATE files SET parser = 1")
    connection.execute("PRAGMA user_version = 1")
    with Catalog.open(catalog.data) as newer:
        assert snapshot(newer)["passages"] == whole["passages"]
    report = sync()
    assert report.passages.added == 0
    assert snapshot(catalog)["passages"] == whole["passages"]
    ordinals = [row[0] for row in connection.execute("SELECT ordinal FROM finds ORDER BY file, line_start, ordinal")]
    assert ordinals == list(range(len(ordinals))) and len(ordinals) > 1

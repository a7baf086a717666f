"""Brings older catalogs to this version without reading or embedding anything again."""

from __future__ import annotations

import sqlite3

MIGRATIONS: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE finds ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0",  # filled as newer readers read again
        "ALTER TABLE documents ADD COLUMN title_name TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE documents ADD COLUMN address TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE documents ADD COLUMN stale INTEGER NOT NULL DEFAULT 1",  # all are joined and located again once
        "CREATE INDEX documents_by_readwise_id ON documents (readwise_id) WHERE readwise_id <> ''",
        "CREATE INDEX documents_by_asin ON documents (asin) WHERE asin <> ''",
        "CREATE INDEX documents_by_title_name ON documents (title_name) WHERE title_name <> ''",
        "CREATE INDEX documents_by_address ON documents (address) WHERE address <> ''",
        "CREATE INDEX documents_stale ON documents (id) WHERE stale = 1",
        "CREATE TABLE paragraphs (highlight INTEGER PRIMARY KEY REFERENCES finds ON DELETE CASCADE,"
        " prose INTEGER NOT NULL REFERENCES finds ON DELETE CASCADE)",
        "CREATE INDEX paragraphs_by_prose ON paragraphs (prose)",
        "DROP INDEX finds_folded",
        "CREATE INDEX finds_folded ON finds (folded, why) WHERE folded <> ''",
        "INSERT OR REPLACE INTO settings (name, value) VALUES ('works_stale', '1')",
    ),
    2: (
        "CREATE TABLE lexical_languages (language TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TRIGGER lexical_rows_added AFTER INSERT ON lexical_rows BEGIN"
        " INSERT INTO lexical_languages (language, passages) VALUES (new.language, 1)"
        " ON CONFLICT (language) DO UPDATE SET passages = passages + 1; END",
        "CREATE TRIGGER lexical_rows_removed AFTER DELETE ON lexical_rows BEGIN"
        " UPDATE lexical_languages SET passages = passages - 1 WHERE language = old.language; END",
        "INSERT INTO lexical_languages SELECT language, count(*) FROM lexical_rows GROUP BY language",
        "DROP INDEX lexical_rows_by_language",
    ),
    3: (
        "CREATE INDEX vectors_outside ON vectors (embedder, stored, dead) WHERE stored <> 1",
        "DROP INDEX finds_by_document",
        "CREATE INDEX finds_shelved ON finds (document, unit, passage, kind, voice, full_text, highlighted_at, note)",
    ),
    4: (  # an index keeps its name when its table is renamed, so each is made again
        "DROP VIEW places",
        "DROP INDEX finds_by_file",
        "DROP INDEX finds_shelved",
        "DROP INDEX finds_by_passage",
        "DROP INDEX finds_folded",
        "DROP INDEX find_keys_by_find",
        "ALTER TABLE finds RENAME TO occurrences",
        "ALTER TABLE find_keys RENAME TO occurrence_keys",
        "ALTER TABLE occurrence_keys RENAME COLUMN find TO occurrence",
        "CREATE INDEX occurrences_by_file ON occurrences (file)",
        "CREATE INDEX occurrences_shelved ON occurrences"
        " (document, unit, passage, kind, voice, full_text, highlighted_at, note)",
        "CREATE INDEX occurrences_by_passage ON occurrences (passage, rank)",
        "CREATE INDEX occurrences_folded ON occurrences (folded, why) WHERE folded <> ''",
        "CREATE INDEX occurrence_keys_by_occurrence ON occurrence_keys (occurrence)",
    ),
    5: (  # filled as newer readers read again
        "ALTER TABLE documents ADD COLUMN date TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE documents ADD COLUMN fields TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE occurrences ADD COLUMN date TEXT NOT NULL DEFAULT ''",
    ),
    6: (
        "CREATE TABLE properties (document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,"
        " name TEXT NOT NULL, value TEXT NOT NULL)",
        "CREATE INDEX properties_by_name ON properties (name, value, document)",
        "CREATE INDEX properties_by_document ON properties (document)",
        "CREATE TRIGGER documents_described AFTER INSERT ON documents BEGIN"
        " INSERT INTO properties SELECT new.id, lower(key), value FROM json_each(new.fields) WHERE value <> '';"
        " INSERT INTO properties SELECT new.id, key, value FROM json_each(json_object("
        "'published', new.published, 'created', new.date, 'url', new.url)) WHERE value <> ''; END",
        "INSERT INTO properties SELECT documents.id, lower(key), value FROM documents, json_each(fields)"
        " WHERE value <> ''",
        "INSERT INTO properties SELECT documents.id, key, value FROM documents, json_each(json_object("
        "'published', published, 'created', date, 'url', url)) WHERE value <> ''",
        "CREATE INDEX passages_tagged ON passages (tags, id) WHERE tags <> '[]'",
        "CREATE INDEX passages_with_tasks ON passages (id) WHERE instr(text, '[ ]') OR instr(text, '[x]')"
        " OR instr(text, '[X]') OR instr(text, 'TODO ') OR instr(text, 'DONE ') OR instr(text, 'DOING ')"
        " OR instr(text, 'LATER ') OR instr(text, 'NOW ') OR instr(text, 'WAITING ')",
    ),
    7: (
        "ALTER TABLE documents ADD COLUMN identifier TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE documents ADD COLUMN quotes INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE occurrences ADD COLUMN page INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE occurrences ADD COLUMN locator TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX documents_by_identifier ON documents (identifier) WHERE identifier <> ''",
        "CREATE INDEX documents_by_quotes ON documents (quotes) WHERE quotes <> 0",
    ),
}
"""Statements that lead from a version to the next. A change of schema.sql adds an entry here, and the schema.sql
before it to tests/index/catalog/schemas, from which test_migrations.py makes a store of that version."""


def migrate_catalog(connection: sqlite3.Connection, old: int, new: int) -> None:
    """Bring a catalog of version `old` to version `new`; within the caller's transaction."""
    for version in range(old, new):
        for statement in MIGRATIONS[version]:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {new}")

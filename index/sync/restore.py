"""An export back into a catalog: what each file said, and the reader's decisions; the rest follows from these."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.catalog.catalog import Catalog
from index.catalog.rows import insert
from index.errors import IndexFailure
from index.linkage.clusters import ClusterChanges, find_row
from index.linkage.pipeline import ChangedRows

FINDS_A_TRANSACTION = 2000


class ExportUnreadable(IndexFailure):
    """A file that begins as an export cannot be taken in."""

    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}; export again, or name another file")
        self.path = path
        self.line = line


def is_export(path: Path) -> bool:
    """Whether a file is an export of this program."""
    if path.suffix.lower() != ".jsonl" or not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as lines:
        return lines.readline(200).startswith(f'{{"{MARK}"')


def restore_export(catalog: Catalog, path: Path) -> list[ClusterChanges]:
    """Take in all files of an export that the catalog does not know; what was done to the passages, step by step.

    The caller holds the store's lock. Raises ExportUnreadable, StoreFull.
    """
    done: list[ClusterChanges] = []
    batch: list[dict[str, Any]] = []
    with path.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, 1):
            try:
                line = json.loads(text)
                if line.get(MARK, VERSION) > VERSION:
                    raise ExportUnreadable(path, number, f"it is of a later form, {line[MARK]}")
                batch.append(line)
                if _weight(batch) >= FINDS_A_TRANSACTION:
                    done.append(_restore_lines(catalog, batch))
                    batch = []
            except (ValueError, KeyError, TypeError, AttributeError) as trouble:
                raise ExportUnreadable(path, number, f"it cannot be read ({trouble})") from trouble
    done.append(_restore_lines(catalog, batch))
    return done


def _weight(batch: list[dict[str, Any]]) -> int:
    return sum(1 + len(document["finds"]) for line in batch for document in line.get("documents", ()))


def _restore_lines(catalog: Catalog, batch: list[dict[str, Any]]) -> ClusterChanges:
    from index.linkage.pipeline import relink

    touched = ChangedRows(finds=set(), passages=set())
    with catalog.transaction() as connection:
        for line in batch:
            if "source" in line:
                names = ("path", "hidden", "last_ingest")
                connection.execute(
                    "INSERT OR IGNORE INTO sources (path, hidden, last_ingest) VALUES (?, ?, ?)",
                    [line["source"][name] for name in names],
                )
            elif "file" in line:
                _restore_file(catalog, line["file"], line["documents"], touched)
            elif "apart" in line:
                names = ("first", "second", "decided_at")
                decided = [line["apart"][name] for name in names]
                connection.execute("INSERT OR IGNORE INTO keep_apart VALUES (?, ?, ?)", decided)
                rows = connection.execute("SELECT n FROM occurrences WHERE own IN (?1, ?2) OR id IN (?1, ?2)", decided[:2])
                touched.finds |= {row[0] for row in rows}
            elif "forgotten" in line:
                _restore_forgotten(catalog, **line["forgotten"])
        return relink(catalog, connection, touched)


def _restore_forgotten(catalog: Catalog, salt: str, marks: list[str]) -> None:
    """What was forgotten stays so; a store with a salt of its own cannot tell what these marks stand for."""
    if catalog.setting("salt", salt) != salt:
        return
    catalog.set_setting("salt", salt)
    catalog.set_setting("forgets", "1")
    known = [(bytes.fromhex(mark),) for mark in marks]
    catalog.connection.executemany("INSERT OR IGNORE INTO forgotten (mark) VALUES (?)", known)


def _restore_file(
    catalog: Catalog, file: Mapping[str, Any], documents: list[dict[str, Any]], touched: ChangedRows
) -> None:
    connection = catalog.connection
    source = connection.execute("SELECT id FROM sources WHERE path = ?", (file["source"],)).fetchone()[0]
    known = connection.execute("SELECT 1 FROM files WHERE source = ? AND path = ?", (source, file["path"]))
    if known.fetchone():
        return
    row = insert(connection, "files", {**file, "source": source, "hash": bytes.fromhex(file["hash"])})
    for document in documents:
        values = {name: value for name, value in document.items() if name != "finds"}
        number = insert(connection, "documents", {**values, "file": row})
        for find in document["finds"]:
            insert(connection, "occurrences", {**find, "n": find_row(find["id"]), "file": row, "document": number})
            touched.finds.add(find_row(find["id"]))


MARK = "notes_export"
"""Names the first line of such a file, with the version of its form."""


VERSION = 1

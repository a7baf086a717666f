"""One file's reading into the catalog, and out of it again."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from index.catalog.rows import insert, passage_values, place_values, update
from index.linkage.clusters import connected_component, find_row
from index.linkage.join_works import leave_works
from index.linkage.pipeline import ChangedRows
from index.sync.parsed_file import ParsedFile
from ingest.document import Document

if TYPE_CHECKING:
    from ingest.dedup.occurrence import Occurrence

    pass


def record_file(
    connection: sqlite3.Connection, source: int, reading: ParsedFile, parser: int, touched: ChangedRows
) -> None:
    """Put a file's reading in place of what was read of it before; finds that stay the same keep their row.

    Of a file from which no text can be had any more, what was read before is kept: a sync half-way or a reader's fault
    must not take a reader's notes out. It is named until it can be read.
    """
    if reading.error and _mark_failed(connection, source, reading, parser):
        return
    titles = _titles_before(connection, source, reading)
    _carry_decisions(connection, source, reading)
    file = _write_file(connection, source, reading, parser)
    before = {row["id"]: row for row in connection.execute("SELECT * FROM occurrences WHERE file = ?", (file,))}
    old_documents = [row[0] for row in connection.execute("SELECT id FROM documents WHERE file = ?", (file,))]
    leave_works(connection, old_documents)
    documents = [_write_document(connection, file, n, document) for n, document in enumerate(reading.documents)]
    changed = []
    for ordinal, (document, find) in enumerate(reading.finds):
        values = _find_values(find, titles)
        where = {"document": documents[document], "ordinal": ordinal}
        row = before.pop(find.id, None)
        if row is not None and all(row[name] == value for name, value in values.items() if name != "titled"):
            update(connection, "occurrences", row["n"], where)
        else:
            changed.append((row, {**values, "file": file, **where}))
    _leave_groups(connection, [row["n"] for row in [*before.values(), *(row for row, _ in changed if row)]], touched)
    connection.executemany("DELETE FROM occurrences WHERE n = ?", [(row["n"],) for row in before.values()])
    for row, values in changed:
        if row is None:
            touched.finds.add(insert(connection, "occurrences", {"n": find_row(str(values["id"])), **values}))
        else:
            update(connection, "occurrences", row["n"], values)
            touched.finds.add(row["n"])
    connection.executemany("DELETE FROM documents WHERE id = ?", [(one,) for one in old_documents])
    touched.finds -= {row["n"] for row in before.values()}


def remove_file(connection: sqlite3.Connection, file: int, touched: ChangedRows) -> None:
    """Take a file and its finds out."""
    ns = [row[0] for row in connection.execute("SELECT n FROM occurrences WHERE file = ?", (file,))]
    _leave_groups(connection, ns, touched)
    leave_works(connection, [row[0] for row in connection.execute("SELECT id FROM documents WHERE file = ?", (file,))])
    connection.execute("DELETE FROM occurrences WHERE file = ?", (file,))
    connection.execute("DELETE FROM files WHERE id = ?", (file,))
    touched.finds -= set(ns)


def _leave_groups(connection: sqlite3.Connection, ns: Iterable[int], touched: ChangedRows) -> None:
    """Mark what these finds were folded with: the rest of a component is folded anew, and loses its links."""
    leaving = list(ns)
    if not leaving:
        return
    component, passages = connected_component(connection, leaving, ())
    connection.executemany("DELETE FROM links WHERE first = ?1 OR second = ?1", [(n,) for n in component])
    touched.finds |= component
    touched.passages |= passages


def _titles_before(connection: sqlite3.Connection, source: int, reading: ParsedFile) -> Mapping[str, list[str]]:
    """Titles that the finds of a renamed file were embedded under, by passage id, in order."""
    titles: dict[str, list[str]] = defaultdict(list)
    if reading.was:
        rows = connection.execute(
            "SELECT own, titled FROM occurrences JOIN files ON files.id = file WHERE files.source = ? AND files.path = ?"
            " ORDER BY line_start, n",
            (source, reading.was),
        )
        for own, titled in rows:
            titles[own].append(titled)
    return titles


def _carry_decisions(connection: sqlite3.Connection, source: int, reading: ParsedFile) -> None:
    """Where the reader keeps places of a renamed file apart from others of the same words, go on doing so."""
    if not reading.was or not connection.execute("SELECT 1 FROM keep_apart").fetchone():
        return
    renamed = {}
    new: dict[str, list[str]] = defaultdict(list)
    for _, find in reading.finds:
        new[find.passage.id].append(find.id)
    for id, own in connection.execute(
        "SELECT occurrences.id, own FROM occurrences JOIN files ON files.id = file WHERE files.source = ? AND files.path = ?"
        " ORDER BY line_start, n",
        (source, reading.was),
    ):
        if new[own]:
            renamed[id] = new[own].pop(0)
    for first, second, decided_at in connection.execute("SELECT * FROM keep_apart").fetchall():
        if first in renamed or second in renamed:
            pair = sorted((renamed.get(first, first), renamed.get(second, second)))
            connection.execute("INSERT OR IGNORE INTO keep_apart VALUES (?, ?, ?)", (*pair, decided_at))


def _mark_failed(connection: sqlite3.Connection, source: int, reading: ParsedFile, parser: int) -> bool:
    """Whether the catalog holds something of a file; if so, say on its row that it failed, and leave the rest."""
    done = connection.execute(
        "UPDATE files SET size = ?, mtime_ns = ?, hash = ?, parser = ?, error = ?"
        " WHERE source = ? AND path = ? AND id IN (SELECT file FROM occurrences) RETURNING id",
        (reading.size, reading.mtime_ns, reading.hash, parser, reading.error, source, reading.path),
    )
    return done.fetchone() is not None


def _write_file(connection: sqlite3.Connection, source: int, reading: ParsedFile, parser: int) -> int:
    values = {
        "size": reading.size,
        "mtime_ns": reading.mtime_ns,
        "hash": reading.hash,
        "parser": parser,
        "notes": sum(bool(document.highlights or document.paragraphs) for document in reading.documents),
        "unparsed": sum(len(document.unparsed) for document in reading.documents),
        "error": reading.error,
        "skipped": reading.skipped,
    }
    names = ", ".join(f"{name} = ?" for name in values)
    row = connection.execute(
        f"UPDATE files SET {names} WHERE source = ? AND path = ? RETURNING id",
        (*values.values(), source, reading.path),
    ).fetchone()
    return int(row[0]) if row else insert(connection, "files", {"source": source, "path": reading.path, **values})


def _write_document(connection: sqlite3.Connection, file: int, ordinal: int, document: Document) -> int:
    names = ("format", "title", "author", "category", "url", "published", "note", "asin", "readwise_id")
    values = {name: getattr(document, name) for name in names}
    values |= {"tags": json.dumps(document.tags, ensure_ascii=False), "full_text": int(document.full_text)}
    return insert(connection, "documents", {"file": file, "ordinal": ordinal, **values})


def _find_values(find: Occurrence, titles: Mapping[str, list[str]]) -> dict[str, object]:
    place = find.passage.places[0]
    own = find.passage.id
    kept = titles.get(own)
    titled = kept.pop(0) if kept else place.title
    identity = {"id": find.id, "own": own, "unit": find.unit, "titled": titled}
    return {**identity, **passage_values(find.passage), **place_values(place)}

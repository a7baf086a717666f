"""Everything that was read, written out: a JSON-lines file that can be ingested again, and a note for each work.

The JSON lines hold what the files said, place by place, and the reader's decisions; folds, works, words and vectors
follow from these (`index.sync.restore`). The notes are for people and other programs. Both are read in one transaction,
so that an export beside a running ingest is of one moment.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from index.catalog.catalog import SCHEMA, Catalog
from index.errors import store_errors
from index.sync.restore import MARK, VERSION
from ingest.passage import Passage

FILE = "notes-export.jsonl"
FOLDER = "works"
DERIVED = frozenset(
    (
        "n",
        "file",
        "document",
        "passage",
        "rank",
        "folded",
        "why",
        "similarity",
        "work",
        "title_name",
        "address",
        "stale",
    )
)
"""Columns that folding and joining give again."""
UNJOINED = {"id": "", "title": "Read just now", "author": "", "category": "", "url": "", "published": ""}
"""Stands for the works of files that an ingest beside the export has read and not joined to works yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written."""

    file: Path
    """The JSON lines."""
    works: int
    passages: int


def export_store(catalog: Catalog, folder: Path) -> Exported:
    """Write everything into a folder, made where it is missing; files of an earlier export are replaced.

    Raises StoreFull, StoreReadOnly of that folder.
    """
    connection = catalog.connection
    with store_errors(folder):
        (folder / FOLDER).mkdir(parents=True, exist_ok=True)
        connection.execute("BEGIN")
        try:
            with (folder / f"{FILE}.part").open("w", encoding="utf-8") as out:
                for line in _lines(connection):
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
            (folder / f"{FILE}.part").replace(folder / FILE)
            works, passages = _write_works(catalog, folder / FOLDER)
        finally:
            connection.execute("COMMIT")
    return Exported(file=folder / FILE, works=works, passages=passages)


def _lines(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    yield {MARK: VERSION, "schema": SCHEMA, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    for source in connection.execute("SELECT * FROM sources ORDER BY path").fetchall():
        yield {"source": {name: source[name] for name in ("path", "hidden", "last_ingest")}}
        for file in connection.execute("SELECT * FROM files WHERE source = ? ORDER BY path", (source["id"],)):
            yield {
                "file": {**_values(file, {"id", "source"}), "hash": file["hash"].hex(), "source": source["path"]},
                "documents": _documents(connection, file["id"]),
            }
    for row in connection.execute("SELECT * FROM keep_apart ORDER BY first, second"):
        yield {"apart": dict(row)}
    forgotten = [row[0].hex() for row in connection.execute("SELECT mark FROM forgotten ORDER BY mark")]
    if forgotten:
        salt = connection.execute("SELECT value FROM settings WHERE name = 'salt'").fetchone()[0]
        yield {"forgotten": {"salt": salt, "marks": forgotten}}


def _documents(connection: sqlite3.Connection, file: int) -> list[dict[str, Any]]:
    rows = connection.execute("SELECT * FROM documents WHERE file = ? ORDER BY ordinal", (file,)).fetchall()
    documents = []
    for row in rows:
        finds = connection.execute("SELECT * FROM occurrences WHERE document = ? ORDER BY line_start, id", (row["id"],))
        documents.append({**_values(row, {"id"}), "finds": [_values(find, set()) for find in finds]})
    return documents


def _values(row: sqlite3.Row, without: set[str]) -> dict[str, Any]:
    names = row.keys()
    return {name: row[name] for name in names if name not in DERIVED and name not in without}


def _write_works(catalog: Catalog, folder: Path) -> tuple[int, int]:
    """A note for each work; how many, and how many passages stand in them."""
    for old in folder.glob("*.md"):
        old.unlink()
    works = passages = 0
    known = catalog.connection.execute("SELECT * FROM works ORDER BY title, id").fetchall()
    for work in [*(dict(row) for row in known), UNJOINED]:
        ids = [
            row[0]
            for row in catalog.connection.execute(
                "SELECT passage FROM occurrences JOIN documents ON documents.id = document WHERE work = ? AND passage <> ''"
                " GROUP BY passage ORDER BY min(occurrences.path), min(line_start)",
                (work["id"],),
            )
        ]
        if ids:
            found = catalog.passages(ids)
            with (folder / _file_name(work)).open("w", encoding="utf-8") as out:
                _write_work(out, work, [found[one] for one in ids])
            works, passages = works + bool(work["id"]), passages + len(ids)
    return works, passages


def _write_work(out: TextIO, work: Mapping[str, Any], passages: list[Passage]) -> None:
    names = ("title", "author", "category", "url", "published")
    front = [f"{name}: {json.dumps(work[name], ensure_ascii=False)}" for name in names if work[name]]
    out.write("\n".join(["---", *front, "---", "", f"# {work['title'] or 'Untitled'}", ""]))
    section: tuple[str, ...] = ()
    for passage in passages:
        here = passage.places[0].section
        if here != section:
            out.write(f"\n## {' / '.join(here) or 'Without a section'}\n")
            section = here
        out.write(f"\n{_block(passage)}\n")


def _block(passage: Passage) -> str:
    """A passage with its note, tags and places."""
    quoted = passage.kind == "highlight"
    text = "\n".join(f"> {line}".rstrip() for line in passage.text.splitlines()) if quoted else passage.text
    lines = [text, ""]
    if passage.voice != "author":
        lines.append(f"- Voice: {passage.voice}")
    if passage.note:
        lines.append("- Note: " + passage.note.replace("\n", "\n  "))
    if passage.tags:
        lines.append("- Tags: " + " ".join(f"[[{tag}]]" for tag in passage.tags))
    if passage.highlighted_at:
        lines.append(f"- Highlighted: {passage.highlighted_at}")
    for place in passage.places:
        link = f" ({place.url})" if place.url else ""
        at = f", {place.location}" if place.location else ""
        lines.append(f"- Place: {place.path}:{place.line_start}-{place.line_end}{at}{link}")
    return "\n".join(lines)


def _file_name(work: Mapping[str, Any]) -> str:
    title = re.sub(r'[\\/:*?"<>|#^\[\]\x00-\x1f]+', " ", work["title"]).strip(" .")
    return f"{' '.join(title.split())[:80] or 'Untitled'} {work['id']}".rstrip() + ".md"

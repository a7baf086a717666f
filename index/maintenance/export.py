"""Everything that was read, written out: a JSON-lines file that can be ingested again, and a note for each work.

The JSON lines hold what the files said, place by place, and the reader's decisions; folds, works, words and vectors
follow from these (`index.sync.restore`). The notes are for people and other programs. Both are read in one transaction,
so that an export during an ingest is of one moment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from index.atomic_write import atomic_writer
from index.browse.works import list_passages
from index.catalog.catalog import SCHEMA, Catalog
from index.catalog.files import export_files
from index.catalog.links import list_kept_apart
from index.catalog.queries.works import list_works
from index.catalog.sources import list_forgotten, list_sources
from index.errors import store_errors
from index.sync.restore import EXPORT_MARK, EXPORT_VERSION
from ingest.passage import Passage

EXPORT_FILE = "notes-export.jsonl"
WORKS_FOLDER = "works"
MAX_TITLE_LENGTH = 80
"""Characters of a title in a file's name."""
UNJOINED = "Read just now"
"""Title of the note for the files that an ingest has read and not joined to works yet."""


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
    with store_errors(folder):
        (folder / WORKS_FOLDER).mkdir(parents=True, exist_ok=True)
        with catalog.snapshot():
            with atomic_writer(folder / EXPORT_FILE) as out:
                for line in _lines(catalog):
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
            works, passages = _write_works(catalog, folder / WORKS_FOLDER)
    return Exported(file=folder / EXPORT_FILE, works=works, passages=passages)


def _lines(catalog: Catalog) -> Iterator[dict[str, Any]]:
    yield {EXPORT_MARK: EXPORT_VERSION, "schema": SCHEMA, "made_at": datetime.now(UTC).isoformat(timespec="seconds")}
    for source in list_sources(catalog):
        yield {"source": {"path": source.name, "hidden": int(source.hidden), "last_ingest": source.last_ingest}}
        yield from export_files(catalog, source.id, source.name)
    for decision in list_kept_apart(catalog):
        yield {"apart": asdict(decision)}
    marks = sorted(list_forgotten(catalog))
    if marks:
        yield {"forgotten": {"salt": catalog.state.salt, "marks": [mark.hex() for mark in marks]}}


def _write_works(catalog: Catalog, folder: Path) -> tuple[int, int]:
    """Write a note for each work; how many, and how many passages are in them."""
    for old in folder.glob("*.md"):
        old.unlink()
    names = ("title", "author", "category", "url", "published")
    works = [(work.id, {name: getattr(work, name) for name in names}) for work in list_works(catalog)]
    count = total = 0
    for id, fields in (*works, ("", {"title": UNJOINED})):
        if passages := list_passages(catalog, id):
            with (folder / _file_name(fields["title"], id)).open("w", encoding="utf-8") as out:
                _write_work(out, fields, passages)
            count, total = count + bool(id), total + len(passages)
    return count, total


def _write_work(out: TextIO, fields: Mapping[str, str], passages: Iterable[Passage]) -> None:
    front = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items() if value]
    out.write("\n".join(["---", *front, "---", "", f"# {fields['title'] or 'Untitled'}", ""]))
    section: tuple[str, ...] = ()
    for passage in passages:
        if passage.places[0].section != section:
            section = passage.places[0].section
            out.write(f"\n## {' / '.join(section) or 'Without a section'}\n")
        out.write(f"\n{_block(passage)}\n")


def _block(passage: Passage) -> str:
    """A passage with its note, tags and places."""
    text = passage.text
    if passage.kind == "highlight":
        text = "\n".join(f"> {line}".rstrip() for line in text.splitlines())
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
        location = f", {place.location}" if place.location else ""
        link = f" ({place.url})" if place.url else ""
        spot = f", {place.spot}" if place.spot else f":{place.line_start}-{place.line_end}{location}"
        lines.append(f"- Place: {place.path}{spot}{link}")
    return "\n".join(lines)


def _file_name(title: str, id: str) -> str:
    words = re.sub(r'[\\/:*?"<>|#^\[\]\x00-\x1f]+', " ", title).strip(" .").split()
    return f"{' '.join(words)[:MAX_TITLE_LENGTH] or 'Untitled'} {id}".rstrip() + ".md"

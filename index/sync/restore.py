"""An export back into a catalog: what each file said, and the reader's decisions; the rest follows from these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.catalog.catalog import Catalog
from index.catalog.files import restore_file
from index.catalog.links import add_kept_apart
from index.catalog.occurrences import rows_of_texts
from index.catalog.sources import add_forgotten, add_source
from index.errors import IndexFailure
from index.linkage.connected_components import ChangedRows
from index.linkage.pipeline import ClusterChanges, relink

OCCURRENCES_PER_TRANSACTION = 2000
EXPORT_MARK = "notes_export"
"""Names the first line of an export, with the version of its form."""
EXPORT_VERSION = 1


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
        return lines.readline(200).startswith(f'{{"{EXPORT_MARK}"')


def restore_export(catalog: Catalog, path: Path) -> Iterator[ClusterChanges]:
    """Take in all files of an export that the catalog does not know; what each step did to the passages.

    The caller holds the store's lock. Raises ExportUnreadable, StoreFull.
    """
    batch: list[dict[str, Any]] = []
    with path.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, 1):
            try:
                line = json.loads(text)
                if line.get(EXPORT_MARK, EXPORT_VERSION) > EXPORT_VERSION:
                    raise ExportUnreadable(path, number, f"it is of a later form, {line[EXPORT_MARK]}")
                batch.append(line)
                if _count_occurrences(batch) >= OCCURRENCES_PER_TRANSACTION:
                    yield _restore_lines(catalog, batch)
                    batch = []
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise ExportUnreadable(path, number, f"it cannot be read ({error})") from error
    yield _restore_lines(catalog, batch)


def _count_occurrences(batch: list[dict[str, Any]]) -> int:
    """With one for each document."""
    return sum(1 + len(document["finds"]) for line in batch for document in line.get("documents", ()))


def _restore_lines(catalog: Catalog, batch: list[dict[str, Any]]) -> ClusterChanges:
    changed = ChangedRows()
    with catalog.transaction():
        for line in batch:
            if "source" in line:
                source = line["source"]
                add_source(catalog, source["path"], hidden=source["hidden"], last_ingest=source["last_ingest"])
            elif "file" in line:
                changed.rows |= restore_file(catalog, line["file"], line["documents"])
            elif "apart" in line:
                apart = line["apart"]
                add_kept_apart(catalog, apart["first"], apart["second"], apart["decided_at"], keep_earlier=True)
                changed.rows |= rows_of_texts(catalog, [apart["first"], apart["second"]])
            elif "forgotten" in line:
                _restore_forgotten(catalog, **line["forgotten"])
        return relink(catalog, changed)


def _restore_forgotten(catalog: Catalog, salt: str, marks: list[str]) -> None:
    """What was forgotten stays so; a store with a salt of its own cannot tell what these marks stand for."""
    if catalog.state.salt not in ("", salt):
        return
    catalog.state.salt = salt
    add_forgotten(catalog, [bytes.fromhex(mark) for mark in marks])

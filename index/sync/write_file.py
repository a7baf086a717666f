"""One file as read into the catalog, and out of it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from index.catalog.catalog import Catalog
from index.catalog.files import delete_file, mark_failed, write_file
from index.catalog.links import add_kept_apart, list_kept_apart
from index.catalog.occurrences import (
    StoredOccurrence,
    delete_occurrences,
    file_rows,
    move_occurrence,
    read_file_occurrences,
    write_occurrence,
)
from index.catalog.rows import occurrence_row
from index.catalog.works import add_document, delete_documents, list_documents
from index.linkage.connected_components import ChangedRows, detach
from index.linkage.join_works import leave_works
from index.sync.parsed_file import ParsedFile, has_text
from ingest.dedup.occurrence import Occurrence


def record_file(catalog: Catalog, source: int, file: ParsedFile, parser: int, changed: ChangedRows) -> None:
    """Write a file in place of what was read of it before; occurrences that stay the same keep their row.

    Of a file from which no text can be read any more, what was read before is kept: an unfinished sync or a reader's
    fault must not take a reader's notes out. It is named until it can be read.
    """
    if file.error and mark_failed(catalog, source, file.path, _state(file, parser)):
        return
    renamed = read_file_occurrences(catalog, file.renamed_from) if file.renamed_from else []
    _carry_decisions(catalog, renamed, file)
    id = write_file(catalog, source, file.path, _state(file, parser) | _summary(file))
    old_documents = list_documents(catalog, id)
    leave_works(catalog, old_documents)
    documents = [add_document(catalog, id, ordinal, document) for ordinal, document in enumerate(file.documents)]
    _write_occurrences(catalog, id, file, documents, _titles(renamed), changed)
    delete_documents(catalog, old_documents)


def remove_file(catalog: Catalog, file: int, changed: ChangedRows) -> None:
    """Take a file and its occurrences out."""
    rows = file_rows(catalog, file)
    detach(catalog, rows, changed)
    leave_works(catalog, list_documents(catalog, file))
    delete_file(catalog, file)
    changed.drop(rows)


def _write_occurrences(
    catalog: Catalog,
    id: int,
    file: ParsedFile,
    documents: Sequence[int],
    titles: dict[str, list[str]],
    changed: ChangedRows,
) -> None:
    """Write a file's occurrences in place of those it had. titles: that they were embedded under, by own passage."""
    before = {item.n: item for item in read_file_occurrences(catalog, id)}
    writing: list[tuple[int, StoredOccurrence]] = []
    for ordinal, (document, occurrence) in enumerate(file.occurrences):
        titled = _next_title(occurrence, titles)
        old = before.get(occurrence_row(occurrence.id))
        if old is not None and old.occurrence == occurrence and old.own == occurrence.passage.id:
            move_occurrence(catalog, old.n, document=documents[document], ordinal=ordinal)
            del before[old.n]
        else:
            writing.append((ordinal, _stored(occurrence, documents[document], titled, old.passage if old else "")))
    detach(catalog, before.keys(), changed)
    gone = before.keys() - {new.n for _, new in writing}
    delete_occurrences(catalog, gone)
    changed.drop(gone)
    for ordinal, new in writing:
        if write_occurrence(catalog, new, file=id, ordinal=ordinal, known=new.n in before):
            changed.written[new.n] = new
        else:
            changed.rows.add(new.n)


def _stored(occurrence: Occurrence, document: int, titled: str, passage: str) -> StoredOccurrence:
    return StoredOccurrence(
        n=occurrence_row(occurrence.id),
        occurrence=occurrence,
        own=occurrence.passage.id,
        document=document,
        titled=titled,
        passage=passage,
    )


def _next_title(occurrence: Occurrence, titles: dict[str, list[str]]) -> str:
    """The title that an occurrence is embedded under: the one it had in a renamed file, else its own."""
    kept = titles.get(occurrence.passage.id)
    return kept.pop(0) if kept else occurrence.passage.places[0].title


def _titles(renamed: Iterable[StoredOccurrence]) -> dict[str, list[str]]:
    """Titles that a renamed file's occurrences were embedded under, by own passage, in order."""
    titles: dict[str, list[str]] = defaultdict(list)
    for item in renamed:
        titles[item.own].append(item.titled)
    return titles


def _carry_decisions(catalog: Catalog, renamed: Sequence[StoredOccurrence], file: ParsedFile) -> None:
    """Where the reader keeps places of a renamed file apart from others of the same words, go on doing so."""
    decisions = list_kept_apart(catalog) if renamed else []
    if not decisions:
        return
    new: dict[str, list[str]] = defaultdict(list)
    for _, occurrence in file.occurrences:
        new[occurrence.passage.id].append(occurrence.id)
    ids = {item.occurrence.id: new[item.own].pop(0) for item in renamed if new[item.own]}
    for decision in decisions:
        first, second = ids.get(decision.first, decision.first), ids.get(decision.second, decision.second)
        if (first, second) != (decision.first, decision.second):
            add_kept_apart(catalog, first, second, decision.decided_at, keep_earlier=True)


def _state(file: ParsedFile, parser: int) -> dict[str, object]:
    """What of a file's row is new even where nothing could be read."""
    return {
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "hash": file.hash,
        "parser": parser,
        "error": file.error,
    }


def _summary(file: ParsedFile) -> dict[str, object]:
    return {
        "notes": sum(has_text(document) for document in file.documents),
        "unparsed": sum(len(document.unparsed) for document in file.documents),
        "skipped": file.skipped,
    }

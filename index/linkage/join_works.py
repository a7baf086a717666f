"""The catalog's works: changed documents, and what they can be one work with, are joined again.

Whether two documents are one work depends on the two, and on how many share a title or a passage with them
(`ingest.dedup.work_resolution`). So a document is marked stale where any of that changed: when it is read, when one
that shared its work or its title goes, when a passage of it is folded into another, or comes to stand in more or fewer
documents. Joining takes the stale ones, all that share a name or a passage with them, and whatever these turn out to be
one work with: the same works as if all had been joined, at a cost that does not grow with the catalog.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import get_args

from index.catalog.catalog import Catalog
from index.catalog.works import (
    DocumentName,
    count_documents,
    delete_empty_works,
    delete_paragraphs,
    documents_of_works,
    documents_quoting,
    documents_sharing,
    documents_sharing_passages,
    list_stale,
    mark_stale,
    read_full_text_works,
    read_work_records,
    work_ids,
    write_names,
    write_paragraphs,
    write_works,
)
from index.linkage.quoted_texts import find_quoted_texts
from ingest.dedup.locate_highlight import locate_highlights
from ingest.dedup.work_names import canonical_url, find_identifier, title_words
from ingest.dedup.work_resolution import Work, resolve_works

Works = Sequence[tuple[Work, list[int]]]
"""Works, each with the ids of its documents."""


def join_stale_works(catalog: Catalog) -> None:
    """Join works again where documents changed since they were joined: once for many transactions."""
    if catalog.state.works_stale:
        with catalog.transaction():
            join_works(catalog)
            catalog.state.works_stale = False


def join_works(catalog: Catalog) -> None:
    """Join the stale documents into works and write these; within the caller's transaction."""
    stale = list_stale(catalog)
    names = {
        id: ("".join(title_words(title)), canonical_url(url), find_identifier(url, fields))
        for id, (title, url, fields) in stale.items()
    }
    write_names(catalog, names)
    find_quoted_texts(catalog, stale.keys())
    joining = stale.keys() | documents_sharing(catalog, stale.keys(), "title_name")
    while joining:
        joining |= documents_sharing(catalog, joining, "work")
        works = _resolve(catalog, joining)
        reached = {id for _, documents in works for id in documents} | _of_like_names(catalog, joining, works)
        if reached <= joining:
            write_works(catalog, _with_ids(works))
            _place_highlights(catalog, joining)
            break
        joining |= reached
    delete_empty_works(catalog)


def leave_works(catalog: Catalog, documents: Collection[int]) -> None:
    """Mark what these documents are one work with, or could be by their title: they are about to go."""
    same = documents_sharing(catalog, documents, "work")
    mark_stale(catalog, {*documents, *same, *documents_sharing(catalog, documents, "title_name")})


def _place_highlights(catalog: Catalog, documents: Collection[int]) -> None:
    """Find the paragraphs of the highlights of these documents' works; within the caller's transaction."""
    delete_paragraphs(catalog, documents)
    for highlights, prose in read_full_text_works(catalog, documents):
        indices = locate_highlights([text for _, text in highlights], [text for _, text in prose])
        located = zip(highlights, indices, strict=True)
        write_paragraphs(catalog, [(n, prose[index][0]) for (n, _), index in located if index is not None])


def _resolve(catalog: Catalog, joining: set[int]) -> Works:
    """The works that these documents are in, resolved with all that could be one work with one of them."""
    around = joining
    if len(joining) < count_documents(catalog):
        named = (documents_sharing(catalog, joining, name) for name in get_args(DocumentName))
        quoting = documents_quoting(catalog, joining)
        around = joining.union(documents_sharing_passages(catalog, joining), quoting, *named)
    records = read_work_records(catalog, around)
    ids = {record.id: id for id, record in records.items()}
    works = [(work, [ids[id] for id in work.documents]) for work in resolve_works(list(records.values()))]
    return [(work, documents) for work, documents in works if not joining.isdisjoint(documents)]


def _of_like_names(catalog: Catalog, documents: Collection[int], works: Works) -> set[int]:
    """The documents of works that have, or had, one id with these: such works are told apart by their order."""
    ids = {id.rstrip("+") for id in work_ids(catalog, documents)} | {work.id for work, _ in works}
    return documents_of_works(catalog, ids)


def _with_ids(works: Works) -> dict[str, tuple[Work, list[int]]]:
    """Works by id; further ones of one id get a `+` each, in the order of their documents."""
    by_id: dict[str, tuple[Work, list[int]]] = {}
    for work, documents in works:
        id = work.id
        while id in by_id:
            id += "+"
        by_id[id] = work, documents
    return by_id

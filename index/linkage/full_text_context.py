"""In which paragraph of its work's full text a highlight stands."""

from __future__ import annotations

from collections.abc import Collection

from index.catalog.catalog import Catalog
from index.catalog.works import delete_paragraphs, read_full_text_works, write_paragraphs
from ingest.dedup.locate_highlight import locate_highlights


def place_highlights(catalog: Catalog, documents: Collection[int]) -> None:
    """Find the paragraphs of the highlights of these documents' works; within the caller's transaction."""
    delete_paragraphs(catalog, documents)
    for highlights, prose in read_full_text_works(catalog, documents):
        indices = locate_highlights([text for _, text in highlights], [text for _, text in prose])
        located = zip(highlights, indices, strict=True)
        write_paragraphs(catalog, [(n, prose[index][0]) for (n, _), index in located if index is not None])

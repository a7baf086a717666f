"""In which paragraph of its work's full text a highlight stands."""

from __future__ import annotations

from collections.abc import Collection

from index.catalog.catalog import Catalog
from index.catalog.works import delete_paragraphs, read_full_text_works, write_paragraphs
from ingest.dedup.locate_highlight import locate_highlights


def place_highlights(catalog: Catalog, documents: Collection[int]) -> None:
    """Find the paragraphs of the highlights of these documents' works; within the caller's transaction."""
    delete_paragraphs(catalog, documents)
    for work in read_full_text_works(catalog, documents):
        indices = locate_highlights([text for _, text in work.highlights], [text for _, text in work.prose])
        highlights = zip(work.highlights, indices, strict=True)
        write_paragraphs(catalog, [(n, work.prose[index][0]) for (n, _), index in highlights if index is not None])

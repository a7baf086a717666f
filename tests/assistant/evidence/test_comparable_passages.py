"""A passage of a note is judged among notes, one of a full text or marked in one among all passages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from assistant.evidence.comparable_passages import comparable_passages
from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.search.evidence import Evidence
from tests.index.conftest import export, write_notes
from tests.ingest.full_text.epub_files import chapter_page, write_epub

PARAGRAPHS = [
    "The weir at Oster is opened on the first day of April. Until then the mill stands still.",
    "Eels pass the weir at night. The miller hangs a lantern there so that they turn back.",
]
MARKED = [
    "The weir at Oster is opened on the first day of April.",
    "Eels pass the weir at night.",
    "The miller hangs a lantern there so that they turn back.",
]


@pytest.fixture(scope="module")
def catalog(join: Callable[[Path], Assistant], tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("notes")
    write_epub(folder / "weir.epub", {"a.xhtml": chapter_page("The Weir at Oster", PARAGRAPHS)})
    marks = export("The Weir at Oster", "Ilse Brandvold", *MARKED)
    write_notes(folder, {"walk.md": "I walked along the dyke today and counted forty herons.\n", "weir.md": marks})
    found = join(folder)._sources.catalog
    assert found is not None
    return found


def evidence(catalog: Catalog, first: str) -> list[Evidence]:
    """All passages, one of an origin first."""
    passages = read_passages(catalog, catalog.column("SELECT id FROM passages")).values()
    ordered = sorted(passages, key=lambda passage: (passage.origin != first, passage.id))
    return [
        Evidence(passage=passage, rank=rank, score=1 / rank, cosine=0.5, lexical=0.5)
        for rank, passage in enumerate(ordered, 1)
    ]


def test_a_note_is_judged_among_notes(catalog: Catalog) -> None:
    found = evidence(catalog, first="")
    judged, size = comparable_passages(catalog, found)
    assert {item.passage.origin for item in judged} == {""}
    assert size == len(judged) < len(found)


@pytest.mark.parametrize("first", ["full text", "highlight"])
def test_a_full_text_and_what_is_marked_in_it_are_judged_among_all(catalog: Catalog, first: str) -> None:
    found = evidence(catalog, first)
    assert comparable_passages(catalog, found) == (found, len(found))


def test_without_a_catalog_nothing_is_known_of_the_others() -> None:
    assert comparable_passages(None, ()) == ((), 0)

"""Answers read the paragraph of the full text around a highlight, and say which of the two they quote."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.antecedents import add_paragraphs, read_antecedents
from assistant.answering.assistant import Assistant
from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.search.evidence import Evidence, Question, SearchResult
from index.search.filters import NO_FILTERS, Filters
from ingest.passage import Passage
from tests.index.conftest import export, write_notes
from tests.ingest.full_text.epub_files import chapter_page, write_epub

LAMP = (
    "The lamp on Skarn rock burned seal oil for sixty years. It was moved to the harbour wall in 1911. The keeper, Odd"
    " Verhane, rowed the glass across in his own boat."
)
ROPE = "A rope is patience, twisted. Ida Torv twisted hers from hemp that had wintered under snow."
TIDES = "The tide table hangs behind the counter. Nobody reads it before the ferry is late."
MARKED = ["It was moved to the harbour wall in 1911.", "A rope is patience, twisted.", "Nobody reads it before"]


@pytest.fixture(scope="module")
def books(join: Callable[[Path], Assistant], tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("books")
    write_epub(folder / "ledger.epub", {"a.xhtml": chapter_page("Lamps", [LAMP, ROPE, TIDES])})
    write_notes(folder, {"kindle.md": export("The Ferry Ledger", "Ilse Brandvold", *MARKED)})
    return join(folder)


def catalog_of(assistant: Assistant) -> Catalog:
    assert assistant._sources.catalog is not None
    return assistant._sources.catalog


def marked_passage(assistant: Assistant, beginning: str) -> Passage:
    catalog = catalog_of(assistant)
    (id,) = catalog.column("SELECT id FROM passages WHERE kind = 'highlight' AND text LIKE ?", f"{beginning}%")
    return read_passages(catalog, [id])[id]


def found(*passages: Passage) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(passage=one, rank=rank, score=1 / rank, cosine=0.5, lexical=0.5)
        for rank, one in enumerate(passages, 1)
    )


def test_a_highlight_leans_on_the_sentence_before_it_in_its_paragraph(books: Assistant) -> None:
    marked = marked_passage(books, "It was moved")
    (antecedent,) = read_antecedents(catalog_of(books), found(marked), NO_FILTERS).values()
    assert antecedent.sentence == "The lamp on Skarn rock burned seal oil for sixty years."
    assert antecedent.evidence.passage.origin == "full text"


def test_the_paragraphs_of_the_first_highlights_are_read_too(books: Assistant) -> None:
    result = SearchResult(
        standalone_question="rope", evidence=found(marked_passage(books, "A rope is patience, twisted."))
    )
    added = add_paragraphs(catalog_of(books), result, NO_FILTERS)
    assert [item.passage.origin for item in added.evidence] == ["highlight", "full text"]
    assert [item.is_context for item in added.evidence] == [False, True]


@pytest.mark.parametrize(
    ("filters", "origins"),
    [(NO_FILTERS, {"highlight", "full text"}), (Filters(category="highlights"), {"highlight"})],
)
def test_an_answer_quotes_around_a_highlight_unless_only_highlights_are_asked_for(
    books: Assistant, filters: Filters, origins: set[str]
) -> None:
    answer = books.ask(
        Question(text="Who rowed the glass of the lamp that was moved to the harbour wall?", filters=filters)
    )
    cited = {citation.evidence.passage.origin for citation in answer.citations}
    assert cited <= origins
    assert ("Odd Verhane" in answer.text) == ("full text" in origins)

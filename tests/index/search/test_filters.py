from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.catalog.queries.counts import count_facets
from index.search.filters import NO_FILTERS, Filters, check_filters, filter_ids
from tests.index.conftest import KILN, TIDES, Sync, write_notes
from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.invented_text import paragraphs

NOTED = """# Small Gardens

## Metadata
- Author: [[Ines Quist]]
- Full Title: Small Gardens
- Category: #articles

## Highlights
- Moss asks for shade and for nothing else. ([View Highlight](https://read.readwise.io/read/01aa))
    - Tags: [[shade]]
    - Note: plant some by the north wall
"""


@pytest.fixture
def stored(catalog: Catalog, vault: Path, sync: Sync) -> Catalog:
    write_notes(vault, {"books/kiln.md": KILN, "books/tides.md": TIDES, "garden.md": NOTED})
    sync()
    return catalog


def titles(catalog: Catalog, filters: Filters) -> set[str]:
    ids = filter_ids(catalog, filters)
    assert ids is not None
    return {passage.places[0].title for passage in read_passages(catalog, list(ids)).values()}


def test_no_filter_asks_for_nothing(stored: Catalog) -> None:
    assert filter_ids(stored, NO_FILTERS) is None


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(author="QUIST"), {"Reading the Tides", "Small Gardens"}),
        (Filters(title="kiln"), {"The Patient Kiln"}),
        (Filters(category="book"), {"The Patient Kiln", "Reading the Tides"}),
        (Filters(author="quist", category="articles"), {"Small Gardens"}),
        (Filters(tag="#Shade"), {"Small Gardens"}),
        (Filters(source="books/"), {"The Patient Kiln", "Reading the Tides"}),
        (Filters(voice="reader"), {"Small Gardens"}),
        (Filters(title="no such work"), set()),
    ],
)
def test_all_that_passes_and_nothing_else(stored: Catalog, filters: Filters, expected: set[str]) -> None:
    assert titles(stored, filters) == expected


def date_filters(catalog: Catalog, date: str, **bounds: str) -> bool:
    catalog.connection.execute("UPDATE occurrences SET highlighted_at = ?", (date,))
    return bool(filter_ids(catalog, Filters(**bounds)))


@pytest.mark.parametrize(
    ("date", "since", "until", "passes"),
    [
        ("2024-05-31T23:10:00Z", "2024-05-31", "2024-05-31", True),
        ("2024-05-31", "", "2024-05", True),
        ("2024-05-31", "", "2024", True),
        ("2024-06-01", "", "2024-05", False),
        ("2023-12-31", "2024", "", False),
        ("", "2024", "", False),
    ],
)
def test_both_ends_of_a_span_of_dates_belong_to_it(
    stored: Catalog, date: str, since: str, until: str, passes: bool
) -> None:
    assert date_filters(stored, date, since=since, until=until) == passes


@pytest.mark.parametrize("filters", [Filters(voice="nobody"), Filters(category="operas"), Filters(since="last May")])
def test_what_cannot_be_is_refused_with_what_could(filters: Filters) -> None:
    with pytest.raises(ValueError, match=r"say one of|write the date"):
        check_filters(filters)


def test_only_what_the_reader_marked(catalog: Catalog, vault: Path, sync: Sync) -> None:
    write_epub(vault / "ledger.epub", {"a.xhtml": chapter_page("One", paragraphs(3, 1))})
    write_notes(vault, {"books/kiln.md": KILN, "garden.md": NOTED})
    sync()
    check_filters(Filters(category="highlights"))
    assert titles(catalog, Filters(category="highlights")) == {"The Patient Kiln", "Small Gardens"}
    assert "The Ferry Ledger" in titles(catalog, Filters(category="books"))
    assert count_facets(catalog)["category"]["highlights"] == len(
        filter_ids(catalog, Filters(category="highlight")) or ()
    )

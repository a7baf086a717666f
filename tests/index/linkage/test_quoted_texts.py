"""A full text and its highlights from any tool are one work, by identifier or by words."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.queries.works import list_works
from tests.index.conftest import Sync, export, write_notes
from tests.index.rows import paragraph_of
from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.invented_text import paragraphs

TEXTS = paragraphs(12, 31)
MARKED = [TEXTS[at].split(". ")[1] + "." for at in (1, 4, 7)]


def works(catalog: Catalog) -> list[tuple[bool, int]]:
    """Of each work whether it has its full text, and its highlights."""
    return sorted((work.full_text, work.highlights) for work in list_works(catalog))


def write_book(vault: Path) -> None:
    write_epub(
        vault / "book.epub", {"a.xhtml": chapter_page("One", TEXTS[:6]), "b.xhtml": chapter_page("Two", TEXTS[6:])}
    )


@pytest.mark.parametrize("book_first", [True, False])
def test_highlights_under_another_title_are_joined_by_their_words(
    sync: Sync, catalog: Catalog, vault: Path, book_first: bool
) -> None:
    steps = [
        lambda: write_book(vault),
        lambda: write_notes(vault, {"kindle.md": export("Ledger (Marle Classics)", "I. Brandvold", *MARKED)}),
    ]
    for step in steps if book_first else reversed(steps):
        step()
        sync()
    assert works(catalog) == [(True, 3)]
    rows = catalog.connection.execute("SELECT id, text FROM passages WHERE kind = 'highlight'").fetchall()
    assert len(rows) == 3
    for row in rows:
        paragraph = paragraph_of(catalog, row["id"])
        assert paragraph is not None and row["text"] in paragraph.text
        assert paragraph.places[0].locator.startswith("part ")


def test_highlights_of_another_book_stay_apart(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_book(vault)
    others = [
        "The kettle had been on since six, and nobody could say who had filled it.",
        TEXTS[2].split(". ")[0] + ".",
    ]
    write_notes(vault, {"other.md": export("Kettles", "Oda Brandt", others[0], others[1], others[0][::-1], "A " * 9)})
    sync()
    assert [full_text for full_text, _ in works(catalog)] == [False, True]


def test_an_isbn_joins_whatever_the_titles_are(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_book(vault)
    note = "---\ntitle: Notebook\nisbn: 3-16-148410-X\n---\n\n## Highlights\n\n> A rope is patience, twisted twice.\n"
    write_notes(vault, {"note.md": note})
    sync()
    assert len(list_works(catalog)) == 1


def test_when_the_book_goes_the_highlights_are_a_work_of_their_own(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_book(vault)
    write_notes(vault, {"kindle.md": export("Ledger (Marle Classics)", "I. Brandvold", *MARKED)})
    sync()
    (vault / "book.epub").unlink()
    sync(allow_removals=True)
    assert works(catalog) == [(False, 3)]

"""A highlight knows the paragraph of the full text that it stands in."""

from __future__ import annotations

import shutil
from pathlib import Path

from index.catalog.catalog import Catalog
from index.catalog.passages import read_places
from index.catalog.queries.works import list_works
from tests.index.conftest import Sync, export, write_notes
from tests.index.rows import count_rows, paragraph_of

SAMPLES = Path(__file__).parents[3] / "notes"
ARTICLE = "The Second Descent.md"


def highlights(catalog: Catalog) -> dict[str, str]:
    """Texts of highlights by their passage's id."""
    rows = catalog.connection.execute("SELECT id, text FROM passages WHERE kind = 'highlight'")
    return {row["id"]: row["text"] for row in rows}


def test_each_highlight_of_a_clipped_article_leads_to_the_paragraph_that_holds_its_words(
    sync: Sync, catalog: Catalog, vault: Path
) -> None:
    for folder in ("Clippings", "Readwise/Articles"):
        shutil.copytree(SAMPLES / folder, vault / folder)
    sync()
    marked = {
        id: text
        for id, text in highlights(catalog).items()
        if any(place.path == f"Readwise/Articles/{ARTICLE}" for place in read_places(catalog, [id])[id])
    }
    assert len(marked) > 5
    for id, text in marked.items():
        paragraph = paragraph_of(catalog, id)
        assert paragraph is not None and text in " ".join(paragraph.text.split())
        assert paragraph.places[0].path == f"Clippings/{ARTICLE}"
    (work,) = [work for work in list_works(catalog) if work.title == "The Second Descent"]
    assert work.full_text and work.highlights == len(marked)


def test_a_highlight_of_another_work_has_no_paragraph(sync: Sync, catalog: Catalog, vault: Path) -> None:
    shutil.copytree(SAMPLES / "Clippings", vault / "Clippings")
    write_notes(vault, {"other.md": export("Other", "Oda Brandt", "Every statistics course has the same drawing.")})
    sync()
    (other,) = [id for id, text in highlights(catalog).items() if text.startswith("Every statistics")]
    assert paragraph_of(catalog, other) is None


def test_when_the_article_goes_its_highlights_have_no_paragraph(sync: Sync, catalog: Catalog, vault: Path) -> None:
    for folder in ("Clippings", "Readwise/Articles"):
        (vault / folder).mkdir(parents=True)
        shutil.copy(SAMPLES / folder / ARTICLE, vault / folder)
    sync()
    assert count_rows(catalog, "paragraphs") > 5
    (vault / "Clippings" / ARTICLE).unlink()
    sync(allow_removals=True)
    assert count_rows(catalog, "paragraphs") == 0 and highlights(catalog)
    shutil.copy(SAMPLES / "Clippings" / ARTICLE, vault / "Clippings")
    sync()
    assert count_rows(catalog, "paragraphs") > 5

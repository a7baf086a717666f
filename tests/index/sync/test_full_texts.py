"""Full texts among the notes: read once, counted by kind, with page and locator in each place."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.maintenance.export import export_store
from index.sync.restore import restore_export
from ingest.full_text import reading_process
from ingest.passage import Place
from tests.index.conftest import KILN, Sync, write_notes
from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.invented_text import paragraphs
from tests.ingest.full_text.pdf_files import Mark, Setting, mark_pdf, write_scan_pdf, write_set_pdf
from tests.ingest.full_text.web_pages import article_page

TEXTS = paragraphs(12, 17)
MARKED = TEXTS[1].split(". ")[1] + "."


def write_library(vault: Path) -> None:
    lines = write_set_pdf(vault / "marle.pdf", TEXTS[:4], Setting(lines=12), title="Marle")
    mark_pdf(vault / "marle.pdf", lines, [Mark(MARKED, "Ask Ansa.", "ffd400")])
    write_epub(vault / "ledger.epub", {"a.xhtml": chapter_page("Tides", TEXTS[4:8])})
    (vault / "page.html").write_text(article_page("The Salt House Accounts", TEXTS[8:]))
    write_scan_pdf(vault / "scan.pdf")
    write_notes(vault, {"kiln.md": KILN})


def places(catalog: Catalog) -> dict[str, Place]:
    """The first place of each passage, by its text."""
    ids = catalog.column("SELECT id FROM passages")
    return {one.text: one.places[0] for one in read_passages(catalog, ids).values()}


def test_full_texts_are_read_once_and_counted_by_kind(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_library(vault)
    report = sync()
    assert report.read == {"epub": 1, "html": 1, "md": 1, "pdf": 1}
    assert [(trouble.path, trouble.why) for trouble in report.failures] == [("scan.pdf", "no text; needs OCR")]
    reading_process._reader.stop()
    again = sync()
    assert again.read == report.read and again.notes.unchanged == 5
    assert reading_process._reader._process is None


def test_a_file_that_a_busy_machine_did_not_read_is_read_by_the_next_run(
    sync: Sync, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set_pdf(vault / "marle.pdf", TEXTS[:4], Setting(lines=12), title="Marle")
    reading_process._reader.stop()
    monkeypatch.setattr(reading_process, "MAX_SECONDS", 0.01)
    assert [trouble.why for trouble in sync().failures] == [reading_process.BUSY]
    monkeypatch.undo()
    assert not sync().failures


def test_each_place_has_its_page_or_locator(sync: Sync, catalog: Catalog, vault: Path, tmp_path: Path) -> None:
    write_library(vault)
    sync()
    found = places(catalog)
    assert (found[MARKED].page, found[MARKED].location, found[MARKED].spot) == (1, "Page 1", "page 1")
    spots = [found[text].spot for text in (TEXTS[3], TEXTS[5], TEXTS[9])]
    assert spots == ["page 2", "part 1, paragraph 2", "paragraph 2"]
    assert all(place.spot == "" for place in found.values() if place.path == "kiln.md")


def test_an_export_keeps_them(sync: Sync, catalog: Catalog, vault: Path, tmp_path: Path) -> None:
    write_library(vault)
    sync()
    export_store(catalog, tmp_path / "export")
    (export,) = (tmp_path / "export").glob("*.jsonl")
    with Catalog.open(tmp_path / "other") as other:
        list(restore_export(other, export))
        assert places(other) == places(catalog)

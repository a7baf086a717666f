"""A full text becomes a document: its paragraphs with page or locator, its marks as highlights."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.full_text.read import KINDS
from ingest.parse import parse_file
from ingest.walk import FULL_TEXT_SUFFIXES, NoteFile, SkippedFile, walk_notes
from tests.ingest.full_text.epub_files import chapter_page, write_epub
from tests.ingest.full_text.invented_text import paragraphs
from tests.ingest.full_text.pdf_files import Mark, Setting, mark_pdf, write_set_pdf
from tests.ingest.full_text.web_pages import article_page
from tests.ingest.full_text.word_files import Noted, book_notes_page, write_book_notes_docx

TEXTS = paragraphs(6, 3)
KINDLE_NOTEBOOK = """<html><head><meta charset="utf-8"><title>Notebook</title></head><body><div class="bodyContainer">
<div class="notebookFor">Notebook Export</div><div class="bookTitle">The Rope Maker</div>
<div class="authors">Mast, Ole</div><hr/>
<div class="sectionHeading">Hemp</div>
<div class="noteHeading">Highlight(<span class="highlight_yellow">yellow</span>) - Page 4 &middot; Location 61</div>
<div class="noteText">A rope is patience, twisted.</div>
<div class="noteHeading">Note - Page 4 &middot; Location 61</div>
<div class="noteText">Say this to Ida.</div>
<div class="sectionHeading">Tar</div>
<div class="noteHeading">Highlight(<span class="highlight_pink">pink</span>) - Page 9 &middot; Location 130</div>
<div class="noteText">Tar forgives the rain.</div>
</div></body></html>"""


def test_each_kind_is_walked() -> None:
    assert KINDS.keys() == FULL_TEXT_SUFFIXES


def test_a_pdf_becomes_a_document_with_pages_and_highlights(tmp_path: Path) -> None:
    lines = write_set_pdf(
        tmp_path / "a.pdf", TEXTS, Setting(lines=12), title="A Year in Marle", author="Ilse Brandvold"
    )
    sentence = TEXTS[4].split(". ")[1] + "."
    mark_pdf(tmp_path / "a.pdf", lines, [Mark(sentence, "Ask Ansa.", "ffd400"), Mark(sentence, "Pinned.", kind="text")])
    (document,) = parse_file(tmp_path / "a.pdf", "papers/a.pdf")
    assert (document.format, document.title, document.author) == ("pdf", "A Year in Marle", "Ilse Brandvold")
    assert document.full_text and document.lines == 6 and document.meta == 0
    assert [paragraph.line_start for paragraph in document.paragraphs] == [1, 2, 3, 4, 5, 6]
    assert [paragraph.page for paragraph in document.paragraphs] == sorted(line.page for line in lines if line.x == 82)
    marked, pinned = document.highlights
    assert (marked.text, marked.note, marked.color, marked.voice) == (sentence, "Ask Ansa.", "yellow", "author")
    assert (marked.line_start, marked.page, marked.location) == (5, 2, "Page 2")
    assert (pinned.text, pinned.note, pinned.voice, pinned.page) == ("Pinned.", "", "reader", 2)


def test_an_epub_becomes_a_document_with_chapters(tmp_path: Path) -> None:
    write_epub(
        tmp_path / "a.epub", {"a.xhtml": chapter_page("Tides", TEXTS[:2]), "b.xhtml": chapter_page("Ropes", TEXTS[2:])}
    )
    (document,) = parse_file(tmp_path / "a.epub", "a.epub")
    assert (document.format, document.category, dict(document.fields)) == ("epub", "books", {"isbn": "9783161484100"})
    assert [(one.section, one.locator) for one in document.paragraphs[:3]] == [
        (("Tides",), "part 1, paragraph 1"),
        (("Tides",), "part 1, paragraph 2"),
        (("Ropes",), "part 2, paragraph 1"),
    ]
    assert (document.lines, document.meta) == (8, 2)


def test_a_saved_page_becomes_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(article_page("The Salt House Accounts", TEXTS))
    (document,) = parse_file(tmp_path / "a.html", "a.html")
    assert (document.format, document.category, document.full_text) == ("html", "articles", True)
    assert [one.text for one in document.paragraphs] == TEXTS
    assert (document.paragraphs[-1].section, document.paragraphs[-1].locator) == (("A second look",), "paragraph 6")


def test_a_notebook_in_html_is_read_as_highlights(tmp_path: Path) -> None:
    (tmp_path / "Rope.html").write_text(KINDLE_NOTEBOOK)
    (document,) = parse_file(tmp_path / "Rope.html", "Rope.html")
    assert (document.title, document.author, document.full_text) == ("The Rope Maker", "Mast, Ole", False)
    assert [(one.text, one.note, one.color, one.section) for one in document.highlights] == [
        ("A rope is patience, twisted.", "Say this to Ida.", "yellow", ("Hemp",)),
        ("Tar forgives the rain.", "", "pink", ("Tar",)),
    ]


NOTED = [
    Noted("Hemp", "A rope is patience, twisted.", "September 23, 2024", "4", "Say this to Ida."),
    Noted("Hemp", "Wet hemp shrinks by a tenth of its length.", "September 24, 2024", "9"),
    Noted("Tar", "Tar forgives the rain, but never the sun.", "October 2, 2024", "31", color="a8d9f5"),
]


@pytest.mark.parametrize("kind", ["docx", "html"])
@pytest.mark.parametrize("by_color", [False, True])
@pytest.mark.parametrize("count", [1, 3])
def test_notes_on_a_book_that_google_keeps_as_a_document_are_highlights(
    tmp_path: Path, kind: str, by_color: bool, count: int
) -> None:
    path = tmp_path / f"Notes from Rope.{kind}"
    if kind == "docx":
        write_book_notes_docx(path, "The Rope Maker", "Ole Mast", NOTED[:count], by_color=by_color)
    else:
        path.write_text(book_notes_page("The Rope Maker", "Ole Mast", NOTED[:count], by_color=by_color))
    (document,) = parse_file(path, path.name)
    assert (document.title, document.author, document.full_text) == ("The Rope Maker", "Ole Mast", False)
    assert [
        (one.text, one.note, one.color, one.location, one.highlighted_at, one.section) for one in document.highlights
    ] == [
        ("A rope is patience, twisted.", "Say this to Ida.", "yellow", "Page 4", "2024-09-23", ("Hemp",)),
        ("Wet hemp shrinks by a tenth of its length.", "", "yellow", "Page 9", "2024-09-24", ("Hemp",)),
        ("Tar forgives the rain, but never the sun.", "", "blue", "Page 31", "2024-10-02", ("Tar",)),
    ][:count]


def test_what_a_browser_saved_beside_a_page_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "Page_files").mkdir()
    (tmp_path / "Page_files" / "frame.html").write_text("<p>An advertisement.</p>")
    (tmp_path / "Other_files").mkdir()
    (tmp_path / "Other_files" / "note.md").write_text("A note.")
    (tmp_path / "Page.html").write_text("<p>A page.</p>")
    walked = list(walk_notes(tmp_path))
    assert [one.relative for one in walked if isinstance(one, NoteFile)] == ["Other_files/note.md", "Page.html"]
    assert [one.relative for one in walked if isinstance(one, SkippedFile)] == ["Page_files"]


def test_a_file_without_text_is_named_with_the_reason(tmp_path: Path) -> None:
    cases = {"a.pdf": b"%PDF-1.7 broken", "b.pdf": b"no pdf", "c.epub": b"PK\x03\x04 broken", "d.html": b"<p> </p>"}
    errors = {}
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
        errors[name] = parse_file(tmp_path / name, name)[0].error
    assert errors == {
        "a.pdf": "a broken PDF: it cannot be opened",
        "b.pdf": "no PDF, though its name says so",
        "c.epub": "a broken EPUB: no zip that can be opened",
        "d.html": "no text in it",
    }
    (tmp_path / "e.pdf").write_bytes(b"")
    assert parse_file(tmp_path / "e.pdf", "e.pdf")[0].skipped == "empty file"

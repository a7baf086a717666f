"""Words between double equals signs are what the reader marked."""

from __future__ import annotations

import pytest

from ingest.document import Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.extraction.marked_text import extract_marked_text
from ingest.note import Note
from tests.ingest.parse_text import parse_text


def marks(text: str) -> list[tuple[str, int, int]]:
    lines = tuple(text.split("\n"))
    draft = DocumentBuilder(Note(path="a.md", lines=lines))
    draft.add_paragraph(Paragraph(text=text, line_start=1, line_end=len(lines)))
    extract_marked_text(draft)
    return [(h.text, h.line_start, h.line_end) for h in draft.highlights]


def test_a_mark_knows_its_own_lines() -> None:
    assert marks("One line\nand ==a mark over\ntwo lines== here\nand on") == [("a mark over\ntwo lines", 2, 3)]


def test_a_mark_may_end_in_a_space_and_be_short_where_it_is_the_whole_paragraph() -> None:
    assert marks("==Judge. ==") == [("Judge.", 1, 1)]


def test_a_paragraph_that_is_one_mark_becomes_the_highlight() -> None:
    draft = DocumentBuilder(Note(path="a.md", lines=("==the whole of the paragraph==",)))
    draft.add_paragraph(Paragraph(text="==the whole of the paragraph==", line_start=1, line_end=1))
    extract_marked_text(draft)
    assert not draft.paragraphs and len(draft.highlights) == 1


@pytest.mark.parametrize(
    "text", ["if a == b or c == d then", "===== a rule of signs =====", "`a ==b c d e== f`", "a ==word== alone"]
)
def test_comparisons_rules_code_and_single_words_are_no_marks(text: str) -> None:
    assert marks(text) == []


def test_a_remark_behind_a_mark_is_its_note() -> None:
    front = "---\nsource: https://bells.example/a\ntags: [clippings]\n---\n\n"
    lines = f"{front}A bell is cast.\n\n{{==The loudest goes to the lost.==}}{{>>like us<<}}\n"
    (document,) = parse_text(lines, "Bells.md")
    assert [(each.text, each.note) for each in document.highlights] == [("The loudest goes to the lost.", "like us")]
    assert [each.text for each in document.paragraphs] == ["A bell is cast."]

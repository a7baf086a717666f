from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.decode import decode_bytes
from ingest.readwise_api.book import Book, update_from_api
from ingest.readwise_api.book_file import InvalidBookFile, book_id, file_name, read_book, write_book
from tests.ingest.parse_text import parse_text

WORDS = st.text(max_size=60) | st.sampled_from(
    ["a\n\n> b", "- Note: x", "^rw5\n^rw6", "---", "  set in", "\x85\u2028", "[["]
)
HIGHLIGHTS = st.fixed_dictionaries(
    {"id": st.integers(1, 9), "text": WORDS},
    optional={
        "note": WORDS,
        "tags": st.lists(st.fixed_dictionaries({"name": WORDS}), max_size=3),
        "color": st.none() | WORDS,
        "location": st.none() | st.integers(0, 10**6),
        "location_type": st.none() | st.sampled_from(["page", "order", "time_offset", "location", "offset", "none"]),
        "highlighted_at": st.none() | st.just("2024-03-01T10:00:00Z"),
        "url": st.none() | WORDS,
        "readwise_url": st.none() | WORDS,
        "is_favorite": st.booleans(),
    },
)
BOOKS = st.fixed_dictionaries(
    {
        "user_book_id": st.integers(0, 10**9),
        "highlights": st.lists(HIGHLIGHTS, max_size=5, unique_by=lambda h: h["id"]),
    },
    optional={
        name: st.none() | WORDS
        for name in ("title", "author", "category", "source_url", "asin", "summary", "document_note", "unique_url")
    },
)


@given(BOOKS)
@settings(deadline=None)
def test_a_book_is_read_back_as_it_was_written(data: dict[str, object]) -> None:
    book = update_from_api(data).book
    text = write_book(book)
    assert read_book(decode_bytes(text.encode(), "x.md").lines).book == book
    assert write_book(read_book(text.split("\n")).book) == text


@given(BOOKS)
@settings(deadline=None)
def test_every_line_of_a_written_book_is_accounted_for(data: dict[str, object]) -> None:
    text = write_book(update_from_api(data).book)
    (document,) = parse_text(text, "books/x 1.md")
    taken = {
        n for item in (*document.highlights, *document.paragraphs) for n in range(item.line_start, item.line_end + 1)
    }
    lines = text.split("\n")
    filled = sum(bool(line.strip()) for line in lines)
    assert document.lines == filled and not document.unparsed and not document.warnings
    assert document.meta == filled - sum(bool(lines[n - 1].strip()) for n in taken)


@given(BOOKS)
def test_a_file_name_holds_the_id_of_its_book(data: dict[str, object]) -> None:
    book = update_from_api(data).book
    name = file_name(book)
    assert book_id(name) == book.id
    assert len(name.encode().split(b"/")[1]) < 200 and name.count("/") == 1 and "\n" not in name


@pytest.mark.parametrize("cut", [40, 90, 150])
def test_a_truncated_file_is_invalid(cut: int) -> None:
    book = update_from_api({"user_book_id": 4, "title": "Walls", "highlights": [{"id": 7, "text": "Stone " * 30}]}).book
    with pytest.raises(InvalidBookFile):
        read_book(write_book(book)[:cut].split("\n"))


def test_a_title_becomes_a_valid_file_name() -> None:
    book = Book(id=3, title="../a\\b: what? " + "長" * 200, category="books/..")
    assert file_name(book).startswith("books/a b what 長") and file_name(book).endswith(" 3.md")
    assert file_name(replace(book, title=" . ", category="")) == "other/Untitled 3.md"


def test_a_character_that_decoders_take_for_a_line_break_stays_within_its_line() -> None:
    book = Book(id=1, summary="one\x85two\u2028three")
    assert json.loads(write_book(book).split("\n")[2].removeprefix("summary: ")) == "one\x85two\u2028three"
    assert len(write_book(book).splitlines()) == 6

"""Kindle clippings: many books in one file, each line in exactly one book."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats.kindle import clippings
from ingest.formats.kindle.clippings import split_title
from ingest.note import Note

WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip()) and "==" not in text and "<" not in text
)
ENTRIES = st.lists(
    st.tuples(st.sampled_from(["Salt (Voss)", "Walls (Oake)", "A leaf"]), st.integers(1, 9000), WORDS),
    min_size=1,
    max_size=12,
)


def written(entries: list[tuple[str, int, str]]) -> list[str]:
    lines = []
    for title, place, text in entries:
        lines += [title, f"- Your Highlight on Location {place}-{place + 2} | Added on Friday, July 3, 2020 8:00:00 AM"]
        lines += ["", text, "=========="]
    return lines


@settings(deadline=None)
@given(ENTRIES)
def test_each_entry_is_one_highlight_of_its_book_and_each_line_in_one_book(
    entries: list[tuple[str, int, str]],
) -> None:
    note = Note(path="My Clippings.txt", lines=tuple(written(entries)))
    assert clippings.recognises(note)
    books = clippings.read(note)
    assert sum(book.lines for book in books) == sum(bool(line.strip()) for line in note.lines)
    found = sorted((book.title, h.text) for book in books for h in book.highlights)
    assert found == sorted((split_title(title)[0], text.strip()) for title, _, text in entries)


@settings(deadline=None)
@given(ENTRIES, ENTRIES)
def test_two_files_one_after_the_other_hold_the_highlights_of_both(
    first: list[tuple[str, int, str]], second: list[tuple[str, int, str]]
) -> None:
    def highlights(entries: list[tuple[str, int, str]]) -> list[tuple[str, str, str]]:
        note = Note(path="a.txt", lines=tuple(written(entries)))
        books = clippings.read(note)
        return sorted((book.title, h.text, h.location) for book in books for h in book.highlights)

    assert highlights(first + second) == sorted(highlights(first) + highlights(second))


def test_a_list_separated_by_equals_signs_is_not_a_clippings_file() -> None:
    lines = ("One", "=========", "Two", "=========", "- three", "=========")
    assert not clippings.recognises(Note(path="a.txt", lines=lines))

"""A passage of a very long line is shown with enough around it to know the line by."""

from __future__ import annotations

from pathlib import Path

from index.browse.works import find_neighbours
from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.search.context_window import MAX_SHOWN_LETTERS, MIN_SHOWN_SHARE, expand_passages
from tests.index.conftest import Sync, write_notes

LINE = " ".join(
    f"Sentence {number} of the talk says that bell {number} was cast in the year {1200 + number}."
    for number in range(90)
)
NOTE = f"# A long talk\n\n{LINE}\n\nA short line on its own stands here, about ropes and nothing else.\n"  # fmt: skip


def test_what_is_shown_is_a_good_part_of_the_lines_that_it_cites(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"talk.md": NOTE})
    sync()
    ids = [row[0] for row in catalog.connection.execute("SELECT id FROM passages WHERE text LIKE '%bell%'")]
    assert len(ids) > 4
    passages = read_passages(catalog, ids)
    expanded = expand_passages(catalog, passages.values())
    for passage in passages.values():
        shown = expanded[passage.id]
        assert passage.text in shown and shown in LINE
        assert MIN_SHOWN_SHARE <= len(shown.split()) / len(LINE.split()) <= MIN_SHOWN_SHARE + 0.05


def test_of_a_line_of_a_whole_book_no_more_is_shown_than_the_cap(sync: Sync, catalog: Catalog, vault: Path) -> None:
    sentences = [f"Sentence {number} of the book says that bell {number} was cast in bronze." for number in range(3000)]
    write_notes(vault, {"book.md": f"# A long book\n\n{' '.join(sentences)}\n"})
    sync()
    ids = [row[0] for row in catalog.connection.execute("SELECT id FROM passages WHERE text LIKE '%bell%'")]
    shown = expand_passages(catalog, read_passages(catalog, ids).values())
    sizes = [len(text) for text in shown.values()]
    assert len(ids) > 200 and max(sizes) <= MAX_SHOWN_LETTERS + 100 and min(sizes) >= MAX_SHOWN_LETTERS / 2


def test_a_passage_that_fills_its_line_is_shown_as_it_is(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"talk.md": NOTE})
    sync()
    ids = [row[0] for row in catalog.connection.execute("SELECT id FROM passages WHERE text LIKE '%ropes%'")]
    assert ids and expand_passages(catalog, read_passages(catalog, ids).values()) == {}


def test_the_passages_of_one_line_keep_their_order(sync: Sync, catalog: Catalog, vault: Path) -> None:
    write_notes(vault, {"talk.md": NOTE})
    sync()
    found = next(iter(catalog.connection.execute("SELECT id FROM passages WHERE text LIKE '%year 1200.%'")))[0]
    near = find_neighbours(catalog, found, around=9)
    assert near is not None and not [p for p in near.before if "bell" in p.text]
    told = " ".join(p.text for p in (near.passage, *near.after) if "bell" in p.text)
    assert told == LINE

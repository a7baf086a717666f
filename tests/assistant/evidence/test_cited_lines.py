"""The line of a passage on which a sentence stands."""

from __future__ import annotations

import pytest

from assistant.evidence.cited_lines import find_line
from ingest.passage import Passage, Place

FILE_LINES = [
    "> The ferry left at dawn with eleven goats",
    "> and a *crate* of lamp oil. It came back",
    ">",
    "> &quot;Nobody drowned,&quot; the [master](https://example.org/log) wrote.",
    "",
    "Note: ask who paid for the oil",
]
TEXT = (
    "The ferry left at dawn with eleven goats and a *crate* of lamp oil. It came back\n\n"
    '"Nobody drowned," the master wrote.'
)


def make_passage(text: str = TEXT, last: int = 25) -> Passage:
    place = Place(source="/notes", path="ferry.md", line_start=20, line_end=last)
    return Passage(text=text, kind="highlight", voice="author", places=(place,), note="ask who paid for the oil")


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        ("The ferry left at dawn with eleven goats and a crate of lamp oil.", 20),
        ("It came back", 21),
        ('"Nobody drowned," the master wrote.', 23),
        ("ask who paid for the oil", 25),
        ("The master recorded that nobody had drowned.", 23),
        ("", 20),
        ("Wholly unrelated.", 20),
    ],
)
def test_the_line_is_the_one_where_the_words_begin(sentence: str, line: int) -> None:
    assert find_line(sentence, make_passage(), FILE_LINES) == line


def test_without_the_file_the_lines_of_the_text_count() -> None:
    passage = make_passage("Eleven goats.\nA crate of lamp oil.\nNobody drowned.", last=22)
    assert find_line("Nobody drowned.", passage) == 22
    assert find_line("Nobody drowned.", passage, ["another", "file", "by now"]) == 22


def test_a_line_is_never_outside_the_passage() -> None:
    assert find_line("Nobody drowned.", make_passage("Goats.\n\n\n\nNobody drowned.", last=21)) == 21

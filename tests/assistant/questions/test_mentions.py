"""What a question names: works and authors."""

from __future__ import annotations

import pytest

from assistant.questions.mentions import find_author, find_titled, find_work, writes_title
from index.catalog.queries.works import WorkSummary


def work(title: str, author: str, passages: int = 3) -> WorkSummary:
    return WorkSummary(
        id=title, title=title, author=author, category="books", url="", published="", probable=False,
        passages=passages, highlights=3, notes=0, full_text=False, last_highlighted="",
    )  # fmt: skip


WORKS = [work("Salt", "Ana Reis"), work("Salt Roads: A Memoir", "Ben Reis"), work("Pumps", "Jon Vale")]


def test_the_longest_title_is_meant() -> None:
    """A title that begins another is not taken for it."""
    assert find_work("my highlights from salt roads", WORKS) == WORKS[1]
    assert find_work("my highlights from salt", WORKS) == WORKS[0]
    assert find_work("my highlights from saltpans", WORKS) is None


def test_a_part_of_a_title_is_enough_where_only_one_work_has_it() -> None:
    """Of two, neither is guessed."""
    assert find_titled("Memoir Roads", WORKS) == WORKS[1]
    assert find_titled("Salt", WORKS) is None


def test_a_title_has_its_capitals() -> None:
    """What a work is called may also be what somebody asks about."""
    assert writes_title("What is Pumps about?", WORKS[2])
    assert not writes_title("What are pumps about?", WORKS[2])


@pytest.mark.parametrize(
    ("asked", "author"),
    [
        ("what does ana reis say?", "Ana Reis"),
        ("quotes by vale", "Jon Vale"),
        ("quotes by reis", "Reis"),
        ("quotes by night", ""),
    ],
)
def test_an_author_is_named_whole_or_by_the_last_name(asked: str, author: str) -> None:
    """Two of one name are both meant."""
    assert find_author(asked, WORKS) == author

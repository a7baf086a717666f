"""By which phrases a catalog's names are found."""

from __future__ import annotations

import pytest

from assistant.questions.catalog_names import correct_words, read_names
from assistant.text.tokens import read_tokens
from index.catalog.queries.vocabulary import Vocabulary

NAMES = read_names(
    Vocabulary(
        authors=("Ana Reis and Oluf Sandberg", "Costantin, Mirela", "Jo Reis"),
        titles=("The Ferry Book: A Life", "2024-02-03"),
        folders=("Journal", "journals"),
    )
)


@pytest.mark.parametrize(
    ("phrase", "author"),
    [
        (("oluf", "sandberg"), "Oluf Sandberg"),
        (("sandberg",), "Oluf Sandberg"),
        (("o", "sandberg"), "Oluf Sandberg"),
        (("mirela", "costantin"), "Costantin, Mirela"),
        (("reis",), "Reis"),
    ],
)
def test_each_person_is_found_by_the_parts_of_the_name(phrase: tuple[str, ...], author: str) -> None:
    """A last name that several have stands for all of them."""
    assert NAMES.authors[phrase] == author


def test_a_title_is_found_without_its_subtitle_and_article() -> None:
    """A note of a day is asked for by its date."""
    assert {("ferry", "book", "a", "life"), ("the", "ferry", "book")} <= set(NAMES.titles)
    assert not any("2024" in phrase for phrase in NAMES.titles)


def test_folders_of_one_name_are_one() -> None:
    assert set(NAMES.folders.values()) == {"Journal\0journals"}


def test_a_word_that_no_name_has_is_the_nearest_that_one_has() -> None:
    """Of equally near words the one with the same first letter."""
    words = [token.text for token in correct_words(read_tokens("what does sandburg say"), NAMES)]
    assert words == ["what", "does", "sandberg", "say"]

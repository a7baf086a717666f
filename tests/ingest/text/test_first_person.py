"""The words by which somebody speaks of themselves."""

import pytest

from ingest.text.first_person import speaks_of_oneself


@pytest.mark.parametrize(
    "words",
    [
        "I mended the gate.",
        "What I'll do next",
        "My questions",
        "Meine Fragen",
        "Gestern habe ich geschlafen.",
        "J'ai lu la carte.",
        "Mon avis",
        "Yo uso menos sal.",
        "Ik heb het gelezen.",
        "Я читал.",
        "私は橋を渡った",
        "我的想法",
    ],
)
def test_the_first_person_is_known(words: str) -> None:
    assert speaks_of_oneself(words)


@pytest.mark.parametrize(
    "words", ["Phase I: the gate", "Mon, 4 March", "The EU votes", "10 min read", "J. Smith", "Mia sings", "自我と橋"]
)
def test_numerals_names_and_abbreviations_are_not(words: str) -> None:
    assert not speaks_of_oneself(words)

"""Passages answer a question about something named only if they tell of it."""

from __future__ import annotations

import pytest

from assistant.evidence.named_things import tells_of_named
from tests.assistant.made import evidence


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How tall is the Odde light?", False),
        ("How tall is the Halm light?", True),
        ("How tall is the light?", True),
        ("Who built the Halm's tower?", True),
        ("How tall is the HALM light?", True),
        ("How tall is the BBC light?", True),
        ("How tall was the Halm light in March?", True),
        ("How hot is the lamp in Fahrenheit?", True),
    ],
)
def test_a_passage_on_another_thing_of_the_kind_does_not_answer(question: str, told: bool) -> None:
    """Abbreviations may be written out; months and scales are no things."""
    found = evidence("The Halm light is forty metres tall, and its lamp runs at 90 Celsius.")
    assert tells_of_named(question, found, found) is told


def test_a_name_beside_the_one_asked_for_leads_to_it() -> None:
    """A second hop: the first passage names who is asked about, the second tells of them alone."""
    found = evidence("The keeper of the Odde light was Mina Strand.", "Strand was born in Visby.", "Vale kept bees.")
    question = "Where was the keeper of the Odde light born?"
    assert tells_of_named(question, found[1:2], found)
    assert not tells_of_named(question, found[2:], found)


def test_a_title_or_a_folder_may_have_the_name() -> None:
    found = evidence("It is forty metres tall.")
    assert tells_of_named("How tall is the tower in Work 0?", found, found)


def test_a_passage_on_another_day_does_not_answer() -> None:
    found = evidence("On 3 May 2024 the lamp broke.", "On 4 May 2024 it was mended.")
    assert tells_of_named("What happened on 3 May 2024?", found[:1], found)
    assert not tells_of_named("What happened on 3 May 2024?", found[1:], found)


def test_names_are_not_compared_across_languages() -> None:
    """Köln is Cologne: whether it is the same place cannot be seen from the letters."""
    found = evidence("The cathedral was finished in 1880, and the builders had stopped for three hundred years.")
    assert tells_of_named("Wann wurde der Dom in Köln fertig und warum hat das so lange gedauert?", found, found)

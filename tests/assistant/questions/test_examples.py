"""The examples' file and the form of questions."""

from __future__ import annotations

from typing import get_args

from assistant.questions.examples import MATTER, masked, ngrams, read_examples, spoken, with_kinds
from assistant.questions.mentions import find_mentions
from assistant.questions.plan import Unit, Want
from tests.assistant.questions.made_names import NAMES, TODAY


def test_each_heading_says_a_want_and_a_unit_that_there_are() -> None:
    """A slip there would make a want of its own."""
    labels = {example.label for example in read_examples()}
    assert {label.want for label in labels} <= set(get_args(Want))
    assert {label.unit for label in labels} <= set(get_args(Unit))
    known = "all carry date fact framed mood named negated order own place property state voice".split()
    assert {name for label in labels for name, _ in label.traits} <= set(known)


def test_names_and_matter_are_left_out_of_the_form() -> None:
    """Two questions of one frame have one form."""
    asked = "List all highlights about copper kettles by Ana Reis"
    words, spans = with_kinds(asked, find_mentions(asked, NAMES, TODAY))
    assert masked(words) == ("list", "all", "UNIT", "about", MATTER, "by", "AUTHOR")
    assert asked[slice(*spans[-1])] == "Ana Reis"


def test_a_form_is_compared_by_its_runs_and_read_by_an_encoder_as_a_sentence() -> None:
    """With its ends."""
    assert {"< list", "list UNIT", "UNIT >", "list"} <= ngrams(("list", "UNIT"))
    assert spoken(("who", "wrote", "WORK")) == "who wrote the book Walden"

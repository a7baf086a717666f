"""What questions name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.questions.mentions import find_mentions
from tests.assistant.questions.made_names import NAMES, TODAY


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("What does Ana Reis say?", [("AUTHOR", "Ana Reis")]),
        ("What does Reis say?", [("AUTHOR", "Ana Reis")]),
        ("What does Dr. Sandberg say?", [("AUTHOR", "Dr. Oluf Sandberg")]),
        ("What does A. Reis say?", [("AUTHOR", "Ana Reis")]),
        ("In The Ferry Book, who drowns?", [("WORK", "The Ferry Book")]),
        ("What is on page 12 of “Salt”?", [("PLACE", "12"), ("WORK", "Salt: A Slow History")]),
        ("location 1,204", [("PLACE", "1")]),
        ("at 0:13:05 of episode 28", [("PLACE", "0:13:05"), ("PLACE", "28")]),
        ("第12页", [("PLACE", "12")]),
        ("what is #boats", [("TAG", "boats")]),
        ("all that is tagged long-read", [("TAG", "long-read")]),
        ("who says 'no'", []),
    ],
)
def test_names_are_found_as_people_write_them(asked: str, named: list[tuple[str, str]]) -> None:
    """In full, in part; a place with its number."""
    found = [mention for mention in find_mentions(asked, NAMES, TODAY) if mention.sure and mention.kind != "UNIT"]
    assert [(mention.kind, mention.conditions[0].value) for mention in found] == named


@pytest.mark.parametrize(
    ("asked", "written", "understood"),
    [
        ("What does Sandburg say?", "Sandburg", "Sandberg"),
        ("What does Mirela Constantin say?", "Constantin", "Costantin"),
        ("In The Fery Book, who drowns?", "The Fery Book", "The Ferry Book"),
        ("notes tagged helth", "helth", "health"),
    ],
)
def test_a_name_with_a_letter_wrong_is_a_correction(asked: str, written: str, understood: str) -> None:
    """So that the answer can say for whom it is."""
    (correction,) = [mention.correction for mention in find_mentions(asked, NAMES, TODAY) if mention.correction]
    assert (correction.written, correction.understood) == (written, understood)


def test_a_common_word_that_is_also_a_name_is_unsure() -> None:
    """The question's frame decides whether it is the tag, the title or the value."""
    found = find_mentions("Are tides good for health, and still active?", NAMES, TODAY)
    assert {(mention.kind, mention.sure) for mention in found} == {("WORK", False), ("TAG", False), ("VALUE", False)}


def test_a_note_of_a_day_is_asked_for_by_its_date() -> None:
    """Its title is none."""
    (mention,) = find_mentions("What happened on 2024-02-03?", NAMES, TODAY)
    assert mention.kind == "DATE"


def test_quoted_words_are_a_quotation_unless_they_are_a_title() -> None:
    """Three words or more."""
    (quoted,) = find_mentions("Who said “the tide keeps time”?", NAMES, TODAY)
    assert (quoted.kind, quoted.value) == ("QUOTE", "the tide keeps time")


def test_a_quoted_title_is_that_work() -> None:
    found = find_mentions("Who wrote “Salt: A Slow History”?", NAMES, TODAY)
    (mention,) = [each for each in found if each.kind == "WORK"]
    assert mention.conditions[0].value == "Salt: A Slow History"


def test_a_name_written_apart_is_the_handle() -> None:
    """Posts have a handle for their author."""
    names = replace(NAMES, authors=(*NAMES.authors, "@runavale on Twitter"))
    (mention,) = [each for each in find_mentions("What does Runa Vale say?", names, TODAY) if each.kind == "AUTHOR"]
    assert mention.conditions[0].value == "@runavale on Twitter"


def test_a_first_name_beside_another_last_name_is_somebody_elses() -> None:
    assert not [each for each in find_mentions("What does Ana Brandt say?", NAMES, TODAY) if each.kind == "AUTHOR"]

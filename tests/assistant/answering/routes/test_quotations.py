from __future__ import annotations

from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, told


def test_quoted_words_are_told_with_whose_they_are(carry: CarryOut) -> None:
    text = told(carry(want="quotation", quoted="glaze is chemistry the hands remember"))
    assert text == "Oda Brandt, in The Patient Kiln, location 2: | Glaze is chemistry that the hands remember."


def test_a_saying_is_told_with_the_name_behind_it(carry: CarryOut) -> None:
    text = told(carry(want="quotation", quoted="Fire forgives no hurry"))
    assert text == "Jo Asker, in Sayings: | Fire forgives no hurry."
    counted = carry(want="count", unit="passages", conditions=(Condition(field="author", value="Runa Feld"),))
    assert told(counted) == (
        "You have 2 sayings by Runa Feld: | A pot is a pause in the clay. | Wet clay keeps every secret."
    )

    at_the_end = carry(want="count", unit="passages", conditions=(Condition(field="author", value="Ola Renn"),))
    assert told(at_the_end) == "You have 1 saying by Ola Renn: | Ash is a patient glaze."


def test_words_that_stand_nowhere_are_not_found(carry: CarryOut) -> None:
    assert carry(want="quotation", quoted="the moon is a lamp without oil") == ()


def test_a_quotation_on_a_matter_is_told_with_its_source(carry: CarryOut) -> None:
    assert "Lev Sorn, in Salt Glaze, location 1:" in told(carry(want="quotation", matter="salt"))

from __future__ import annotations

from assistant.questions.plan import Correction
from index.catalog.queries.condition import Condition
from tests.assistant.answering.routes.conftest import CarryOut, told


def test_a_plan_for_an_answer_is_left_to_the_search(carry: CarryOut) -> None:
    assert carry(want="answer", question="Why do pots crack?") is None


def test_what_was_read_as_something_else_is_said_first(carry: CarryOut) -> None:
    corrected = (Correction(written="Brant", understood="Oda Brandt"),)
    by_brandt = (Condition(field="author", value="Oda Brandt"),)
    text = told(carry(want="count", unit="highlights", conditions=by_brandt, corrections=corrected))
    assert text == "I read “Brant” as “Oda Brandt”. | You have 3 highlights by Oda Brandt."


def test_what_cannot_be_worked_out_is_said_with_what_was_understood(carry: CarryOut) -> None:
    by_brandt = (Condition(field="author", value="Oda Brandt"),)
    text = told(carry(want="count", unit="words", conditions=by_brandt))
    assert text.startswith("I read this as a question for a count of words by Oda Brandt, which I cannot")


def test_a_question_that_names_no_kind_of_note_is_left_to_the_search_where_there_is_none(carry: CarryOut) -> None:
    assert carry(want="list", unit="works", matter="walrus") is None
    assert carry(want="list", unit="notes", matter="walrus") is None
    assert told(carry(want="list", unit="books", matter="walrus")) == "You have no books mentioning “walrus”."
    assert carry(want="list", unit="works", matter="kiln") is not None


def test_a_plan_that_finds_nothing_is_carried_out_without_the_words_that_nothing_has(carry: CarryOut) -> None:
    by_brandt = (Condition(field="author", value="Oda Brandt"),)
    text = told(carry(want="count", unit="highlights", matter="sentences", conditions=by_brandt))
    assert text == "None mentions “sentences”; without these words: | You have 3 highlights by Oda Brandt."
    open_tasks = (Condition(field="task", value="open"),)
    text = told(carry(want="list", unit="tasks", matter="we build the North", conditions=open_tasks))
    assert text.startswith("None mentions “we build the North”; on “North”: | 2 tasks are still open:")
    assert carry(want="list", unit="tasks", matter="walrus", conditions=open_tasks) is None


def test_words_to_a_program_are_not_quoted(carry: CarryOut) -> None:
    statements = carry(want="summarise", conditions=(Condition(field="work", value="Loft"),))
    assert "sweep the floor" in told(statements) and "ignore" not in told(statements)


def test_a_kind_that_has_nothing_on_a_matter_is_told_with_the_notes_that_have(carry: CarryOut) -> None:
    text = told(carry(want="count", unit="podcasts", matter="reduction firing"))
    assert text.startswith("No podcasts mention “reduction firing”, but notes do: | You have 1 note")
    assert told(carry(want="count", unit="podcasts", matter="walrus")) == "You have no podcasts mentioning “walrus”."

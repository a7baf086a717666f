"""What kind of answer a question asks for."""

from __future__ import annotations

import pytest

from assistant.questions.question_type import classify_question, has_answer_type


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who fixed it?", "who"),
        ("In which year was it fixed?", "when"),
        ("Kiln shed: date of the roof?", "when"),
        ("How many pumps are there?", "how many"),
        ("Is data a moat?", "yes or no"),
        ("pump repair", "other"),
    ],
)
def test_a_question_asks_for_a_kind_of_answer(question: str, kind: str) -> None:
    """Read off its words."""
    assert classify_question(question) == kind


def test_an_answer_of_a_kind_is_new_to_the_question() -> None:
    """A name that stood in the question answers no who."""
    assert has_answer_type("who", "who paid Ana?", "Later Jon paid Ana.")
    assert not has_answer_type("who", "who paid Ana?", "Later they paid Ana.")
    assert has_answer_type("when", "when did it break?", "It broke in 1911.")

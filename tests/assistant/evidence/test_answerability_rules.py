"""What a question takes for granted must stand in the evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.evidence.answerability import assess
from assistant.evidence.answerability_rules import TITLE_MIN_CONFIDENCE, holds_dates, holds_matter
from assistant.evidence.candidates import score_evidence
from assistant.evidence.logistic import load_logistic
from tests.assistant.made import every, evidence


@pytest.mark.parametrize(
    ("question", "kept"),
    [("Why did Reis fix the pump?", True), ("Why did Vale fix the pump?", False)],
)
def test_a_name_that_no_passage_holds_costs_confidence(question: str, kept: bool) -> None:
    """Half of a question being there is not enough."""
    found = evidence("Ana Reis fixed the pump because it was wet.")
    reading = score_evidence(question, found, None, every)
    alone = load_logistic("answerability").signals
    confidence = assess(question, found, reading).confidence
    lower = assess(question.lower(), found, score_evidence(question.lower(), found, None, every)).confidence
    assert alone and (confidence > 0.5 * lower) is kept


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Did Reis's brother mend pumps?", True),
        ("Was Reis married?", False),
        ("Did Reis keep herons?", False),
        ("When was Reis last at the pump?", True),
        ("What did Reis say about herons?", False),
        ("What did Reis say in May?", True),
        ("What does Work 0 say of herons?", True),
        ("Is a pump loud?", True),
    ],
)
def test_what_is_asked_of_a_name_must_stand_in_a_work_with_it(question: str, held: bool) -> None:
    """A passage on somebody does not say what is nowhere said of them, nor does another work's."""
    assert holds_matter(question, evidence("Ana Reis's pump was wet.", "Herons keep still.")) is held


@pytest.mark.parametrize(
    ("kind", "title", "passes"),
    [
        ("highlight", "A Letter on Herons", True),
        ("prose", "A Letter on Herons", False),
        ("highlight", "Frost Fairs, Ferry Fares, and a Letter on Herons", False),
    ],
)
def test_highlights_of_a_work_on_what_is_asked_are_an_answer(kind: str, title: str, passes: bool) -> None:
    """What was marked in a work hardly repeats its title; prose does, and is judged by its words alone.

    A newsletter's title lists more than what the one highlight is about.
    """
    question = "What is a heron?"
    [one] = evidence("The fare across the sound is four crowns from Monday on.", kind=kind)
    found = (replace(one, passage=replace(one.passage, places=(replace(one.passage.places[0], title=title),))),)
    verdict = assess(question, found, score_evidence(question, found, None, every))
    assert (verdict.confidence >= TITLE_MIN_CONFIDENCE) is passes


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("What froze in March 1921?", True),
        ("What froze in 1931?", True),
        ("What froze in March 1931?", False),
        ("What froze in March 1831?", False),
        ("What froze on 3 May 2021?", False),
        ("What froze in May?", True),
    ],
)
def test_what_is_asked_of_a_day_or_year_must_not_be_of_another(question: str, held: bool) -> None:
    """A text without any date may be of every one."""
    assert holds_dates(question, evidence("The pond froze in March 1921, as it did on 3 March 2021.")) is held
    assert holds_dates(question, evidence("The pond froze."))

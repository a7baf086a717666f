"""What a question takes for granted must stand in the evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.evidence.answerability import assess
from assistant.evidence.answerability_rules import (
    TITLE_MIN_CONFIDENCE,
    holds_predicate,
    holds_relation,
    is_lone_mention,
)
from assistant.evidence.candidates import score_evidence
from assistant.evidence.logistic import load_logistic
from tests.assistant.made import every, evidence


@pytest.mark.parametrize(
    ("question", "kept"),
    [("Why did Reis fix the pump?", True), ("Why did Vale fix the pump?", False), ("Why is GPT-4 wet?", False)],
)
def test_a_name_that_no_passage_holds_costs_confidence(question: str, kept: bool) -> None:
    """Half of a question being there is not enough."""
    found = evidence("Ana Reis fixed the pump because GPT-3 was wet.")
    reading = score_evidence(question, found, None, every)
    alone = load_logistic("answerability").signals
    confidence = assess(question, found, reading).confidence
    lower = assess(question.lower(), found, score_evidence(question.lower(), found, None, every)).confidence
    assert alone and (confidence > 0.5 * lower) is kept


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("What is the capital of Norway?", False),
        ("What is the anthem of Norway?", True),
        ("What is the meaning of Norway?", True),
        ("What is the plot of Work 0?", True),
    ],
)
def test_what_is_asked_of_a_named_thing_must_be_named(question: str, kept: bool) -> None:
    """A line beside a name does not tell an attribute of it; of a work itself anything may be asked."""
    found = evidence("Oslo is to Norway as Rome is to Italy. The anthem of Norway is old. Work 0 says so.")
    reading = score_evidence(question, found, None, every)
    confidence = assess(question, found, reading).confidence
    lower = assess(question.lower(), found, score_evidence(question.lower(), found, None, every)).confidence
    assert (confidence > 0.7 * lower) is kept


def test_a_lone_mention_is_no_advice() -> None:
    """How to do something is asked, and one passage alone is a little near: it weighs less than with company."""
    question = "How do I mend a pump?"
    found = evidence("A pump is mended by no king.", "Herons wade.")
    lone = [replace(found[0], cosine=0.4), replace(found[1], cosine=0.2)]
    beside = [replace(found[0], cosine=0.4), replace(found[1], cosine=0.3)]
    near = [replace(found[0], cosine=0.6), replace(found[1], cosine=0.2)]
    held = [is_lone_mention(question, one) for one in (lone, beside, near)]
    assert held == [True, False, False]
    assert not is_lone_mention("Why is a pump mended?", lone)


def test_what_is_asked_of_a_named_place_must_stand_beside_its_name() -> None:
    """A river in one passage and a place in another do not make the river of that place."""
    question = "What is the longest river in Norland?"
    apart = evidence("The longest river freezes.", "Norland is cold.")
    together = evidence("The longest river of Norland freezes.", "It is cold.")
    assert holds_relation(question, together) and not holds_relation(question, apart)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Did Reis's brother mend pumps?", True),
        ("Was Reis married?", False),
        ("Did Reis keep herons?", False),
        ("When was Reis married?", True),
        ("Is a pump loud?", True),
    ],
)
def test_whether_somebody_did_it_must_stand_in_a_work_with_the_name(question: str, held: bool) -> None:
    """A passage on somebody does not say what is nowhere said of them, nor does another work's."""
    assert holds_predicate(question, evidence("Ana Reis's pump was wet.", "Herons keep still.")) is held


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

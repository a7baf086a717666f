"""The topic of a question: what it asks about, without what it says about the notes. Pure; English only."""

from __future__ import annotations

import re

from index.search.evidence import Question

_NOTES = r"(?:(?:my|these|the) (?:own )?(?:notes|highlights|library|collection|vault|books|articles))"
_ABOUT = rf"(?:about|on|of|regarding|concerning)\s+(?P<matter>[^?]+?)(?: in {_NOTES})?\W*$"
_ASKS_NOTES = re.compile(
    rf"^\W*(?:what (?:do|does|did) {_NOTES} (?:say|tell(?: me)?|hold|have|contain|know)"
    rf"|(?:do i have|are there)(?: any)? (?:notes?|highlights?|passages?|anything|something)"
    rf"|what (?:is|do i have|have i (?:got|read|noted|saved|marked|highlighted)) (?:in {_NOTES} )?"
    rf"|(?:did|have|has) i (?:ever )?(?:read|note|noted|save|saved|mark|marked|highlight|highlighted|write|written)"
    rf"(?: down)?(?: anything| something)?|(?:do|does) {_NOTES} (?:say|have|hold|contain)(?: anything)?"
    rf"|(?:is there )?(?:anything|something) (?:in {_NOTES} )?) ?{_ABOUT}",
    re.IGNORECASE,
)
_POINTING = re.compile(r"(?:it|this|that|them|these|those|he|she|him|her)\W*$", re.IGNORECASE)


def without_notes_phrase(question: Question) -> Question:
    """The question without what it says about the notes: "What do my notes say about pumps?" asks about pumps.

    A search would treat words such as "notes" as part of the topic, and hardly a passage has them.
    """
    match = _ASKS_NOTES.match(question.text)
    if not match or is_pronoun(match["matter"]):
        return question
    return question.with_text(question_about(match["matter"]))


def question_about(matter: str) -> str:
    """The question for what the notes say about a matter."""
    return f"What is said about {matter.strip()}?"


def is_pronoun(matter: str) -> bool:
    """Whether it is only a pronoun, so that the conversation must supply the matter."""
    return bool(_POINTING.match(matter))

"""assistant.questions.topic: TODO."""

from __future__ import annotations

import re
from dataclasses import replace

from index.search.evidence import Question

_STORE = r"(?:(?:my|these|the) (?:own )?(?:notes|highlights|library|collection|vault|books|articles))"


_ABOUT = rf"(?:about|on|of|regarding|concerning)\s+(?P<matter>[^?]+?)(?: in {_STORE})?\W*$"


_NOTED = re.compile(
    rf"^\W*(?:what (?:do|does|did) {_STORE} (?:say|tell(?: me)?|hold|have|contain|know)"
    rf"|(?:do i have|are there)(?: any)? (?:notes?|highlights?|passages?|anything|something)"
    rf"|what (?:is|do i have|have i (?:got|read|noted|saved|marked|highlighted)) (?:in {_STORE} )?"
    rf"|(?:did|have|has) i (?:ever )?(?:read|note|noted|save|saved|mark|marked|highlight|highlighted|write|written)"
    rf"(?: down)?(?: anything| something)?|(?:do|does) {_STORE} (?:say|have|hold|contain)(?: anything)?"
    rf"|(?:is there )?(?:anything|something) (?:in {_STORE} )?) ?{_ABOUT}",
    re.IGNORECASE,
)


_POINTING = re.compile(r"(?:it|this|that|them|these|those|he|she|him|her)\W*$", re.IGNORECASE)


def name_matter(question: Question) -> Question:
    """The question without what it says of the notes: "What do my notes say about pumps?" asks about pumps.

    Their words would be looked for as if they were asked about, and hardly a passage has them.
    """
    asked = _NOTED.match(question.text)
    if not asked or points(asked["matter"]):
        return question
    return replace(question, text=ask_about(asked["matter"]))


def ask_about(matter: str) -> str:
    """The question for what is said on a matter."""
    return f"What is said about {matter.strip()}?"


def points(matter: str) -> bool:
    """Whether it only points back, so that the conversation must tell what is meant."""
    return bool(_POINTING.match(matter))

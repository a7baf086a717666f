"""The sides of a comparison. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.questions.examples import KINDS
from assistant.questions.matter import Run
from assistant.questions.plan import Plan, Side
from assistant.text.tokens import read_tokens
from assistant.text.word_lists import words


def sides_by_name(plan: Plan) -> tuple[Side, ...]:
    """A side for each of two authors, works or tags; () without two."""
    for field in ("author", "work", "tag"):
        own = [condition for condition in plan.conditions if condition.field == field]
        if len(own) > 1:
            shared = tuple(other for other in plan.conditions if other.field != field)
            return tuple(
                Side(matter=plan.matter, conditions=(condition, *shared), name=condition.value) for condition in own
            )
    return ()


def read_sides(plan: Plan, runs: Sequence[Run], form: Sequence[str]) -> tuple[Side, ...]:
    """A side for each of two names; else for each of two matters that a word joins. "The price of tin and zinc" asks
    for both prices."""
    if sides := sides_by_name(plan):
        return sides
    joiners = words("joiners")
    pieces: list[str] = []
    behind = 0
    for run in runs:
        joined = all(word in joiners | words("articles") or word in KINDS for word in form[behind : run.first])
        if not pieces or joined:
            pieces += _split_at(run.text.partition(",")[0], joiners)
        behind = run.behind
    if len(pieces) < 2:
        return ()
    shared = next((pieces[0][: token.end] for token in read_tokens(pieces[0]) if token.text in words("of")), "")
    return tuple(
        Side(matter=piece if piece.startswith(shared) else f"{shared} {piece}", conditions=plan.conditions, name=piece)
        for piece in pieces[-2:]
    )


def _split_at(text: str, joiners: frozenset[str]) -> list[str]:
    """The text, or its two parts around a joining word."""
    for token in read_tokens(text):
        if token.text in joiners and text[: token.start].strip() and text[token.end :].strip():
            return [text[: token.start].strip(" ,"), text[token.end :].strip(" ,")]
    return [text]

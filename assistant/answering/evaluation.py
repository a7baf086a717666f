"""Scores the answers to a reader's own questions, read from a file together with where each answer stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.search.evidence import Evidence

EXAMPLE_LINE = '{"question": "What did Ebbinghaus measure?", "expect": [{"path": "Books/Memory.md", "line": 12}]}'
MAX_RANK = 10
"""Passages compared for each question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPlace:
    """A place where an answer stands; an unset field matches anything."""

    path: str = ""
    """Relative to its source folder, or the end of that."""
    line: int = 0
    """Must lie within the passage's lines; 0 for any."""
    text: str = ""
    """Words that the passage holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationQuestion:
    """One question of the file."""

    text: str
    expected: tuple[ExpectedPlace, ...]
    """Any of them counts; () where the notes don't say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """The outcome of one question."""

    question: EvaluationQuestion
    rank: int
    """Of the first expected passage, from 1; 0 where none is among the first `MAX_RANK`, or none is expected."""
    answered: bool
    """Whether the assistant answered."""
    first: str
    """Path and line of the passage that came first; "" without one."""


class InvalidQuestion(ValueError):
    """A line of the file cannot be read. The message has its place and an example."""


def parse_questions(lines: Iterable[str], name: str) -> list[EvaluationQuestion]:
    """The questions of a file of JSON lines; blank lines and lines that begin with # are skipped.

    Raises InvalidQuestion for a line that is no question, and for a file without any.
    """
    questions = [
        _parse_question(line, f"{name}:{number}")
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]
    if not questions:
        raise InvalidQuestion(f"{name}: no question in it; write one a line, such as {EXAMPLE_LINE}")
    return questions


def evaluate(
    questions: Sequence[EvaluationQuestion],
    ask: Callable[[str], tuple[Sequence[Evidence], bool]],
    progress: Callable[[int], None],
) -> list[QuestionResult]:
    """The result of each question. ask: gives passages, best first, and whether it was answered. progress: gets the
    number done.
    """
    results = []
    for done, question in enumerate(questions, 1):
        evidence, answered = ask(question.text)
        results.append(_result(question, evidence, answered))
        progress(done)
    return results


def compute_scores(results: Sequence[QuestionResult]) -> dict[str, float | int]:
    """Counts and shares, 0 to 1: found first, in five, in ten; mean reciprocal rank; answered, and rightly refused."""
    expecting = [result for result in results if result.question.expected]
    silent = [result for result in results if not result.question.expected]
    scores: dict[str, float | int] = {"questions": len(results), "expecting": len(expecting)}
    if expecting:
        ranks, count = [result.rank for result in expecting], len(expecting)
        for top in (1, 5, MAX_RANK):
            scores[f"found_in_{top}"] = round(sum(0 < rank <= top for rank in ranks) / count, 4)
        scores["mean_reciprocal_rank"] = round(sum(1 / rank for rank in ranks if rank) / count, 4)
        scores["answered"] = round(sum(result.answered for result in expecting) / count, 4)
    if silent:
        scores["refused"] = round(sum(not result.answered for result in silent) / len(silent), 4)
    return scores


def _result(question: EvaluationQuestion, evidence: Sequence[Evidence], answered: bool) -> QuestionResult:
    ranks = (rank for rank, item in enumerate(evidence, 1) if any(_matches(place, item) for place in question.expected))
    place = evidence[0].passage.places[0] if evidence else None
    first = f"{place.path}:{place.line_start}" if place else ""
    return QuestionResult(question=question, rank=next(ranks, 0), answered=answered, first=first)


def _matches(expected: ExpectedPlace, evidence: Evidence) -> bool:
    passage = evidence.passage
    if expected.text and _folded(expected.text) not in _folded(f"{passage.text} {passage.note}"):
        return False
    if not expected.path and not expected.line:
        return True
    return any(
        f"/{place.path}".endswith(f"/{expected.path}")
        and (not expected.line or place.line_start <= expected.line <= place.line_end)
        for place in passage.places
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _parse_question(line: str, location: str) -> EvaluationQuestion:
    try:
        row: Any = json.loads(line)
        text, expect = row["question"], row.get("expect", [])
        if not isinstance(text, str) or not text.strip():
            raise TypeError("`question` is no text")
        return EvaluationQuestion(text=text, expected=tuple(map(_parse_place, expect)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidQuestion(f"{location}: not a question ({error}); write it like {EXAMPLE_LINE}") from error


def _parse_place(value: Any) -> ExpectedPlace:
    if isinstance(value, str):
        return ExpectedPlace(path=value.lstrip("/"))
    place = ExpectedPlace(
        path=str(value.get("path", "")).lstrip("/"), line=int(value.get("line", 0)), text=value.get("text", "")
    )
    if place == ExpectedPlace():
        raise ValueError("an expectation needs `path`, `line` or `text`")
    return place

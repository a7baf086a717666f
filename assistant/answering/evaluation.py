"""How well the reader's own questions are served: a file of questions, each with where its answer stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.search.evidence import Evidence

EXAMPLE = '{"question": "What did Ebbinghaus measure?", "expect": [{"path": "Books/Memory.md", "line": 12}]}'
TOP = 10
"""Passages looked at for each question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A place where an answer stands; what is unset is not asked for."""

    path: str = ""
    """Relative to its source folder, or the end of it."""
    line: int = 0
    """Must lie within the passage's lines; 0 for any."""
    text: str = ""
    """Words that the passage holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of the file."""

    question: str
    expected: tuple[Expected, ...]
    """Any of them will do; empty where the notes don't say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What became of one question."""

    asked: Asked
    rank: int
    """Of the first passage that was expected, from 1; 0 where none was among the first `TOP`, or none is expected."""
    answered: bool
    """Whether the notes were taken to say."""
    first: str
    """Path and line of the passage that came first; "" without one."""


class WrongQuestion(ValueError):
    """A line of the file that cannot be read, with its place and what it should look like."""


def read_asked(lines: Iterable[str], name: str) -> list[Asked]:
    """The questions of a file of JSON lines; blank lines and those beginning with # are passed over.

    Raises WrongQuestion for a line that is none, and where there is no question at all.
    """
    asked = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            asked.append(_read_one(line, f"{name}:{number}"))
    if not asked:
        raise WrongQuestion(f"{name}: no question in it; write one a line, such as {EXAMPLE}")
    return asked


def serve_all(
    asked: Sequence[Asked], ask: Callable[[str], tuple[Sequence[Evidence], bool]], told: Callable[[int], None]
) -> list[Served]:
    """Each question with what `ask` gives for it: passages best first, and whether the notes were taken to say.

    told: called with the number done.
    """
    served = []
    for done, one in enumerate(asked, 1):
        evidence, answered = ask(one.question)
        served.append(_serve(one, evidence, answered))
        told(done)
    return served


def figures_of(served: Sequence[Served]) -> dict[str, float | int]:
    """Counts and shares, 0 to 1: found first, in five, in ten; mean reciprocal rank; answered, and rightly refused."""
    ranks = [one.rank for one in served if one.asked.expected]
    silent = [one for one in served if not one.asked.expected]
    figures: dict[str, float | int] = {"questions": len(served), "expecting": len(ranks)}
    if ranks:
        figures |= {
            f"found_in_{most}": round(sum(0 < r <= most for r in ranks) / len(ranks), 4) for most in (1, 5, TOP)
        }
        figures["mean_reciprocal_rank"] = round(sum(1 / r for r in ranks if r) / len(ranks), 4)
        answered = sum(one.answered for one in served if one.asked.expected)
        figures["answered"] = round(answered / len(ranks), 4)
    if silent:
        figures["refused"] = round(sum(not one.answered for one in silent) / len(silent), 4)
    return figures


def _serve(asked: Asked, evidence: Sequence[Evidence], answered: bool) -> Served:
    rank = next(
        (n for n, one in enumerate(evidence, 1) if any(_is_there(expected, one) for expected in asked.expected)), 0
    )
    place = evidence[0].passage.places[0] if evidence else None
    first = f"{place.path}:{place.line_start}" if place else ""
    return Served(asked=asked, rank=rank, answered=answered, first=first)


def _is_there(expected: Expected, evidence: Evidence) -> bool:
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


def _read_one(line: str, where: str) -> Asked:
    try:
        row: Any = json.loads(line)
        question, expect = row["question"], row.get("expect", [])
        if not isinstance(question, str) or not question.strip():
            raise TypeError("`question` is no text")
        return Asked(question=question, expected=tuple(map(_read_expected, expect)))
    except (ValueError, KeyError, TypeError, AttributeError) as trouble:
        raise WrongQuestion(f"{where}: not a question ({trouble}); write it like {EXAMPLE}") from trouble


def _read_expected(given: Any) -> Expected:
    if isinstance(given, str):
        return Expected(path=given.lstrip("/"))
    found = Expected(
        path=str(given.get("path", "")).lstrip("/"), line=int(given.get("line", 0)), text=given.get("text", "")
    )
    if found == Expected():
        raise ValueError("an expectation needs `path`, `line` or `text`")
    return found

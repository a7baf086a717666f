"""What was said before a question: who asks for more means the question before, and what is not told yet. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from textwrap import shorten

from assistant.text.content_words import find_words
from assistant.text.sentences import plain_text, split_sentences
from index.search.evidence import Question, SearchResult
from index.search.query_rewriting import Turn

REMEMBERED = 300
"""Characters of an answer that a follow-up leans on. After a list of eight quotations (1,218 characters) a question
on something else was refused, the search being drawn to the list; with 600 and fewer it was answered."""
LEAST_WORDS = 4
"""Words from which a sentence found in an answer was quoted there, and not said by chance."""

_ABOUT_IT = r"(?: (?:about|on|of|from) (?:it|that|this|them|these|those))?"
_MORE = re.compile(
    rf"^\W*(?:and )?(?:please )?(?:(?:(?:tell|show|give) (?:me )?)?(?:some |any )?more(?: of (?:it|them))?{_ABOUT_IT}"
    rf"|(?:what|anything|something) else(?: (?:is there|do they say|was there))?{_ABOUT_IT}"
    rf"|(?:is|are) there (?:any )?more{_ABOUT_IT}|go on|continue|keep going|next)(?: please)?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A question that is asked again for what is left."""

    question: Question
    """The one before, with the conversation before that."""
    said: str
    """What was answered to it so far, as folded words."""


def read_more(question: Question) -> FollowUp | None:
    """The question that more is asked of; None where something else is asked, or nothing was before. English only."""
    if not _MORE.match(question.text):
        return None
    answers: list[str] = []
    for at, turn in reversed(list(enumerate(question.history))):
        if turn.role == "assistant":
            answers.append(turn.content)
        elif not _MORE.match(turn.content):
            asked = replace(question, text=turn.content, history=question.history[:at])
            return FollowUp(question=asked, said=_fold(" ".join(reversed(answers)))) if answers else None
    return None


def lean_on(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The conversation as a follow-up leans on it: of each answer the beginning."""

    def begin(turn: Turn) -> Turn:
        return replace(turn, content=shorten(turn.content, REMEMBERED, placeholder=" ..."))

    return tuple(begin(turn) if turn.role == "assistant" else turn for turn in history)


def leave_out(finding: SearchResult, said: str) -> SearchResult:
    """What was found without the passages that were quoted; ranks stay as they were."""
    return replace(finding, evidence=tuple(one for one in finding.evidence if not was_said(one.passage.text, said)))


def was_said(text: str, said: str) -> bool:
    """Whether a sentence of a passage stands in what was said; none is looked for where nothing was."""
    if not said:
        return False
    sentences = map(_fold, split_sentences(plain_text(text)))
    return any(sentence in said for sentence in sentences if sentence.count(" ") > LEAST_WORDS)


def _fold(text: str) -> str:
    return f" {' '.join(find_words(text))} "

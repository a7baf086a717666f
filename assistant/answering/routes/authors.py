"""Questions about what an author says: searched in that author's works, by the matter alone.

A passage hardly ever names its author. So "What does Ana Reis say about pumps?" is not similar to what she says about
pumps, and similar to what others say about her; an answer from another's work would put words into her mouth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.questions.topic import question_about
from assistant.text.content_words import folded_words
from index.search.evidence import Evidence, Question, SearchResult

_SAID = (
    re.compile(
        r"^\W*(?:(?:what|how) )?(?:do|does|did|has|have) (?P<who>[^?]{3,60}?) (?:ever )?"
        r"(?:say|said|think|thought|feel|write|wrote|written|believe|argue|claim|advise|recommend|suggest|teach)\s+"
        r"(?:(?:anything|something|much) )?(?:about|on|of|regarding|concerning)\s+(?P<matter>[^?]+)",
        re.IGNORECASE,
    ),
    re.compile(r"^\W*what (?:does|did) (?P<who>[^?]{3,60}?) mean (?:by|with)\s+(?P<matter>[^?]+)", re.IGNORECASE),
)
_ACCORDING = re.compile(
    r"^\W*(?:according to (?P<first>[^?,]{3,60}), (?P<rest>[^?]+)"
    r"|(?P<asked>[^?]+?),? according to (?P<last>[^?]{3,60}))\W*$",
    re.IGNORECASE,
)


def find_said(
    search: Callable[[Question], SearchResult], question: Question, plain: SearchResult
) -> SearchResult | None:
    """What the named author says about the matter; None where the question names no author of the found passages.

    plain: the search result of the question as it is. The result's question is the matter alone.
    """
    who, text = _read_said(plain.standalone_question)
    author = "" if question.filters.author else _find_author(folded_words(who), plain.evidence)
    if not author:
        return None
    filters = replace(question.filters, author=author)
    result = search(question.with_text(text, history=(), filters=filters))
    return result if result.evidence else None


def _read_said(question: str) -> tuple[str, str]:
    """The named person, and the question without that name; both "" without one."""
    for pattern in _SAID:
        if match := pattern.match(question):
            return match["who"], question_about(match["matter"])
    if match := _ACCORDING.match(question):
        return match["first"] or match["last"], f"{match['rest'] or match['asked']}?"
    return "", ""


def _find_author(name: list[str], evidence: Sequence[Evidence]) -> str:
    """The author of a passage with that name, in full, in part, or with a short first name; "" without one."""
    for item in evidence if name else ():
        words = folded_words(item.passage.places[0].author)
        is_short = len(name) == 2 <= len(words) and name[-1] == words[-1] and name[0][:2] == words[0][:2]
        if set(name) <= set(words) or is_short:  # Andy for Andrew
            return item.passage.places[0].author
    return ""

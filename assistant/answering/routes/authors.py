"""What somebody says about something: looked for in that author's own works; what the notes say: the matter alone.

A passage hardly ever names its author. So "What does Ana Reis say about pumps?" lies far from what she says about
pumps, and near to what others say about her; and an answer from another's work would put words into her mouth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.questions.topic import ask_about
from assistant.text.content_words import find_words
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
    """What the author who is named says on the matter; None where no author among what was found is named.

    plain: what the question finds as it stands. The finding's question is the matter alone.
    """
    who, asked = _read_said(plain.standalone_question)
    author = "" if question.filters.author else _find_author(find_words(who), plain.evidence)
    if not author:
        return None
    found = search(replace(question, text=asked, history=(), filters=replace(question.filters, author=author)))
    return found if found.evidence else None


def _read_said(question: str) -> tuple[str, str]:
    """Who is to have said it, and the question without them; both "" where nobody is."""
    for pattern in _SAID:
        if said := pattern.match(question):
            return said["who"], ask_about(said["matter"])
    if according := _ACCORDING.match(question):
        return according["first"] or according["last"], f"{according['rest'] or according['asked']}?"
    return "", ""


def _find_author(named: list[str], evidence: Sequence[Evidence]) -> str:
    """The author of one of these passages who is named, wholly or in part, or by a short first name."""
    for one in evidence if named else ():
        words = find_words(one.passage.places[0].author)
        short = len(named) == 2 <= len(words) and named[-1] == words[-1] and named[0][:2] == words[0][:2]
        if set(named) <= set(words) or short:  # Andy for Andrew
            return one.passage.places[0].author
    return ""

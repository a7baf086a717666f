"""What somebody says about something: looked for in that author's own works.

A passage hardly ever names its author. So "What does Ana Reis say about pumps?" lies far from what she says about
pumps, and near to what others say about her; and an answer from another's work would put words into her mouth.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.terms import find_words
from index.search import Finding, Question

_SAID = re.compile(
    r"^\W*(?:what|how) (?:do|does|did|has|have) (?P<who>[^?]{3,60}?) "
    r"(?:say|said|think|thought|feel|write|wrote|written|believe|argue|claim|advise|recommend|suggest|teach)\s+"
    r"(?:about|on|of|regarding|concerning)\s+(?P<matter>[^?]+)",
    re.IGNORECASE,
)


def find_said(search: Callable[[Question], Finding], question: Question, plain: Finding) -> Finding | None:
    """What the author who is named says on the matter; None where no author among what was found is named.

    plain: what the question finds as it stands. The finding's question is the matter alone.
    """
    asked = _SAID.match(plain.standalone_question)
    if not asked or question.filters.author:
        return None
    named = set(find_words(asked["who"]))
    authors = (one.passage.places[0].author for one in plain.evidence)
    author = next((one for one in authors if named <= set(find_words(one))), "")
    if not author or not named:
        return None
    text = f"What is said about {asked['matter'].strip()}?"
    found = search(replace(question, text=text, history=(), filters=replace(question.filters, author=author)))
    return found if found.evidence else None

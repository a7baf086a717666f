"""The work or author that a question names. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.content_words import fold_text, folded_words
from index.catalog.queries.works import WorkSummary

_BY = re.compile(r"\b(?:by|from)\s+(?P<who>\w[\w.'’-]*(?: \w[\w.'’-]*){0,3})\W*$")


def find_work(folded: str, works: Sequence[WorkSummary]) -> WorkSummary | None:
    """The work with the longest title that is in the folded question; of equals, the one with most passages."""
    matches = [
        (len(title), work.passages, work)
        for work in works
        for title in {fold_text(work.title).strip(), fold_text(short_title(work.title))}
        if len(title) >= 4 and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", folded)
    ]
    return max(matches, key=lambda match: match[:2])[2] if matches else None


def find_titled(name: str, works: Sequence[WorkSummary]) -> WorkSummary | None:
    """The work whose title has all the words of a name; None where none has, or more than one."""
    words = set(folded_words(name))
    matches = [work for work in works if words and words <= set(folded_words(work.title))]
    return matches[0] if len(matches) == 1 else None


def writes_title(question: str, work: WorkSummary) -> bool:
    """Whether the question writes the title with its capitals: "pumps" is what the work Pumps is about."""
    titles = (work.title.strip(), short_title(work.title))
    return any(title and title in question and title != title.lower() for title in titles)


def short_title(title: str) -> str:
    """The part before a colon or dash."""
    return re.split(r"[:(–—]| - ", title)[0].strip()


def find_author(folded: str, works: Sequence[WorkSummary]) -> str:
    """The author whose full name is in the folded question, or whose last name ends it after "by"; "" without one.

    For two authors with that last name, the last name.
    """
    authors = {work.author for work in works if len(work.author) >= 4}
    full = [a for a in authors if re.search(rf"(?<!\w){re.escape(fold_text(a))}(?!\w)", folded)]
    if full:
        return max(full, key=len)
    by = _BY.search(folded)
    words = folded_words(by["who"]) if by else []
    by_last_name = [author for author in authors if words and folded_words(author)[-len(words) :] == words]
    if len(by_last_name) > 1:
        return " ".join(by_last_name[0].split()[-len(words) :])
    return by_last_name[0] if by_last_name else ""

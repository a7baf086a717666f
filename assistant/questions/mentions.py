"""What a question names: a work or an author. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.content_words import find_words, fold_text
from index.browse.works import WorkSummary

_BY = re.compile(r"\b(?:by|from)\s+(?P<who>\w[\w.'’-]*(?: \w[\w.'’-]*){0,3})\W*$")


def find_work(asked: str, works: Sequence[WorkSummary]) -> WorkSummary | None:
    """The work with the longest title that stands in the folded question as words; the one with most passages of
    equals."""
    named = [
        (len(title), work.passages, work)
        for work in works
        for title in {fold_text(work.title).strip(), fold_text(short_title(work.title))}
        if len(title) >= 4 and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", asked)
    ]
    return max(named, key=lambda one: one[:2])[2] if named else None


def find_titled(name: str, works: Sequence[WorkSummary]) -> WorkSummary | None:
    """The work whose title has all the words of a name; None where none has, or more than one."""
    words = set(find_words(name))
    found = [work for work in works if words and words <= set(find_words(work.title))]
    return found[0] if len(found) == 1 else None


def writes_title(question: str, work: WorkSummary) -> bool:
    """Whether the question writes the title as a title, with its capitals: "pumps" is what Pumps is on."""
    titles = (work.title.strip(), short_title(work.title))
    return any(title and title in question and title != title.lower() for title in titles)


def short_title(title: str) -> str:
    """The part before a colon or dash."""
    return re.split(r"[:(–—]| - ", title)[0].strip()


def find_author(asked: str, works: Sequence[WorkSummary]) -> str:
    """The author whose whole name stands in the folded question, or whose last one ends it after "by"; "" for none.

    Of two with that last name, what they share.
    """
    authors = {work.author for work in works if len(work.author) >= 4}
    named = [a for a in authors if re.search(rf"(?<!\w){re.escape(fold_text(a))}(?!\w)", asked)]
    if named:
        return max(named, key=len)
    by = _BY.search(asked)
    words = find_words(by["who"]) if by else []
    ends = [author for author in authors if words and find_words(author)[-len(words) :] == words]
    if len(ends) > 1:
        return " ".join(ends[0].split()[-len(words) :])
    return ends[0] if ends else ""

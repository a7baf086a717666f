"""What a collection holds as a whole: how much of what, most of which works and authors, and what was marked last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.questions.date_range import say_date
from index.browse.works import WorkSummary, list_works
from index.catalog.catalog import Catalog
from ingest.passage import Passage

NAMED_MOST = 6
"""Works or authors named as those with most passages."""


def tell_overview(catalog: Catalog) -> tuple[str, list[Passage]]:
    """What the collection holds, in two or three sentences, with a passage of each work that is named."""
    works = list_works(catalog)
    if not works:
        return "No notes have been read yet.", []
    kinds = Counter(work.category for work in works if work.category)
    told = ", ".join(_plural(count, _singular(kind)) for kind, count in kinds.most_common())
    other = len(works) - sum(kinds.values())
    told += f"{' and ' if told else ''}{other:,} of no known kind" if other and told else ""
    passages = catalog.count("passages")
    held = (
        f"Your notes hold {_plural(passages, 'passage')} of {_plural(len(works), 'work')}{f': {told}' if told else ''}."
    )
    most, cited = tell_most("works", works, catalog)
    days = sorted(work.last_highlighted[:4] for work in works if work.last_highlighted)
    years = f" The newest highlight is of {days[-1]}." if days else ""
    return f"{held} {most}{years}", cited


def tell_most(thing: str, works: Sequence[WorkSummary], catalog: Catalog) -> tuple[str, list[Passage]]:
    """Which authors, works or works of one kind have most passages, with a passage of each that is named.

    thing: "authors", "works" or a category as works have it.
    """
    if thing == "authors":
        counted: Counter[str] = Counter()
        first: dict[str, WorkSummary] = {}
        for work in sorted(works, key=lambda one: -one.passages):
            if work.author:
                counted[work.author] += work.passages
                first.setdefault(work.author, work)
        best = counted.most_common(NAMED_MOST)
        named = [f"{author} ({_plural(count, 'passage')})" for author, count in best]
        of = [first[author] for author, _ in best]
    else:
        of = sorted((w for w in works if thing in ("works", w.category)), key=lambda one: -one.passages)[:NAMED_MOST]
        named = [f"{_name(work)} ({_plural(work.passages, 'passage')})" for work in of]
    if not of:
        return f"You have no {thing}.", []
    return f"Most are from {'; '.join(named)}.", [one for work in of for one in _passage_of(catalog, work.id)]


def tell_last(thing: str, works: Sequence[WorkSummary], catalog: Catalog) -> tuple[str, list[Passage]]:
    """What was marked last, with its newest highlight; says so where nothing has a date. thing: as in `tell_most`."""
    kept = [work for work in works if thing in ("works", work.category)]
    last = max(kept, key=lambda work: work.last_highlighted, default=None)
    if last is None:
        return f"You have no {thing}.", []
    if not last.last_highlighted:
        return f"Nothing says when you read them: no highlight of your {thing} has a date.", []
    on = say_date(last.last_highlighted[:10])
    return f"You last marked something in {_name(last)}, on {on}.", _passage_of(catalog, last.id)


def _passage_of(catalog: Catalog, work: str) -> list[Passage]:
    """The newest highlight of a work, or its first passage."""
    row = catalog.connection.execute(
        "SELECT occurrences.passage FROM occurrences JOIN documents ON documents.id = occurrences.document WHERE documents.work = ?"
        " AND occurrences.unit = 'passage' AND occurrences.passage <> '' ORDER BY occurrences.highlighted_at DESC, occurrences.n LIMIT 1",
        (work,),
    ).fetchone()
    return list(catalog.passages([row[0]]).values()) if row else []


def _name(work: WorkSummary) -> str:
    return f"{work.title or 'an untitled work'}{f' by {work.author}' if work.author else ''}"


def _singular(kind: str) -> str:
    return kind.removesuffix("s") or kind


def _plural(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"

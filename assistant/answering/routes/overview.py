"""Sentences on the whole collection: how much of what, the largest works and authors, the newest highlight."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.questions.date_range import format_date
from index.catalog.catalog import Catalog
from index.catalog.passages import count_passages, read_passages
from index.catalog.queries.works import WorkSummary, find_newest_passage, list_works
from ingest.passage import Passage

MAX_LARGEST = 6
"""Works or authors named as those with most passages."""


def describe_collection(catalog: Catalog) -> tuple[str, list[Passage]]:
    """What the collection holds, in two or three sentences, with a passage of each work that is named."""
    works = list_works(catalog)
    if not works:
        return "No notes have been read yet.", []
    categories = Counter(work.category for work in works if work.category)
    parts = ", ".join(count_noun(count, name.removesuffix("s")) for name, count in categories.most_common())
    other = len(works) - sum(categories.values())
    parts += f" and {other:,} of no known kind" if other and parts else ""
    passages = count_passages(catalog)
    size = f"{count_noun(passages, 'passage')} of {count_noun(len(works), 'work')}{f': {parts}' if parts else ''}"
    most, cited = describe_most("works", works, catalog)
    years = sorted(work.last_highlighted[:4] for work in works if work.last_highlighted)
    newest = f" The newest highlight is of {years[-1]}." if years else ""
    return f"Your notes hold {size}. {most}{newest}", cited


def describe_most(thing: str, works: Sequence[WorkSummary], catalog: Catalog) -> tuple[str, list[Passage]]:
    """Which authors, works or works of one category have most passages, with a passage of each that is named.

    thing: "authors", "works" or a category.
    """
    if thing == "authors":
        counts: Counter[str] = Counter()
        first: dict[str, WorkSummary] = {}
        for work in sorted(works, key=lambda work: -work.passages):
            if work.author:
                counts[work.author] += work.passages
                first.setdefault(work.author, work)
        largest = counts.most_common(MAX_LARGEST)
        names = [f"{author} ({count_noun(count, 'passage')})" for author, count in largest]
        examples = [first[author] for author, _ in largest]
    else:
        matching = (work for work in works if thing in ("works", work.category))
        examples = sorted(matching, key=lambda work: -work.passages)[:MAX_LARGEST]
        names = [f"{_name(work)} ({count_noun(work.passages, 'passage')})" for work in examples]
    if not examples:
        return f"You have no {thing}.", []
    return f"Most are from {'; '.join(names)}.", [
        passage for work in examples for passage in _passage_of(catalog, work.id)
    ]


def describe_last(thing: str, works: Sequence[WorkSummary], catalog: Catalog) -> tuple[str, list[Passage]]:
    """The work that was marked last, with its newest highlight. thing: as in `describe_most`."""
    matching = [work for work in works if thing in ("works", work.category)]
    last = max(matching, key=lambda work: work.last_highlighted, default=None)
    if last is None:
        return f"You have no {thing}.", []
    if not last.last_highlighted:
        return f"It is not known when you read them: no highlight of your {thing} has a date.", []
    on = format_date(last.last_highlighted[:10])
    return f"You last marked something in {_name(last)}, on {on}.", _passage_of(catalog, last.id)


def _passage_of(catalog: Catalog, work: str) -> list[Passage]:
    """The newest highlight of a work, or its first passage."""
    newest = find_newest_passage(catalog, work)
    return list(read_passages(catalog, [newest]).values())


def _name(work: WorkSummary) -> str:
    return f"{work.title or 'an untitled work'}{f' by {work.author}' if work.author else ''}"


def count_noun(count: int, noun: str) -> str:
    """As "no works", "1 work", "2,000 works"."""
    return f"{f'{count:,}' if count else 'no'} {noun}{'' if count == 1 else 's'}"

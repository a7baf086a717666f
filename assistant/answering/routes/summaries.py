"""Summaries in quotations: of a work, an author, a time, a matter, or of the whole collection."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from assistant.answering.routes.lists import MAX_LISTED, MORE, choose_shown, quote_all
from assistant.answering.routes.selection import Search, Selection, read_units, select, show_units
from assistant.answering.routes.statement import MAX_QUOTES, CatalogStatement, count_noun, join_names, say
from assistant.questions.follow_up import is_quoted
from assistant.questions.plan import Plan
from index.catalog.catalog import Catalog
from index.catalog.passages import count_passages
from index.catalog.queries.condition import Condition
from index.catalog.queries.works import list_works
from index.search.evidence import Question
from index.search.filters import NO_FILTERS, Filters

MAX_LARGEST = 6
"""Works named as those with most passages."""
MAX_OF_WORK = 2
"""Passages of one work in the summary of a matter."""


def summarise(plan: Plan, catalog: Catalog, search: Search, filters: Filters) -> tuple[CatalogStatement, ...] | None:
    """The best highlights of what the plan chooses; None where nothing bears on its matter."""
    if not plan.matter and not plan.conditions and filters == NO_FILTERS:
        return (describe_collection(catalog),)
    selection = select(plan, filters, "passages")
    units = read_units(catalog, selection, limit=MAX_LISTED)
    if not units:
        return summarise(_of_work(plan), catalog, search, filters) if plan.matter else None
    passages = [each.passage for each in show_units(catalog, selection, units)]
    passages = [each for each in passages if each.kind == "highlight"] or passages
    left = [each for each in passages if not is_quoted(each.text, plan.seen)]
    if plan.matter:
        conditions = (*plan.conditions, Condition(field="matter", value=plan.matter))
        question = Question(
            text=plan.matter, filters=replace(filters, conditions=conditions), top=MAX_QUOTES, per_work=MAX_OF_WORK
        )
        best = [item.passage.id for item in search(question).evidence]
        shown = sorted((each for each in left if each.id in best), key=lambda each: best.index(each.id))
    else:
        shown = choose_shown(left)
    word = "highlight" if passages and passages[0].kind == "highlight" else "passage"
    count = f"You have {count_noun(len(passages), word)} {selection.scope}".rstrip()
    if plan.seen and passages:
        head = f"{count}: here are {len(shown)} more." if shown else f"{count}, and have seen them all."
    else:
        head = f"{count}.{f' Here are {len(shown)} of them.' if len(shown) < len(passages) else ''}"
    more = MORE if len(left) > len(shown) and not plan.matter else ""
    return (say(head + more, shown[:1] or passages[:1]), *quote_all(shown, plan.matter))


def _of_work(plan: Plan) -> Plan:
    """The plan for the notes whose title, path and tags have the matter's words: "the March meeting"."""
    named = Condition(field="work", value=plan.matter, operator="has")
    return replace(plan, matter="", conditions=(*plan.conditions, named))


def describe_collection(catalog: Catalog) -> CatalogStatement:
    """What the collection holds, in two or three sentences, with a passage of each work that is named."""
    works = list_works(catalog)
    if not works:
        return say("No notes have been read yet.")
    categories = Counter(work.category for work in works if work.category)
    parts = ", ".join(count_noun(count, name.removesuffix("s")) for name, count in categories.most_common())
    other = len(works) - sum(categories.values())
    parts += f" and {other:,} of no known kind" if other and parts else ""
    size = f"{count_noun(count_passages(catalog), 'passage')} of {count_noun(len(works), 'work')}"
    size += f": {parts}" if parts else ""
    selection = Selection(unit="works", noun="work", conditions=(), scope="")
    units = sorted(read_units(catalog, selection), key=lambda each: -each.passages)[:MAX_LARGEST]
    shown = show_units(catalog, selection, units)
    named = [
        f"{each.name}{f' by {each.unit.author}' if each.unit.author else ''} ({each.unit.passages:,})" for each in shown
    ]
    years = sorted(work.last_highlighted[:4] for work in works if work.last_highlighted)
    newest = f" The newest highlight is of {years[-1]}." if years else ""
    text = f"Your notes hold {size}. Most passages are from {join_names(named)}.{newest}"
    return say(text, [each.passage for each in shown])

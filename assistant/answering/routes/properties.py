"""Properties of notes: what front matter and fields say, and a work's author, kind, publication and highlights."""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.routes.selection import cited_by, read_units, select, show_units
from assistant.answering.routes.statement import CatalogStatement, count_noun, passages_of, say
from assistant.answering.routes.wording import format_value
from assistant.questions.plan import Plan
from assistant.text.date_phrases import format_range
from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.catalog.queries.units import CountedUnit, read_properties
from index.catalog.queries.works import WorkSummary, list_works
from index.search.filters import Filters

MAX_TOLD = 12
"""Values told at once."""
_OF_WORK = ("author", "category", "highlighted", "highlights")
"""Names that every work answers to."""


def tell_properties(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...] | None:
    """The values of the property that the plan names, or of all; None where no note of it has that property."""
    asked = [each for each in plan.conditions if each.field == "property" and each.operator == "has"]
    name = asked[0].name if asked else ""
    conditions = tuple(each for each in plan.conditions if each not in asked)
    if plan.matter and not any(each.field == "work" for each in conditions):
        conditions = (*conditions, Condition(field="work", value=plan.matter, operator="has"))
    others = replace(plan, matter="", conditions=conditions)
    if name in _OF_WORK:
        return tell_work(others, catalog, filters)
    rows = read_properties(catalog, select(others, filters, "notes").conditions, name)
    if not rows:
        return None
    shown = rows[:MAX_TOLD]
    more = f" and {len(rows) - len(shown):,} more" if len(rows) > len(shown) else ""
    parts = [f"{title or 'an untitled note'}: {key} {format_value(value)}" for title, key, value, _ in shown]
    return (say(f"{'; '.join(parts)}{more}.", passages_of(catalog, [row[3] for row in shown if row[3]])),)


def tell_work(plan: Plan, catalog: Catalog, filters: Filters) -> tuple[CatalogStatement, ...] | None:
    """Who wrote the works chosen, of which kind they are, when they appeared and were marked; None without a work."""
    works = {work.id: work for work in list_works(catalog)}
    selection = select(plan, filters, "works")
    units = [each for each in read_units(catalog, selection) if each.key in works]
    if not units or len(units) > MAX_TOLD:
        return None
    named = [_describe_work(works[each.key], each) for each in units]
    return (say(f"{'. '.join(named)}.", cited_by(show_units(catalog, selection, units))),)


def _describe_work(work: WorkSummary, unit: CountedUnit) -> str:
    nouns = {"books": "a book", "articles": "an article", "podcasts": "a podcast", "videos": "a video"}
    facts = [nouns.get(work.category, "a note")]
    facts += [f"by {work.author}" if work.author else "by an author whom your notes do not name"]
    facts += [f"published {format_value(work.published)}" if work.published else ""]
    held = count_noun(work.highlights, "highlight") if work.highlights else count_noun(work.passages, "passage")
    marked = f", marked {format_range(unit.oldest[:10], unit.newest[:10])}" if work.last_highlighted else ""
    return f"{work.title or 'It'} is {' '.join(filter(None, facts))}; you have {held} from it{marked}"

"""Notes, works, authors, tags and days: listed and counted, each with a name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.answering.routes.passages import MORE, read_near
from assistant.answering.routes.selection import (
    Selection,
    ShownUnit,
    cited_by,
    not_seen,
    read_units,
    show_units,
)
from assistant.answering.routes.statement import (
    MAX_NAMES,
    MAX_QUOTES,
    CatalogStatement,
    join_names,
    quote_all,
    say,
)
from assistant.answering.routes.wording import format_value
from assistant.questions.plan import Plan
from assistant.text.date_phrases import format_date
from index.catalog.catalog import Catalog
from index.catalog.queries.units import read_properties

MAX_QUOTED_NOTES = 2
"""Notes of some time that are quoted too."""


def tell_units(plan: Plan, catalog: Catalog, selection: Selection, near: Collection[str]) -> Iterator[CatalogStatement]:
    """How many units there are and their names, then those near the plan's matter."""
    units = read_units(catalog, selection)[: plan.limit or None]
    left = not_seen(units, plan.seen)
    shown = show_units(catalog, selection, left[:MAX_NAMES])
    if plan.seen and units and not shown:
        yield say(f"You have {selection.number(len(units))}, and have seen them all.")
    else:
        names = f": {_name_all(len(left), shown, selection, plan, catalog)}" if shown else ""
        more = MORE if len(left) > len(shown) and plan.want == "list" else ""
        text = f"You have {selection.number(len(units))}{names}.{selection.undated(catalog, len(units))}{more}"
        yield say(text, cited_by(shown))
    is_of_time = not plan.matter and any(each.field in ("since", "until") for each in plan.conditions)
    if 0 < len(left) <= MAX_QUOTED_NOTES and selection.unit == "notes" and is_of_time and plan.want == "list":
        of_passages = replace(selection, unit="passages")
        entries = show_units(catalog, of_passages, read_units(catalog, of_passages, limit=MAX_QUOTES))
        yield from quote_all(cited_by(entries))
    if close := read_near(catalog, selection, near, units, plan.seen):
        others = "Near the matter, without these words" if units else "Near it, in other words"
        names = join_names([name_shown(each, selection) for each in close])
        yield say(f"{others}: {names}.", cited_by(close))


def _name_all(count: int, shown: Sequence[ShownUnit], selection: Selection, plan: Plan, catalog: Catalog) -> str:
    """The names of the units shown, with the properties asked for, and how many more there are."""
    values: dict[str, list[str]] = {}
    for condition in plan.conditions:
        if condition.field == "property" and not condition.negated:
            for title, name, value, _ in read_properties(catalog, selection.conditions, condition.name):
                values.setdefault(title, []).append(f"{name} {format_value(value)}")
    numbers = {each.name: [f"{each.unit.passages:,}"] for each in shown} if selection.unit == "tags" else values
    names = [name_shown(each, selection, ", ".join(dict.fromkeys(numbers.get(each.name, [])))) for each in shown]
    return join_names([*names, f"{count - len(shown):,} more"] if count > len(shown) else names)


def name_shown(shown: ShownUnit, selection: Selection, remark: str = "") -> str:
    name = format_date(shown.name) if selection.unit in ("days", "months", "years") else shown.name
    return f"{name} ({remark})" if remark else name

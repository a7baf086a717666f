"""Carries plans out that need no evidence for a sentence: from the catalog, the manual, or one question a side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.answering.routes.comparisons import compare
from assistant.answering.routes.labelled_lines import tell_meaning
from assistant.answering.routes.passages import count_passages_of, near_matter, summarise, tell_named, tell_passages
from assistant.answering.routes.program import describe_collection, talk, tell_program
from assistant.answering.routes.properties import tell_properties, tell_work
from assistant.answering.routes.quotations import Answer, find_quotation, tell_sayings
from assistant.answering.routes.rankings import BY_LENGTH, rank
from assistant.answering.routes.selection import Search, select
from assistant.answering.routes.statement import CatalogStatement, say
from assistant.answering.routes.tasks import tell_tasks
from assistant.answering.routes.units import tell_units
from assistant.answering.routes.wording import describe_conditions, describe_corrections, name_unit
from assistant.questions.plan import KINDS_OF_WORK, Plan
from assistant.questions.question_parts import OF_COLLECTION
from index.search.filters import NO_FILTERS, Filters

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.vectors.embedder import Embedder

NAMED = ("highlights", "notes", *KINDS_OF_WORK, "tags", "tasks")
"""Units that only a question for the collection names."""
CANNOT = ("words", "places")
"""Units that nothing is known of."""


def carry_out(
    plan: Plan,
    catalog: Catalog,
    search: Search,
    answer: Answer,
    *,
    filters: Filters = NO_FILTERS,
    embedder: Embedder | None = None,
    model: str = "",
) -> tuple[CatalogStatement, ...] | None:
    """The answer to a plan, () where the notes don't say; None for a plan that the search and its evidence answer.

    answer: the sentences of the notes that answer a question. filters: those set beside the question. model: the name
    of the model in use, "" for none.
    """
    statements = _carry_out(plan, catalog, search, answer, filters, embedder, model)
    for wider, lead in _widened(plan) if plan.want in OF_COLLECTION and not _is_cited(statements) else ():
        found = _carry_out(wider, catalog, search, answer, filters, embedder, model)
        if found and _is_cited(found):
            plan, statements = wider, (*lead, *found)
            break
    if statements and _finds_nothing(plan, statements):
        return None
    corrections = describe_corrections(plan)
    return (say(corrections), *statements) if statements and corrections else statements


def _widened(plan: Plan) -> Iterator[tuple[Plan, tuple[CatalogStatement, ...]]]:
    """Wider plans for one that finds nothing, each with what to say first.

    For notes, where what is written on an episode is no podcast; for the names in its matter alone; and without words
    that nothing there has, as "bits" in "the bits that I saved from Walden".
    """
    if plan.matter and plan.unit in KINDS_OF_WORK:
        yield replace(plan, unit="notes"), (say(f"No {plan.unit} mention “{plan.matter}”, but notes do:"),)
    names = " ".join(word for word in plan.matter.split() if word[0].isupper())
    if names and names != plan.matter:
        yield replace(plan, matter=names), (say(f"None mentions “{plan.matter}”; on “{names}”:"),)
    if plan.matter and any(not each.negated and each.field != "task" for each in plan.conditions):
        yield replace(plan, matter=""), (say(f"None mentions “{plan.matter}”; without these words:"),)


def _is_cited(statements: Sequence[CatalogStatement] | None) -> bool:
    return any(statement.cited for statement in statements or ())


def _finds_nothing(plan: Plan, statements: Sequence[CatalogStatement]) -> bool:
    """Whether the collection has nothing on the matter of a question that names no kind of note, or asks what is noted
    on it: it may ask for what the notes say."""
    is_open = plan.unit not in NAMED or (plan.want, plan.unit, plan.conditions) == ("list", "notes", ())
    return bool(plan.want in OF_COLLECTION and plan.matter and is_open and not _is_cited(statements))


def _carry_out(
    plan: Plan,
    catalog: Catalog,
    search: Search,
    answer: Answer,
    filters: Filters,
    embedder: Embedder | None,
    model: str,
) -> tuple[CatalogStatement, ...] | None:
    match plan.want:
        case "talk":
            return talk(plan, catalog)
        case "program":
            return tell_program(plan, catalog, embedder, model)
        case "answer":
            return tell_named(plan, catalog, answer, filters)
        case "meaning":
            return tell_meaning(plan, catalog, filters)
        case "compare":
            return compare(plan, search, answer, filters)
        case "quotation":
            return find_quotation(plan, catalog, search, answer, filters)
        case "summarise" if not plan.matter and not plan.conditions and filters == NO_FILTERS:
            return (describe_collection(catalog),)
        case "summarise":
            return summarise(plan, catalog, search, filters, embedder)
        case _ if plan.unit in CANNOT:
            return (_cannot(plan),)
        case "most":
            return rank(plan, catalog, filters)
        case _ if plan.unit == "tasks":
            return tell_tasks(plan, catalog, filters)
        case _ if plan.unit == "properties":
            return tell_properties(plan, catalog, filters)
        case _ if plan.want in ("latest", "oldest") or plan.order in BY_LENGTH:
            return rank(plan, catalog, filters)
        case _:
            return _tell_all(plan, catalog, search, filters)


def _tell_all(plan: Plan, catalog: Catalog, search: Search, filters: Filters) -> tuple[CatalogStatement, ...]:
    bounds = {each.field for each in plan.conditions}
    if plan.unit == "works" and bounds == {"work"} and not plan.matter and (told := tell_work(plan, catalog, filters)):
        return told
    if plan.unit == "days" and plan.want == "list" and bounds & {"since", "until"}:
        plan = replace(plan, unit="")  # what was written on these days, not which days they are
    selection = select(plan, filters)
    names_author = any(each.field == "author" and each.value and not each.negated for each in plan.conditions)
    if names_author and plan.unit in ("", "passages", "highlights"):
        known = count_passages_of(catalog, selection)
        if not known.cited and (sayings := tell_sayings(plan, catalog)):
            return sayings
    is_of_passages = selection.unit == "passages"
    if is_of_passages and plan.want == "count":
        return (count_passages_of(catalog, selection),)
    near = near_matter(plan, catalog, selection, search, filters) if plan.want == "list" else frozenset()
    return tuple((tell_passages if is_of_passages else tell_units)(plan, catalog, selection, near))


def _cannot(plan: Plan) -> CatalogStatement:
    """What was understood, and that it cannot be told."""
    wanted = {"list": "a list", "count": "a count", "latest": "the latest", "oldest": "the oldest", "most": "a ranking"}
    scope = describe_conditions(plan.conditions)
    matter = f" on “{plan.matter}”" if plan.matter else ""
    return say(
        f"I read this as a question for {wanted.get(plan.want, 'an answer')} of {name_unit(plan.unit)}s{matter}"
        f"{f' {scope}' if scope else ''}, which I cannot work out from the index. I can list and count notes, "
        "highlights, works, authors, tags, tasks and days, and rank them by date, number, length or a property."
    )

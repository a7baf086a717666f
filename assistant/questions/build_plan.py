"""Puts a plan together from what a question names and what its frame wants. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import cast

from assistant.questions.denials import Denied, find_denied, is_denying
from assistant.questions.examples import KINDS, Label, read_examples
from assistant.questions.mentions import Mention
from assistant.questions.plan import KINDS_OF_WORK, Order, Plan, Unit, Want, question_about
from assistant.questions.question_parts import (
    OF_COLLECTION,
    ORDERS,
    Parts,
    folded_words_of,
    kept_kinds,
    split_question,
)
from assistant.questions.sides import read_sides
from assistant.text.dates import date_units
from assistant.text.tokens import read_tokens
from assistant.text.word_lists import values, words
from index.catalog.queries.condition import Condition, Field, Operator
from ingest.text.language import guess_language

FACTS = ("properties", "tasks", "days")
"""Units of their own: a word such as "notes" beside them changes nothing."""
TASK_UNITS = ("", "tasks", "works", "passages")
"""Units beside which tasks can be meant: "titles on my list". A list of books is none of tasks."""
VERB_LEADS = ("i", "we", "to")
"""Words before a verb that looks like a unit: "did I book the chapel"."""
SPANS = {"month": "months", "year": "years"}
"""Units in place of days, where a question has a word for them."""
DATE_NAMES = {"created": "noted", "published": "published"}
"""Properties that are dates of their own."""
AMBIGUOUS = {"works": {"AUTHOR"}, "passages": {"AUTHOR", "WORK"}, "words": set[str]()}
"""Units whose words mean more than what a reader keeps (a work, a source, a passage), with what must stand beside."""
WITH_PRONOUNS = ("english", "german", "french")
"""Languages in which a verb alone does not say that the reader is meant."""
MAX_FRAME_BEHIND = 3
"""Words behind a question that name its work: "in the WORK"."""


def build_plan(text: str, mentions: Sequence[Mention], label: Label) -> Plan:
    """The plan of a question that stands alone, or the part of one that its own words say."""
    label = _without_unsaid(text, label)
    parts = split_question(text, [mention for mention in mentions if mention.kind in kept_kinds(label)], label)
    may_deny = label.want in OF_COLLECTION and _read_unit(parts, label) not in FACTS
    denied = find_denied(text, parts.mentions, parts.runs) if may_deny else None
    is_undone = may_deny and not denied and is_denying(text)
    if label.want in OF_COLLECTION and (is_undone or not _asks_for_collection(parts, label)):
        return build_plan(text, mentions, Label(want="answer"))
    unit = _read_unit(parts, label)
    order = _named(parts, "orders") or label.trait("order") or ORDERS.get(label.want, "")
    is_measured = label.want == "most" or order in ("longest", "shortest")
    measure = parts.units[1] if is_measured and len(parts.units) > 1 else ""
    unit = "authors" if unit and unit == measure else unit  # "Which podcast has most episodes": a show is an author
    if unit == "days" and label.want == "most":
        unit = next((each for name, each in SPANS.items() if name in date_units(text)), unit)
    day = "" if unit == "highlights" else label.trait("date")
    plan = Plan(
        want=cast(Want, label.want),
        unit=cast(Unit, unit),
        measure=cast(Unit, measure),
        matter=" ".join(run.text for run in parts.runs if not (denied and run == denied.run)),
        question=text,
        conditions=tuple(dict.fromkeys(_conditions(parts, label, unit, day, denied))),
        order=cast(Order, order),
        limit=parts.limit if label.want in (*ORDERS, "list") else 0,
        quoted=next((mention.value for mention in parts.mentions if mention.kind == "QUOTE"), ""),
        own=label.trait("voice") == "reader",
        corrections=tuple(mention.correction for mention in parts.mentions if mention.correction),
    )
    return _finish(plan, parts, label)


def _read_unit(parts: Parts, label: Label) -> str:
    named = parts.units[0] if parts.units else ""
    if label.unit == "days" and label.want == "list" and named == "highlights":
        return named  # "What did I highlight on 5 May?"
    is_verb = bool(named) and parts.form[max(0, parts.form.index("UNIT") - 1)] in VERB_LEADS
    is_other = label.unit == "tasks" and named not in TASK_UNITS and not is_verb
    is_other = is_other or (label.unit == "days" and label.want == "most" and named not in ("", "highlights"))
    is_fact = label.unit in FACTS and not is_other
    if not named and parts.runs and label.unit in KINDS_OF_WORK:  # they are meant only where they are named
        return ""  # "When did I start drinking tea?"
    return label.unit if is_fact or label.trait("fact") or not named else named


def _named(parts: Parts, name: str) -> str:
    """The value of a class of which the question has a word outside its matter; "" for none."""
    return next(iter(_all_named(parts, name)), "")


def _all_named(parts: Parts, name: str) -> list[str]:
    """All such values."""
    inside = {at for run in parts.runs for at in range(run.first, run.behind)}
    outside = frozenset(word for at, word in enumerate(parts.form) if at not in inside)
    return [value for value in values(name) if outside & words(name, value)]


def _asks_for_collection(parts: Parts, label: Label) -> bool:
    """Whether the question has a word for the collection, what is kept there or the reader's own act; one without asks
    for what the notes say."""
    kinds = {mention.kind for mention in parts.mentions}
    is_own = bool(parts.asked & (words("reader") | words("collecting"))) or bool(label.trait("carry"))
    is_valued = any(each.kind == "VALUE" and not each.conditions[0].value.isdigit() for each in parts.mentions)
    if label.unit == "properties":
        return is_valued or "PROPERTY" in kinds
    if label.trait("fact"):
        return "WORK" in kinds and not parts.runs
    is_kept = any(unit not in AMBIGUOUS or kinds & AMBIGUOUS[unit] for unit in parts.units)
    is_somewhere = bool(kinds & {"PLACE", "DATE"}) and not parts.runs
    return is_own or is_valued or is_kept or is_somewhere or label.unit == "tasks" or "TAG" in kinds


def _without_unsaid(text: str, label: Label) -> Label:
    """The label without what is the reader's own, where the question has no word for the reader."""
    if label.want != "answer" or guess_language(text) not in WITH_PRONOUNS or folded_words_of(text) & words("reader"):
        return label
    return replace(label, traits=tuple(trait for trait in label.traits if trait[0] not in ("own", "voice")))


def _finish(plan: Plan, parts: Parts, label: Label) -> Plan:
    """The plan with what depends on what is wanted."""
    match plan.want:
        case "talk":
            return replace(plan, matter=label.trait("mood"))
        case "program":
            return replace(plan, matter=parts.text)
        case "compare":
            sides = read_sides(plan, parts.runs, parts.form)
            is_answer = not sides and not plan.own and not label.trait("carry")
            return replace(plan, want="answer") if is_answer else replace(plan, sides=sides)
        case "summarise" if plan.matter and label.trait("named"):
            named = Condition(field="work", value=plan.matter, operator="has")  # "What is the boat project about?"
            return replace(plan, matter="", conditions=(*plan.conditions, named))
        case "answer":
            is_framed = label.trait("framed") or label.trait("carry")
            return replace(plan, question=_answer_question(parts)) if is_framed else plan
    return plan


def _conditions(parts: Parts, label: Label, unit: str, day: str, denied: Denied | None) -> Iterator[Condition]:
    """day: which date is meant, where the label says it."""
    mentions = parts.mentions
    property_names = [mention.conditions[0].name for mention in mentions if mention.kind == "PROPERTY"]
    dated = property_names[0] if property_names and label.trait("property") else ""
    has_date = any(mention.kind == "DATE" for mention in mentions)
    valued = {mention.conditions[0].name for mention in mentions if mention.kind == "VALUE"}
    for mention in mentions:
        if mention.kind == "PROPERTY" and mention.conditions[0].name in valued:
            continue  # "the status reading" is one condition
        if denied and denied.start == mention.start and denied.conditions[0].field != "matter":
            continue
        if mention.kind == "DATE" and dated:
            yield from _with_date(dated, mention.conditions)
        elif not (mention.kind == "PROPERTY" and dated and has_date):
            for each in mention.conditions:
                yield replace(each, name=day) if each.field in ("since", "until") and day else each
    if denied:
        yield from denied.conditions
    of_tasks = unit == "tasks" or "tasks" in parts.units
    state = label.trait("state") or _named(parts, "states") if of_tasks and len(_all_named(parts, "states")) < 2 else ""
    voice = label.trait("voice") or ("reader" if label.trait("own") and label.want == "answer" else "")
    for field, value in (("voice", voice), ("task", state)):
        if value:
            yield Condition(field=cast(Field, field), value=value)


def _with_date(name: str, span: Sequence[Condition]) -> Iterator[Condition]:
    """The time of a property: "due before May". The dates of a note are not its front matter's alone."""
    if name in DATE_NAMES:
        yield from (replace(condition, name=DATE_NAMES[name]) for condition in span)
    elif len(span) > 1 and span[0].value == span[1].value:
        yield Condition(field="property", name=name, value=span[0].value)
    else:
        for condition in span:
            operator: Operator = "after" if condition.field == "since" else "before"
            yield Condition(field="property", name=name, value=condition.value, operator=operator)


def _answer_question(parts: Parts) -> str:
    """The question without its frame: "According to X, how deep?" asks "how deep?"; of "What does X say about naps?"
    what is left is only a matter. Where the frame stands between words of the matter, the question is kept."""
    text, form, runs = parts.text, parts.form, parts.runs
    if len(runs) != 1 or "," in runs[0].text:
        return text
    matter = runs[0].text.strip(" ?¿,.")
    whole = _part_of(text, runs[0].start)
    named = [span for word, span in zip(form, parts.spans, strict=True) if word in KINDS and word != "UNIT"]
    if whole and not any(text[start:end] in whole for start, end in named):
        return f"{whole}?"
    before = form[runs[0].first - 1] if runs[0].first else ""
    if before in KINDS and before != "UNIT":  # "Why does X prefer brass?"
        return text
    behind = form[runs[0].behind :]
    if behind and "WORK" in behind and not runs[0].first and len(behind) <= MAX_FRAME_BEHIND:
        return text  # "Who fought in the war of 1812?": the title may be what is asked about
    first = next((token.text for token in read_tokens(matter)), "")
    return f"{matter}?" if first in _opening_words() else question_about(matter)


def _part_of(text: str, place: int) -> str:
    """The part of a question between commas that has a place; "" for one without commas."""
    start, end = text.rfind(",", 0, place) + 1, text.find(",", place)
    end = len(text) if end < 0 else end
    return text[start:end].strip(" ?¿.") if end - start < len(text) else ""


@cache
def _opening_words() -> frozenset[str]:
    """The words with which questions begin, from the examples that are all matter."""
    return frozenset(
        example.words[0]
        for example in read_examples()
        if example.label.want == "answer" and all(example.in_matter) and example.words[0] not in words("articles")
    ) - {"password"}

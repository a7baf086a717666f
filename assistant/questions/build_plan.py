"""Puts a plan together from what a question names and what its frame wants. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from assistant.questions.examples import KINDS, Label, read_examples, request_words, with_kinds
from assistant.questions.matter import split_matter
from assistant.questions.mentions import Mention
from assistant.questions.plan import Order, Plan, Side, Unit, Want
from assistant.questions.topic import question_about
from assistant.text.tokens import read_tokens
from assistant.text.word_lists import phrases, words
from index.catalog.queries.condition import Condition, Field, Operator
from ingest.text.language import guess_language

LISTED = ("list", "count", "latest", "oldest", "most", "summarise", "compare")
"""Wants for which a year or a month is a condition; elsewhere it is of the matter."""
ORDERS: dict[str, Order] = {"latest": "newest", "oldest": "oldest", "most": "most"}
FACTS = ("properties", "tasks", "days")
"""Units of their own: a word such as "notes" beside them changes nothing."""
DATE_NAMES = {"created": "noted", "published": "published"}
"""Properties that are dates of their own."""
OF_COLLECTION = ("list", "count", "latest", "oldest", "most")
AMBIGUOUS = frozenset(("works", "passages"))
"""Units whose words mean more than what a reader keeps: a work, a source, a passage."""
WITH_PRONOUNS = ("english", "german", "french")
"""Languages in which a verb alone does not say that the reader is meant."""
MAX_FRAME_BEHIND = 3
"""Words behind a question that name its work: "in the WORK"."""
MIN_CLAUSE = 2
"""Words behind "that", which are quoted then."""
NEGATED: dict[str, Condition] = {
    "highlights": Condition(field="kind", value="highlights", negated=True),
    "note": Condition(field="voice", value="reader", negated=True),
}


@dataclass(frozen=True, slots=True)
class Run:
    """Words of the matter in a row."""

    text: str
    first: int
    """Its first word, as `behind` the word behind it."""
    behind: int


def kept_kinds(label: Label) -> frozenset[str]:
    """The kinds of mentions that are conditions for a label; words of other kinds are of the matter."""
    if label.want in ("talk", "program"):
        return frozenset(("UNIT",))
    if label.want == "answer" and not label.traits:
        return frozenset(("QUOTE", "UNIT"))
    kinds = {"QUOTE", "WORK", "AUTHOR", "TAG", "PLACE", "UNIT"}
    if label.want in LISTED or label.trait("voice") or label.trait("date") or label.trait("carry"):
        kinds.add("DATE")
    if label.want in LISTED:
        kinds.add("LANGUAGE")
    of_property = label.unit == "properties" or label.trait("property") or label.trait("negated") == "property"
    if of_property or label.want in ORDERS:
        kinds |= {"PROPERTY", "VALUE"}
    if label.trait("carry") == "position":
        kinds.add("NUMBER")
    return frozenset(kinds)


def build_plan(text: str, mentions: Sequence[Mention], label: Label) -> Plan:
    """The plan of a question that stands alone, or the part of one that its own words say."""
    mentions = [mention for mention in mentions if mention.kind in kept_kinds(label)]
    form, spans = with_kinds(text, mentions)
    in_matter = split_matter(form, label.want)
    if label.want in OF_COLLECTION and not _asks_for_collection(text, mentions, label, in_matter):
        return build_plan(text, mentions, Label(want="answer"))
    label = _without_unsaid(text, label)
    if label.want not in ("answer", "talk", "program") and not any(in_matter):
        in_matter = [word not in KINDS and word not in request_words() for word in form]
    runs = list(_matter_runs(text, form, spans, in_matter))
    units = [mention.value for mention in mentions if mention.kind == "UNIT" and mention.value]
    unit = label.unit if label.unit in FACTS or label.trait("fact") or not units else units[0]
    if unit == "days" and label.want == "list" and units[:1] == ["highlights"]:
        unit = "highlights"  # "What did I highlight on 5 May?"
    conditions = tuple(dict.fromkeys(_conditions(mentions, label, "" if unit == "highlights" else label.trait("date"))))
    plan = Plan(
        want=cast(Want, label.want),
        unit=cast(Unit, "" if label.want in ("answer", "talk", "program", "summarise", "compare") else unit),
        measure=cast(Unit, units[1] if label.want == "most" and len(units) > 1 else ""),
        matter=" ".join(run.text for run in runs),
        conditions=conditions,
        order=cast(Order, label.trait("order") or ORDERS.get(label.want, "")),
        limit=_read_limit(text, mentions) if label.want in (*ORDERS, "list") else 0,
        quoted=next((mention.value for mention in mentions if mention.kind == "QUOTE"), ""),
        own=label.trait("own") == "yes",
        corrections=tuple(mention.correction for mention in mentions if mention.correction),
    )
    return _finish(plan, text, label, runs, form, spans)


def _asks_for_collection(text: str, mentions: Sequence[Mention], label: Label, in_matter: Sequence[bool]) -> bool:
    """Whether the question has a word for the collection, what is kept there or the reader's own act; one without asks
    for what the notes say. "Work" and "source" count only beside such a word."""
    kinds = {mention.kind for mention in mentions}
    asked = {token.text for token in read_tokens(text)}
    is_own = bool(asked & (words("reader") | words("collecting"))) or bool(label.trait("carry"))
    is_valued = any(mention.kind == "VALUE" and not mention.conditions[0].value.isdigit() for mention in mentions)
    if label.unit == "properties":
        return is_valued or "PROPERTY" in kinds
    if label.trait("fact"):
        return "WORK" in kinds and not any(in_matter)
    if label.unit == "days":
        return is_own or any(_is_of_day(mention) for mention in mentions)
    units = {mention.value for mention in mentions if mention.kind == "UNIT"} - AMBIGUOUS
    return is_own or is_valued or bool(units) or "TAG" in kinds or "PLACE" in kinds or label.unit == "tasks"


def _is_of_day(mention: Mention) -> bool:
    return mention.kind == "DATE" and any(len(each.value) == len("2024-01-31") for each in mention.conditions)


def _without_unsaid(text: str, label: Label) -> Label:
    """The label without traits that the question has no word for: what it denies, and what is the reader's own."""
    asked = {token.text for token in read_tokens(text)}
    unsaid = set()
    if not asked & words("negations") and not any(word.startswith("un") for word in asked):
        unsaid.add("negated")
    if label.want == "answer" and guess_language(text) in WITH_PRONOUNS and not asked & words("reader"):
        unsaid.update(("own", "voice"))
    return replace(label, traits=tuple(trait for trait in label.traits if trait[0] not in unsaid))


def _finish(
    plan: Plan, text: str, label: Label, runs: Sequence[Run], form: Sequence[str], spans: Sequence[tuple[int, int]]
) -> Plan:
    """The plan with what depends on what is wanted."""
    if plan.want == "talk":
        return replace(plan, matter=label.trait("mood"))
    if plan.want == "program":
        return replace(plan, matter=text)
    if plan.want == "compare":
        sides = _read_sides(plan, runs, form)
        if not sides and not plan.own and not label.trait("carry"):
            return replace(plan, want="answer", question=text)
        return replace(plan, sides=sides, question=text)
    if plan.want == "answer":
        if sides := _sides_by_name(plan):
            return replace(plan, want="compare", sides=sides, question=text)
        framed = label.trait("framed") or label.trait("carry")
        return replace(plan, question=_answer_question(text, form, spans, runs) if framed else text)
    if plan.want == "list" and plan.limit:
        plan = replace(plan, want="latest", order="newest")
    if plan.want == "quotation":
        plan = replace(plan, matter=_clause(text, form, spans) or plan.matter)
    if plan.unit == "properties" and plan.matter and not any(each.field == "work" for each in plan.conditions):
        plan = replace(plan, conditions=(*plan.conditions, Condition(field="work", value=plan.matter, operator="has")))
    if label.trait("negated") == "matter" and plan.matter:
        barred = Condition(field="matter", value=plan.matter, negated=True)
        return replace(plan, matter="", question=text, conditions=(*plan.conditions, barred))
    return replace(plan, question=text)


def _conditions(mentions: Sequence[Mention], label: Label, day: str) -> Iterator[Condition]:
    """day: which date is meant, where the label says it."""
    negated = label.trait("negated")
    if label.want in ("answer", "talk", "program"):
        mentions = [mention for mention in mentions if mention.kind != "UNIT"]
    property_names = [mention.conditions[0].name for mention in mentions if mention.kind == "PROPERTY"]
    dated = property_names[0] if property_names and label.trait("property") else ""
    for mention in mentions:
        if mention.kind == "DATE" and dated:
            yield from _with_date(dated, mention.conditions)
            continue
        for condition in mention.conditions:
            if condition.field in ("since", "until") and day:
                condition = replace(condition, name=day)
            is_dated = mention.kind == "PROPERTY" and dated and any(other.kind == "DATE" for other in mentions)
            if not is_dated:
                yield replace(condition, negated=condition.field == negated)
    if negated == "tag" and not any(mention.kind == "TAG" for mention in mentions):
        yield Condition(field="tag", value="", negated=True)
    if negated in NEGATED:
        yield NEGATED[negated]
    for field, value in (("voice", label.trait("voice")), ("task", label.trait("state"))):
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


def _matter_runs(
    text: str, form: Sequence[str], spans: Sequence[tuple[int, int]], in_matter: Sequence[bool]
) -> Iterator[Run]:
    """The runs of the matter, without articles and the like at their ends."""
    at = 0
    while at < len(form):
        first = at
        while at < len(form) and in_matter[at]:
            at += 1
        kept_first, behind = first, at
        while kept_first < behind and form[kept_first] in _articles():
            kept_first += 1
        if kept_first < behind:
            yield Run(text[spans[kept_first][0] : spans[behind - 1][1]], kept_first, behind)
        at = max(at, first + 1)


def _articles() -> frozenset[str]:
    return frozenset(
        "the a an der die das den dem ein eine el la los las un una o os as um uma le les l il lo gli i".split()
    )


def _read_limit(text: str, mentions: Sequence[Mention]) -> int:
    """The number beside the unit: "the last 3 notes", "five highlights"; 0 without one."""
    unit = next((mention for mention in mentions if mention.kind == "UNIT"), None)
    before = read_tokens(text[: unit.start])[-3:] if unit else []
    for token in before:
        value = token.text if token.text.isdigit() else phrases("numbers").get((token.text,), "")
        if value and (token.text.isdigit() or value not in ("1",)) and len(value) <= 3:
            return int(value)
    return 0


def _answer_question(text: str, form: Sequence[str], spans: Sequence[tuple[int, int]], runs: Sequence[Run]) -> str:
    """The question without its frame: "According to X, how deep?" asks "how deep?"; of "What does X say about naps?"
    what is left is only a matter. Where the frame stands between words of the matter, the question is kept."""
    if len(runs) != 1 or "," in runs[0].text:
        return text
    matter = runs[0].text.strip(" ?¿,.")
    whole = _part_of(text, spans[runs[0].first][0])
    named = [span for word, span in zip(form, spans, strict=True) if word in KINDS and word != "UNIT"]
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


def _clause(text: str, form: Sequence[str], spans: Sequence[tuple[int, int]]) -> str:
    """The words behind "that"; "" without it."""
    at = next((at for at, word in enumerate(form) if at and word in words("that")), len(form))
    return text[spans[at][1] :].strip(" ?.") if len(form) - at > MIN_CLAUSE else ""


@cache
def _opening_words() -> frozenset[str]:
    """The words with which questions begin, from the examples that are all matter."""
    return frozenset(
        example.words[0]
        for example in read_examples()
        if example.label.want == "answer" and all(example.in_matter) and example.words[0] not in _articles()
    ) - {"password"}


def _sides_by_name(plan: Plan) -> tuple[Side, ...]:
    """A side for each of two authors, works or tags; () without two."""
    for field in ("author", "work", "tag"):
        own = [condition for condition in plan.conditions if condition.field == field]
        if len(own) > 1:
            shared = tuple(other for other in plan.conditions if other.field != field)
            return tuple(
                Side(matter=plan.matter, conditions=(condition, *shared), name=condition.value) for condition in own
            )
    return ()


def _read_sides(plan: Plan, runs: Sequence[Run], form: Sequence[str]) -> tuple[Side, ...]:
    """A side for each of two names; else for each of two matters that a word joins. "The price of tin and zinc" asks
    for both prices."""
    if sides := _sides_by_name(plan):
        return sides
    joiners = words("joiners")
    pieces: list[str] = []
    behind = 0
    for run in runs:
        joined = all(word in joiners or word in KINDS for word in form[behind : run.first])
        if not pieces or joined:
            pieces += _split_at(run.text.partition(",")[0], joiners)
        behind = run.behind
    if len(pieces) < 2:
        return ()
    shared = next((pieces[0][: token.end] for token in read_tokens(pieces[0]) if token.text in words("of")), "")
    return tuple(
        Side(matter=piece if piece.startswith(shared) else f"{shared} {piece}", conditions=plan.conditions, name=piece)
        for piece in pieces[-2:]
    )


def _split_at(text: str, joiners: frozenset[str]) -> list[str]:
    """The text, or its two parts around a joining word."""
    for token in read_tokens(text):
        if token.text in joiners and text[: token.start].strip() and text[token.end :].strip():
            return [text[: token.start].strip(" ,"), text[token.end :].strip(" ,")]
    return [text]

"""What a plan chooses from the catalog: its unit and conditions as the catalog knows them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.answering.routes.statement import count_noun
from assistant.answering.routes.wording import describe_conditions, name_unit
from assistant.questions.plan import KINDS_OF_WORK, Plan, Unit
from assistant.text.content_words import folded_words
from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.catalog.queries.condition import Condition
from index.catalog.queries.units import DAYS, CountedUnit, UnitType, count_units, find_examples, list_units
from index.lexical.query import query_terms
from index.lexical.stop_words import stop_words
from index.lexical.tokenize import index_terms, split_words
from index.search.evidence import Evidence, Question, SearchResult
from index.search.filters import Filters, as_conditions
from ingest.passage import Passage

Search = Callable[[Question], SearchResult]

_UNITS: dict[Unit, UnitType] = {
    "notes": "notes", "works": "works", "authors": "authors", "tags": "tags", "days": "days", "months": "months",
    "years": "years", **dict.fromkeys(KINDS_OF_WORK, "works"), "tweets": "passages",
}  # fmt: skip
NEAR_SHARE = 0.75
"""Share of the best cosine from which a passage bears on a matter whose words it lacks. For eight matters in a library
of 877 passages 24 were from here on, of which 19 were on the matter, read one by one; from .65 to .75, a third."""
MIN_NEAR_COSINE = 0.35
"""And its least cosine."""
MIN_LONE_COSINE = 0.5
"""The same where no passage has the words: the best one then is a near miss, which all others come near to."""
NEAR_SEARCHED = 40
"""Passages that are looked at for that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What a plan chooses."""

    unit: UnitType
    noun: str
    """Of one unit."""
    conditions: tuple[Condition, ...]
    """With the kind that the unit implies, and the matter."""
    scope: str
    """The conditions in words."""
    day: str = ""
    """Which day orders the units, a key of `index.catalog.queries.units.DAYS`."""

    def number(self, count: int) -> str:
        """As "2 books by Ana Reis"."""
        return f"{count_noun(count, self.noun)} {self.scope}".rstrip()

    def undated(self, catalog: Catalog, found: int) -> str:
        """Where a list of some time is empty: how many units have no date at all."""
        dates = [each for each in self.conditions if each.field in ("since", "until")]
        if found or not dates:
            return ""
        others = tuple(each for each in self.conditions if each not in dates)
        any_day = Condition(field="since", value="0", name=dates[0].name)
        every, dated = (count_units(catalog, self.unit, each) for each in (others, (*others, any_day)))
        has = "has" if every - dated == 1 else "have"
        return f" {count_noun(every - dated, self.noun).capitalize()} {has} no such date." if every > dated else ""


def select(plan: Plan, filters: Filters, unit: Unit | None = None) -> Selection:
    """A plan's choice. filters: those set beside the question. unit: in place of the plan's."""
    unit = plan.unit if unit is None else unit
    is_of_works = _UNITS.get(unit) in ("works", "authors")
    own = plan.conditions if is_of_works else map(_when_saved, plan.conditions)
    asked = (*as_conditions(filters), *own)
    if plan.matter and not any(each.field == "matter" and not each.negated for each in asked):
        asked = (*asked, Condition(field="matter", value=plan.matter))
    implied: tuple[Condition, ...] = ()
    if unit in KINDS_OF_WORK:
        implied = (Condition(field="kind", value=unit),)
        asked = tuple(each for each in asked if each != implied[0])
    if "highlights" in (unit, plan.measure):
        implied = (*implied, Condition(field="kind", value="highlights"))
    date_names = [each.name for each in asked if each.field in ("since", "until") and each.name]
    return Selection(
        unit=_UNITS.get(unit, "passages"),
        noun=name_unit(unit),
        conditions=(*implied, *asked),
        scope=describe_conditions(asked),
        day=next((name for name in date_names if name in DAYS), _day(unit)),
    )


def _when_saved(condition: Condition) -> Condition:
    """A note or passage "of March" is one that was kept then, whenever its work came out."""
    is_open = condition.field in ("since", "until") and not condition.name
    return replace(condition, name="saved") if is_open else condition


def _day(unit: Unit) -> str:
    return {"notes": "noted", "highlights": "highlighted"}.get(unit, "")


def read_units(catalog: Catalog, selection: Selection, ids: Collection[str] = (), limit: int = -1) -> list[CountedUnit]:
    """The units of a selection, the newest first. ids: of the passages to choose from; () for all."""
    return list_units(catalog, selection.unit, selection.conditions, ids, selection.day, limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownUnit:
    """A unit with the passage that it is cited by."""

    unit: CountedUnit
    name: str
    """Its own, else that of its file."""
    passage: Passage | None
    """None for a note without text."""

    @property
    def with_author(self) -> str:
        """The name, with the author where there is one."""
        return f"{self.name} by {self.unit.author}" if self.unit.author else self.name


def show_units(
    catalog: Catalog,
    selection: Selection,
    units: Sequence[CountedUnit],
    ids: Collection[str] = (),
    *,
    oldest: bool = False,
) -> list[ShownUnit]:
    """The units with a passage each, of their newest day; of their oldest where `oldest`. None without a name."""
    if selection.unit == "passages":
        cited = {each.key: each.key for each in units}
    else:
        found = find_examples(
            catalog, selection.unit, units, selection.conditions, ids, day=selection.day, oldest=oldest
        )
        cited = {key: example.passage for key, example in found.items()}
    passages = read_passages(catalog, list(dict.fromkeys(cited.values())))
    shown = []
    for each in units:
        passage = passages.get(cited.get(each.key, ""))
        if name := each.name or (_file_name(passage) if passage else ""):
            shown.append(ShownUnit(unit=each, name=name, passage=passage))
    return shown


def cited_by(shown: Sequence[ShownUnit]) -> list[Passage]:
    """The passages that the units are cited by."""
    return [each.passage for each in shown if each.passage]


def _file_name(passage: Passage) -> str:
    name = passage.places[0].path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def find_near(plan: Plan, filters: Filters, search: Search, *, named: bool) -> frozenset[str]:
    """The passages that come near the matter and meet the plan's other conditions, with or without its words.

    named: whether any passage has the words.
    """
    if not plan.matter:
        return frozenset()
    evidence = search(narrow(plan, filters, top=NEAR_SEARCHED, retriever="dense")).evidence
    least = least_cosine(evidence, named=named)
    return frozenset(item.passage.id for item in evidence if item.cosine >= least)


def narrow(plan: Plan, filters: Filters, **how: Any) -> Question:
    """The question for what comes near the plan's matter under its other conditions. how: fields of the question."""
    conditions = tuple(each for each in plan.conditions if not (each.field == "matter" and not each.negated))
    return Question(text=plan.matter, filters=replace(filters, conditions=conditions), **how)


def least_cosine(evidence: Sequence[Evidence], *, named: bool) -> float:
    """The cosine from which a passage bears on a matter whose words it lacks. named: whether any passage has them."""
    lowest = MIN_NEAR_COSINE if named else MIN_LONE_COSINE
    return max(lowest, NEAR_SHARE * max((item.cosine for item in evidence), default=0.0))


def stems_of(text: str, languages: Sequence[str]) -> set[str]:
    """The stems of all words, in each of the languages."""
    return {term for language in languages for term in index_terms(text, language)}


def word_stems(text: str, languages: Sequence[str]) -> list[set[str]]:
    """The stems of each telling word."""
    telling = [word for word in split_words(text) if word not in stop_words()]
    return [set(query_terms(word, languages)) for word in telling]


def beyond_head(passage: Passage, wanted: Sequence[set[str]], languages: Sequence[str]) -> list[set[str]]:
    """Those of the words, each as its stems, that the passage's title, sections, path and tags lack."""
    place = passage.places[0]
    head = stems_of(" ".join((place.title, *place.section, place.path, *passage.tags)), languages)
    return [terms for terms in wanted if not terms & head]


def without_matter(selection: Selection) -> Selection:
    """The same without a condition on words that must be there."""
    conditions = tuple(each for each in selection.conditions if each.field != "matter" or each.negated)
    return replace(selection, conditions=conditions, scope=describe_conditions(conditions))


def not_seen(units: Sequence[CountedUnit], seen: str) -> list[CountedUnit]:
    """The units whose names do not stand in the answers so far."""
    words = f" {' '.join(folded_words(seen))} "
    return [each for each in units if not seen or f" {' '.join(folded_words(each.name))} " not in words]

"""Passages that a plan chooses, quoted: all, or the best for a summary of a work, an author, a time or a matter."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from assistant.answering.routes.quotations import Answer
from assistant.answering.routes.selection import (
    NEAR_SEARCHED,
    Search,
    Selection,
    ShownUnit,
    cited_by,
    find_near,
    least_cosine,
    narrow,
    not_seen,
    read_units,
    select,
    show_units,
    without_matter,
)
from assistant.answering.routes.statement import (
    MAX_NAMES,
    MAX_QUOTES,
    CatalogStatement,
    count_noun,
    passages_of,
    quote_all,
    say,
)
from assistant.answering.routes.wording import describe_conditions
from assistant.questions.follow_up import is_quoted
from assistant.questions.plan import Plan, question_about
from assistant.text.sentences import plain_text, quotable_sentences
from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.catalog.queries.units import CountedUnit, count_units, sample_passages
from index.search.evidence import Question
from index.search.filters import Filters
from index.vectors.embedder import Embedder
from ingest.passage import Passage

MORE = " Say “more” for the next."
MAX_EXAMPLES = 3
"""Passages that a count is shown with."""
MAX_LISTED = 500
"""Passages of a list that are looked through for those to show; all are counted."""
MAX_OF_WORK = 3
"""Passages of one work in the summary of a matter."""
MAX_COMPARED = 16
"""Sentences of one passage that are compared with a matter."""
SENTENCE_SHARE = 0.6
"""Share of the best one's cosine from which another sentence of its passage is on the matter."""


def count_passages_of(catalog: Catalog, selection: Selection) -> CatalogStatement:
    """How many there are, with some of them."""
    count = count_units(catalog, selection.unit, selection.conditions)
    passages = passages_of(catalog, sample_passages(catalog, selection.conditions, MAX_EXAMPLES))
    return say(f"You have {selection.number(count)}.{selection.undated(catalog, count)}", passages)


def tell_passages(
    plan: Plan, catalog: Catalog, selection: Selection, near: Collection[str]
) -> Iterator[CatalogStatement]:
    """How many there are, some of them, then those near the plan's matter."""
    units = read_units(catalog, selection, limit=plan.limit or MAX_LISTED)
    is_cut = not plan.limit and len(units) == MAX_LISTED
    count = count_units(catalog, "passages", selection.conditions) if is_cut else len(units)
    passages = cited_by(show_units(catalog, selection, units))
    left = [passage for passage in passages if not is_quoted(passage.text, plan.seen)]
    shown = choose_shown(left)
    works = len({passage.places[0].title for passage in passages})
    counted = selection.number(count) + (f" in {works} works" if works > 1 and count == len(passages) else "")
    head = _head(plan, counted, count, len(shown), selection.undated(catalog, count))
    yield say(head + (MORE if len(left) > len(shown) else ""), shown[:1] or passages[:1])
    yield from quote_all(shown, plan.matter, {each.key: each.newest for each in units} if _by_days(plan) else {})
    room = MAX_QUOTES - min(len(shown), MAX_QUOTES - 2)
    close = cited_by(read_near(catalog, selection, near, units, ""))
    close = [passage for passage in close if not is_quoted(passage.text, plan.seen)][:room]
    if close and len(left) == len(shown):
        yield say(f"These come near it {'without the' if passages else 'in other'} words:", close[:1])
        yield from quote_all(close, plan.matter)


def summarise(
    plan: Plan, catalog: Catalog, search: Search, filters: Filters, embedder: Embedder | None
) -> tuple[CatalogStatement, ...] | None:
    """The best highlights of what the plan chooses, or what bears on its matter; None where nothing does."""
    selection = select(plan, filters, "passages")
    units = read_units(catalog, selection, limit=MAX_LISTED)
    if plan.matter:
        bearing = _find_bearing(plan, {each.key for each in units}, search, filters)
        return _tell_bearing(plan, bearing, embedder) or _summarise_named(plan, catalog, search, filters)
    if not units:
        return None
    passages = cited_by(show_units(catalog, selection, units))
    passages = [each for each in passages if each.kind == "highlight"] or passages
    left = [each for each in passages if not is_quoted(each.text, plan.seen)]
    shown = choose_shown(left)
    word = "highlight" if passages[0].kind == "highlight" else "passage"
    counted = f"{count_noun(len(passages), word)} {selection.scope}".rstrip()
    more = MORE if len(left) > len(shown) else ""
    head = say(_head(plan, counted, len(passages), len(shown)) + more, shown[:1] or passages[:1])
    return (head, *quote_all(shown))


def tell_named(plan: Plan, catalog: Catalog, answer: Answer, filters: Filters) -> tuple[CatalogStatement, ...] | None:
    """What a named author or work says with the words of a matter, where no sentence of it is sure to answer."""
    is_named = any(each.field in ("author", "work") and not each.negated for each in plan.conditions)
    if not is_named or not plan.matter or plan.own or plan.question != question_about(plan.matter):
        return None
    selection = select(plan, filters, "passages")
    units = read_units(catalog, selection, limit=MAX_QUOTES)
    asked = Question(text=plan.question, filters=replace(filters, conditions=plan.conditions))
    if not units or answer(asked):
        return None
    return tuple(quote_all(cited_by(show_units(catalog, selection, units)), plan.matter))


def _find_bearing(plan: Plan, named: Collection[str], search: Search, filters: Filters) -> list[Passage]:
    """The passages that have a matter's words or come near it, the nearest first, and a few of each work before the
    others. named: the ids of the former."""
    spread, nearest = (search(narrow(plan, filters, top=NEAR_SEARCHED, per_work=each)) for each in (MAX_OF_WORK, 0))
    evidence = list({item.passage.id: item for item in (*spread.evidence, *nearest.evidence)}.values())
    least = least_cosine(evidence, named=bool(named))
    return [item.passage for item in evidence if item.passage.id in named or item.cosine >= least]


def _tell_bearing(plan: Plan, passages: Sequence[Passage], embedder: Embedder | None) -> tuple[CatalogStatement, ...]:
    if not passages:
        return ()
    left = [each for each in passages if not is_quoted(each.text, plan.seen)]
    shown = left[:MAX_QUOTES]
    counted = f"{count_noun(len(passages), 'passage')} {describe_conditions(plan.conditions)}".rstrip()
    head = say(_head(plan, f"{counted} on “{plan.matter}”", len(passages), len(shown)), shown[:1] or passages[:1])
    return (head, *quote_all([_on_matter(each, plan.matter, embedder) for each in shown]))


def _on_matter(passage: Passage, matter: str, embedder: Embedder | None) -> Passage:
    """The passage with those of its sentences alone that come nearest to a matter; a highlight is quoted whole."""
    sentences = list(quotable_sentences(plain_text(passage.text)))[:MAX_COMPARED]
    if embedder is None or passage.kind == "highlight" or len(sentences) < 2:
        return passage
    vector = embedder.embed_questions([matter])[0]
    cosines = [float(vector @ other) for other in embedder.embed_passages(sentences)]
    near = [each for each, cosine in zip(sentences, cosines, strict=True) if cosine >= SENTENCE_SHARE * max(cosines)]
    return replace(passage, text="\n".join(near))


def _summarise_named(
    plan: Plan, catalog: Catalog, search: Search, filters: Filters
) -> tuple[CatalogStatement, ...] | None:
    """The summary of the notes whose title, path and tags have the matter's words: "the March meeting"."""
    named = Condition(field="work", value=plan.matter, operator="has")
    return summarise(replace(plan, matter="", conditions=(*plan.conditions, named)), catalog, search, filters, None)


def _head(plan: Plan, counted: str, count: int, shown: int, undated: str = "") -> str:
    """How many there are, and how many of them follow."""
    if plan.seen and count:
        return f"You have {counted}" + (f": here are {shown} more." if shown else ", and have seen them all.")
    return f"You have {counted}.{undated}" + (f" Here are {shown} of them." if shown < count else "")


def read_near(
    catalog: Catalog, selection: Selection, near: Collection[str], units: Sequence[CountedUnit], seen: str
) -> list[ShownUnit]:
    """The units of passages near the matter that are not among these."""
    if not near:
        return []
    wide = without_matter(selection)
    known = {each.key for each in units}
    close = [each for each in read_units(catalog, wide, near) if each.key not in known]
    return show_units(catalog, wide, not_seen(close, seen)[:MAX_NAMES], near)


def near_matter(plan: Plan, catalog: Catalog, selection: Selection, search: Search, filters: Filters) -> frozenset[str]:
    """The passages near the plan's matter."""
    named = bool(plan.matter) and count_units(catalog, "passages", selection.conditions) > 0
    return find_near(plan, filters, search, named=named)


def _by_days(plan: Plan) -> bool:
    """Whether the list is of several days, so that each passage is told with its own."""
    bounds = {each.field: each.value for each in plan.conditions if each.field in ("since", "until")}
    return bool(bounds) and (bounds.get("since") != bounds.get("until") or len(bounds["since"]) < len("2024-01-31"))


def choose_shown(passages: Sequence[Passage], most: int = MAX_QUOTES) -> list[Passage]:
    """Favourites and commented highlights first, as they show what mattered; the rest is spread over the list."""
    ranked = sorted(passages, key=lambda p: (not p.favorite, not p.note))
    marked = [p for p in ranked if p.favorite or p.note][:most]
    rest = [p for p in passages if p not in marked]
    step = max(1, len(rest) // max(1, most - len(marked)))
    chosen = {p.id for p in [*marked, *rest[::step][: most - len(marked)]]}
    return [p for p in passages if p.id in chosen]

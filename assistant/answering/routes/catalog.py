"""Questions about a work or the whole collection, and small talk: answered from the catalog, without a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.routes.overview import count_noun, describe_collection, describe_last, describe_most
from assistant.answering.routes.statement import CatalogStatement
from assistant.questions.date_range import format_date, format_range
from assistant.questions.follow_up import is_quoted
from assistant.questions.intent import Request, could_be, read_request
from assistant.text.content_words import fold_text
from assistant.text.sentences import plain_text
from index.catalog.catalog import Catalog
from index.catalog.passages import list_passage_ids, read_passages
from index.catalog.queries.works import WorkSummary, list_work_passages, list_works, list_works_of_passages
from index.search.evidence import Evidence
from index.search.filters import NO_FILTERS, Filters, filter_ids
from ingest.passage import Passage

MAX_HIGHLIGHTS = 8
"""Quoted of a work or a year."""
MAX_NAMES = 12
"""Works or authors named in one sentence."""
MAX_QUOTED_WORDS = 60
"""Of one highlight; a longer one is cut and ends in `...`."""


def answer_collection(
    question: str, catalog: Catalog, filters: Filters = NO_FILTERS, *, alone: bool = True, already_quoted: str = ""
) -> tuple[CatalogStatement, ...] | None:
    """The catalog's answer; None where the question is not for it.

    alone: whether there is no conversation before it. already_quoted: the answers to it so far
    (`assistant/questions/follow_up.py`), not shown again.
    """
    if not could_be(fold_text(question)):
        return None
    works = list_works(catalog)
    request = read_request(question, works, filters, today=date.today(), alone=alone)
    if request is None:
        return None
    match request.kind:
        case "talk":
            return (_statement("You are welcome." if request.thing else _introduction(works)),)
        case "overview":
            return (_statement(*describe_collection(catalog)),)
        case "most":
            return (_statement(*describe_most(request.thing, works, catalog)),)
        case "last":
            return (_statement(*describe_last(request.thing, works, catalog)),)
        case "work":
            return (_work_statement(request, catalog),)
        case "show":
            return _highlights(request, _passages(request, catalog), catalog, already_quoted)
        case "count" | "list":
            return (_count_statement(request, _passages(request, catalog), catalog),)


def _statement(text: str, passages: Sequence[Passage] = ()) -> CatalogStatement:
    """The program's own words, which cite the passages."""
    return CatalogStatement(text=text, cited=_evidence(passages), quoted=False)


def _introduction(works: Sequence[WorkSummary]) -> str:
    held = f"They hold {sum(work.passages for work in works):,} passages of {len(works):,} works. " if works else ""
    return (
        "Hello. I answer from your reading notes alone, and show for each sentence the line that it comes from. "
        f"{held}Ask what they say on something, what you thought of it or which works mention it; for a summary of one "
        "work, or for what you marked last month."
    )


def _passages(request: Request, catalog: Catalog) -> list[Passage]:
    ids = filter_ids(catalog, request.filters)
    if request.work is not None:
        own = frozenset(list_work_passages(catalog, request.work.id))
        ids = own if ids is None else own & ids
    passages = read_passages(catalog, sorted(list_passage_ids(catalog) if ids is None else ids))
    return sorted(passages.values(), key=lambda p: (p.places[0].source, p.places[0].path, p.places[0].line_start))


def _work_statement(request: Request, catalog: Catalog) -> CatalogStatement:
    """Who wrote a work, when it appeared, and how many of its passages were marked when."""
    work = request.work
    if work is None:
        return _statement(f"No work called {request.name} is among your notes.")
    passages = _passages(request, catalog)
    nouns = {"books": "a book", "articles": "an article", "podcasts": "a podcast", "videos": "a video"}
    facts = [nouns.get(work.category, "")]
    facts += [f"by {work.author}" if work.author else "by an author whom your notes do not name"]
    facts += [f"of {format_date(work.published[:10])}"] if work.published else []
    held = count_noun(work.highlights, "highlight") if work.highlights else count_noun(work.passages, "passage")
    days = sorted(passage.highlighted_at[:10] for passage in passages if passage.highlighted_at)
    marked = f", marked {format_range(days[0], days[-1])}" if days else ""
    text = f"{work.title} is {' '.join(part for part in facts if part)}. You have {held} from it{marked}."
    return _statement(text, passages[:1])


def _highlights(
    request: Request, passages: Sequence[Passage], catalog: Catalog, already_quoted: str
) -> tuple[CatalogStatement, ...]:
    highlights = [p for p in passages if p.kind == "highlight"] or list(passages)
    scope = _describe_scope(request)
    if not highlights:
        is_wide = replace(request.filters, since="", until="") == NO_FILTERS and request.work is None
        last, cited = describe_last("works", list_works(catalog), catalog) if is_wide else ("", [])
        remarks = f"{_dateless_remark(request, catalog)} {last if cited else ''}"
        return (_statement(f"You have nothing marked {scope}.{remarks}".rstrip(), cited),)
    shown = _choose_shown([p for p in highlights if not is_quoted(p.text, already_quoted)])
    word = "highlight" if highlights[0].kind == "highlight" else "passage"
    works = 1 if request.work else len(_examples("works", highlights, catalog))
    within = f" in {works} works" if works > 1 else ""
    count = f"You have {count_noun(len(highlights), word)} {scope}{within}"
    if already_quoted:
        text = f"{count}: here are {len(shown)} more." if shown else f"{count}, and have seen them all."
    else:
        more = f" Here are {len(shown)} of them." if len(shown) < len(highlights) else ""
        text = f"{count}.{_undated_remark(request, highlights)}{more}"
    head = _statement(text, shown[:1] or highlights[:1])
    return head, *(statement for passage in shown for statement in _quote_whole(passage))


def _choose_shown(highlights: Sequence[Passage]) -> list[Passage]:
    """Favourites and commented highlights first, as they show what mattered; the rest is spread over the work."""
    ranked = sorted(highlights, key=lambda p: (not p.favorite, not p.note))
    marked = [p for p in ranked if p.favorite or p.note][:MAX_HIGHLIGHTS]
    rest = [p for p in highlights if p not in marked]
    step = max(1, len(rest) // max(1, MAX_HIGHLIGHTS - len(marked)))
    chosen = {p.id for p in [*marked, *rest[::step][: MAX_HIGHLIGHTS - len(marked)]]}
    return [p for p in highlights if p.id in chosen]


def _quote_whole(passage: Passage) -> Iterator[CatalogStatement]:
    """A passage and the reader's note on it."""
    cited = _evidence([passage])
    yield CatalogStatement(text=_shorten(plain_text(passage.text)), cited=cited, quoted=True)
    if note := plain_text(passage.note):
        yield CatalogStatement(text=_shorten(note), cited=cited, quoted=True, noted=True)


def _count_statement(request: Request, passages: Sequence[Passage], catalog: Catalog) -> CatalogStatement:
    thing, scope = request.thing, _describe_scope(request)
    if thing in ("highlights", "passages", "notes"):
        counted = {
            "highlights": [p for p in passages if p.kind == "highlight"],
            "notes": [p for p in passages if p.note or p.voice == "reader"],
        }.get(thing, list(passages))
        word = {"notes": "passage"}.get(thing, thing[:-1])
        own = " with your own words" if thing == "notes" else ""
        remark = _undated_remark(request, counted) if counted else _dateless_remark(request, catalog)
        text = f"You have {count_noun(len(counted), word)}{own} {scope}.".replace(" .", ".") + remark
        return _statement(text, counted[:3])
    examples = _examples(thing, passages, catalog)
    word = {"authors": "author", "works": "work"}.get(thing, thing[:-1])
    names = list(examples)[:MAX_NAMES]
    rest = f" and {len(examples) - len(names)} more" if len(examples) > len(names) else ""
    listing = f": {', '.join(names)}{rest}" if names else ""
    shown = list(examples.values())
    remark = _undated_remark(request, shown) if shown else _dateless_remark(request, catalog)
    text = f"You have {count_noun(len(examples), word)} {scope}".rstrip() + f"{listing}.{remark}"
    return _statement(text, shown[:MAX_NAMES])


def _examples(thing: str, passages: Sequence[Passage], catalog: Catalog) -> dict[str, Passage]:
    """The name of each counted work or author, with one of its passages."""
    if thing == "authors":
        return {p.places[0].author: p for p in reversed(passages) if p.places[0].author}
    inside = {p.id: p for p in passages}
    examples: dict[str, tuple[str, Passage]] = {}
    for item in list_works_of_passages(catalog):
        if item.passage in inside and thing in ("works", item.category):
            examples.setdefault(item.work, (item.title, inside[item.passage]))
    return {title or "untitled": passage for title, passage in examples.values()}


def _describe_scope(request: Request) -> str:
    filters = request.filters
    author = request.work.author if request.work else filters.author
    parts = [f"from {request.work.title}" if request.work else "", f"by {author}" if author else ""]
    parts += [format_range(filters.since, filters.until)] if filters.since or filters.until else []
    return " ".join(filter(None, parts))


def _undated_remark(request: Request, passages: Sequence[Passage]) -> str:
    """For a date range: how many passages are in it by their publication, as they have no date of marking."""
    undated = sum(not passage.highlighted_at for passage in passages)
    if not (request.filters.since or request.filters.until) or not undated:
        return ""
    everything = "it" if len(passages) == 1 else "all of them"
    subject = everything if undated == len(passages) else f"{undated:,} of them"
    return f" The date of publication is known of {subject}, not that of marking."


def _dateless_remark(request: Request, catalog: Catalog) -> str:
    """For an empty date range: how many of the requested passages have no date at all."""
    filters = replace(request.filters, since="", until="")
    if filters == request.filters:
        return ""
    passages = _passages(replace(request, filters=filters), catalog)
    count = sum(
        not (passage.highlighted_at or passage.places[0].published or passage.places[0].date) for passage in passages
    )
    return f" {count_noun(count, 'passage')} of your notes {'has' if count == 1 else 'have'} no date." if count else ""


def _evidence(passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(passage=passage, rank=rank, score=0.0, cosine=0.0, lexical=0.0)
        for rank, passage in enumerate(passages, 1)
    )


def _shorten(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= MAX_QUOTED_WORDS else " ".join(words[:MAX_QUOTED_WORDS]) + " ..."

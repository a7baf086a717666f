"""Questions about a work or the whole collection, and small talk: answered from the catalog, past the gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answering.routes.overview import tell_last, tell_most, tell_overview
from assistant.questions.date_range import say_date, say_span
from assistant.questions.follow_up import was_said
from assistant.questions.intent import Request, could_be, read_request
from assistant.text.content_words import fold_text
from assistant.text.sentences import plain_text
from index.browse.works import list_works
from index.catalog.catalog import Catalog
from index.search.evidence import Evidence
from index.search.filters import NO_FILTERS, Filters, filter_ids
from ingest.passage import Passage

SHOWN = 8
"""Highlights quoted of a work or a year."""
NAMED = 12
"""Works named in one sentence."""
LONGEST = 60
"""Words of one highlight that are quoted here; a longer one is cut at a word, marked with `...`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogStatement:
    """A sentence from the catalog."""

    text: str
    cited: tuple[Evidence, ...]
    quoted: bool
    """Whether the text is the cited passage's own; else the program counts or names."""
    noted: bool = False
    """Whether it is the reader's note on the passage."""


def answer_collection(
    question: str, catalog: Catalog, filters: Filters = NO_FILTERS, *, alone: bool = True, said: str = ""
) -> tuple[CatalogStatement, ...] | None:
    """What the catalog says; None where the question is not one for it.

    alone: whether nothing was said before it. said: what was answered to it already
    (`assistant/questions/follow_up.py`), and is not shown again.
    """
    asked = fold_text(question)
    if not could_be(asked):
        return None
    request = read_request(question, list_works(catalog), filters, today=date.today(), alone=alone)
    return find_told(request, catalog, said) if request else None


def find_told(request: Request, catalog: Catalog, said: str = "") -> tuple[CatalogStatement, ...]:
    """The request's answer from the catalog."""
    if request.kind == "talk":
        return (
            _introduce(catalog)
            if not request.thing
            else CatalogStatement(text="You are welcome.", cited=(), quoted=False),
        )
    if request.kind in ("overview", "most", "last"):
        return (_tell_whole(request, catalog),)
    if request.kind == "work":
        return (_tell_work(request, catalog),)
    passages = _passages(request, catalog)
    if request.kind == "show":
        return _show(request, passages, catalog, said)
    return (_count_or_list(request, passages, catalog),)


def _tell_whole(request: Request, catalog: Catalog) -> CatalogStatement:
    if request.kind == "overview":
        text, shown = tell_overview(catalog)
    else:
        tell = tell_most if request.kind == "most" else tell_last
        text, shown = tell(request.thing, list_works(catalog), catalog)
    return CatalogStatement(text=text, cited=_evidence(shown), quoted=False)


def _introduce(catalog: Catalog) -> CatalogStatement:
    works = list_works(catalog)
    held = f"They hold {sum(work.passages for work in works):,} passages of {len(works):,} works. " if works else ""
    return CatalogStatement(
        text="Hello. I answer from your reading notes alone, and show for each sentence the line that it comes from. "
        f"{held}Ask what they say on something, what you thought of it or which works mention it; for a summary of one "
        "work, or for what you marked last month.",
        cited=(),
        quoted=False,
    )


def _passages(request: Request, catalog: Catalog) -> list[Passage]:
    ids = filter_ids(catalog.connection, request.filters)
    if request.work is not None:
        rows = catalog.connection.execute(
            "SELECT DISTINCT passage FROM occurrences JOIN documents ON documents.id = occurrences.document"
            " WHERE documents.work = ? AND occurrences.unit = 'passage' AND passage <> ''",
            (request.work.id,),
        )
        own = {row[0] for row in rows}
        ids = frozenset(own if ids is None else own & ids)
    if ids is None:
        rows = catalog.connection.execute("SELECT id FROM passages")
        ids = frozenset(row[0] for row in rows)
    found = catalog.passages(sorted(ids))
    return sorted(found.values(), key=lambda p: (p.places[0].source, p.places[0].path, p.places[0].line_start))


def _tell_work(request: Request, catalog: Catalog) -> CatalogStatement:
    """Who wrote a work, when it appeared, and what is held of it since when."""
    work = request.work
    if work is None:
        return CatalogStatement(text=f"No work called {request.name} is among your notes.", cited=(), quoted=False)
    passages = _passages(request, catalog)
    kind = {"books": "a book", "articles": "an article", "podcasts": "a podcast", "videos": "a video"}
    known = [kind.get(work.category, "")]
    known += [f"by {work.author}" if work.author else "by nobody that your notes name"]
    known += [f"of {say_date(work.published[:10])}"] if work.published else []
    held = _plural(work.highlights, "highlight") if work.highlights else _plural(work.passages, "passage")
    days = sorted(passage.highlighted_at[:10] for passage in passages if passage.highlighted_at)
    marked = f", marked {say_span(days[0], days[-1])}" if days else ""
    text = f"{work.title} is {' '.join(part for part in known if part)}. You have {held} from it{marked}."
    return CatalogStatement(text=text, cited=_evidence(passages[:1]), quoted=False)


def _show(request: Request, passages: Sequence[Passage], catalog: Catalog, said: str) -> tuple[CatalogStatement, ...]:
    highlights = [p for p in passages if p.kind == "highlight"] or list(passages)
    of = _describe_scope(request)
    if not highlights:
        wide = replace(request.filters, since="", until="") == NO_FILTERS and request.work is None
        last, cited = tell_last("works", list_works(catalog), catalog) if wide else ("", [])
        told = f"You have nothing marked {of}.{_tell_dateless(request, catalog)} {last if cited else ''}".rstrip()
        return (CatalogStatement(text=told, cited=_evidence(cited), quoted=False),)
    shown = _choose_shown([p for p in highlights if not was_said(p.text, said)])
    word = "highlight" if highlights[0].kind == "highlight" else "passage"
    works = 1 if request.work else len(_examples("works", highlights, catalog))
    within = f" in {works} works" if works > 1 else ""
    held = f"You have {_plural(len(highlights), word)} {of}{within}"
    if said:
        text = f"{held}: here are {len(shown)} more." if shown else f"{held}, and have seen them all."
    else:
        more = f" Here are {len(shown)} of them." if len(shown) < len(highlights) else ""
        text = f"{held}.{_tell_undated(request, highlights)}{more}"
    head = CatalogStatement(text=text, cited=_evidence(shown[:1] or highlights[:1]), quoted=False)
    return head, *(told for passage in shown for told in _quote_whole(passage))


def _choose_shown(highlights: Sequence[Passage]) -> list[Passage]:
    """A few: the reader's favourites and comments say best what mattered; the rest is spread over the work."""
    ranked = sorted(highlights, key=lambda p: (not p.favorite, not p.note))
    weighty = [p for p in ranked if p.favorite or p.note][:SHOWN]
    rest = [p for p in highlights if p not in weighty]
    step = max(1, len(rest) // max(1, SHOWN - len(weighty)))
    chosen = {p.id for p in [*weighty, *rest[::step][: SHOWN - len(weighty)]]}
    return [p for p in highlights if p.id in chosen]


def _quote_whole(passage: Passage) -> Iterator[CatalogStatement]:
    """A passage and the reader's note on it."""
    cited = _evidence([passage])
    yield CatalogStatement(text=_shorten(plain_text(passage.text)), cited=cited, quoted=True)
    if note := plain_text(passage.note):
        yield CatalogStatement(text=_shorten(note), cited=cited, quoted=True, noted=True)


def _count_or_list(request: Request, passages: Sequence[Passage], catalog: Catalog) -> CatalogStatement:
    thing, of = request.thing, _describe_scope(request)
    if thing in ("highlights", "passages", "notes"):
        kept = {
            "highlights": [p for p in passages if p.kind == "highlight"],
            "notes": [p for p in passages if p.note or p.voice == "reader"],
        }.get(thing, list(passages))
        word = {"notes": "passage"}.get(thing, thing[:-1])
        own = " with your own words" if thing == "notes" else ""
        undated = _tell_undated(request, kept) if kept else _tell_dateless(request, catalog)
        return CatalogStatement(text=f"You have {_plural(len(kept), word)}{own} {of}.".replace(" .", ".") + undated,
                    cited=_evidence(kept[:3]), quoted=False)  # fmt: skip
    examples = _examples(thing, passages, catalog)
    word = {"authors": "author", "works": "work"}.get(thing, thing[:-1])
    names = list(examples)[:NAMED]
    rest = f" and {len(examples) - len(names)} more" if len(examples) > len(names) else ""
    told = f": {', '.join(names)}{rest}" if names else ""
    shown = list(examples.values())
    undated = _tell_undated(request, shown) if shown else _tell_dateless(request, catalog)
    text = f"You have {_plural(len(examples), word)} {of}".rstrip() + f"{told}.{undated}"
    return CatalogStatement(text=text, cited=_evidence([examples[name] for name in names]), quoted=False)


def _examples(thing: str, passages: Sequence[Passage], catalog: Catalog) -> dict[str, Passage]:
    """Name of each work or author that is counted, with one of its passages."""
    if thing == "authors":
        return {p.places[0].author: p for p in reversed(passages) if p.places[0].author}
    inside = {p.id: p for p in passages}
    rows = catalog.connection.execute(
        "SELECT DISTINCT works.id, works.title, works.category, occurrences.passage FROM works"
        " JOIN documents ON documents.work = works.id JOIN occurrences ON occurrences.document = documents.id"
        " WHERE occurrences.unit = 'passage' AND occurrences.passage <> '' ORDER BY works.title COLLATE NOCASE, occurrences.n"
    ).fetchall()
    found: dict[str, tuple[str, Passage]] = {}
    for id, title, category, passage in rows:
        if passage in inside and thing in ("works", category):
            found.setdefault(id, (title, inside[passage]))
    return {title or "untitled": passage for title, passage in found.values()}


def _describe_scope(request: Request) -> str:
    filters = request.filters
    parts = []
    if request.work:
        by = f" by {request.work.author}" if request.work.author else ""
        parts.append(f"from {request.work.title}{by}")
    elif filters.author:
        parts.append(f"by {filters.author}")
    parts += [say_span(filters.since, filters.until)] if filters.since or filters.until else []
    return " ".join(parts)


def _tell_undated(request: Request, passages: Sequence[Passage]) -> str:
    """Of a year: for how many its work's publication stands in, as nothing says when they were marked."""
    undated = sum(not passage.highlighted_at for passage in passages)
    if not (request.filters.since or request.filters.until) or not undated:
        return ""
    every = "it" if len(passages) == 1 else "all of them"
    who = every if undated == len(passages) else f"{undated:,} of them"
    return f" Of {who} the date of publication is known, not that of marking."


def _tell_dateless(request: Request, catalog: Catalog) -> str:
    """Of a year in which nothing is found: how much of what is asked for has no date at all."""
    filters = replace(request.filters, since="", until="")
    if filters == request.filters:
        return ""
    found = _passages(replace(request, filters=filters), catalog)
    dateless = sum(not (passage.highlighted_at or passage.places[0].published) for passage in found)
    return (
        f" {_plural(dateless, 'passage')} of your notes {'has' if dateless == 1 else 'have'} no date."
        if dateless
        else ""
    )


def _evidence(passages: Sequence[Passage]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(passage=passage, rank=rank, score=0.0, cosine=0.0, lexical=0.0)
        for rank, passage in enumerate(passages, 1)
    )


def _shorten(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= LONGEST else " ".join(words[:LONGEST]) + " ..."


def _plural(count: int, word: str) -> str:
    return f"{f'{count:,}' if count else 'no'} {word}{'' if count == 1 else 's'}"

"""Whether a question asks about a work or the whole collection, and for what: from its words and the works. Pure.

It asks for little: a question that it is not sure about goes the ordinary way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.terms import fold_text
from index.filters import NO_FILTERS, Filters
from index.shelf import ShelvedWork

Kind = Literal["talk", "count", "list", "show", "overview", "most", "last"]

_GREETING = re.compile(
    r"^\W*(hi|hello|hey|hiya|good (morning|afternoon|evening|day)|thanks|thank you|bye|goodbye|hallo|bonjour|hola)"
    r"( (there|you|again|so much|very much|a lot|everyone))*\W*$"
)
_ABILITY = re.compile(
    r"^\W*(help|what can (you|i) (do|ask|help)( you| me)?( with| here| about)?|who are you|what are you|"
    r"how (do|can|should) (i|you) (use|work)( this| you| with (this|you))?|what is this|how does this work)\W*$"
)
_THINGS = {
    "book": "books", "article": "articles", "podcast": "podcasts", "tweet": "tweets", "video": "videos",
    "highlight": "highlights", "passage": "passages", "author": "authors", "work": "works", "source": "works",
    "note": "notes", "episode": "podcasts", "title": "works",
}  # fmt: skip
_THING = r"(?P<thing>" + "|".join(_THINGS) + r")s?"
_MINE = re.compile(r"\b(i|i've|my|me|mine|(in|of|from) (the|this) (notes|library|collection))\b")
_COUNT = re.compile(rf"\bhow many\b(?: \w+){{0,2}}? {_THING}\b")
_LIST = re.compile(rf"^\W*(?:which|(?:what|who)(?: are)?|list|show(?: me)?)(?: all)?(?: of)?(?: the| my)? {_THING}\b")
_SHOW = re.compile(
    r"\b(?:(?:summari[sz]e|show|list|give|review|recap)\b.*\b(?:highlights?|notes?|passages?|marked|annotations?)\b"
    r"|^\W*my (?:highlights?|notes?)\b|^\W*(?:highlights?|notes?) (?:from|of|in|by)\b"
    r"|what (?:have|did|do) i (?:mark|marked|highlight|highlighted|save|saved|read|underline|underlined|note|noted)\b"
    r"|what are my (?:highlights?|notes?)\b)"
)
_ALL = r"(?:(?:this|my|the|these)(?: whole| entire)? (?:notes?|library|collection|vault|highlights?|reading))"
_OVERVIEW = re.compile(
    rf"^\W*(?:what(?:'s| is| are) {_ALL}(?: all)? about|what(?:'s| is) in (?:here|there|it|{_ALL})"
    rf"|what do (?:i read about|{_ALL} (?:cover|hold|contain))"
    rf"|what (?:topics?|subjects?|themes?) (?:do i (?:read|note|write|save)(?: about| on)?"
    rf"|do {_ALL} (?:cover|hold|contain)|are (?:covered )?(?:in|by) (?:here|{_ALL})|are there)"
    rf"|(?:please )?(?:give me |show me )?(?:an? )?(?:short |brief |quick )?overview(?: of (?:everything|{_ALL}))?"
    rf"|(?:please )?(?:describe|summari[sz]e|tell me about) {_ALL})\W*$"
)
_THIS = re.compile(r"^\W*what(?:'s| is) (?:all )?(?:this|it)(?: all)? about\W*$")
"""The same, where nothing was said before that "this" could be."""
_MOST = re.compile(rf"\b(?:most(?: often)?|top)\b.*\b{_THING}\b|\b{_THING.replace('thing', 'that')}\b.*\bmost\b")
_LAST = re.compile(rf"\b(?:last|latest|newest|most recent(?:ly)?)\b.{{0,20}}?\b{_THING}\b")
_THANKS = re.compile(r"^\W*(?:thanks|thank you|bye|goodbye)\b")
_BY = re.compile(
    r"\bwhat (?:did|has|have) .{3,60} (?:write|written|say|wrote)\b.*\bi(?: have|'ve)? (?:read|saved|got)\b"
)
_YEAR = re.compile(r"\b(?:in|during|since|from|of|for) (?:(?P<month>[a-z]+) )?(?P<year>(?:19|20)\d\d)\b")
_MONTHS = "january february march april may june july august september october november december".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of the catalog."""

    kind: Kind
    thing: str = ""
    """books, highlights, ... for a count, a list or a ranking; "thanks" for talk that ends; "" elsewhere."""
    filters: Filters = NO_FILTERS
    work: ShelvedWork | None = None
    """The one work that is named; None where none or an author is."""


def could_be(asked: str) -> bool:
    """Cheap words first, so that most questions never list the works."""
    patterns = (_GREETING, _ABILITY, _COUNT, _LIST, _SHOW, _BY, _OVERVIEW, _THIS, _MOST, _LAST)
    return any(pattern.search(asked) for pattern in patterns)


def read_request(
    question: str, works: Sequence[ShelvedWork], filters: Filters = NO_FILTERS, *, alone: bool = True
) -> Request | None:
    """What a question asks of the catalog; None where it asks about what the notes say. Pure.

    alone: whether nothing was said before it, so that "this" can only be the collection.
    """
    asked = fold_text(question).strip()
    if _GREETING.match(asked) or _ABILITY.match(asked):
        return Request(kind="talk", thing="thanks" if _THANKS.match(asked) else "")
    if filters == NO_FILTERS and (_OVERVIEW.match(asked) or (alone and _THIS.match(asked))):
        return Request(kind="overview")
    work = _named_work(asked, works)
    author = "" if work else _named_author(asked, works)
    filters = _add_year(asked, replace(filters, author=author or filters.author))
    narrowed = filters != NO_FILTERS or work is not None
    if ranked := _read_ranking(asked) if not narrowed and _MINE.search(asked) else None:
        return ranked
    counted = _COUNT.search(asked)
    if counted and _MINE.search(asked):
        return Request(kind="count", thing=_THINGS[counted["thing"]], filters=filters, work=work)
    if _BY.search(asked) and author:
        return Request(kind="list", thing="works", filters=filters)
    if _SHOW.search(asked) and narrowed and _nothing_more(asked, work, author):
        return Request(kind="show", filters=filters, work=work)
    listed = _LIST.search(asked)
    if listed and _MINE.search(asked) and _nothing_more(asked, work, author):
        return Request(kind="list", thing=_THINGS[listed["thing"]], filters=filters, work=work)
    return None


def _read_ranking(asked: str) -> Request | None:
    """What was read most, or last: of authors, works or works of one kind."""
    for kind, found in (("last", _LAST.search(asked)), ("most", _MOST.search(asked))):
        named = found.groupdict() if found else {}
        thing = _THINGS.get(named.get("thing") or named.get("that") or "", "")
        if not thing or thing in ("highlights", "passages", "notes") or (kind == "last" and thing == "authors"):
            continue
        if _nothing_more(_RANKING.sub(" ", asked), None, ""):
            return Request(kind="last" if kind == "last" else "most", thing=thing)
    return None


_RANKING = re.compile(r"\b(?:most|often|top|last|latest|newest|recent|recently|five|ten|who|finished|opened)\b")
_FILL = frozenset(
    """a about all an and annotations any are as at by can could did do for from give got had has have highlight
    highlighted highlights i i've in is it list made make mark marked me mine my noted notes note of on overview
    passages please read reading review recap save saved say show so some summarise summarize summary tell that
    the there this to underline underlined was were what which who with write wrote written you during since book books
    article articles podcast podcasts tweet tweets video videos author authors work works titles title sources
    source episodes episode called titled titles everything things thing short brief key main own""".split()
) | set(_MONTHS)


def _nothing_more(asked: str, work: ShelvedWork | None, author: str) -> bool:
    """Whether no word is left that would ask for a subject: then it is for the search."""
    rest = asked
    for title in (fold_text(work.title), _short(work.title)) if work and work.title else ():
        rest = rest.replace(title, " ")
    if by := fold_text(work.author if work else author):
        rest = rest.replace(by, " ")
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", rest)
    return all(word in _FILL or re.fullmatch(r"(19|20)\d\d", word) for word in words)


def _short(title: str) -> str:
    return fold_text(re.split(r"[:(–—]| - ", title)[0]).strip()


def _named_work(asked: str, works: Sequence[ShelvedWork]) -> ShelvedWork | None:
    """The work with the longest title that stands in the question as words; the one with most passages of equals."""
    named = [
        (len(title), work.passages, work)
        for work in works
        for title in {fold_text(work.title).strip(), _short(work.title)}
        if len(title) >= 4 and re.search(rf"(?<!\w){re.escape(title)}(?!\w)", asked)
    ]
    return max(named, key=lambda one: one[:2])[2] if named else None


def _named_author(asked: str, works: Sequence[ShelvedWork]) -> str:
    authors = {work.author for work in works if len(work.author) >= 4}
    named = [a for a in authors if re.search(rf"(?<!\w){re.escape(fold_text(a))}(?!\w)", asked)]
    return max(named, key=len, default="")


def _add_year(asked: str, filters: Filters) -> Filters:
    found = _YEAR.search(asked)
    if not found:
        return filters
    month = found["month"] or ""
    date = f"{found['year']}-{_MONTHS.index(month) + 1:02}" if month in _MONTHS else found["year"]
    return replace(filters, since=date, until=filters.until if "since" in found.group() else date)

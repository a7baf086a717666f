"""Whether a question asks about a work or the whole collection, and for what, from its words and the works. Pure.

Cautious: a question that it is not sure about is left to the search. English only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assistant.questions.date_range import find_date_range
from assistant.questions.mentions import find_author, find_titled, find_work, short_title, writes_title
from assistant.text.content_words import fold_text
from index.catalog.queries.works import WorkSummary
from index.search.filters import NO_FILTERS, Filters
from ingest.text.dates import MONTH_NAMES

Intent = Literal["talk", "count", "list", "show", "work", "overview", "most", "last"]

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
"""The same, without a conversation that "this" could refer to."""
_MOST = re.compile(rf"\b(?:most(?: often)?|top)\b.*\b{_THING}\b|\b{_THING.replace('thing', 'that')}\b.*\bmost\b")
_LAST = re.compile(rf"\b(?:last|latest|newest|most recent(?:ly)?)\b.{{0,20}}?\b{_THING}\b")
_DID = r"(?:read|mark|highlight|save)(?:ed|d)?"
_READ_LAST = re.compile(rf"^\W*what (?:did|have) i (?:last {_DID}|{_DID} last)\W*$")
_THANKS = re.compile(r"^\W*(?:thanks|thank you|bye|goodbye)\b")
_BY = re.compile(
    r"\bwhat (?:did|has|have) .{3,60} (?:write|written|say|wrote)\b.*\bi(?: have|'ve)? (?:read|saved|got)\b"
)
_ANY_BY = re.compile(
    r"^\W*(?:what|which|how much|have|did|do)\b.{0,40}\bI (?:ever |already )?"
    r"(?:read|have|got|saved?|marked?|highlighted?|noted?)\b.{0,30}"
    r"\bby (?P<who>[A-Z][\w.'’-]*(?: [A-Za-z][\w.'’-]*){0,3})\W*$",
    re.IGNORECASE,
)
_DIGEST = re.compile(
    r"\b(?:summar(?:y|ies|i[sz]e)|recap|gist|tl;?dr|outline|take-?aways?|everything (?:from|by|in|of)"
    r"|(?:key|main|big|best|central|core|important) (?:ideas?|points?|lessons?|insights?|messages?|themes?|arguments?"
    r"|quotes?|passages?)|(?:quotes?|lessons?|ideas?) (?:from|by|of|in)|learn(?:ed|t)? from|take (?:away )?from)\b"
)
"""A summary of a work."""
_ABOUT = re.compile(
    r"^\W*(?:what(?:'s| is| was) .+ about|(?:please )?tell me (?:more |something )?about .+"
    r"|what (?:does|do|did) .+ say)\W*$"
)
"""The same, only for a title written with capitals: "What is memory about?" is a question for the search."""
_KNOWN = re.compile(
    r"^\W*(?:who (?:wrote|writes|is the (?:author|host) of)"
    r"|when (?:was|did)\b.+\b(?:published|written|out|appear|read)\b"
    r"|when did i (?:last )?(?:read|mark|highlight|finish)"
    r"|(?:have|did) i (?:ever |already )?(?:read|finish(?:ed)?)|do i (?:have|own))\b"
)
"""Facts about a work, not its content."""
_READ = re.compile(
    r"^\W*(?i:have|did) I (?:ever |already )?(?:read|finish(?:ed)?) (?:the (?:book|article|essay|paper) )?"
    r"(?P<what>[\"“'‘]?[A-Z][^?]{2,80}?)\W*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question for the catalog."""

    kind: Intent
    thing: str = ""
    """books, highlights, ... for a count, a list or a ranking; "thanks" for the end of a talk; "" elsewhere."""
    filters: Filters = NO_FILTERS
    work: WorkSummary | None = None
    """The one work that is named; None for an author or none."""
    name: str = ""
    """The question's name for a work that is not there."""


def could_be(folded: str) -> bool:
    """A cheap test, so that most questions never list the works."""
    of_all = (_GREETING, _ABILITY, _COUNT, _LIST, _OVERVIEW, _THIS, _MOST, _LAST, _READ_LAST)
    of_works = (_SHOW, _BY, _ANY_BY, _DIGEST, _ABOUT, _KNOWN)
    return any(pattern.search(folded) for pattern in of_all + of_works)


def read_request(
    question: str, works: Sequence[WorkSummary], filters: Filters = NO_FILTERS, *, today: date, alone: bool = True
) -> Request | None:
    """The question's request to the catalog; None where it asks about what the notes say.

    today: the reference of "last month". alone: whether there is no conversation before it, so that "this" can only be
    the collection.
    """
    folded = fold_text(question).strip()
    if _GREETING.match(folded) or _ABILITY.match(folded):
        return Request(kind="talk", thing="thanks" if _THANKS.match(folded) else "")
    if filters == NO_FILTERS and (_OVERVIEW.match(folded) or (alone and _THIS.match(folded))):
        return Request(kind="overview")
    work = find_work(folded, works)
    author = "" if work else find_author(folded, works)
    since, until, rest = find_date_range(_without(folded, work), today)
    filters = replace(filters, author=author or filters.author)
    filters = replace(filters, since=since, until=until or filters.until) if since else filters
    narrowed = filters != NO_FILTERS or work is not None
    whole = _nothing_more(rest, author, _FILL)
    if _READ_LAST.match(folded):
        return Request(kind="last", thing="works")
    if ranked := _read_ranking(folded) if not narrowed and _MINE.search(folded) else None:
        return ranked
    counted = _COUNT.search(folded)
    if counted and _MINE.search(folded):
        return Request(kind="count", thing=_THINGS[counted["thing"]], filters=filters, work=work)
    if request := _read_author(question, folded, author, filters) or _read_work(question, folded, rest, work, works):
        return request
    digest = _DIGEST.search(folded) or (work is not None and _ABOUT.match(folded) and writes_title(question, work))
    digests_all = digest and _nothing_more(rest, author, _FILL | _DIGEST_FILL)
    if narrowed and ((_SHOW.search(folded) and whole) or digests_all):
        return Request(kind="show", filters=filters, work=work)
    listed = _LIST.search(folded)
    if listed and _MINE.search(folded) and whole:
        return Request(kind="list", thing=_THINGS[listed["thing"]], filters=filters, work=work)
    return None


def _read_author(question: str, folded: str, author: str, filters: Filters) -> Request | None:
    """What was read by an author, who need not be in the catalog: the list is empty then."""
    by = _ANY_BY.match(question)
    if author and (by or _BY.search(folded)):
        return Request(kind="list", thing="works", filters=filters)
    if by and by["who"][0].isupper():
        return Request(kind="list", thing="works", filters=replace(filters, author=by["who"]))
    return None


def _read_work(
    question: str, folded: str, rest: str, work: WorkSummary | None, works: Sequence[WorkSummary]
) -> Request | None:
    """Who wrote a work, when it appeared, whether and when it was read. rest: the question without the work."""
    known, read = _KNOWN.match(folded), _READ.match(question)
    if work and known and writes_title(question, work) and _nothing_more(rest, "", _FILL | _KNOWN_FILL):
        return Request(kind="work", work=work)
    if read and not work:
        name = read["what"].strip("\"“”'‘’ ")
        if author := find_author(fold_text(f"by {name}"), works):
            return Request(kind="list", thing="works", filters=replace(NO_FILTERS, author=author))
        return Request(kind="work", work=find_titled(name, works), name=name)
    return None


def _read_ranking(folded: str) -> Request | None:
    """What was read most or last, among authors, works or works of one category."""
    for kind, match in (("last", _LAST.search(folded)), ("most", _MOST.search(folded))):
        groups = match.groupdict() if match else {}
        thing = _THINGS.get(groups.get("thing") or groups.get("that") or "", "")
        if not thing or thing in ("highlights", "passages", "notes") or (kind == "last" and thing == "authors"):
            continue
        if _nothing_more(_RANKING.sub(" ", folded), "", _FILL):
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
) | set(MONTH_NAMES)
_DIGEST_FILL = frozenset(
    """summaries gist tldr tl dr outline takeaways takeaway aways ideas idea points point lessons lesson insights
    insight messages message themes theme arguments argument quotes quote best big central core important most learn
    learned learnt take took away does more everything""".split()
)
_KNOWN_FILL = frozenset(
    "wrote writes host when published written come came out appear finish finished ever already own".split()
)


def _without(folded: str, work: WorkSummary | None) -> str:
    """The folded question without the work's title and author."""
    rest = folded
    for name in (work.title, short_title(work.title), work.author) if work else ():
        rest = rest.replace(fold_text(name).strip(), " ") if name else rest
    return rest


def _nothing_more(rest: str, author: str, fill: frozenset[str]) -> bool:
    """Whether no word is left that names a subject; a question with one is for the search."""
    for name in (fold_text(author), fold_text(author).rpartition(" ")[2]) if author else ():
        rest = rest.replace(name, " ")
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)?", rest)
    return all(word in fill or re.fullmatch(r"(19|20)\d\d", word) for word in words)

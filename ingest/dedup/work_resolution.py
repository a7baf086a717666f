"""Works: which documents are one book, article, episode or thread. Pure.

Joined, strongest first:

- by Readwise's id of the book, or its ASIN;
- by canonical URL, where the titles are alike or texts overlap: one address also serves every step of a course, every
  answer to a question, and each page that was not found;
- by like titles and authors where texts overlap, or where one is the full text and nothing speaks against it. Title
  and author alone are no proof: a weekly letter has the same every week, and so have the parts of a series;
- by the same title of `LONG_TITLE` words or more where one side names no author: `probable`.

Where two titled documents have addresses of their own, and these differ, only overlapping text joins them.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.dedup.work_names import author_names, authors_alike, canonical_url, title_words, titles_alike

LONG_TITLE = 6
"""Words of a title that are no coincidence."""
OVERLAP, OVERLAP_MANY, MANY = 0.3, 0.1, 3
"""Of the passages of the shorter document the share that both have; a smaller one if these are several. A letter's
greeting, the same every week, is one passage of many."""
MOST_SHARING = 50
"""Documents that may hold one passage before it says nothing of their being one work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord:
    """What joining needs to know of one document. "" means unset."""

    id: str
    """Any name that is unique among the cards; comes back in `Work.documents`."""
    path: str
    title: str = ""
    author: str = ""
    category: str = ""
    url: str = ""
    published: str = ""
    asin: str = ""
    readwise_id: str = ""
    full_text: bool = False
    passages: frozenset[str] = frozenset()
    """Ids of the passages that its finds were folded into: documents that share some overlap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The thing itself, joined over documents."""

    id: str
    """16 hex digits of its strongest name (Readwise id, ASIN, URL, else title and author):
    stable while that name is."""
    title: str
    author: str
    category: str
    url: str
    published: str
    documents: tuple[str, ...]
    """Ids of the cards, sorted."""
    why: tuple[str, ...] = ()
    """What joined the documents, sorted; () for one document."""
    probable: bool = False
    """Whether some document is in only because of a like title where one side has no author."""


def resolve_works(cards: Sequence[WorkRecord]) -> tuple[Work, ...]:
    """The works of all documents; every card is in exactly one. The order of the cards does not matter."""
    cards = sorted(cards, key=lambda card: card.id)
    joins = _Joins(cards)
    joins.by_name("the same Readwise id", lambda card: card.readwise_id, lambda one, other: True)
    joins.by_name("the same ASIN", lambda card: card.asin, lambda one, other: True)
    joins.by_name("the same URL", lambda card: canonical_url(card.url), _same_page)
    for one, other in _pairs_sharing(cards):
        if titles_alike(one.title, other.title) and authors_alike(one.author, other.author):
            joins.join(one, other, "like titles and overlapping text")
    titles: dict[str, list[WorkRecord]] = defaultdict(list)
    for card in cards:
        titles["".join(title_words(card.title))].append(card)
    titles.pop("", None)
    for group in titles.values():
        full = sum(card.full_text for card in group)
        for one, other in combinations(_one_of_each(group), 2):
            if _full_text_of(one, other, full):
                joins.join(one, other, "the full text of the same title and author")
            elif _probably_one(one, other):
                joins.join(one, other, PROBABLY)
    return joins.works()


PROBABLY = "probably: the same long title"


class _Joins:
    """Cards, and which of them were found to be one work, and why."""

    def __init__(self, cards: Sequence[WorkRecord]) -> None:
        self._cards = cards
        self._parent = {card.id: card.id for card in cards}
        self._why: list[tuple[str, str]] = []

    def by_name(
        self, why: str, name: Callable[[WorkRecord], str], agree: Callable[[WorkRecord, WorkRecord], bool]
    ) -> None:
        """Join the cards that have the same name, where two of them agree."""
        named: dict[str, list[WorkRecord]] = defaultdict(list)
        for card in self._cards:
            named[name(card)].append(card)
        named.pop("", None)
        for group in named.values():
            kept: list[WorkRecord] = []
            for card in group:
                partner = next((other for other in kept if agree(other, card)), None)
                if partner:
                    self.join(partner, card, why)
                if not partner or (card.title, card.author) != (partner.title, partner.author):
                    kept.append(card)
            for one, other in combinations(kept, 2):
                if agree(one, other):
                    self.join(one, other, why)

    def join(self, one: WorkRecord, other: WorkRecord, why: str) -> None:
        if self._root(one.id) != self._root(other.id):
            self._why.append((one.id, why))
            self._parent[self._root(other.id)] = self._root(one.id)

    def works(self) -> tuple[Work, ...]:
        groups: dict[str, list[WorkRecord]] = defaultdict(list)
        for card in self._cards:
            groups[self._root(card.id)].append(card)
        reasons: dict[str, set[str]] = defaultdict(set)
        for id_, why in self._why:
            reasons[self._root(id_)].add(why)
        return tuple(_make_work(group, reasons[root]) for root, group in groups.items())

    def _root(self, id_: str) -> str:
        while self._parent[id_] != id_:
            self._parent[id_] = self._parent[self._parent[id_]]
            id_ = self._parent[id_]
        return id_


def texts_overlap(one: WorkRecord, other: WorkRecord) -> bool:
    """Whether two documents have enough passages in common to be one work's."""
    common = len(one.passages & other.passages)
    share = common / max(1, min(len(one.passages), len(other.passages)))
    return share >= OVERLAP or (common >= MANY and share >= OVERLAP_MANY)


def _same_page(one: WorkRecord, other: WorkRecord) -> bool:
    if texts_overlap(one, other) or not one.title or not other.title:
        return True
    return titles_alike(one.title, other.title) and authors_alike(one.author, other.author)


def _pairs_sharing(cards: Iterable[WorkRecord]) -> Iterable[tuple[WorkRecord, WorkRecord]]:
    """The pairs of documents whose texts overlap."""
    holders: dict[str, list[WorkRecord]] = defaultdict(list)
    for card in cards:
        for passage in card.passages:
            holders[passage].append(card)
    met: Counter[tuple[str, str]] = Counter()
    by_id: dict[str, WorkRecord] = {}
    for group in holders.values():
        if 1 < len(group) <= MOST_SHARING:
            by_id.update((card.id, card) for card in group)
            met.update((one.id, other.id) for one, other in combinations(group, 2))
    for first, second in sorted(met):
        if texts_overlap(by_id[first], by_id[second]):
            yield by_id[first], by_id[second]


def _one_of_each(group: Sequence[WorkRecord]) -> list[WorkRecord]:
    """Of documents that nothing but their text tells apart only the first few: pairs grow with the square."""
    return list(group[:MOST_SHARING])


def _pages_differ(one: WorkRecord, other: WorkRecord) -> bool:
    first, second = canonical_url(one.url), canonical_url(other.url)
    return bool(first and second and first != second)


def _full_text_of(one: WorkRecord, other: WorkRecord, full: int) -> bool:
    """Whether one is the full text of the other, where no other full text has the title."""
    return (
        one.full_text != other.full_text
        and full == 1
        and bool(author_names(one.author) & author_names(other.author))
        and not _pages_differ(one, other)
    )


def _probably_one(one: WorkRecord, other: WorkRecord) -> bool:
    return (
        not (one.author and other.author)
        and len(title_words(one.title)) >= LONG_TITLE
        and not _pages_differ(one, other)
    )


def _make_work(cards: Sequence[WorkRecord], why: Iterable[str]) -> Work:
    ranked = sorted(cards, key=_poverty)

    def first(name: str) -> str:
        return next((value for card in ranked if (value := str(getattr(card, name)))), "")

    address = min((found for card in cards if (found := canonical_url(card.url))), default="")
    numbers = sorted(card.readwise_id for card in cards if card.readwise_id)
    asins = sorted(card.asin for card in cards if card.asin)
    title = "".join(title_words(first("title")))
    name = (
        f"rw {numbers[0]}"
        if numbers
        else f"asin {asins[0]}"
        if asins
        else f"url {address} {title}"
        if address
        else f"title {title} {' '.join(sorted(author_names(first('author'))))}"
        if title
        else f"path {min(card.path for card in cards)}"
    )
    return Work(
        id=hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=8).hexdigest(),
        title=first("title"),
        author=first("author"),
        category=first("category"),
        url=next((card.url for card in ranked if canonical_url(card.url)), first("url")),
        published=first("published"),
        documents=tuple(sorted(card.id for card in cards)),
        why=tuple(sorted(why)),
        probable=PROBABLY in why,
    )


def _poverty(card: WorkRecord) -> tuple[object, ...]:
    """Smaller knows more of the work."""
    return (
        not card.author,
        not (card.readwise_id or card.asin),
        not card.category,
        card.full_text,
        -len(card.passages),
        card.path,
        card.id,
    )

"""Works: which documents are one book, article, episode or thread. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
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


def join_cards(cards: Sequence[Card]) -> tuple[Work, ...]:
    """The works of all documents; every card is in exactly one. The order of the cards does not matter."""
    groups: dict[str, list[Card]] = defaultdict(list)
    for card in sorted(cards, key=lambda card: card.id):
        groups[card.readwise_id or card.asin or card.url or card.id].append(card)
    return tuple(_make_work(group) for group in groups.values())


def _make_work(cards: Sequence[Card]) -> Work:
    best = cards[0]
    name = best.readwise_id or best.asin or best.url or f"{best.title}\0{best.author}\0{best.path}"
    return Work(
        id=hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=8).hexdigest(),
        title=best.title,
        author=best.author,
        category=best.category,
        url=best.url,
        published=best.published,
        documents=tuple(sorted(card.id for card in cards)),
    )

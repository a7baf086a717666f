"""Resolves works: which documents are one book, article, episode or thread. Pure.

Documents are joined, strongest reason first:

- by Readwise's id of the book, its ASIN, DOI or ISBN;
- where highlights of one are found in the full text that the other is;
- by canonical URL, where the titles are alike or texts overlap: one address also serves every step of a course, every
  answer to a question, and each page that was not found;
- by like titles and authors where texts overlap, or where one is the full text and nothing contradicts it. Title
  and author alone are no proof: they are the same for every issue of a weekly letter and for the parts of a series;
- by the same title of `MIN_PROOF_TITLE_WORDS` words or more where one side names no author: `probable`.

Two titled documents with different addresses of their own are joined only by overlapping text.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from ingest.dedup.disjoint_sets import DisjointSets
from ingest.dedup.work_names import author_names, authors_alike, canonical_url, title_words, titles_alike

MIN_PROOF_TITLE_WORDS = 6
"""Words from which two equal titles are no coincidence."""
MIN_OVERLAP = 0.3
"""Share of the shorter document's passages that both have."""
MIN_OVERLAP_OF_SEVERAL = 0.1
"""The same, for `SEVERAL_PASSAGES` or more: a letter's greeting, the same every week, is one passage of many."""
SEVERAL_PASSAGES = 3
MAX_SHARING_DOCUMENTS = 50
"""Documents of one passage above which it is no evidence that they are one work."""
PROBABLY = "probably: the same long title"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRecord:
    """The metadata of one document that joining uses. "" means unset."""

    id: str
    """Any name that is unique among the records; `Work.documents` refers to it."""
    path: str
    title: str = ""
    author: str = ""
    category: str = ""
    url: str = ""
    published: str = ""
    asin: str = ""
    readwise_id: str = ""
    identifier: str = ""
    """DOI or ISBN."""
    quotes: str = ""
    """Id of the record of the full text that its highlights are found in."""
    full_text: bool = False
    passages: frozenset[str] = frozenset()
    """Ids of the passages that its occurrences were folded into: documents that share some overlap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A book, article, episode or thread, joined over documents."""

    id: str
    """16 hex digits of its strongest name (Readwise id, ASIN, DOI or ISBN, URL, else title and author): stable as long
    as that name is."""
    title: str
    author: str
    category: str
    url: str
    published: str
    documents: tuple[str, ...]
    """Ids of the records, sorted."""
    why: tuple[str, ...] = ()
    """Reasons for joining the documents, sorted; () for one document."""
    probable: bool = False
    """Whether some document was joined only by a like title where one side has no author."""


def resolve_works(records: Sequence[WorkRecord]) -> tuple[Work, ...]:
    """The works of all documents; every record is in exactly one. The order of the records does not matter."""
    records = sorted(records, key=lambda record: record.id)
    joins = _Joins(records)
    joins.join_by_name("the same Readwise id", lambda record: record.readwise_id, lambda one, other: True)
    joins.join_by_name("the same ASIN", lambda record: record.asin, lambda one, other: True)
    joins.join_by_name("the same ISBN or DOI", lambda record: record.identifier, lambda one, other: True)
    joins.join_by_name("the same URL", lambda record: canonical_url(record.url), _same_page)
    by_id = {record.id: record for record in records}
    for record in records:
        if record.quotes in by_id:
            joins.join(record, by_id[record.quotes], "its highlights are in the full text")
    for one, other in _overlapping_pairs(records):
        if titles_alike(one.title, other.title) and authors_alike(one.author, other.author):
            joins.join(one, other, "like titles and overlapping text")
    for group in _group_by(records, lambda record: "".join(title_words(record.title))):
        full_texts = sum(record.full_text for record in group)
        for one, other in combinations(group[:MAX_SHARING_DOCUMENTS], 2):  # pairs grow with the square
            if _pages_differ(one, other):
                continue
            is_same_author = bool(author_names(one.author) & author_names(other.author))
            if full_texts == 1 and one.full_text != other.full_text and is_same_author:
                joins.join(one, other, "the full text of the same title and author")
            elif not (one.author and other.author) and len(title_words(one.title)) >= MIN_PROOF_TITLE_WORDS:
                joins.join(one, other, PROBABLY)
    return joins.works()


class _Joins:
    """Which records are one work, and why."""

    def __init__(self, records: Sequence[WorkRecord]) -> None:
        self._records = records
        self._sets = DisjointSets(record.id for record in records)
        self._reasons: list[tuple[str, str]] = []

    def join_by_name(
        self, why: str, name: Callable[[WorkRecord], str], agree: Callable[[WorkRecord, WorkRecord], bool]
    ) -> None:
        """Join the records that have the same name and agree."""
        for group in _group_by(self._records, name):
            distinct: list[WorkRecord] = []
            for record in group:
                partner = next((other for other in distinct if agree(other, record)), None)
                if partner:
                    self.join(partner, record, why)
                if not partner or (record.title, record.author) != (partner.title, partner.author):
                    distinct.append(record)
            for one, other in combinations(distinct, 2):
                if agree(one, other):
                    self.join(one, other, why)

    def join(self, one: WorkRecord, other: WorkRecord, why: str) -> None:
        if self._sets.join(one.id, other.id):
            self._reasons.append((one.id, why))

    def works(self) -> tuple[Work, ...]:
        groups: dict[str, list[WorkRecord]] = defaultdict(list)
        for record in self._records:
            groups[self._sets.root(record.id)].append(record)
        reasons: dict[str, set[str]] = defaultdict(set)
        for id_, why in self._reasons:
            reasons[self._sets.root(id_)].add(why)
        return tuple(_make_work(group, reasons[root]) for root, group in groups.items())


def _group_by(records: Iterable[WorkRecord], name: Callable[[WorkRecord], str]) -> Iterable[list[WorkRecord]]:
    """The records by name; those without one are left out."""
    groups: dict[str, list[WorkRecord]] = defaultdict(list)
    for record in records:
        groups[name(record)].append(record)
    groups.pop("", None)
    return groups.values()


def _texts_overlap(one: WorkRecord, other: WorkRecord) -> bool:
    """Whether two documents have enough passages in common to be one work."""
    common = len(one.passages & other.passages)
    share = common / max(1, min(len(one.passages), len(other.passages)))
    return share >= MIN_OVERLAP or (common >= SEVERAL_PASSAGES and share >= MIN_OVERLAP_OF_SEVERAL)


def _same_page(one: WorkRecord, other: WorkRecord) -> bool:
    if _texts_overlap(one, other) or not one.title or not other.title:
        return True
    return titles_alike(one.title, other.title) and authors_alike(one.author, other.author)


def _overlapping_pairs(records: Iterable[WorkRecord]) -> Iterable[tuple[WorkRecord, WorkRecord]]:
    """The pairs of documents whose texts overlap."""
    holders: dict[str, list[WorkRecord]] = defaultdict(list)
    for record in records:
        for passage in record.passages:
            holders[passage].append(record)
    by_id: dict[str, WorkRecord] = {}
    pairs: set[tuple[str, str]] = set()
    for group in holders.values():
        if 1 < len(group) <= MAX_SHARING_DOCUMENTS:
            by_id.update((record.id, record) for record in group)
            pairs.update((one.id, other.id) for one, other in combinations(group, 2))
    for first, second in sorted(pairs):
        if _texts_overlap(by_id[first], by_id[second]):
            yield by_id[first], by_id[second]


def _pages_differ(one: WorkRecord, other: WorkRecord) -> bool:
    first, second = canonical_url(one.url), canonical_url(other.url)
    return bool(first and second and first != second)


def _make_work(records: Sequence[WorkRecord], why: Iterable[str]) -> Work:
    ranked = sorted(records, key=_sort_key)

    def first(name: str) -> str:
        return next((value for record in ranked if (value := str(getattr(record, name)))), "")

    name = _strongest_name(records, first("title"), first("author"))
    return Work(
        id=hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=8).hexdigest(),
        title=first("title"),
        author=first("author"),
        category=first("category"),
        url=next((record.url for record in ranked if canonical_url(record.url)), first("url")),
        published=first("published"),
        documents=tuple(sorted(record.id for record in records)),
        why=tuple(sorted(why)),
        probable=PROBABLY in why,
    )


def _strongest_name(records: Sequence[WorkRecord], title: str, author: str) -> str:
    """What a work's id is made of."""
    title = "".join(title_words(title))
    if readwise_ids := [record.readwise_id for record in records if record.readwise_id]:
        return f"rw {min(readwise_ids)}"
    if asins := [record.asin for record in records if record.asin]:
        return f"asin {min(asins)}"
    if identifiers := [record.identifier for record in records if record.identifier]:
        return min(identifiers)
    if address := min(filter(None, (canonical_url(record.url) for record in records)), default=""):
        return f"url {address} {title}"
    if title:
        return f"title {title} {' '.join(sorted(author_names(author)))}"
    return f"path {min(record.path for record in records)}"


def _sort_key(record: WorkRecord) -> tuple[object, ...]:
    """Sorts the record with most metadata first."""
    return (
        not record.author,
        not (record.readwise_id or record.asin),
        not record.category,
        record.full_text,
        -len(record.passages),
        record.path,
        record.id,
    )

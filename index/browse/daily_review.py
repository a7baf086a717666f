"""The daily review: new passages next to older ones, and a few passages worth seeing again.

New: of each work with passages since the last review, the one nearest in meaning to an older passage of another work,
with the one or two older passages that it relates to.

Again: at most `MAX_RESURFACED` passages, each of another work: first a favourite, then one with the reader's own words,
then any. Of each kind those not shown for longest come first; among these a work is drawn for the day, then a passage
of it, so that a book with a thousand highlights comes no more often than one with ten. The draw hashes date and id, so
that a day has one choice. Passages that are short, long, new, a machine's or of a full text are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, zip_longest

from index.browse.review_log import ReviewLog, begin_review, read_review_log, write_review_log
from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.catalog.queries.review import (
    ReviewCandidate,
    count_newer,
    newest_passage_number,
    passage_numbers,
    read_review_candidates,
)
from index.search.dense import find_similar
from index.search.evidence import Evidence
from index.vectors.store import Vectors
from ingest.passage import Passage

MAX_RESURFACED = 3
"""Passages to be seen again; more would be a chore."""
MAX_ARRIVALS = 4
"""New passages shown next to older ones."""
MAX_COMPARED = 40
"""New passages whose neighbours are searched: 40 queries take under 0.2 s at 100,000 passages."""
MAX_OLDER = 2
"""Older passages next to a new one."""
NEIGHBOURS = 12
"""Nearest passages that these are chosen from: most of them are of the same work, or new as well."""
MIN_RELATED_COSINE = 0.55
"""From which a passage of another work is shown as related. Of 400 passages drawn from a collection of 12,000 the
nearest of another work lies at .54 in the median; read side by side, most pairs above .6 are about one subject, about
half between .5 and .6, few below."""
MIN_SAME_COSINE = 0.95
"""From which two passages say the same, and the older one adds nothing."""
LENGTHS = (60, 600)
"""The least and most characters of a passage that is shown by itself."""
MIN_AGE_DAYS = 30
"""Age of a highlight, by its own date, before it is shown again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A new passage next to what it relates to."""

    passage: Passage
    older: tuple[Evidence, ...]
    """Nearest first; () where none is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resurfaced:
    """A passage worth seeing again."""

    passage: Passage
    why: str
    """A few words, for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReview:
    """What there is to see on a day."""

    day: str
    """ISO date."""
    since: str
    """ISO date of the review before; "" for the first one, in which nothing is new."""
    new_passages: int
    """All passages added since."""
    new_works: int
    """Works that they are from."""
    arrivals: tuple[Arrival, ...]
    resurfaced: tuple[Resurfaced, ...]


def daily_review(catalog: Catalog, vectors: Vectors, today: date) -> DailyReview:
    """The review of a day, which is remembered; it is empty where nothing was read yet."""
    review, log = make_review(catalog, vectors, read_review_log(catalog.data), today)
    if catalog.data.is_dir():
        write_review_log(catalog.data, log)
    return review


def make_review(catalog: Catalog, vectors: Vectors, log: ReviewLog, today: date) -> tuple[DailyReview, ReviewLog]:
    """The review of a day, and the log with it."""
    log = begin_review(log, today, newest_passage_number(catalog))
    pool = read_pool(catalog, log)
    old = [candidate for candidate in pool if candidate.n <= log.before]
    new = [candidate for candidate in pool if candidate.n > log.before]
    picked = pick_resurfaced(old, today, log.shown, log.again)
    new_passages, new_works = count_newer(catalog, log.before)
    review = DailyReview(
        day=log.day,
        since=log.since,
        new_passages=new_passages,
        new_works=new_works,
        arrivals=_find_arrivals(catalog, vectors, new, log.before),
        resurfaced=_explain_resurfaced(catalog, picked, {candidate.id: candidate for candidate in pool}),
    )
    return review, replace(log, again=tuple(picked), shown={**log.shown, **{id: log.day for id in picked}})


def pick_resurfaced(
    candidates: Sequence[ReviewCandidate], today: date, shown: Mapping[str, str], already: Sequence[str] = ()
) -> list[str]:
    """The ids of at most `MAX_RESURFACED` candidates, by the rule above. Pure.

    shown: when each passage was last shown. already: picked earlier today, and kept.
    """
    day = today.isoformat()
    by_id = {candidate.id: candidate for candidate in candidates}
    picked = [by_id[id] for id in already if id in by_id]
    ripe = [each for each in candidates if not each.highlighted_at or _days(each.highlighted_at, today) >= MIN_AGE_DAYS]
    for kind in ("favorite", "own", *[""] * MAX_RESURFACED):
        if len(picked) >= MAX_RESURFACED:
            break
        if kind and any(getattr(candidate, kind) for candidate in picked):
            continue
        works = {candidate.work for candidate in picked}
        left = [each for each in ripe if each.work not in works and (not kind or getattr(each, kind))]
        if left:
            picked.append(
                min(left, key=lambda each: (shown.get(each.id, ""), _draw(day, each.work), _draw(day, each.id)))
            )
    return [candidate.id for candidate in picked]


def read_pool(catalog: Catalog, log: ReviewLog) -> list[ReviewCandidate]:
    """The passages to choose from: all, or, once the day's choice is made, the chosen and the new ones.

    So only the first review of a day reads them all, which takes more than a second at 100,000.
    """
    if len(log.again) >= MAX_RESURFACED:
        pool = read_review_candidates(catalog, LENGTHS, newer_than=log.before, ids=log.again)
        if set(log.again) <= {candidate.id for candidate in pool}:
            return pool
    return read_review_candidates(catalog, LENGTHS)


def _find_arrivals(
    catalog: Catalog, vectors: Vectors, new: Sequence[ReviewCandidate], before: int
) -> tuple[Arrival, ...]:
    """For each work its new passage with the nearest older ones, the best related works first."""
    embedder = catalog.state.embedder
    ordered = sorted(new, key=lambda candidate: (candidate.work, -candidate.n))
    by_work = [list(group) for _, group in groupby(ordered, key=lambda candidate: candidate.work)]
    # the newest of each work, then the next of each
    interleaved = [candidate for turn in zip_longest(*by_work) for candidate in turn if candidate]
    best: dict[str, tuple[float, ReviewCandidate, tuple[Evidence, ...]]] = {}
    for candidate in interleaved[:MAX_COMPARED]:
        similar = find_similar(catalog, vectors, embedder, candidate.id, NEIGHBOURS)
        older = _select_older(catalog, similar, candidate.work, before)
        cosine = older[0].cosine if older else 0.0
        if candidate.work not in best or cosine > best[candidate.work][0]:
            best[candidate.work] = cosine, candidate, older
    ranked = sorted(best.values(), key=lambda entry: (-entry[0], -entry[1].n))[:MAX_ARRIVALS]
    older_by_id = {candidate.id: older for _, candidate, older in ranked}
    passages = read_passages(catalog, older_by_id.keys())
    return tuple(Arrival(passage=passage, older=older_by_id[id]) for id, passage in passages.items())


def _select_older(catalog: Catalog, similar: Sequence[Evidence], work: str, before: int) -> tuple[Evidence, ...]:
    """Those that are older, near and not the same, each of another work."""
    near = [
        evidence
        for evidence in similar
        if MIN_RELATED_COSINE <= evidence.cosine < MIN_SAME_COSINE and evidence.passage.voice != "machine"
    ]
    numbers = passage_numbers(catalog, [evidence.passage.id for evidence in near])
    works = {work}
    older: list[Evidence] = []
    for evidence in near:
        number, its_work = numbers.get(evidence.passage.id, (before + 1, ""))
        if number <= before and its_work not in works and len(older) < MAX_OLDER:
            works.add(its_work)
            older.append(evidence)
    return tuple(older)


def _explain_resurfaced(
    catalog: Catalog, picked: Sequence[str], pool: Mapping[str, ReviewCandidate]
) -> tuple[Resurfaced, ...]:
    resurfaced = []
    for id, passage in read_passages(catalog, picked).items():
        kind = "one of your favourites" if pool[id].favorite else "with your own words" if pool[id].own else ""
        when = f"marked {pool[id].highlighted_at[:4]}" if pool[id].highlighted_at else ""
        resurfaced.append(Resurfaced(passage=passage, why=", ".join(filter(None, (kind, when)))))
    return tuple(resurfaced)


def _draw(day: str, id: str) -> bytes:
    """A hash of date and id: a reproducible random order for one day."""
    return hashlib.blake2b(f"{day}\0{id}".encode(), digest_size=8).digest()


def _days(then: str, today: date) -> int:
    try:
        return (today - date.fromisoformat(then[:10])).days
    except ValueError:
        return MIN_AGE_DAYS

"""What a reader may like to see today: what came since the last visit, and a few passages worth seeing again.

What came: of each work that brought something, the passage that lies nearest in meaning to an older one of another
work, beside the one or two older ones that it relates to.

Seen again, at most `AGAIN`, each of another work: first one that the reader made a favourite, then one with the
reader's own words, then any. Of each kind those that were not shown for longest come first; among these a work is
drawn for the day, then a passage of it, so that a book with a thousand highlights comes no oftener than one with ten.
The drawing hashes day and id: one day, one pick. Too short, too long, new, a machine's or a full text's passages are
left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from index.catalog.review_log import Visits, begin_look, keep_visits, read_visits
from index.search.dense import find_alike
from index.search.evidence import Evidence
from ingest.passage import Passage

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog
    from index.vectors.store import Vectors

AGAIN = 3
"""Passages to be seen again; more would be a chore."""
CAME = 4
"""New passages shown beside older ones."""
LOOKED_AT = 40
"""New passages whose neighbours are looked for: 40 queries take under 0.2 s at 100,000 passages."""
OLDER = 2
"""Older passages beside a new one."""
NEIGHBOURS = 12
"""Looked at for these: most of them are of the same work, or new as well."""
RELATED = 0.55
"""Cosine from which a passage of another work is shown as related. Of 400 passages drawn from a collection of 12,000
the nearest of another work lies at .54 in the median; read beside one another, most pairs above .6 speak of one thing,
about half between .5 and .6, few below."""
SAME = 0.95
"""Cosine from which it is the same said twice, and tells nothing."""
SHORTEST, LONGEST = 60, 600
"""Characters of a passage that is shown by itself."""
MONTH = 30
"""Days that a passage has been there, by its own date, before it is shown again."""

# CROSS JOIN keeps SQLite from beginning with the places of all passages where few passages are asked for.
POOL = f"""
    SELECT passages.id, passages.n, passages.favorite, passages.note <> '' OR passages.voice = 'reader' AS own,
        passages.highlighted_at, documents.work
    FROM passages CROSS JOIN occurrences ON occurrences.passage = passages.id AND occurrences.rank = 0
        JOIN documents ON documents.id = occurrences.document
    WHERE (passages.kind = 'highlight' OR passages.voice = 'reader') AND passages.voice <> 'machine'
        AND passages.full_text = 0 AND length(passages.text) BETWEEN {SHORTEST} AND {LONGEST}
"""
TO_CHOSEN = f" AND (passages.n > ? OR passages.id IN ({', '.join('?' * AGAIN)}))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A passage that could be shown by itself."""

    id: str
    n: int
    """Goes up with each that comes."""
    work: str
    favorite: bool
    own: bool
    """Whether the reader's own words are in it."""
    highlighted_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A new passage beside what it relates to."""

    passage: Passage
    older: tuple[Evidence, ...]
    """Nearest first; () where none is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A passage worth seeing again."""

    passage: Passage
    why: str
    """A few words, for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What there is to see."""

    day: str
    """ISO date."""
    since: str
    """ISO date of the visit before; "" where this is the first: then nothing is new."""
    came: int
    """Passages that came since, all of them."""
    works: int
    """Works that they came from."""
    arrivals: tuple[Arrival, ...]
    again: tuple[Again, ...]


def daily_review(catalog: Catalog, vectors: Vectors, today: date) -> Today:
    """What there is to see on a day; the visit is remembered. Nothing is where nothing was read yet."""
    seen, visits = look_at_today(catalog, vectors, read_visits(catalog.data), today)
    if catalog.data.is_dir():
        keep_visits(catalog.data, visits)
    return seen


def look_at_today(catalog: Catalog, vectors: Vectors, visits: Visits, today: date) -> tuple[Today, Visits]:
    """What there is to see on a day, and what to remember of the look."""
    newest = int(catalog.connection.execute("SELECT coalesce(max(n), 0) FROM passages").fetchone()[0])
    visits = begin_look(visits, today, newest)
    pool = read_pool(catalog, visits)
    old = [one for one in pool if one.n <= visits.before]
    picked = pick_again(old, today, visits.shown, visits.again)
    shown = {**visits.shown, **{one: visits.day for one in picked}}
    came, works = _count_new(catalog, visits.before)
    seen = Today(
        day=visits.day,
        since=visits.since,
        came=came,
        works=works,
        arrivals=_find_arrivals(catalog, vectors, [one for one in pool if one.n > visits.before], visits.before),
        again=_tell_again(catalog, picked, {one.id: one for one in pool}, visits.shown),
    )
    return seen, replace(visits, again=tuple(picked), shown=shown)


def pick_again(
    candidates: Sequence[Candidate], today: date, shown: Mapping[str, str], already: Sequence[str] = ()
) -> list[str]:
    """The ids of at most `AGAIN` candidates, by the rule above. already: picked earlier today, and kept. Pure."""
    day = today.isoformat()
    by_id = {one.id: one for one in candidates}
    picked = [by_id[one] for one in already if one in by_id]
    long_ago = [one for one in candidates if not one.highlighted_at or _days(one.highlighted_at, today) >= MONTH]
    for wanted in ("favorite", "own", *[""] * AGAIN):
        if len(picked) >= AGAIN:
            break
        works = {one.work for one in picked}
        taken = {one.id for one in picked}
        left = [one for one in long_ago if one.id not in taken and one.work not in works]
        left = [one for one in left if not wanted or getattr(one, wanted)]
        if left and not (wanted and any(getattr(one, wanted) for one in picked)):
            picked.append(min(left, key=lambda one: (shown.get(one.id, ""), _draw(day, one.work), _draw(day, one.id))))
    return [one.id for one in picked]


def read_pool(catalog: Catalog, visits: Visits) -> list[Candidate]:
    """The passages to choose from: all, and once the day's choice is made, that and what is new.

    So only the first look of a day goes through them all, which takes more than a second at 100,000.
    """
    if len(visits.again) >= AGAIN:
        pool = _read_candidates(catalog, TO_CHOSEN, visits.before, *visits.again)
        if set(visits.again) <= {one.id for one in pool}:
            return pool
    return _read_candidates(catalog, "")


def _read_candidates(catalog: Catalog, narrowed: str, *given: str | int) -> list[Candidate]:
    return [
        Candidate(
            id=row["id"],
            n=row["n"],
            work=row["work"],
            favorite=bool(row["favorite"]),
            own=bool(row["own"]),
            highlighted_at=row["highlighted_at"],
        )
        for row in catalog.connection.execute(POOL + narrowed, given)
    ]


def _count_new(catalog: Catalog, before: int) -> tuple[int, int]:
    row = catalog.connection.execute(
        "SELECT count(DISTINCT passages.id), count(DISTINCT work) FROM passages"
        " CROSS JOIN occurrences ON occurrences.passage = passages.id AND occurrences.rank = 0"
        " JOIN documents ON documents.id = occurrences.document WHERE passages.n > ?",
        (before,),
    ).fetchone()
    return int(row[0]), int(row[1])


def _find_arrivals(catalog: Catalog, vectors: Vectors, new: Sequence[Candidate], before: int) -> tuple[Arrival, ...]:
    """Of each work its new passage with the nearest older ones, the best related works first."""
    embedder = catalog.setting("embedder")
    by_work: dict[str, list[Candidate]] = {}
    for work, group in groupby(sorted(new, key=lambda one: (one.work, one.n)), key=lambda one: one.work):
        by_work[work] = list(group)
    looked = _in_turns(list(by_work.values()))[:LOOKED_AT]
    best: dict[str, tuple[float, Candidate, tuple[Evidence, ...]]] = {}
    for one in looked:
        older = _older_alike(catalog, find_alike(catalog, vectors, embedder, one.id, NEIGHBOURS), one.work, before)
        cosine = older[0].cosine if older else 0.0
        if one.work not in best or cosine > best[one.work][0]:
            best[one.work] = cosine, one, older
    ranked = sorted(best.values(), key=lambda found: (-found[0], -found[1].n))[:CAME]
    passages = catalog.passages([one.id for _, one, _ in ranked])
    return tuple(Arrival(passage=passages[one.id], older=older) for _, one, older in ranked if one.id in passages)


def _in_turns(groups: list[list[Candidate]]) -> list[Candidate]:
    """The newest of each group, then the next of each."""
    longest = max((len(group) for group in groups), default=0)
    return [group[-1 - at] for at in range(longest) for group in groups if at < len(group)]


def _older_alike(catalog: Catalog, alike: Sequence[Evidence], work: str, before: int) -> tuple[Evidence, ...]:
    """The ones that are older, of other works, each of another one, near and not the same."""
    near = [one for one in alike if RELATED <= one.cosine < SAME and one.passage.voice != "machine"]
    found: list[Evidence] = []
    works = {work}
    for one in near:
        row = catalog.connection.execute(
            "SELECT passages.n, work FROM passages JOIN occurrences ON occurrences.passage = passages.id AND occurrences.rank = 0"
            " JOIN documents ON documents.id = occurrences.document WHERE passages.id = ?",
            (one.passage.id,),
        ).fetchone()
        if row and row["n"] <= before and row["work"] not in works and len(found) < OLDER:
            works.add(row["work"])
            found.append(one)
    return tuple(found)


def _tell_again(
    catalog: Catalog, picked: Sequence[str], pool: Mapping[str, Candidate], shown: Mapping[str, str]
) -> tuple[Again, ...]:
    passages = catalog.passages(picked)
    told = []
    for one in picked:
        if one in passages:
            what = "one of your favourites" if pool[one].favorite else "with your own words" if pool[one].own else ""
            when = f"marked {pool[one].highlighted_at[:4]}" if pool[one].highlighted_at else ""
            told.append(Again(passage=passages[one], why=", ".join(part for part in (what, when) if part)))
    return tuple(told)


def _draw(day: str, id: str) -> bytes:
    """A lot that is the same all day."""
    return hashlib.blake2b(f"{day}\0{id}".encode(), digest_size=8).digest()


def _days(then: str, today: date) -> int:
    try:
        return (today - date.fromisoformat(then[:10])).days
    except ValueError:
        return MONTH

"""Folding: which finds are one passage, which are alike, and what survives.

Everything here is pure. `index` keeps finds, keys and links, and runs four steps:

1. `list_finds` gives a file's finds: its passages, and beside them its prose by section (`unit` "section";
   these are compared and linked as `similar`, and never become passages);
2. `find_keys` gives each find's keys; two finds without a common key have no link;
3. `fold` gives the links of new finds to one another and to those known. When finds are removed, or change,
   those left of their components (over exact and near links) are folded again as new: nothing hangs on
   who came first;
4. of every component touched, `group_finds` gives the groups and `merge_finds` the passage that each becomes.
   `explain_group` says of every folded find why.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ingest.normalise import hash_key, join_letters, split_words
from ingest.passage import Passage

LinkKind = Literal["exact", "near", "similar"]

SAME_TEXT = "the same text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One place as read, before folding."""

    id: str
    """16 hex digits of source, path, passage id and ordinal among equals of the file; no line number."""
    passage: Passage
    """With one place."""
    unit: Literal["passage", "section"] = "passage"
    """A section is prose put together up to 400 words, for comparison only: it becomes no passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two finds that are one (exact, near: folded) or alike (similar: both kept)."""

    first: str
    """Id of a find; first < second."""
    second: str
    kind: LinkKind
    why: str
    similarity: float
    """0 to 1; 1 for exact."""

    @property
    def id(self) -> str:
        """16 hex digits of the two finds' ids."""
        return hashlib.blake2b(f"{self.first}\0{self.second}".encode(), digest_size=8).hexdigest()


class Known(Protocol):
    """What is in the catalog already."""

    def finds_with(self, keys: Collection[int]) -> Mapping[int, Sequence[Find]]:
        """The finds that have any of these keys, by key; a key that nobody has may be left out."""
        ...


def list_finds(passages: Iterable[Passage]) -> tuple[Find, ...]:
    """The finds of one file, whose passages have one place each: the passages in order, then the sections."""
    seen: Counter[str] = Counter()
    finds = []
    for passage in passages:
        place = passage.places[0]
        own = f"{place.source}\0{place.path}\0{passage.id}"
        seen[own] += 1
        finds.append(Find(id=_digest(f"{own}\0{seen[own]}"), passage=passage))
    return tuple(finds)


def find_keys(find: Find) -> tuple[int, ...]:
    """Signed 64-bit numbers, distinct and sorted: identities, normalised text, shingles."""
    passage = find.passage
    keys = set()
    if passage.readwise_id:
        keys.add(hash_key("rw", f"{passage.voice}\0{passage.readwise_id}"))
    letters = join_letters(split_words(passage.text))
    if letters:
        keys.add(hash_key("text", f"{passage.voice}\0{letters}"))
    return tuple(sorted(keys))


def fold(new: Sequence[Find], known: Known) -> tuple[Link, ...]:
    """The links of the new finds to one another and to known ones; none of two known ones.

    A find that stands in both counts as new. The order of `new` does not matter.
    """
    fresh = {find.id: find for find in new}
    by_key: dict[int, list[str]] = defaultdict(list)
    for id_, find in sorted(fresh.items()):
        for key in find_keys(find):
            by_key[key].append(id_)
    links: dict[tuple[str, str], Link] = {}
    for key, others in known.finds_with(by_key.keys()).items():
        by_key[key] += [other.id for other in others if other.id not in fresh]
    for ids in by_key.values():
        centre = min(ids)
        for other in ids:
            if other != centre and (centre in fresh or other in fresh):
                pair = (centre, other)
                links[pair] = Link(first=centre, second=other, kind="exact", why=SAME_TEXT, similarity=1.0)
    return tuple(links[pair] for pair in sorted(links))


def group_finds(
    finds: Sequence[Find], links: Iterable[Link], apart: Collection[frozenset[str]] = ()
) -> tuple[tuple[str, ...], ...]:
    """The groups of find ids that become one passage each; sections are left out.

    finds: whole components over the exact and near ones among `links`. apart: pairs of find ids that the
    reader wants in two passages. In each group the find whose text is kept comes first; every passage is in
    one group.
    """
    parent = {find.id: find.id for find in finds if find.unit == "passage"}

    def root(id_: str) -> str:
        while parent[id_] != id_:
            parent[id_] = parent[parent[id_]]
            id_ = parent[id_]
        return id_

    for link in links:
        if link.kind != "similar" and frozenset((link.first, link.second)) not in apart:
            parent[root(link.first)] = root(link.second)
    groups: dict[str, list[Find]] = defaultdict(list)
    for find in finds:
        if find.unit == "passage":
            groups[root(find.id)].append(find)
    ordered = [tuple(find.id for find in rank_finds(group)) for group in groups.values()]
    return tuple(sorted(ordered))


def rank_finds(finds: Iterable[Find]) -> list[Find]:
    """Best first: the one whose text is kept, then the order in which places are shown."""
    return sorted(finds, key=lambda find: (-len(find.passage.text), find.passage.places[0].path, find.id))


def merge_finds(finds: Sequence[Find]) -> Passage:
    """The passage that a group becomes: the richest text, every place, every note, tag and colour."""
    ranked = [find.passage for find in rank_finds(finds)]
    kept = ranked[0]
    return Passage(
        text=kept.text,
        kind="highlight" if any(passage.kind == "highlight" for passage in ranked) else "prose",
        voice=kept.voice,
        places=tuple(dict.fromkeys(place for passage in ranked for place in passage.places)),
        note="\n\n".join(dict.fromkeys(passage.note for passage in ranked if passage.note)),
        tags=tuple(dict.fromkeys(tag for passage in ranked for tag in passage.tags)),
        color=", ".join(dict.fromkeys(passage.color for passage in ranked if passage.color)),
        readwise_id=next((passage.readwise_id for passage in ranked if passage.readwise_id), ""),
        highlighted_at=min((one.highlighted_at for one in ranked if one.highlighted_at), default=""),
        favorite=any(passage.favorite for passage in ranked),
        parts=kept.parts,
        full_text=all(passage.full_text for passage in ranked),
    )


def explain_group(finds: Sequence[Find]) -> tuple[Link, ...]:
    """Why each find of a group was folded into the kept one; in the group's order, the kept one left out.

    Depends on the two finds alone. This is what `notes duplicates` lists as exact and near.
    """
    kept, *others = rank_finds(finds)
    return tuple(
        Link(
            first=min(kept.id, other.id),
            second=max(kept.id, other.id),
            kind="exact",
            why=SAME_TEXT,
            similarity=1.0,
        )
        for other in others
    )


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()

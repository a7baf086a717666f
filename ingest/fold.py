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

What makes two texts one stands in `ingest.alike`, how they meet in `ingest.keys`, what survives in `ingest.merge`.

**Words are never lost through a chain.** A line that stands in two long highlights is folded into one of them;
the two are not one for that. So a group is a star: every text in it is near to the text that is kept, or a version
of the same highlight.

**Known exception.** Shingles that more than `MOST_HOLDERS` texts have are not followed. A collection where whole
templates are highlighted thousands of times could, file by file, keep a link that it would not find all at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from ingest.alike import NEW_VERSION, SAME_TEXT, compare_finds
from ingest.find import Find, Link, LinkKind, link_finds, list_finds
from ingest.keys import find_keys, identity_keys, shingle_keys
from ingest.merge import explain_group, merge_finds, rank_finds
from ingest.names import title_words
from ingest.normalise import read_form

__all__ = [
    "Find",
    "Known",
    "Link",
    "explain_group",
    "find_keys",
    "fold",
    "group_finds",
    "list_finds",
    "merge_finds",
    "rank_finds",
]

Links = dict[tuple[str, str], Link]

MOST_HOLDERS = 2000
"""Texts that may have one shingle before it says nothing."""
LEAST_SHARED = 0.1
"""Of the keys of the one with fewer: what two passages share at least to be compared."""
LEAST_SHARED_SECTION = 2
"""Keys that two sections share at least; a reworked section of 200 words has some six."""


class Known(Protocol):
    """What is in the catalog already."""

    def holders(self, keys: Collection[int]) -> Mapping[int, Collection[str]]:
        """The ids of the finds that have each of these keys; a key that nobody has may be left out."""
        ...

    def finds(self, ids: Collection[str]) -> Mapping[str, Find]:
        """These finds, by id."""
        ...


def fold(new: Sequence[Find], known: Known) -> tuple[Link, ...]:
    """The links of the new finds to one another and to known ones; none of two known ones.

    A find that stands in both counts as new. The order of `new` does not matter.
    """
    fresh = {find.id: find for find in sorted(new, key=lambda find: find.id)}
    links = {**_alike(fresh, known), **_identical(fresh, known)}
    return tuple(links[pair] for pair in sorted(links))


def _identical(fresh: Mapping[str, Find], known: Known) -> Links:
    """Every find of one identity is tied to the first of them, so that n copies have n - 1 links."""
    named = {key: name for find in fresh.values() for key, name in identity_keys(find)}
    holders = _hold({id_: [key for key, _ in identity_keys(find)] for id_, find in fresh.items()}, known)
    links: Links = {}
    for key, name in sorted(named.items(), key=lambda item: item[1] not in ("text", "same")):
        centre = min(holders[key])
        for other in holders[key]:
            if centre != other and (centre in fresh or other in fresh):
                kind: LinkKind = "exact" if name in ("text", "same") else "near"
                why = SAME_TEXT if kind == "exact" else NEW_VERSION
                link = Link(first=centre, second=other, kind=kind, why=why, similarity=1.0)
                links.setdefault((centre, other), link)
    return links


def _alike(fresh: Mapping[str, Find], known: Known) -> Links:
    """Links of finds whose texts differ, found over common shingles. Copies of a text are compared once."""
    first: dict[object, Find] = {}
    for find in fresh.values():
        first.setdefault(_what_is_compared(find), find)
    keys = {find.id: shingle_keys(find, read_form(find.passage.text)) for find in first.values()}
    holders = _hold(keys, known)
    candidates = {id_: _meet(id_, keys[id_], holders, fresh) for id_ in keys}
    loaded = _load(candidates, fresh, known)
    links: Links = {}
    for id_, others in candidates.items():
        find = fresh[id_]
        met: set[object] = set()
        for other, shared in sorted(others.items()):
            second = fresh.get(other) or loaded.get(other)
            if second is None or _what_is_compared(second) in met:
                continue
            met.add(_what_is_compared(second))
            if other not in keys:
                keys[other] = shingle_keys(second, read_form(second.passage.text))
            if find.unit == "passage" and shared < LEAST_SHARED * min(len(keys[id_]), len(keys[other])):
                continue
            verdict = compare_finds(find, second)
            if verdict:
                link = link_finds(find, second, verdict.kind, verdict.why, verdict.similarity)
                links[link.first, link.second] = link
    return links


def _what_is_compared(find: Find) -> object:
    """Finds of which this is equal are to all others the same."""
    passage = find.passage
    if find.unit == "section":
        return find.id
    form = read_form(passage.text)
    return passage.voice, passage.kind, form.words, form.gaps, title_words(passage.places[0].title)


def _hold(keys: Mapping[str, Collection[int]], known: Known) -> dict[int, set[str]]:
    """Who has each of these keys, new or known."""
    holders: dict[int, set[str]] = defaultdict(set)
    for id_, own in keys.items():
        for key in own:
            holders[key].add(id_)
    for key, ids in known.holders(holders.keys()).items():
        holders[key].update(ids)
    return holders


def _meet(
    id_: str, keys: Collection[int], holders: Mapping[int, Collection[str]], fresh: Collection[str]
) -> Counter[str]:
    """With whom a find shares how many keys; of two new ones the first has the other."""
    return Counter(
        other
        for key in keys
        if len(holders[key]) <= MOST_HOLDERS
        for other in holders[key]
        if other > id_ or (other != id_ and other not in fresh)
    )


def _load(
    candidates: dict[str, Counter[str]], fresh: Mapping[str, Find], known: Known
) -> Mapping[str, Find]:
    """The known finds among the candidates; sections that share too little are left out of both."""
    for id_, others in candidates.items():
        if fresh[id_].unit == "section":
            candidates[id_] = Counter({one: n for one, n in others.items() if n >= LEAST_SHARED_SECTION})
    wanted = {one for others in candidates.values() for one in others if one not in fresh}
    return known.finds(wanted) if wanted else {}


def group_finds(
    finds: Sequence[Find], links: Iterable[Link], apart: Collection[frozenset[str]] = ()
) -> tuple[tuple[str, ...], ...]:
    """The groups of find ids that become one passage each; sections are left out.

    finds: whole components over the exact and near ones among `links`. apart: pairs of find ids that the
    reader wants in two passages. In each group the find whose text is kept comes first; every passage is in
    one group.
    """
    by_id = {find.id: find for find in finds if find.unit == "passage"}
    folding = [
        link
        for link in links
        if link.kind != "similar"
        and link.first in by_id
        and link.second in by_id
        and frozenset((link.first, link.second)) not in apart
    ]
    classes = _split_apart(_join_versions(by_id, folding), apart)
    owner = {find.id: number for number, members in enumerate(classes) for find in members}
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for link in folding:
        one, other = owner[link.first], owner[link.second]
        if one != other:
            near[one][other] = near[other][one] = max(link.similarity, near[one].get(other, 0.0))
    groups: dict[int, list[Find]] = {}
    for number in sorted(range(len(classes)), key=lambda number: _fullness(classes[number])):
        heads = [
            head
            for head in near[number]
            if head in groups and not _any_apart(groups[head], classes[number], apart)
        ]
        if heads:
            best = min(heads, key=lambda head: (-near[number][head], _fullness(classes[head])))
            groups[best] += classes[number]
        else:
            groups[number] = list(classes[number])
    return tuple(sorted(tuple(find.id for find in rank_finds(group)) for group in groups.values()))


def _join_versions(by_id: Mapping[str, Find], links: Iterable[Link]) -> list[list[Find]]:
    """Finds of one text, or of one highlight's versions; these are one whatever else they are near to."""
    parent = {id_: id_ for id_ in by_id}

    def root(id_: str) -> str:
        while parent[id_] != id_:
            parent[id_] = parent[parent[id_]]
            id_ = parent[id_]
        return id_

    for link in links:
        if link.kind == "exact" or link.why == NEW_VERSION:
            parent[root(link.first)] = root(link.second)
    classes: dict[str, list[Find]] = defaultdict(list)
    for id_ in sorted(by_id):
        classes[root(id_)].append(by_id[id_])
    return [rank_finds(members) for members in classes.values()]


def _split_apart(classes: list[list[Find]], apart: Collection[frozenset[str]]) -> list[list[Find]]:
    """The classes, with finds that shall stay apart in classes of their own, the richest first."""
    if not apart:
        return classes
    split: list[list[Find]] = []
    for members in classes:
        parts: list[list[Find]] = []
        for find in members:
            room = next((part for part in parts if not _any_apart(part, [find], apart)), None)
            if room is None:
                parts.append([find])
            else:
                room.append(find)
        split += parts
    return split


def _any_apart(group: Sequence[Find], others: Sequence[Find], apart: Collection[frozenset[str]]) -> bool:
    return bool(apart) and any(
        frozenset((find.id, other.id)) in apart for find in group for other in others if find.id != other.id
    )


def _fullness(ranked: Sequence[Find]) -> tuple[int, str, str]:
    """The most letters first."""
    letters = read_form(ranked[0].passage.text).letters
    return -len(letters), letters, ranked[0].id

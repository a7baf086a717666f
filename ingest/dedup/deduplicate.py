"""Folding: which finds are one passage, which are alike, and what survives.

Everything here is pure. `index` keeps finds, keys and links, and runs four steps:

1. `list_finds` gives a file's finds: its passages, and beside them its prose by section (`unit` "section";
   these are compared and linked as `similar`, and never become passages);
2. `read_sketches` gives each find's keys; two finds without a common key have no link;
3. `link_duplicates` gives the links of new finds to one another and to those known. When finds are removed, or change,
   those left of their components (over exact and near links) are folded again as new: nothing hangs on
   who came first;
4. of every component touched, `cluster_occurrences` gives the groups and `merge_finds` the passage that each becomes.
   `explain_group` says of every folded find why.

What makes two texts one stands in `ingest.dedup.compare`, how they meet in `ingest.dedup.blocking_keys`, what survives
in `ingest.dedup.merge`.

**Words are never lost through a chain.** A line that stands in two long highlights is folded into one of them;
the two are not one for that. So a group is a star: every text in it is near to the text that is kept, or a version
of the same highlight.
 **Known exception.** Shingles that more than `MOST_HOLDERS` texts have are not followed
(`ingest.dedup.candidate_pairs`). A collection where whole templates are highlighted hundreds of times could, file by
file, keep a link that it would not find all at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from ingest.dedup.blocking_keys import Fingerprint, Keys, read_sketches
from ingest.dedup.candidate_pairs import OccurrenceStore, known_candidate_pairs, new_candidate_pairs
from ingest.dedup.compare import NEW_VERSION, SAME_TEXT, compare_finds
from ingest.dedup.merge import rank_finds
from ingest.dedup.normalise import read_form
from ingest.dedup.occurrence import Link, LinkKind, Occurrence, link_finds

Links = dict[tuple[str, str], Link]

LEAST_SHARED = 0.1
"""Of the keys of the one with fewer: what two passages share at least to be compared."""
LEAST_SHARED_SECTION = 2
"""Keys that two sections share at least; a reworked section of 200 words has some six."""


def link_duplicates(
    new: Sequence[Occurrence], known: OccurrenceStore, sketches: Sequence[Fingerprint] = ()
) -> tuple[Link, ...]:
    """The links of the new finds to one another and to known ones; none of two known ones.

    A find that stands in both counts as new. The order of `new` does not matter. sketches: those of `new`, where
    they were read already.
    """
    sketched = sorted(zip(new, sketches or read_sketches(new), strict=True), key=lambda both: both[0].id)
    fresh = {find.id: find for find, _ in sketched}
    marks = {find.id: sketch for find, sketch in sketched}
    links = {**_alike(fresh, marks, known), **_identical(marks, known)}
    return tuple(links[pair] for pair in sorted(links))


def _identical(fresh: Mapping[str, Fingerprint], known: OccurrenceStore) -> Links:
    """Every find of one identity is tied to the first of them, so that n copies have n - 1 links."""
    named = {key: name for sketch in fresh.values() for key, name in sketch.identities}
    holders: dict[int, set[str]] = defaultdict(set)
    for id_, sketch in fresh.items():
        for key, _ in sketch.identities:
            holders[key].add(id_)
    for key, ids in known.holders(holders.keys()).items():
        holders[key].update(ids)
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


def _alike(fresh: Mapping[str, Occurrence], sketches: Mapping[str, Fingerprint], known: OccurrenceStore) -> Links:
    """Links of finds whose texts differ, found over common shingles. Copies of a text are compared once."""
    first: dict[bytes, str] = {}
    keys = {id_: sketch.shingles for id_, sketch in sketches.items() if first.setdefault(sketch.compared, id_) == id_}
    links: Links = {}
    for one, other, shared in new_candidate_pairs(keys):
        if _worth_comparing(fresh[one], shared, keys[one], keys[other]):
            _compare(fresh[one], fresh[other], links)
    met = known_candidate_pairs(keys, known)
    loaded = _load(met, fresh, known)
    theirs = dict(zip(loaded, read_sketches(list(loaded.values())), strict=True))
    for one, others in met.items():
        seen: set[bytes] = set()
        for other in sorted(others.keys() & loaded.keys()):
            sketch = theirs[other]
            if sketch.compared not in seen and _worth_comparing(fresh[one], others[other], keys[one], sketch.shingles):
                seen.add(sketch.compared)
                _compare(fresh[one], loaded[other], links)
    return links


def _compare(one: Occurrence, other: Occurrence, links: Links) -> None:
    verdict = compare_finds(one, other)
    if verdict:
        link = link_finds(one, other, verdict.kind, verdict.why, verdict.similarity)
        links[link.first, link.second] = link


def _worth_comparing(find: Occurrence, shared: int, own: Keys, others: Keys) -> bool:
    """Whether two finds share enough keys to be more than neighbours in subject."""
    if find.unit == "section":
        return shared >= LEAST_SHARED_SECTION
    return shared >= LEAST_SHARED * min(len(own), len(others))


def _load(
    met: Mapping[str, Counter[str]], fresh: Mapping[str, Occurrence], known: OccurrenceStore
) -> Mapping[str, Occurrence]:
    """The known finds among those met, but for sections that share too little with any."""
    wanted = {
        other
        for one, others in met.items()
        for other, shared in others.items()
        if fresh[one].unit == "passage" or shared >= LEAST_SHARED_SECTION
    }
    return known.finds(wanted) if wanted else {}


def cluster_occurrences(
    finds: Sequence[Occurrence], links: Iterable[Link], apart: Collection[frozenset[str]] = ()
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
    linked = {one for link in folding for one in (link.first, link.second)}
    alone = [(one,) for one in by_id if one not in linked]
    classes = _split_apart(_join_versions({one: by_id[one] for one in linked}, folding), apart)
    owner = {find.id: number for number, members in enumerate(classes) for find in members}
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for link in folding:
        one, other = owner[link.first], owner[link.second]
        if one != other:
            near[one][other] = near[other][one] = max(link.similarity, near[one].get(other, 0.0))
    fullness = [_fullness(members) for members in classes]
    groups: dict[int, list[Occurrence]] = {}
    for number in sorted(range(len(classes)), key=fullness.__getitem__):
        heads = [
            head for head in near[number] if head in groups and not _any_apart(groups[head], classes[number], apart)
        ]
        if heads:
            best = min(heads, key=lambda head: (-near[number][head], fullness[head]))
            groups[best] += classes[number]
        else:
            groups[number] = list(classes[number])
    return tuple(sorted([*alone, *(tuple(find.id for find in rank_finds(group)) for group in groups.values())]))


def _join_versions(by_id: Mapping[str, Occurrence], links: Iterable[Link]) -> list[list[Occurrence]]:
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
    classes: dict[str, list[Occurrence]] = defaultdict(list)
    for id_ in sorted(by_id):
        classes[root(id_)].append(by_id[id_])
    return [rank_finds(members) for members in classes.values()]


def _split_apart(classes: list[list[Occurrence]], apart: Collection[frozenset[str]]) -> list[list[Occurrence]]:
    """The classes, with finds that shall stay apart in classes of their own, the richest first."""
    if not apart:
        return classes
    split: list[list[Occurrence]] = []
    for members in classes:
        parts: list[list[Occurrence]] = []
        for find in members:
            room = next((part for part in parts if not _any_apart(part, [find], apart)), None)
            if room is None:
                parts.append([find])
            else:
                room.append(find)
        split += parts
    return split


def _any_apart(group: Sequence[Occurrence], others: Sequence[Occurrence], apart: Collection[frozenset[str]]) -> bool:
    return bool(apart) and any(
        frozenset((find.id, other.id)) in apart for find in group for other in others if find.id != other.id
    )


def _fullness(ranked: Sequence[Occurrence]) -> tuple[int, str, str]:
    """The most letters first."""
    letters = read_form(ranked[0].passage.text).letters
    return -len(letters), letters, ranked[0].id

"""Folding: which occurrences are copies, which are similar, and which copies become one passage.

Everything here is pure. `index` stores occurrences, keys and links, and runs four steps:

1. `list_occurrences` gives a file's occurrences: its passages, and its prose by section (`unit` "section";
   sections are compared and linked as `similar`, and never become passages);
2. `fingerprint_occurrences` gives each occurrence's keys; two without a common key have no link;
3. `link_duplicates` gives the links of new occurrences to one another and to known ones. When occurrences are removed
   or change, the rest of their components (over exact and near links) are linked again as new: the result does not
   depend on which came first;
4. for every changed component, `cluster_occurrences` gives the clusters and `merge_occurrences` the passage that each
   becomes. `explain_group` says why each occurrence was folded.

What makes two texts copies is decided in `ingest.dedup.compare`, which texts are compared in
`ingest.dedup.candidate_pairs`, what is kept in `ingest.dedup.merge`.

**A chain of links loses no words.** A line that is in two long highlights is folded into one of them; the two are not
copies because of it. So a cluster is a star: every text in it is near to the text that is kept, or a version of the
same highlight.

**Known exception.** Shingles that more than `MAX_HOLDERS` texts have are not followed
(`ingest.dedup.candidate_pairs`). A collection in which whole templates are highlighted hundreds of times can, file by
file, keep a link that it would not find all at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from ingest.dedup.blocking_keys import Fingerprint, Keys, fingerprint_occurrences
from ingest.dedup.candidate_pairs import OccurrenceStore, known_candidate_pairs, new_candidate_pairs
from ingest.dedup.compare import NEW_VERSION, SAME_TEXT, compare_occurrences
from ingest.dedup.disjoint_sets import DisjointSets
from ingest.dedup.merge import rank_occurrences
from ingest.dedup.normalise import normalise_text
from ingest.dedup.occurrence import Link, LinkKind, Occurrence

Links = dict[tuple[str, str], Link]

MIN_SHARED_KEYS = 0.1
"""Share of the keys of the passage with fewer that two passages must share to be compared."""
MIN_SHARED_SECTION_KEYS = 2
"""Keys that two sections must share; a reworked section of 200 words has some six."""


def link_duplicates(
    new: Sequence[Occurrence], known: OccurrenceStore, fingerprints: Sequence[Fingerprint] = ()
) -> tuple[Link, ...]:
    """The links of the new occurrences to one another and to known ones; none between two known ones.

    An occurrence that is in both counts as new. The order of `new` does not matter. fingerprints: those of `new`,
    where they were made already.
    """
    pairs = sorted(zip(new, fingerprints or fingerprint_occurrences(new), strict=True), key=lambda pair: pair[0].id)
    by_id = {occurrence.id: occurrence for occurrence, _ in pairs}
    prints = {occurrence.id: fingerprint for occurrence, fingerprint in pairs}
    links = {**_link_near(by_id, prints, known), **_link_identical(prints, known)}
    return tuple(links[pair] for pair in sorted(links))


def _link_identical(prints: Mapping[str, Fingerprint], known: OccurrenceStore) -> Links:
    """Each occurrence of one identity is linked to the first of them, so that n copies have n - 1 links."""
    names = {key: name for fingerprint in prints.values() for key, name in fingerprint.identities}
    holders: dict[int, set[str]] = defaultdict(set)
    for id_, fingerprint in prints.items():
        for key, _ in fingerprint.identities:
            holders[key].add(id_)
    for key, ids in known.holders(holders.keys()).items():
        holders[key].update(ids)
    links: Links = {}
    for key, name in sorted(names.items(), key=lambda item: item[1] not in ("text", "same")):
        centre = min(holders[key])
        for other in holders[key]:
            if centre != other and (centre in prints or other in prints):
                kind: LinkKind = "exact" if name in ("text", "same") else "near"
                why = SAME_TEXT if kind == "exact" else NEW_VERSION
                link = Link(first=centre, second=other, kind=kind, why=why, similarity=1.0)
                links.setdefault((centre, other), link)
    return links


def _link_near(new: Mapping[str, Occurrence], prints: Mapping[str, Fingerprint], known: OccurrenceStore) -> Links:
    """Links of occurrences whose texts differ, found over common shingles. Copies of a text are compared once."""
    first: dict[bytes, str] = {}
    keys = {id_: own.shingles for id_, own in prints.items() if first.setdefault(own.compared, id_) == id_}
    links: Links = {}
    for one, other, shared in new_candidate_pairs(keys):
        if _worth_comparing(new[one], shared, keys[one], keys[other]):
            _add_link(new[one], new[other], links)
    candidates = known_candidate_pairs(keys, known)
    loaded = _load_candidates(candidates, new, known)
    loaded_prints = dict(zip(loaded, fingerprint_occurrences(list(loaded.values())), strict=True))
    for one, counts in candidates.items():
        compared: set[bytes] = set()
        for other in sorted(counts.keys() & loaded.keys()):
            theirs = loaded_prints[other]
            if theirs.compared not in compared and _worth_comparing(
                new[one], counts[other], keys[one], theirs.shingles
            ):
                compared.add(theirs.compared)
                _add_link(new[one], loaded[other], links)
    return links


def _add_link(one: Occurrence, other: Occurrence, links: Links) -> None:
    if link := compare_occurrences(one, other):
        links[link.first, link.second] = link


def _worth_comparing(occurrence: Occurrence, shared: int, ours: Keys, theirs: Keys) -> bool:
    """Whether two occurrences share enough keys to have more in common than a subject."""
    if occurrence.unit == "section":
        return shared >= MIN_SHARED_SECTION_KEYS
    return shared >= MIN_SHARED_KEYS * min(len(ours), len(theirs))


def _load_candidates(
    candidates: Mapping[str, Counter[str]], new: Mapping[str, Occurrence], known: OccurrenceStore
) -> Mapping[str, Occurrence]:
    """The known candidates, without sections that share too little with every new one."""
    ids = {
        other
        for one, counts in candidates.items()
        for other, shared in counts.items()
        if new[one].unit == "passage" or shared >= MIN_SHARED_SECTION_KEYS
    }
    return known.occurrences(ids) if ids else {}


def cluster_occurrences(
    occurrences: Sequence[Occurrence], links: Iterable[Link], apart: Collection[frozenset[str]] = ()
) -> tuple[tuple[str, ...], ...]:
    """The clusters of occurrence ids that become one passage each; sections are left out.

    occurrences: whole components over the exact and near ones among `links`. apart: pairs of ids that the reader wants
    in two passages. The occurrence whose text is kept comes first; every passage is in exactly one cluster.
    """
    by_id = {occurrence.id: occurrence for occurrence in occurrences if occurrence.unit == "passage"}
    folding = [
        link
        for link in links
        if link.kind != "similar"
        and link.first in by_id
        and link.second in by_id
        and frozenset((link.first, link.second)) not in apart
    ]
    linked = {id_ for link in folding for id_ in (link.first, link.second)}
    single = [(id_,) for id_ in by_id if id_ not in linked]
    classes = _split_apart(_join_versions({id_: by_id[id_] for id_ in linked}, folding), apart)
    stars = _join_stars(classes, _class_similarities(classes, folding), apart)
    return tuple(sorted([*single, *(tuple(each.id for each in rank_occurrences(star)) for star in stars)]))


def _join_versions(by_id: Mapping[str, Occurrence], links: Iterable[Link]) -> list[list[Occurrence]]:
    """Occurrences of one text, or of one highlight's versions: in one class, whatever else they are near to."""
    sets = DisjointSets(by_id)
    for link in links:
        if link.kind == "exact" or link.why == NEW_VERSION:
            sets.join(link.first, link.second)
    classes: dict[str, list[Occurrence]] = defaultdict(list)
    for id_ in sorted(by_id):
        classes[sets.root(id_)].append(by_id[id_])
    return [rank_occurrences(members) for members in classes.values()]


def _split_apart(classes: list[list[Occurrence]], apart: Collection[frozenset[str]]) -> list[list[Occurrence]]:
    """The classes, with occurrences that must stay apart in classes of their own, the richest first."""
    if not apart:
        return classes
    split: list[list[Occurrence]] = []
    for members in classes:
        parts: list[list[Occurrence]] = []
        for occurrence in members:
            part = next((part for part in parts if not _any_apart(part, [occurrence], apart)), None)
            if part is None:
                parts.append([occurrence])
            else:
                part.append(occurrence)
        split += parts
    return split


def _class_similarities(
    classes: Sequence[Sequence[Occurrence]], links: Iterable[Link]
) -> Mapping[int, Mapping[int, float]]:
    """For each class the classes that a link leads to, with the greatest similarity."""
    owner = {occurrence.id: number for number, members in enumerate(classes) for occurrence in members}
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for link in links:
        one, other = owner[link.first], owner[link.second]
        if one != other:
            near[one][other] = near[other][one] = max(link.similarity, near[one].get(other, 0.0))
    return near


def _join_stars(
    classes: Sequence[Sequence[Occurrence]],
    near: Mapping[int, Mapping[int, float]],
    apart: Collection[frozenset[str]],
) -> Iterable[list[Occurrence]]:
    """Classes joined to the nearest fuller class that is the centre of a star; a class near to none is a centre."""
    order_keys = [_fullness_key(members) for members in classes]
    stars: dict[int, list[Occurrence]] = {}
    for number in sorted(range(len(classes)), key=order_keys.__getitem__):
        similarities = near.get(number, {})
        centres = [
            centre
            for centre in similarities
            if centre in stars and not _any_apart(stars[centre], classes[number], apart)
        ]
        if centres:
            best = min(centres, key=lambda centre: (-similarities[centre], order_keys[centre]))
            stars[best] += classes[number]
        else:
            stars[number] = list(classes[number])
    return stars.values()


def _any_apart(group: Sequence[Occurrence], others: Sequence[Occurrence], apart: Collection[frozenset[str]]) -> bool:
    return bool(apart) and any(
        frozenset((one.id, other.id)) in apart for one in group for other in others if one.id != other.id
    )


def _fullness_key(ranked: Sequence[Occurrence]) -> tuple[int, str, str]:
    """Sorts the class with most letters first."""
    letters = normalise_text(ranked[0].passage.text).letters
    return -len(letters), letters, ranked[0].id

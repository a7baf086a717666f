"""Merges copies into one passage: the richest text, and the places, notes, tags and colours of all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ingest.dedup.blocking_keys import identity_keys
from ingest.dedup.compare import ANOTHER_COPY, CONFLICTED_COPY, EDITED_COPY, NEW_VERSION, SAME_TEXT, compare_occurrences
from ingest.dedup.copy_names import is_copy_of, original_paths
from ingest.dedup.normalise import normalise_text
from ingest.dedup.occurrence import Link, Occurrence, link_occurrences
from ingest.passage import Passage, Place
from ingest.text.dates import iso_date

_UPDATED = re.compile(r"\(Updated ([A-Z][a-z]+ \d{1,2}, \d{4} at \d{1,2})[_:. ]?(\d{2} [AP]M)\)")
MAX_COPY_GAIN = 1.1
"""How many times as long as the real file's a conflicted copy's text may be for the real one to be kept all the same: a
word mended in either is no loss, a sentence that only the copy has would be."""
_BACKUP = re.compile(r"(^|/)(\.[^/]+|bak|backup|trash)/", re.IGNORECASE)


def rank_occurrences(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """Best first: the one whose text is kept, then the order in which places are shown.

    The newest version of a highlight comes before its older ones; then the most letters win.
    """
    occurrences = list(occurrences)
    if len(occurrences) < 2:
        return occurrences
    copies = _find_copies(occurrences)
    outdated = _outdated_letters(occurrences, copies)
    return sorted(
        occurrences,
        key=lambda occurrence: (_letters(occurrence) in outdated, occurrence.id in copies, *_sort_key(occurrence)),
    )


def merge_occurrences(occurrences: Sequence[Occurrence]) -> Passage:
    """The passage that a cluster becomes: the richest text, every place, every note, tag and colour."""
    ranked = [occurrence.passage for occurrence in rank_occurrences(occurrences)]
    kept = ranked[0]
    return Passage(
        text=kept.text,
        kind="highlight" if any(passage.kind == "highlight" for passage in ranked) else "prose",
        voice=kept.voice,
        places=tuple(dict.fromkeys(place for passage in ranked for place in passage.places)),
        note=join_notes([passage.note for passage in ranked]),
        tags=tuple(dict.fromkeys(tag for passage in ranked for tag in passage.tags)),
        color=", ".join(dict.fromkeys(passage.color for passage in ranked if passage.color)),
        readwise_id=next((passage.readwise_id for passage in ranked if passage.readwise_id), ""),
        highlighted_at=min((passage.highlighted_at for passage in ranked if passage.highlighted_at), default=""),
        favorite=any(passage.favorite for passage in ranked),
        parts=kept.parts,
        full_text=all(passage.full_text for passage in ranked),
    )


def join_notes(notes: Iterable[str]) -> str:
    """The reader's notes, one below the other, without those whose words are in another note in a row."""
    distinct = {" ".join(note.split()): note.strip() for note in notes if note.strip()}
    return "\n\n".join(
        note
        for folded, note in distinct.items()
        if not any(folded != other and f" {folded} " in f" {other} " for other in distinct)
    )


def explain_group(occurrences: Sequence[Occurrence]) -> tuple[Link, ...]:
    """Why each occurrence of a cluster was folded into the kept one; in the cluster's order, without the kept one.

    Depends on the two occurrences alone. This is what `notes duplicates` lists as exact and near.
    """
    kept, *others = rank_occurrences(occurrences)
    return tuple(_explain(kept, other) for other in others)


def _explain(kept: Occurrence, other: Occurrence) -> Link:
    link = _explain_texts(kept, other)
    is_copy = _are_copies(kept.passage.places[0], other.passage.places[0])
    return replace(link, why=CONFLICTED_COPY if link.kind == "exact" else EDITED_COPY) if is_copy else link


def _explain_texts(kept: Occurrence, other: Occurrence) -> Link:
    if _letters(kept) == _letters(other):
        return link_occurrences(kept, other, "exact", SAME_TEXT, 1.0)
    link = compare_occurrences(kept, other)
    why = link.why if link and link.kind == "near" else ANOTHER_COPY
    if set(identity_keys(kept)) & set(identity_keys(other)):
        why = NEW_VERSION
    return link_occurrences(kept, other, "near", why, link.similarity if link else 0.0)


def _letters(occurrence: Occurrence) -> str:
    return normalise_text(occurrence.passage.text).letters


def _are_copies(one: Place, other: Place) -> bool:
    """Whether one file is a conflicted copy of the other."""
    same_source = one.source == other.source and one.path != other.path
    return same_source and (is_copy_of(one.path, other.path) or is_copy_of(other.path, one.path))


def _find_copies(occurrences: Sequence[Occurrence]) -> set[str]:
    """Ids of the occurrences in copies of a file that another is in, and that have nothing noteworthy beyond it."""
    lengths: dict[tuple[str, str], int] = defaultdict(int)
    for occurrence in occurrences:
        place = occurrence.passage.places[0]
        lengths[place.source, place.path] = max(lengths[place.source, place.path], len(_letters(occurrence)))
    copies = set()
    for occurrence in occurrences if len(lengths) > 1 else ():
        place = occurrence.passage.places[0]
        original = next((path for path in original_paths(place.path) if (place.source, path) in lengths), None)
        if original and len(_letters(occurrence)) <= MAX_COPY_GAIN * lengths[place.source, original]:
            copies.add(occurrence.id)
    return copies


def _outdated_letters(occurrences: Sequence[Occurrence], copies: Collection[str]) -> set[str]:
    """The letters of texts that a newer version of the same highlight replaces."""
    versions: dict[int, list[Occurrence]] = defaultdict(list)
    for occurrence in occurrences:
        for key, name in identity_keys(occurrence):
            if name not in ("text", "same"):
                versions[key].append(occurrence)
    outdated, newest = set(), set()
    for members in versions.values():
        letters = {_letters(member) for member in members}
        if len(letters) > 1:
            last = _letters(max(members, key=lambda member: (member.id not in copies, *_recency_key(member))))
            newest.add(last)
            outdated |= letters - {last}
    return outdated - newest


def _recency_key(occurrence: Occurrence) -> tuple[bool, str, str, int, float, str]:
    """Greater is newer, judged by the file's name, its folder, the highlight's date and the order of lines."""
    passage = occurrence.passage
    place = passage.places[0]
    return (
        not _BACKUP.search(place.path),
        _updated(place.path),
        passage.highlighted_at,
        place.line_start,
        normalise_text(passage.text).size,
        occurrence.id,
    )


def _updated(path: str) -> str:
    """The ISO moment in a file's name; "" without one."""
    match = _UPDATED.search(path)
    return iso_date(f"{match[1]}:{match[2]}") if match else ""


def _sort_key(occurrence: Occurrence) -> tuple[object, ...]:
    """Sorts the richest occurrence first."""
    passage = occurrence.passage
    place = passage.places[0]
    return (
        -len(_letters(occurrence)),
        passage.kind != "highlight",
        bool(_BACKUP.search(place.path)),
        not passage.readwise_id,
        not place.url,
        not place.author,
        -len(passage.text),
        place.source,
        place.path,
        place.line_start,
        occurrence.id,
    )

"""What survives of finds that are one: the richest text, and everything that stood beside any of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.dedup.blocking_keys import identity_keys
from ingest.dedup.compare import ANOTHER_COPY, NEW_VERSION, SAME_TEXT, compare_finds
from ingest.dedup.normalise import read_form
from ingest.dedup.occurrence import Link, Occurrence, link_finds
from ingest.passage import Passage
from ingest.text.dates import MONTHS

_UPDATED = re.compile(r"\(Updated ([A-Z][a-z]+) (\d{1,2}), (\d{4}) at (\d{1,2})[_:. ]?(\d{2}) ([AP])M\)")
_BACKUP = re.compile(r"(^|/)(\.[^/]+|bak|backup|trash)/", re.IGNORECASE)


def rank_finds(finds: Iterable[Occurrence]) -> list[Occurrence]:
    """Best first: the one whose text is kept, then the order in which places are shown.

    Of the versions of one highlight the newest goes before, and then whatever has the most words.
    """
    finds = list(finds)
    if len(finds) < 2:
        return finds
    old = _superseded(finds)
    return sorted(finds, key=lambda find: (_letters(find) in old, *_poverty(find)))


def merge_finds(finds: Sequence[Occurrence]) -> Passage:
    """The passage that a group becomes: the richest text, every place, every note, tag and colour."""
    ranked = [find.passage for find in rank_finds(finds)]
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
        highlighted_at=min((one.highlighted_at for one in ranked if one.highlighted_at), default=""),
        favorite=any(passage.favorite for passage in ranked),
        parts=kept.parts,
        full_text=all(passage.full_text for passage in ranked),
    )


def join_notes(notes: Iterable[str]) -> str:
    """The reader's notes one below the other; a note whose words another one has in a row is in that one."""
    distinct = {" ".join(note.split()): note.strip() for note in notes if note.strip()}
    return "\n\n".join(
        note
        for folded, note in distinct.items()
        if not any(folded != other and f" {folded} " in f" {other} " for other in distinct)
    )


def explain_group(finds: Sequence[Occurrence]) -> tuple[Link, ...]:
    """Why each find of a group was folded into the kept one; in the group's order, the kept one left out.

    Depends on the two finds alone. This is what `notes duplicates` lists as exact and near.
    """
    kept, *others = rank_finds(finds)
    return tuple(_explain(kept, other) for other in others)


def _explain(kept: Occurrence, other: Occurrence) -> Link:
    if _letters(kept) == _letters(other):
        return link_finds(kept, other, "exact", SAME_TEXT, 1.0)
    verdict = compare_finds(kept, other)
    similarity = verdict.similarity if verdict else 0.0
    if {key for key, _ in identity_keys(kept)} & {key for key, _ in identity_keys(other)}:
        return link_finds(kept, other, "near", NEW_VERSION, similarity)
    if verdict is None or verdict.kind != "near":
        return link_finds(kept, other, "near", ANOTHER_COPY, similarity)
    return link_finds(kept, other, "near", verdict.why, similarity)


def _letters(find: Occurrence) -> str:
    return read_form(find.passage.text).letters


def _superseded(finds: Sequence[Occurrence]) -> set[str]:
    """The letters of texts that a newer version of the same highlight replaced."""
    versions: dict[int, list[Occurrence]] = defaultdict(list)
    for find in finds:
        for key, name in identity_keys(find):
            if name not in ("text", "same"):
                versions[key].append(find)
    old, newest = set(), set()
    for same in versions.values():
        letters = {_letters(find) for find in same}
        if len(letters) > 1:
            last = _letters(max(same, key=_age))
            newest.add(last)
            old |= letters - {last}
    return old - newest


def _age(find: Occurrence) -> tuple[bool, str, str, int, float, str]:
    """Greater is newer: as far as the file's name, its folder and the order of its lines tell."""
    passage = find.passage
    place = passage.places[0]
    return (
        not _BACKUP.search(place.path),
        _updated(place.path),
        passage.highlighted_at,
        place.line_start,
        read_form(passage.text).size,
        find.id,
    )


def _updated(path: str) -> str:
    found = _UPDATED.search(path)
    month = MONTHS.get(found[1][:3].lower()) if found else None
    if not found or not month:
        return ""
    hour = int(found[4]) % 12 + (12 if found[6] == "P" else 0)
    return f"{found[3]}-{month:02}-{int(found[2]):02}T{hour:02}:{found[5]}"


def _poverty(find: Occurrence) -> tuple[object, ...]:
    """Smaller is richer."""
    passage = find.passage
    place = passage.places[0]
    return (
        -len(_letters(find)),
        passage.kind != "highlight",
        bool(_BACKUP.search(place.path)),
        not passage.readwise_id,
        not place.url,
        not place.author,
        -len(passage.text),
        place.source,
        place.path,
        place.line_start,
        find.id,
    )

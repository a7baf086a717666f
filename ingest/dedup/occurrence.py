"""One place where a passage was read, before folding, and the link between two of them."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from ingest.dedup.normalise import normalise_text
from ingest.passage import Passage

Unit = Literal["passage", "section"]
LinkKind = Literal["exact", "near", "similar"]

MAX_SECTION_WORDS = 400
"""Prose is compared by section up to this size: a single paragraph is too short to tell a reworked copy from another
text on the same subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One place as read, before folding."""

    id: str
    """16 hex digits of source, path, passage id and ordinal among equals of the file; no line number."""
    passage: Passage
    """With one place."""
    unit: Unit = "passage"
    """A section is prose joined up to 400 words, for comparison only: it becomes no passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Two occurrences that are copies (exact, near: folded) or similar (both kept)."""

    first: str
    """Id of an occurrence; first < second."""
    second: str
    kind: LinkKind
    why: str
    similarity: float
    """0 to 1; 1 for exact."""

    @property
    def id(self) -> str:
        """16 hex digits of the two occurrences' ids."""
        return _digest(f"{self.first}\0{self.second}")


def link_occurrences(one: Occurrence, other: Occurrence, kind: LinkKind, why: str, similarity: float) -> Link:
    """A link of two occurrences in either order."""
    first, second = sorted((one.id, other.id))
    return Link(first=first, second=second, kind=kind, why=why, similarity=round(similarity, 3))


def list_occurrences(passages: Iterable[Passage]) -> tuple[Occurrence, ...]:
    """The occurrences of one file, whose passages have one place each: the passages in order, then the sections."""
    passages = tuple(passages)
    return (*_identify(passages, "passage"), *_identify(join_sections(passages), "section"))


def join_sections(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Prose joined by voice and heading of one document, in even parts of up to `MAX_SECTION_WORDS`.

    Text that a document has twice (a summary that its template repeats) is used once: otherwise a second copy of the
    document that has it once would look like another text.
    """
    distinct = {
        (passage.voice, normalise_text(passage.text).letters, passage.places[0].path): passage
        for passage in reversed(list(passages))
    }
    prose = [passage for passage in reversed(distinct.values()) if passage.kind == "prose"]
    for _, group in groupby(prose, key=_section_key):
        members = list(group)
        total = sum(normalise_text(member.text).size for member in members)
        share = total / max(1, math.ceil(total / MAX_SECTION_WORDS))
        part: list[Passage] = []
        size = 0.0
        for member in members:
            part.append(member)
            size += normalise_text(member.text).size
            if size >= share - 1:
                yield _join_prose(part)
                part, size = [], 0.0
        if part:
            yield _join_prose(part)


def _section_key(passage: Passage) -> tuple[object, ...]:
    place = passage.places[0]
    return passage.voice, place.path, place.title, place.document_url, place.section


def _join_prose(members: Sequence[Passage]) -> Passage:
    first, last = members[0].places[0], members[-1].places[0]
    place = replace(first, line_end=max(first.line_end, last.line_end))
    return replace(members[0], text="\n\n".join(member.text for member in members), places=(place,))


def _identify(passages: Iterable[Passage], unit: Unit) -> Iterator[Occurrence]:
    counts: Counter[str] = Counter()
    for passage in passages:
        place = passage.places[0]
        name = f"{unit}\0{place.source}\0{place.path}\0{passage.id}"
        counts[name] += 1
        yield Occurrence(id=_digest(f"{name}\0{counts[name]}"), passage=passage, unit=unit)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()

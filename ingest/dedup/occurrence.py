"""What folding works on: a place as read, and what ties two of them."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from ingest.dedup.normalise import read_form
from ingest.passage import Passage

Unit = Literal["passage", "section"]
LinkKind = Literal["exact", "near", "similar"]

SECTION_SIZE = 400
"""Words. Prose is compared by section up to this size: a paragraph alone is too short to tell a reworked copy
from another text on the same subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One place as read, before folding."""

    id: str
    """16 hex digits of source, path, passage id and ordinal among equals of the file; no line number."""
    passage: Passage
    """With one place."""
    unit: Unit = "passage"
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
        return _digest(f"{self.first}\0{self.second}")


def link_finds(one: Occurrence, other: Occurrence, kind: LinkKind, why: str, similarity: float) -> Link:
    """A link of two finds in either order."""
    first, second = sorted((one.id, other.id))
    return Link(first=first, second=second, kind=kind, why=why, similarity=round(similarity, 3))


def list_finds(passages: Iterable[Passage]) -> tuple[Occurrence, ...]:
    """The finds of one file, whose passages have one place each: the passages in order, then the sections."""
    passages = tuple(passages)
    return (*_name_finds(passages, "passage"), *_name_finds(join_sections(passages), "section"))


def join_sections(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Prose put together by voice and heading of one document, in even parts of up to `SECTION_SIZE` words.

    What a document says twice (a summary that its template repeats) is in once: a second copy of the
    document, where it stands once, would look like another text.
    """
    once = {(one.voice, read_form(one.text).letters, one.places[0].path): one for one in reversed(list(passages))}
    prose = [passage for passage in reversed(once.values()) if passage.kind == "prose"]
    for _, group in groupby(prose, key=_section_of):
        members = list(group)
        total = sum(read_form(member.text).size for member in members)
        share = total / max(1, math.ceil(total / SECTION_SIZE))
        part: list[Passage] = []
        done = 0.0
        for member in members:
            part.append(member)
            done += read_form(member.text).size
            if done >= share - 1:
                yield _join_prose(part)
                part, done = [], 0.0
        if part:
            yield _join_prose(part)


def _section_of(passage: Passage) -> tuple[object, ...]:
    place = passage.places[0]
    return passage.voice, place.path, place.title, place.document_url, place.section


def _join_prose(members: Sequence[Passage]) -> Passage:
    first, last = members[0].places[0], members[-1].places[0]
    lines = replace(first, line_end=max(first.line_end, last.line_end))
    return replace(members[0], text="\n\n".join(member.text for member in members), places=(lines,))


def _name_finds(passages: Iterable[Passage], unit: Unit) -> Iterator[Occurrence]:
    seen: Counter[str] = Counter()
    for passage in passages:
        place = passage.places[0]
        own = f"{unit}\0{place.source}\0{place.path}\0{passage.id}"
        seen[own] += 1
        yield Occurrence(id=_digest(f"{own}\0{seen[own]}"), passage=passage, unit=unit)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()

"""The unit that is searched and cited, and its places in files.

In all of these "" and () mean unset, lines count from 1 and line spans include both ends.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.document import Voice

PassageType = Literal["highlight", "prose"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One span of one file that holds a passage, with what that file says of the work."""

    source: str
    """Absolute path of the source folder, or `readwise:`."""
    path: str
    """Relative to the source, with `/`."""
    line_start: int
    line_end: int
    section: tuple[str, ...] = ()
    title: str = ""
    author: str = ""
    category: str = ""
    published: str = ""
    date: str = ""
    """Of the note itself."""
    document_url: str = ""
    """Of the work."""
    url: str = ""
    """Of the passage itself: Reader, Kindle, Snipd, tweet."""
    location: str = ""
    page: int = 0
    """Of a PDF, counted from 1; 0 elsewhere."""
    locator: str = ""
    """Where it stands in a file that has neither lines nor pages: `part 3, paragraph 12`."""
    asin: str = ""
    book_id: str = ""
    """Readwise's id of the book."""

    @property
    def spot(self) -> str:
        """Where it stands in a file that has no lines: `page 12`, `part 3, paragraph 12`; "" where lines tell it."""
        return f"page {self.page}" if self.page else self.locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A highlight with its note, or a split of prose.

    A passage of one document has one place; linking duplicates joins passages and their places.
    """

    text: str
    """As written, markup kept."""
    kind: PassageType
    voice: Voice
    places: tuple[Place, ...]
    """At least one; the first is the one shown."""
    note: str = ""
    """The reader's; two different notes on one highlight are separated by a blank line."""
    tags: tuple[str, ...] = ()
    color: str = ""
    readwise_id: str = ""
    highlighted_at: str = ""
    """ISO 8601."""
    favorite: bool = False
    parts: int = 1
    """How many highlights `.c1 .c2` joined."""
    full_text: bool = False
    """Whether it is a split of the work's full text."""

    apart: str = ""
    """Set where the reader keeps it apart from a passage of the same words; part of the id."""

    @property
    def origin(self) -> str:
        """`highlight` for what the reader marked, `full text` for the rest of a work; "" for a note's prose."""
        return "highlight" if self.kind == "highlight" else "full text" if self.full_text else ""

    @property
    def id(self) -> str:
        """16 hex digits of the text and voice: the same over renames, moves and re-exports."""
        return passage_id(f"{self.text}\0{self.apart}" if self.apart else self.text, self.voice)


@lru_cache(maxsize=4096)
def passage_id(text: str, voice: Voice) -> str:
    """16 hex digits of BLAKE2b over voice and text with white space collapsed.

    Cached: one ingest computes each a dozen times.
    """
    folded = " ".join(text.split())
    return hashlib.blake2b(f"{voice}\0{folded}".encode(), digest_size=8).hexdigest()

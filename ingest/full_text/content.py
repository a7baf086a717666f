"""What a reader of full texts extracts from a PDF, an EPUB or a web page, before it becomes a document.

In all of these "" and () mean unset, and pages count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

MAX_CHARACTERS = 30_000_000
"""Of one text: ten times the longest novels; a file with more is a bomb or a database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """A heading or a piece of text, in reading order."""

    text: str
    page: int = 0
    """The page on which it begins; 0 where the file has no pages."""
    locator: str = ""
    """Where it stands in a file without pages: `chapter 3, paragraph 12`."""
    level: int = 0
    """1 to 6 for a heading; 0 for text."""
    color: str = ""
    """The name of the colour on which all of it is set: what a reading app writes of a highlight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A passage that the reader marked in the file, or a note pinned to a page."""

    text: str
    """The marked words; "" for a note alone."""
    note: str = ""
    color: str = ""
    page: int = 0
    date: str = ""
    """ISO 8601."""
    block: int = 0
    """The position among the blocks of the one it stands in, or near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FullText:
    """A whole text with what its file says of it."""

    blocks: tuple[TextBlock, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    title: str = ""
    author: str = ""
    """Several joined by `, `."""
    published: str = ""
    url: str = ""
    isbn: str = ""
    """13 digits."""
    doi: str = ""
    pages: int = 0
    warnings: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    """The whole text line by line with its furniture: what readers of highlight exports recognise. Web pages and Word
    documents only."""


def to_json(content: FullText) -> dict[str, Any]:
    return asdict(content)


def from_json(values: Mapping[str, Any]) -> FullText:
    """The content that `to_json` gave, after a way through JSON."""
    fields = dict(values)
    fields["blocks"] = tuple(TextBlock(**block) for block in fields["blocks"])
    fields["annotations"] = tuple(Annotation(**annotation) for annotation in fields["annotations"])
    for name in ("warnings", "lines"):
        fields[name] = tuple(fields[name])
    return FullText(**fields)

"""Which passages a search may return: by work, tag, voice, date, source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All of them must hold; "" is unset. Words compare without regard to case."""

    author: str = ""
    """A part of the author's name."""
    title: str = ""
    """A part of the work's title."""
    category: str = ""
    """`books`, `articles`, `tweets`, `podcasts`, `videos` or `supplementals`; whole, the final s may be left out."""
    tag: str = ""
    """A whole tag, with or without `#`."""
    source: str = ""
    """A part of the source folder's path, or of the file's path in it."""
    voice: str = ""
    """`author`, `reader` or `machine`; `reader` also takes passages with a reader's note."""
    since: str = ""
    """ISO 8601 date (a year or a month will do), inclusive: of the highlight, else of publication."""
    until: str = ""
    """As `since`; a year or month counts whole."""

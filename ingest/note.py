"""A file's text as the readers see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.document import Warning


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One file, decoded. Line numbers count from 1; `lines[n - 1]` is line n."""

    path: str
    """Relative to the source folder, with `/`."""
    lines: tuple[str, ...]
    """Without line ends, byte-order marks and NUL."""
    front: Mapping[str, Any] = field(default_factory=dict)
    """The front matter's values; empty where there is none or nothing of it could be read."""
    body: int = 1
    """The first line after the front matter."""
    warnings: tuple[Warning, ...] = ()

    @property
    def end(self) -> int:
        """The last line's number."""
        return len(self.lines)

    def line(self, number: int) -> str:
        return self.lines[number - 1]

    def text(self, first: int, last: int) -> str:
        """The lines `first` to `last`, joined by line breaks."""
        return "\n".join(self.lines[first - 1 : last])

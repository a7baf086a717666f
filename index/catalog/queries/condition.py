"""The noun of a condition that a question sets on passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Field = Literal["author", "work", "kind", "tag", "property", "voice", "since", "until", "place", "path", "matter"]
Operator = Literal["is", "has", "before", "after", "over", "under"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition on passages. Conditions of one field that are not negated: one must hold; of different fields, and
    negated ones: each must hold."""

    field: Field
    value: str
    """author, work: the name or title as the catalog has it, else as the question writes it. kind: `books`, `articles`,
    `tweets`, `podcasts` or `videos`. tag: without `#`. voice: `author`, `reader` or `machine`; `reader` also takes
    passages with a reader's note. since, until: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, inclusive. place: the number or time
    as written. path: a part of a file's path. matter: words that the text must have. property: its value, "" for any."""
    name: str = ""
    """property: its name in the notes ("status"). place: `location`, `page`, `time`, `episode` or `chapter`. Else ""."""
    operator: Operator = "is"
    """For a property; `has` asks only that it is there."""
    negated: bool = False

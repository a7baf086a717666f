"""The noun of a condition that a question sets on passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Field = Literal[
    "author", "work", "kind", "tag", "property", "voice", "since", "until", "place", "path", "matter", "language",
    "task",
]  # fmt: skip
Operator = Literal["is", "has", "before", "after", "over", "under"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition on passages. Of those of one field, name and operator that are not negated, one must hold; of
    others each. A negated one holds of a work, note, author or tag where no passage of it meets the condition."""

    field: Field
    value: str
    """author, work: the name or title as the catalog has it, else as the question writes it; "" for any. kind: `books`,
    `articles`, `tweets`, `podcasts`, `videos`, `supplementals`, or `highlights` or `prose`. tag: without `#`; "" for
    any. voice: `author`, `reader` or `machine`; `reader` also takes passages with a reader's note. since, until:
    `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, inclusive. place: the number or time as written. path: a part of a file's path.
    matter: words that the text must have. language: as ISO 639-1. task: `open` or `done`, "" for any. property: its
    value, "" for any."""
    name: str = ""
    """property: its name in the notes ("status"). place: `location`, `page`, `time`, `episode` or `chapter`. since,
    until: which date, `highlighted`, `noted` (the note's own day) or `published`; `saved` for the first of these that
    is known, "" for the same with `noted` last. Else ""."""
    operator: Operator = "is"
    """For a property; `has` asks only that it is there."""
    negated: bool = False

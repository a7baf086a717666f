"""Readwise's commands in a note: `.h1` makes a highlight a chapter, `.c2` joins it to another, `.word` tags it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.document import Highlight

HEADING = re.compile(r"^\.[hH]([1-6])(?:\b\s*|(?=[A-Z“\"][\w']*[\s,]))")
"""`.h1`, also where the first word of the note is glued to it: `.h1The river …`."""
COMMAND = re.compile(r"^\.?(?:h([1-6])(?:[^\W\d_]\w*)?|c\d+|rl)$", re.I)
"""The tag that Readwise makes of a command, and of the word glued to it."""
JOIN = re.compile(r"^\.c(\d+)\b\s*", re.I)
IGNORED = re.compile(r"^\.rl\b\s*", re.I)
TAG = re.compile(r"^\.([A-Za-z][\w-]*)(?=\s|$)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """What a note commands, and what of it is left for people."""

    note: str
    level: int = 0
    """1 to 6 where the highlight is a chapter heading; else 0."""
    join: int = 0
    """Its place among highlights that are one, from 1; 0 where it stands alone."""
    tags: tuple[str, ...] = ()


def read_actions(note: str) -> Actions:
    """Take the commands off a note's beginning."""
    rest, level, join = note.strip(), 0, 0
    tags: list[str] = []
    while rest.startswith("."):
        heading, joined, ignored, tag = (pattern.match(rest) for pattern in (HEADING, JOIN, IGNORED, TAG))
        found = heading or joined or ignored or tag
        if not found:
            break
        if heading:
            level = int(heading[1])
        elif joined:
            join = int(joined[1])
        elif not ignored and found[1] not in tags:
            tags.append(found[1])
        rest = rest[found.end() :]
    return Actions(note=rest, level=level, join=join, tags=tuple(tags))


def read_command_tags(tags: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Tags without those that Readwise makes of commands, and the level of the chapter that they tell, or 0."""
    kept, level = [], 0
    for tag in tags:
        command = COMMAND.match(tag)
        if not command:
            kept.append(tag)
        elif command[1] and not level:
            level = int(command[1])
    return tuple(kept), level


def join_highlights(first: Highlight, second: Highlight) -> Highlight:
    """Two highlights that `.c1 .c2` declare one; what lay between them is not there."""
    return replace(
        first,
        text=f"{first.text} … {second.text}",
        line_start=min(first.line_start, second.line_start),
        line_end=max(first.line_end, second.line_end),
        note="\n".join(part for part in (first.note, second.note) if part),
        tags=tuple(dict.fromkeys((*first.tags, *second.tags))),
        favorite=first.favorite or second.favorite,
        parts=first.parts + 1,
    )

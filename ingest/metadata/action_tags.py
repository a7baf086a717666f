"""Readwise's action tags in a note: `.h1` makes a highlight a chapter, `.c2` joins it to another, `.word` tags it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.document import Highlight

HEADING_ACTION = re.compile(r"^\.[hH]([1-6])(?:\b\s*|(?=[A-Z“\"][\w']*[\s,]))")
"""`.h1`, also with the first word of the note directly behind it: `.h1The river …`."""
ACTION_AS_TAG = re.compile(r"^\.?(?:h([1-6])(?:[^\W\d_]\w*)?|c\d+|rl)$", re.I)
"""The tag that Readwise makes of an action, and of a word directly behind it."""
JOIN_ACTION = re.compile(r"^\.c(\d+)\b\s*", re.I)
IGNORED_ACTION = re.compile(r"^\.rl\b\s*", re.I)
TAG_ACTION = re.compile(r"^\.([A-Za-z][\w-]*)(?=\s|$)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """The actions of a note, and the note without them."""

    note: str
    level: int = 0
    """1 to 6 where the highlight is a chapter heading; else 0."""
    join: int = 0
    """Its place among the highlights that are joined, from 1; 0 where it is not joined."""
    tags: tuple[str, ...] = ()


def read_actions(note: str) -> Actions:
    """Splits the actions off a note's beginning."""
    rest, level, join = note.strip(), 0, 0
    tags: list[str] = []
    while rest.startswith("."):
        heading, joining, ignored, tag = (
            pattern.match(rest) for pattern in (HEADING_ACTION, JOIN_ACTION, IGNORED_ACTION, TAG_ACTION)
        )
        action = heading or joining or ignored or tag
        if not action:
            break
        if heading:
            level = int(heading[1])
        elif joining:
            join = int(joining[1])
        elif not ignored and action[1] not in tags:
            tags.append(action[1])
        rest = rest[action.end() :]
    return Actions(note=rest, level=level, join=join, tags=tuple(tags))


def read_command_tags(tags: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Tags without those that Readwise makes of actions, and the chapter level among those, or 0."""
    kept, level = [], 0
    for tag in tags:
        action = ACTION_AS_TAG.match(tag)
        if not action:
            kept.append(tag)
        elif action[1] and not level:
            level = int(action[1])
    return tuple(kept), level


def join_highlights(first: Highlight, second: Highlight) -> Highlight:
    """Two highlights that `.c1 .c2` join; the text between them is missing."""
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

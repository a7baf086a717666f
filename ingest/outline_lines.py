"""What a line of a list can be: a bullet at a depth, a divider, a rule, a fence; and how deep a list stands. Pure."""

from __future__ import annotations

import re

from ingest.annotations import read_key
from ingest.note import Draft

BULLET = re.compile(r"^(?P<indent>[ \t]*)[-*+•](?:[ \t]+(?P<text>.*)|[ \t]*)$")
DIVIDER = re.compile(
    r"^[\s*+\-#>]*(?:New highlights (?:added|synced)\b|Highlights first synced\b|New Highlights on\b|"
    r"(?:Highlights|Highlights & Notes|Highlights and Notes|Destacados|Destaques|Subrayados|Markierungen|Surlignages|"
    r"Passages surlignés|Evidenziazioni|Цитаты|ハイライト|划线|高亮|标注)\s*:?\s*$)",
    re.I,
)
RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,}|(?:- ){2,}-|(?:\* ){2,}\*)\s*$")
BLOCK_PROPERTY = re.compile(r"^\s*(?:id|collapsed|card-[\w-]+|heading|background-color|logseq\.[\w.-]+)::")
FENCE = re.compile(r"^\s*(```|~~~)")


def indent_of(line: str) -> int:
    """Columns before the first character; a tab counts four."""
    columns = 0
    for letter in line:
        if letter == "\t":
            columns += 4
        elif letter == " ":
            columns += 1
        else:
            break
    return columns


def is_annotation(text: str) -> bool:
    """Whether a bullet speaks of the highlight above it rather than being one."""
    keyed = read_key(text)
    return keyed is not None and keyed.kind in ("note", "tags", "place")


def list_depth(draft: Draft, first: int, last: int) -> int:
    """The depth at which highlights stand: of the shallowest bullet that is no divider; -1 with no bullet."""
    depths = [
        indent_of(line)
        for line in draft.note.lines[first - 1 : last]
        if (bullet := BULLET.match(line))
        and not is_annotation(bullet["text"] or "")
        and not DIVIDER.match(line)
        and not RULE.match(line)
        and not line.startswith((" •", "\t•"))
    ]
    return min(depths, default=-1)


def strip_indent(line: str, columns: int) -> str:
    """The line without up to `columns` columns of its indentation."""
    taken = at = 0
    while at < len(line) and line[at] in " \t" and taken < columns:
        taken += 4 if line[at] == "\t" else 1
        at += 1
    return line[at:].rstrip()

"""The kinds of lines in a list (bullet, divider, rule, block property, fence), and their indentation."""

from __future__ import annotations

import re

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


def is_fence(line: str) -> bool:
    """Whether a line opens or closes a block of code."""
    return ("```" in line or "~~~" in line) and FENCE.match(line) is not None


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


def strip_indent(line: str, columns: int) -> str:
    """The line without up to `columns` columns of its indentation and without white space at its end."""
    cut = at = 0
    while at < len(line) and line[at] in " \t" and cut < columns:
        cut += 4 if line[at] == "\t" else 1
        at += 1
    return line[at:].rstrip()

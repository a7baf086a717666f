"""Lists whose items have a number or only an indentation in place of a bullet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.markdown.list_lines import BULLET, indent_of, is_fence
from ingest.markdown.plain_text import can_be_heading

NUMBER = re.compile(r"^(?P<number>\d{1,3})[.)](?P<gap>[ \t]+)(?P<text>\S.*)$")
ENDS_SENTENCE = re.compile(r"(?:[^\W\d_]{3}|[\uac00-\ud7af])[.!?…。！？]")
MARGIN_BULLETS = ("- ", "* ")
MIN_INDENTED_SHARE = 0.6
"""Of the lines of an outline without bullets, those that are indented."""
MARKED = re.compile(r"^\s*(?:#{1,6}\s|>|\||\d+[.)]\s)")
DECIMAL = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.)]?[ \t]+(?P<text>\S.*)$")
MIN_DECIMALS = 2
STEP = " " * 4
INDENT = re.compile(r"^[ \t]*")


def numbers_to_bullets(lines: Sequence[str]) -> list[str]:
    """The lines, those that are numbered one by one from 1 at the margin with bullets in place of their numbers; as
    they are where these are headings for the most part, or bullets stand beside them."""
    numbered = {at: match for at, line in enumerate(lines) if line[:1].isdigit() and (match := NUMBER.match(line))}
    in_order = [int(match["number"]) for match in numbered.values()] == list(range(1, len(numbered) + 1))
    texts = sum(map(_is_text, (match["text"] for match in numbered.values())))
    has_bullets = any(line[:2] in MARGIN_BULLETS for line in lines[min(numbered, default=0) :])
    changed = list(lines)
    if len(numbered) > 1 and in_order and 2 * texts > len(numbered) and not has_bullets:
        for at, match in numbered.items():
            changed[at] = f"-{match['gap']}{match['text']}"
    return changed


def _is_text(words: str) -> bool:
    """Whether the words behind a number are a text rather than a heading."""
    return ENDS_SENTENCE.search(words) is not None or not can_be_heading(words)


def decimals_to_bullets(lines: Sequence[str]) -> list[str]:
    """The lines with bullets in place of numbers such as `1` and `1.2`, further in by their level; as they are where
    fewer than two lines have numbers of two levels."""
    numbered = {at: match for at, line in enumerate(lines) if (match := DECIMAL.match(line))}
    levels = [match["number"].count(".") for match in numbered.values()]
    if sum(map(bool, levels)) < MIN_DECIMALS or 0 not in levels or any(map(BULLET.match, lines)):
        return list(lines)
    changed, level = list(lines), 0
    for at, line in enumerate(lines):
        if at in numbered:
            level = numbered[at]["number"].count(".")
            changed[at] = f"{STEP * level}- {numbered[at]['text']}"
        elif line[:1].isspace() and line.strip() and at > min(numbered):
            changed[at] = f"{STEP * (level + 1)}- {line.strip()}"
    return changed


def indents_to_bullets(lines: Sequence[str]) -> list[str]:
    """The lines with a bullet before each where most are indented by steps, a step at most below the line above, and
    none has a mark of its own; any other lines as they are."""
    texts = [line for line in lines if line.strip()]
    if any(BULLET.match(line) or MARKED.match(line) or is_fence(line) for line in texts):
        return list(lines)
    indents = [indent_of(line) for line in texts]
    step = min(filter(None, indents), default=0)
    is_stepped = step > 1 and indents[0] == 0 and all(indent % step == 0 for indent in indents)
    is_nested = all(below - above <= step for above, below in pairwise(indents)) and len(set(indents)) > 2
    if not is_stepped or not is_nested or sum(map(bool, indents)) < MIN_INDENTED_SHARE * len(indents):
        return list(lines)
    return [INDENT.sub(r"\g<0>- ", line) if line.strip() else line for line in lines]

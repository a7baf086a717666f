"""Lists that numbers lead in place of bullets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.markdown.plain_text import can_be_heading

NUMBER = re.compile(r"^(?P<number>\d{1,3})[.)](?P<gap>[ \t]+)(?P<text>\S.*)$")
ENDS_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?…。！？]")
MARGIN_BULLETS = ("- ", "* ")


def with_bullets(lines: Sequence[str]) -> list[str]:
    """The lines, those that are numbered one by one from 1 at the margin with bullets in place of their numbers; as
    they are where these are headings for the most part, or bullets stand beside them."""
    numbered = {at: match for at, line in enumerate(lines) if line[:1].isdigit() and (match := NUMBER.match(line))}
    in_order = [int(match["number"]) for match in numbered.values()] == list(range(1, len(numbered) + 1))
    texts = sum(map(_is_text, (match["text"] for match in numbered.values())))
    has_bullets = any(line[:2] in MARGIN_BULLETS for line in lines)
    changed = list(lines)
    if len(numbered) > 1 and in_order and 2 * texts > len(numbered) and not has_bullets:
        for at, match in numbered.items():
            changed[at] = f"-{match['gap']}{match['text']}"
    return changed


def _is_text(words: str) -> bool:
    """Whether the words behind a number are a text rather than a heading."""
    return ENDS_SENTENCE.search(words) is not None or not can_be_heading(words)

"""Quotations behind `>`: the head of a callout, and lines that lack the mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

CALLOUT_HEAD = r"\[!(?P<kind>[\w-]+)(?:\|(?P<data>[^\]\n]*))?\][+-]?[ \t]*"
"""The pattern of `[!quote|#ffd400]- `, for a larger one. data: what a theme or an exporter writes behind the kind,
often a colour."""
QUOTED = re.compile(r"^(?P<mark>[ \t]*(?:> ?){1,2})(?P<text>[^\s>].*)$")
ENDS_TEXT = re.compile(r"[.!?…:;。！？\"”»’)\]|>`]\s*$|\s\^[\w-]+\s*$|#\S+\s*$|^\[!|^\s*(?:[-*+]|\d+[.)])\s")
"""Of a quoted line that no line below continues."""
CONTINUES = re.compile(r"^[ \t]{0,3}[^\W\d_A-Z][^:]*$")


def mark_lazy_lines(lines: Sequence[str]) -> list[str]:
    """The lines, with the mark before each that goes on a quoted sentence in small letters: CommonMark allows to leave
    it out, and mail programs and hand wrapping do."""
    if not any(line.lstrip().startswith(">") for line in lines):
        return list(lines)
    marked, mark = list[str](), ""
    for line in lines:
        if mark and CONTINUES.match(line) and line.lstrip()[:1].islower():
            line = f"{mark}{line.lstrip()}"
        quoted = QUOTED.match(line)
        mark = quoted["mark"] if quoted and not ENDS_TEXT.search(quoted["text"]) else ""
        marked.append(line)
    return marked

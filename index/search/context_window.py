"""What is shown of a passage whose lines hold much more than it: enough around it to know its lines by."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable

from ingest.passage import Passage
from ingest.text.sentences import cut_sentences

LEAST_SHARE = 0.4
"""Of the words on the lines that a passage cites, those that are shown with it.

A line is the least that a citation can point to. Many notes keep a whole talk or chapter on one line, and a
passage of a tenth of it would send its reader to search the other nine. 1 % of found passages of four public
collections of notes lie below this share; of 35 exported collections, those of full documents do.
"""
_WORD = re.compile(r"\w+")


def widen_texts(connection: sqlite3.Connection, passages: Iterable[Passage]) -> dict[str, str]:
    """By passage id, the text to show where it is more than the passage's own; highlights are shown as they are."""
    prose = [passage.id for passage in passages if passage.kind == "prose"]
    rows = connection.execute(
        "SELECT own.passage, near.text, near.passage = own.passage,"
        " own.line_start - near.line_start, own.line_end - near.line_start, near.line_end - near.line_start"
        " FROM json_each(?) JOIN occurrences own ON own.passage = value AND own.rank = 0"
        " JOIN occurrences near ON near.document = own.document AND near.unit = 'passage' AND near.kind = 'prose'"
        " AND near.line_start <= own.line_end AND near.line_end >= own.line_start"
        " ORDER BY own.passage, near.ordinal",
        (json.dumps(prose),),
    )
    lines: dict[str, list[tuple[str, bool]]] = {}
    for passage, text, itself, first, last, reach in rows:
        part = text if itself else _on_lines(text, first, last, reach)
        lines.setdefault(passage, []).append((part, bool(itself)))
    widened = {}
    for passage, parts in lines.items():
        at = next((n for n, (_, itself) in enumerate(parts) if itself), None)
        if at is not None and len(parts) > 1:
            text = _widen([text for text, _ in parts], at)
            if text != parts[at][0]:
                widened[passage] = text
    return widened


def _on_lines(text: str, first: int, last: int, reach: int) -> str:
    """What of a text stands on its lines `first` to `last`, from 0; it reaches to line `reach`."""
    if first <= 0 and last >= reach:
        return text
    lines = text.split("\n")
    return "\n".join(lines[max(0, first) : last + 1]) if len(lines) == reach + 1 else ""


def _widen(parts: list[str], at: int) -> str:
    """Part `at` with as many sentences of its neighbours as bring it to its share, those after it first."""
    wanted = LEAST_SHARE * sum(map(_count, parts))
    before = [s for part in parts[:at] for s in cut_sentences(part)]
    after = [s for part in parts[at + 1 :] for s in cut_sentences(part)]
    text = parts[at]
    while _count(text) < wanted and (before or after):
        text = f"{text} {after.pop(0).strip()}" if after else f"{before.pop().strip()} {text}"
    return text


def _count(text: str) -> int:
    return len(_WORD.findall(text))

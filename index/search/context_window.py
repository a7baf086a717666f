"""The text to show of a passage that is a small part of the lines it cites: enough of them to recognise them by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from index.catalog.queries.neighbours import LineText, read_line_texts
from ingest.passage import Passage
from ingest.text.sentences import cut_sentences

if TYPE_CHECKING:
    from index.catalog.catalog import Catalog

MIN_SHOWN_SHARE = 0.4
"""Share of the words on the lines that a passage cites that is shown with it.

A line is the least that a citation can point to. Many notes keep a whole talk or chapter on one line, and a passage of
a tenth of it would send its reader to search the other nine. 1 % of the passages found in four public collections of
notes lie below this share; of 35 exported collections, those of full documents do.
"""
_WORD = re.compile(r"\w+")


def expand_passages(catalog: Catalog, passages: Iterable[Passage]) -> dict[str, str]:
    """By passage id, the text to show where it is more than the passage's own; highlights are shown unchanged."""
    prose = [passage.id for passage in passages if passage.kind == "prose"]
    expanded = {}
    for id, texts in read_line_texts(catalog, prose).items():
        parts = [text.text if text.is_own else _on_cited_lines(text) for text in texts]
        own = next((index for index, text in enumerate(texts) if text.is_own), None)
        if own is not None and len(parts) > 1:
            text = _add_sentences(parts, own)
            if text != parts[own]:
                expanded[id] = text
    return expanded


def _on_cited_lines(text: LineText) -> str:
    """The part of a neighbour's text that is on the passage's lines."""
    if text.first <= 0 and text.last >= text.reach:
        return text.text
    lines = text.text.split("\n")
    return "\n".join(lines[max(0, text.first) : text.last + 1]) if len(lines) == text.reach + 1 else ""


def _add_sentences(parts: Sequence[str], own: int) -> str:
    """Part `own` with as many sentences of its neighbours as bring it to its share, those after it first."""
    wanted = MIN_SHOWN_SHARE * sum(map(_count_words, parts))
    before = [sentence for part in parts[:own] for sentence in cut_sentences(part)]
    after = [sentence for part in parts[own + 1 :] for sentence in cut_sentences(part)]
    text = parts[own]
    while _count_words(text) < wanted and (before or after):
        text = f"{text} {after.pop(0).strip()}" if after else f"{before.pop().strip()} {text}"
    return text


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))

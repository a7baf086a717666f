"""The text to show of a passage that is a small part of the lines it cites: enough of them to recognise them by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from index.catalog.catalog import Catalog
from index.catalog.queries.neighbours import LineText, read_line_texts
from ingest.passage import Passage
from ingest.text.sentences import cut_sentences

MIN_SHOWN_SHARE = 0.4
"""Share of the text on the lines that a passage cites that is shown with it.

A line is the least that a citation can point to. Many notes keep a whole talk or chapter on one line, and a passage of
a tenth of it would send its reader to search the other nine. 1 % of the passages found in four public collections of
notes lie below this share; of 35 exported collections, those of full documents do.
"""
MAX_SHOWN_LETTERS = 8000
"""The most characters that are shown for that share: of a line of 700 KB it would be 280 KB, which nobody reads."""
MAX_NEIGHBOURS = 20
"""Passages before and after that are read, and of whose text the share is taken. Full ones give the most that is shown,
so that a passage of a line of any length costs as much as one of a line of 20 KB."""


def expand_passages(catalog: Catalog, passages: Iterable[Passage]) -> dict[str, str]:
    """By passage id, the text to show where it is more than the passage's own; highlights are shown unchanged."""
    prose = [passage.id for passage in passages if passage.kind == "prose"]
    expanded = {}
    for id, texts in read_line_texts(catalog, prose, MAX_NEIGHBOURS).items():
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
    missing = min(MIN_SHOWN_SHARE * sum(map(len, parts)), MAX_SHOWN_LETTERS) - len(parts[own])
    after = _until_enough(parts[own + 1 :], missing, list)
    before = _until_enough(parts[:own][::-1], missing - sum(map(len, after)), reversed)
    return " ".join([*before[::-1], parts[own], *after])


def _until_enough(parts: Sequence[str], letters: float, order: Callable[[list[str]], Iterable[str]]) -> list[str]:
    """The first parts, as many as it takes to have so many characters; of the last only its sentences in this order."""
    taken: list[str] = []
    for part in parts:
        pieces = [part] if len(part) <= letters else order(list(cut_sentences(part)))
        for piece in pieces:
            if letters <= 0:
                return taken
            taken.append(piece.strip())
            letters -= len(piece)
    return taken

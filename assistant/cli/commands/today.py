"""What came since the last visit, beside older passages that it relates to; and a few passages worth seeing again.

At most three are seen again, each of another work: a favourite, one with your own words, and any other; the ones that
were not shown for longest come first. One day, one choice. The page shows the same; `today = false` in settings.toml
takes it off there.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.browse.daily_review import Today

NAME = "today"
HELP = "what came since your last visit, and a few passages to see again"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    from datetime import date

    from assistant.settings import data_folder
    from index.browse.daily_review import daily_review
    from index.catalog.catalog import Catalog
    from index.vectors.store import Vectors

    data = data_folder(given.data)
    with Catalog.open(data, readonly=True) as catalog:
        vectors = Vectors(catalog, owner=False)
        try:
            seen = daily_review(catalog, vectors, date.today())
        finally:
            vectors.close()
    print(json.dumps(today_json(seen), ensure_ascii=False) if given.json else describe(seen))
    return 0


def today_json(seen: Today) -> dict[str, Any]:
    """As other programs read it; passages as in search results."""
    from assistant.answering.serialise import evidence_json
    from index.search.evidence import Evidence

    def alone(passage: Any) -> dict[str, Any]:
        return evidence_json(Evidence(passage=passage, rank=1, score=0.0, cosine=0.0, lexical=0.0))

    return {
        "day": seen.day,
        "since": seen.since,
        "came": seen.came,
        "works": seen.works,
        "new": [{**alone(one.passage), "older": [evidence_json(old) for old in one.older]} for one in seen.arrivals],
        "again": [{**alone(one.passage), "why": one.why} for one in seen.again],
    }


def describe(seen: Today) -> str:
    """For a terminal."""
    from assistant.cli.terminal.format import clean_line, show_where

    def quote(passage: Any, indent: str) -> str:
        text = textwrap.fill(clean_line(passage.text), 96, initial_indent=indent, subsequent_indent=indent)
        note = f"you noted: {clean_line(passage.note)}" if passage.note else ""
        noted = textwrap.fill(note, 96, initial_indent=indent, subsequent_indent=indent)
        where = f"{indent}– {show_where(passage)}"
        return "\n".join(part for part in (text, noted, where) if part)

    parts = []
    if seen.came:
        since = f"Since {seen.since}" if seen.since else "Since your first visit today"
        parts.append(f"{since} {seen.came:,} passages came from {seen.works:,} works.")
    for arrival in seen.arrivals:
        parts.append(quote(arrival.passage, "  "))
        parts += [f"      beside it\n{quote(old.passage, '      ')}" for old in arrival.older]
    if seen.again:
        parts.append("Worth seeing again")
        parts += [quote(one.passage, "  ") + (f" ({one.why})" if one.why else "") for one in seen.again]
    return "\n\n".join(parts) or "Nothing yet: run `notes ingest PATH` on a folder of notes first."

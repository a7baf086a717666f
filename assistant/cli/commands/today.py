"""What is new since the last visit, with related older passages; and a few passages worth seeing again.

At most three are shown again, each of another work: a favourite, one with your own words, and any other, those not
shown for longest first. The choice stays the same all day. The page shows the same, unless settings.toml says
`today = false`.
"""

from __future__ import annotations

import argparse
import json
import textwrap
from datetime import date
from typing import Any

from assistant.answering.serialise import evidence_json, passage_json
from assistant.cli.terminal.format import clean_line, format_place
from assistant.settings import data_folder, open_catalog
from index.browse.daily_review import DailyReview, daily_review
from index.vectors.store import Vectors
from ingest.passage import Passage

LINE_WIDTH = 96


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    with open_catalog(data_folder(args.data), readonly=True) as catalog:
        vectors = Vectors(catalog, owner=False)
        try:
            review = daily_review(catalog, vectors, date.today())
        finally:
            vectors.close()
    print(json.dumps(review_json(review), ensure_ascii=False) if args.json else format_review(review))
    return 0


def review_json(review: DailyReview) -> dict[str, Any]:
    """What `notes today --json` prints; passages as in search results."""
    return {
        "day": review.day,
        "since": review.since,
        "came": review.new_passages,
        "works": review.new_works,
        "new": [
            {**passage_json(arrival.passage), "older": [evidence_json(older) for older in arrival.older]}
            for arrival in review.arrivals
        ],
        "again": [{**passage_json(again.passage), "why": again.why} for again in review.resurfaced],
    }


def format_review(review: DailyReview) -> str:
    """The review for a terminal."""
    parts = []
    if review.new_passages:
        since = f"Since {review.since}" if review.since else "Since your first visit today"
        parts.append(f"{since}: {review.new_passages:,} new passages from {review.new_works:,} works.")
    for arrival in review.arrivals:
        parts.append(_format_passage(arrival.passage, "  "))
        parts += [f"      related\n{_format_passage(older.passage, '      ')}" for older in arrival.older]
    if review.resurfaced:
        parts.append("Worth seeing again")
        for again in review.resurfaced:
            why = f" ({again.why})" if again.why else ""
            parts.append(f"{_format_passage(again.passage, '  ')}{why}")
    return "\n\n".join(parts) or "Nothing yet: run `notes ingest PATH` on a folder of notes first."


def _format_passage(passage: Passage, indent: str) -> str:
    paragraphs = [clean_line(passage.text)]
    if passage.note:
        paragraphs.append(f"you noted: {clean_line(passage.note)}")
    lines = [textwrap.fill(text, LINE_WIDTH, initial_indent=indent, subsequent_indent=indent) for text in paragraphs]
    return "\n".join([*lines, f"{indent}– {format_place(passage)}"])

"""What was read twice: merged into one passage (exact, near), or kept and linked (similar); with the reason."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from assistant.cli.terminal.format import clean_line
from assistant.cli.terminal.progress_bar import terminal_context
from assistant.service.store_commands import run_store_command
from assistant.settings import data_folder, open_catalog
from index.catalog.links import Duplicate
from index.linkage.duplicates import list_duplicates

SHOWN_PAIRS = 20
"""Pairs shown in full; `--all` shows the rest."""
MAX_TEXT_LETTERS = 90
KIND_ORDER = ("near", "similar", "exact")
"""Most likely to be wrong first: two copies of one text leave nothing to judge."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="every pair, as a JSON list")
    parser.add_argument("--work", default="", metavar="TITLE", help="only pairs of works with this in their title")
    parser.add_argument("--all", action="store_true", help="show every pair, not only the first")
    parser.add_argument(
        "--keep-apart", default="", metavar="ID", help="these two are not the same: separate them for good"
    )


def run(args: argparse.Namespace) -> int:
    data = data_folder(args.data)
    if args.keep_apart:
        print(_keep_apart(data, args.keep_apart))
        return 0
    with open_catalog(data, readonly=True) as catalog:
        pairs = list_duplicates(catalog, work=args.work)
    if args.json:
        print(json.dumps([pair.to_json() for pair in pairs], ensure_ascii=False))
    else:
        print(format_duplicates(pairs, len(pairs) if args.all else SHOWN_PAIRS))
    return 0


def _keep_apart(data: Path, id: str) -> str:
    with open_catalog(data, readonly=True) as catalog:
        pair = next((pair for pair in list_duplicates(catalog) if pair.id == id), None)
    with terminal_context() as context:
        run_store_command(data, "keep_apart", {"id": id}, context)
    return "\n".join(["Kept apart from now on:", *(_format_pair(pair) if pair else [id])])


def format_duplicates(pairs: Sequence[Duplicate], shown: int) -> str:
    """Counts by kind and reason, then the first pairs."""
    if not pairs:
        return "No duplicates."
    merged = sum(pair.kind != "similar" for pair in pairs)
    lines = [f"{merged:,} merged into another passage, {len(pairs) - merged:,} similar and both kept:"]
    counts = Counter((pair.kind, pair.why) for pair in pairs)
    lines += [f"{count:6,}  {kind:8} {why}" for (kind, why), count in counts.most_common()]
    for pair in sorted(pairs, key=lambda pair: (KIND_ORDER.index(pair.kind), pair.similarity))[:shown]:
        lines += ["", f"{pair.id}  {pair.kind}, {pair.similarity:.0%} alike: {pair.why}", *_format_pair(pair)]
    if len(pairs) > shown:
        lines += ["", f"... and {len(pairs) - shown:,} more (--all)"]
    return "\n".join([*lines, "", "To separate two that are not the same: notes duplicates --keep-apart ID"])


def _format_pair(pair: Duplicate) -> list[str]:
    labels = ("one", "other") if pair.kind == "similar" else ("kept", "merged")
    return [
        f"  {label:6} {place.path}:{place.line_start}  {_shorten(clean_line(place.text))}"
        for label, place in zip(labels, (pair.kept, pair.duplicate), strict=True)
    ]


def _shorten(line: str) -> str:
    return line if len(line) <= MAX_TEXT_LETTERS else line[: MAX_TEXT_LETTERS - 1] + "…"

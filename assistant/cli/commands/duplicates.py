"""What was found twice: folded into one passage (exact, near), or kept and linked (similar); with the reason."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from typing import TYPE_CHECKING

from assistant.cli.terminal.format import announce_wait, clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.linkage.duplicates import Duplicate

NAME = "duplicates"
HELP = "what was folded, of what, and why"
SHOWN = 20
"""Pairs told in full; `--all` tells the rest."""
WIDTH = 90
ORDER = ("near", "similar", "exact")
"""What may be wrong first: there is nothing to judge in two copies of one text."""


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true", help="every pair, as a JSON list")
    words.add_argument("--work", default="", metavar="TITLE", help="only pairs of works with this in their title")
    words.add_argument("--all", action="store_true", help="tell every pair, not only the first")
    words.add_argument(
        "--keep-apart", default="", metavar="ID", help="these two are not the same: undo, and remember it"
    )


def run(given: argparse.Namespace) -> int:
    from assistant.service.store_client import give_order
    from assistant.settings import data_folder
    from index.catalog.catalog import Catalog
    from index.linkage.duplicates import list_duplicates

    data = data_folder(given.data)
    if given.keep_apart:
        with Catalog.open(data, readonly=True) as catalog:
            pair = next((pair for pair in list_duplicates(catalog) if pair.id == given.keep_apart), None)
        give_order(data, "part", {"id": given.keep_apart}, on_wait=announce_wait)
        print("Kept apart from now on, whatever is read again:")
        print("\n".join(_show_pair(pair)) if pair else given.keep_apart)
        return 0
    with Catalog.open(data, readonly=True) as catalog:
        found = list_duplicates(catalog, work=given.work)
    if given.json:
        print(json.dumps([pair.to_json() for pair in found], ensure_ascii=False))
    else:
        print(describe(found, len(found) if given.all else SHOWN))
    return 0


def describe(found: Sequence[Duplicate], most: int) -> str:
    """Counts by kind and reason, then the first pairs."""
    if not found:
        return "Nothing stands twice."
    folds = sum(pair.kind != "similar" for pair in found)
    lines = [f"{folds:,} folded into another passage, {len(found) - folds:,} alike and both kept:"]
    counts = Counter((pair.kind, pair.why) for pair in found)
    lines += [f"{count:6,}  {kind:8} {why}" for (kind, why), count in counts.most_common()]
    for pair in sorted(found, key=lambda pair: (ORDER.index(pair.kind), pair.similarity))[:most]:
        lines += ["", f"{pair.id}  {pair.kind}, {pair.similarity:.0%} alike: {pair.why}", *_show_pair(pair)]
    if len(found) > most:
        lines += ["", f"... and {len(found) - most:,} more (--all)"]
    return "\n".join([*lines, "", "Two that are not the same: notes duplicates --keep-apart ID"])


def _show_pair(pair: Duplicate) -> list[str]:
    first, second = ("one", "other") if pair.kind == "similar" else ("kept", "folded")
    return [
        f"  {name:6} {spot.path}:{spot.line_start}  {_shorten(clean_line(spot.text))}"
        for name, spot in ((first, pair.kept), (second, pair.duplicate))
    ]


def _shorten(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 1] + "…"

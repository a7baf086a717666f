"""What was found twice: folded into one passage (exact, near), or kept and linked (similar); with the reason."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from typing import TYPE_CHECKING

from assistant.show import announce_wait, clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.duplicates import Duplicate

NAME = "duplicates"
HELP = "what was folded, of what, and why"
SHOWN = 20
"""Pairs told in full where none are asked for by work; `--all` tells the rest."""


def add_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true", help="every pair, as a JSON list")
    words.add_argument("--work", default="", metavar="TITLE", help="only pairs of works with this in their title")
    words.add_argument("--all", action="store_true", help="tell every pair, not only the first")
    words.add_argument(
        "--keep-apart", default="", metavar="ID", help="these two are not the same: undo, and remember it"
    )


def run(given: argparse.Namespace) -> int:
    from assistant.assemble import give_order
    from assistant.settings import data_folder
    from index.catalog import Catalog
    from index.duplicates import list_duplicates

    data = data_folder(given.data)
    if given.keep_apart:
        give_order(data, "part", {"id": given.keep_apart}, on_wait=announce_wait)
        print(f"{given.keep_apart} is kept apart from now on.")
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
    lines = [
        f"{count:6,}  {kind:8} {why}" for (kind, why), count in Counter((p.kind, p.why) for p in found).most_common()
    ]
    for pair in found[:most]:
        lines += [
            "",
            f"{pair.id}  {pair.kind}, {pair.similarity:.0%} alike: {pair.why}",
            f"  kept   {pair.kept.path}:{pair.kept.line_start}  {clean_line(pair.kept.text)[:90]}",
            f"  other  {pair.duplicate.path}:{pair.duplicate.line_start}  {clean_line(pair.duplicate.text)[:90]}",
        ]
    if len(found) > most:
        lines += ["", f"... and {len(found) - most:,} more (--all)"]
    return "\n".join(lines)

"""How things stand: what has been read, whether the vectors are whole, which models are in use."""

from __future__ import annotations

import argparse
import json
from typing import Any

NAME = "status"
HELP = "how the index and the models stand"


def add_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    from assistant.assemble import describe_store
    from assistant.settings import data_folder

    facts = describe_store(data_folder(given.data))
    print(json.dumps(facts, ensure_ascii=False) if given.json else describe(facts))
    return 0


def describe(facts: dict[str, Any]) -> str:
    """The status in a few lines."""
    vectors, model = facts["vectors"], facts["model"]
    lines = [
        f"data      {facts['data']}",
        f"notes     {facts['notes']:,} read, {facts['passages']:,} passages, {facts['duplicates']:,} repeats folded",
    ]
    for source in facts["sources"]:
        waiting = f", {source['pending']:,} new or changed" if source["pending"] else ""
        lines.append(f"source    {source['path']} (read {source['last_ingest'] or 'never'}{waiting})")
    lines.append(
        f"vectors   {vectors['count']:,} by {facts['embedder']}, {'whole' if vectors['healthy'] else vectors['why']}"
    )
    where = f"{model['gpu_layers']} layers on {model['device']}" if model["gpu_layers"] else model["device"] or "CPU"
    lines.append(f"model     {model['name'] or 'none: answers are quoted'}, {model['context']:,} tokens, {where}")
    if not facts["sources"]:
        lines.append("Nothing has been read yet: run `notes ingest PATH` on a folder of notes.")
    return "\n".join(lines)

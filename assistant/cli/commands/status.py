"""How things stand: what has been read, whether the vectors are whole, which models are in use."""

from __future__ import annotations

import argparse
import json
from typing import Any

from assistant.service.empty_store import UNREAD

NAME = "status"
HELP = "how the index and the models stand"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    from assistant.service.diagnostics import describe_store
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
    if facts["embedder"]:
        state = "whole" if vectors["healthy"] else vectors["why"]
        lines.append(f"vectors   {vectors['count']:,} by {facts['embedder']}, {state}")
    lines.append(f"model     {describe_model(model)}")
    lines += [f"          {model[said]}" for said in ("trouble", "advice") if model[said]]
    if not facts["sources"]:
        lines.append(UNREAD)
    return "\n".join(lines)


def describe_model(model: dict[str, Any]) -> str:
    """Name, size, context, where it runs and how fast, in a line."""
    if not model["name"]:
        return "none: answers are quoted from your notes"
    where = model["device"] or "not loaded"
    if model["gpu_layers"]:
        where = f"{model['gpu_layers']} of {model['layers']} layers on {where}"
    size = f"{model['size'] / 1e6:,.0f} MB" if model["size"] else ""
    speed = model["tokens_per_second"]
    fast = f"reads {speed['reading']:,.0f} and writes {speed['writing']:,.0f} tokens/s" if speed["writing"] else ""
    context = f"{model['context']:,} tokens of context" if model["context"] else ""
    return ", ".join(part for part in (model["name"], size, context, where, fast) if part)

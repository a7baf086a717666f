"""The state of the index and the models: what has been read, whether the vectors are complete, what is in use."""

from __future__ import annotations

import argparse
import json
from typing import Any

from assistant.cli.terminal.format import format_unread, name_some
from assistant.service.diagnostics import describe_store
from assistant.service.empty_store import NOTHING_READ
from assistant.settings import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    facts = describe_store(data_folder(args.data))
    print(json.dumps(facts, ensure_ascii=False) if args.json else format_status(facts))
    return 0


def format_status(facts: dict[str, Any]) -> str:
    """The status in a few lines."""
    vectors, model = facts["vectors"], facts["model"]
    lines = [
        f"data      {facts['data']}",
        f"notes     {facts['notes']:,} read, {facts['passages']:,} passages, {facts['duplicates']:,} duplicates merged",
    ]
    for source in facts["sources"]:
        pending = f", {source['pending']:,} new or changed" if source["pending"] else ""
        names = name_some(source["not_downloaded_files"], source["not_downloaded"])
        away = f", {source['not_downloaded']:,} not downloaded: {names}" if source["not_downloaded"] else ""
        lines.append(f"source    {source['path']} (read {source['last_ingest'] or 'never'}{pending}{away})")
        if source["unread"]:
            lines.append(f"not read  {format_unread(source['unread'], source['unread_files'])}")
    if facts["embedder"]:
        state = "complete" if vectors["healthy"] else vectors["why"]
        lines.append(f"vectors   {vectors['count']:,} by {facts['embedder']}, {state}")
    if facts["language_gap"]:
        lines.append(f"language  {facts['language_gap']}; another encoder helps: notes models encoder")
    lines.append(f"model     {format_model(model)}")
    lines += [f"          {model[name]}" for name in ("trouble", "advice") if model[name]]
    if not facts["sources"]:
        lines.append(NOTHING_READ)
    return "\n".join(lines)


def format_model(model: dict[str, Any]) -> str:
    """Name, size, context, where it runs and how fast, in a line."""
    if not model["name"]:
        return "none: answers are quoted from your notes"
    device = model["device"] or "not loaded"
    if model["gpu_layers"]:
        device = f"{model['gpu_layers']} of {model['layers']} layers on {device}"
    size = f"{model['size'] / 1e6:,.0f} MB" if model["size"] else ""
    context = f"{model['context']:,} tokens of context" if model["context"] else ""
    tokens = model["tokens_per_second"]
    speed = f"reads {tokens['reading']:,.0f} and writes {tokens['writing']:,.0f} tokens/s" if tokens["writing"] else ""
    return ", ".join(part for part in (model["name"], size, context, device, speed) if part)

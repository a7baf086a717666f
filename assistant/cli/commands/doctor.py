"""Check everything: catalog, duplicates, words, each vector, collection, disk and model. --repair repairs the index."""

from __future__ import annotations

import argparse
import json

from assistant.cli.commands.status import format_model
from assistant.cli.terminal.progress_bar import terminal_context
from assistant.service.composition import make_model
from assistant.service.diagnostics import describe_model
from assistant.service.store_commands import run_store_command
from assistant.settings import data_folder, load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repair", action="store_true", help="repair what can be repaired; nothing is embedded again")


def run(args: argparse.Namespace) -> int:
    data = data_folder(args.data)
    with terminal_context() as context:
        rows = run_store_command(data, "check_store", {"repair": args.repair}, context)["findings"]
    model = describe_model(make_model(load_settings(data)))
    why = model["trouble"] or format_model(model)
    rows.append({"what": "model", "healthy": not model["trouble"], "why": why, "repair": model["advice"]})
    is_healthy = all(row["healthy"] for row in rows)
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            repair = f"; {row['repair']}" if row["repair"] else ""
            print(f"{'ok' if row['healthy'] else 'BAD':5} {row['what']:11} {row['why']}{repair}")
        if not args.repair and not is_healthy:
            print("`notes doctor --repair` repairs what can be repaired.")
    return 0 if is_healthy else 1

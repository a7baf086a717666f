"""Check everything: catalog, folds, words, each vector, collection, disk and model. --repair mends."""

from __future__ import annotations

import argparse
import json

from assistant.cli.terminal.format import announce_wait

NAME = "doctor"
HELP = "check the index and the models, and mend the index"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true")
    words.add_argument("--repair", action="store_true", help="mend what can be mended; nothing is embedded again")


def run(given: argparse.Namespace) -> int:
    from assistant.cli.commands.status import describe_model as tell_model
    from assistant.cli.terminal.progress_bar import TerminalProgress
    from assistant.service.composition import make_model
    from assistant.service.diagnostics import describe_model
    from assistant.service.store_client import give_order
    from assistant.settings import data_folder, load_settings

    data = data_folder(given.data)
    with TerminalProgress() as progress:
        asked = {"repair": given.repair}
        rows = give_order(data, "check", asked, on_wait=announce_wait, progress=progress)["findings"]
    model = describe_model(make_model(load_settings(data)))
    why = model["trouble"] or tell_model(model)
    rows.append({"what": "model", "healthy": not model["trouble"], "why": why, "repair": model["advice"]})
    if given.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            mark = "ok  " if row["healthy"] else "AMISS"
            print(f"{mark:5} {row['what']:11} {row['why']}{'; ' + row['repair'] if row['repair'] else ''}")
        if not given.repair and not all(row["healthy"] for row in rows):
            print("`notes doctor --repair` mends what can be mended.")
    return 0 if all(row["healthy"] for row in rows) else 1

"""Write everything that was read: a note for each work, and a file that `notes ingest` takes in again as it was."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

NAME = "export"
HELP = "write everything out: a note for each work, and one file to ingest again"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("folder", type=Path, metavar="DIR", help="outside of your notes, or they would be read twice")
    words.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    from assistant.settings import data_folder
    from index.catalog.catalog import Catalog
    from index.maintenance.export import export_store

    with Catalog.open(data_folder(given.data), readonly=True) as catalog:
        done = export_store(catalog, given.folder.expanduser())
    if given.json:
        print(json.dumps({"file": str(done.file), "works": done.works, "passages": done.passages}))
    else:
        print(f"{done.works:,} works with {done.passages:,} passages; `notes ingest {done.file}` takes them in again.")
    return 0

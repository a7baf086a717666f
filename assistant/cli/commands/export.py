"""Write everything that was read: a note for each work, and a file that `notes ingest` reads back unchanged."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from assistant.settings import data_folder, open_catalog
from index.maintenance.export import export_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="outside your notes, or they would be read twice")
    parser.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    with open_catalog(data_folder(args.data), readonly=True) as catalog:
        export = export_store(catalog, args.folder.expanduser())
    if args.json:
        print(json.dumps({"file": str(export.file), "works": export.works, "passages": export.passages}))
    else:
        counts = f"{export.works:,} works with {export.passages:,} passages"
        print(f"{counts}; `notes ingest {export.file}` reads them back.")
    return 0

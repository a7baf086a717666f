"""The folders that are read. `notes sources remove PATH` stops reading one and takes out what came of it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from assistant.show import announce_wait

NAME = "sources"
HELP = "the folders that are read; remove one"


def add_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("do", nargs="?", choices=("list", "remove"), default="list")
    words.add_argument("path", nargs="?", type=Path, metavar="PATH")
    words.add_argument("--json", action="store_true")


def run(given: argparse.Namespace) -> int:
    from assistant.assemble import own_store
    from assistant.errors import WrongUse
    from assistant.settings import data_folder
    from index.catalog import Catalog
    from index.forget import remove_source
    from index.status import read_sources

    data = data_folder(given.data)
    if given.do == "remove":
        if given.path is None:
            raise WrongUse("notes sources remove PATH: name the folder")
        with own_store(data, "notes sources remove", announce_wait) as (catalog, vectors):
            gone = remove_source(catalog, vectors, given.path)
        print(f"{given.path} is no longer read: {gone.files:,} files and {gone.passages:,} passages taken out.")
        return 0
    with Catalog.open(data, readonly=True) as catalog:
        known = read_sources(catalog)
    if given.json:
        print(json.dumps([asdict(source) for source in known], ensure_ascii=False))
    elif not known:
        print("Nothing is read yet: run `notes ingest PATH` on a folder of notes.")
    else:
        for source in known:
            state = (
                "missing"
                if source.missing
                else f"{source.pending:,} new or changed"
                if source.pending
                else "up to date"
            )
            print(f"{source.path}  {source.notes:,} notes, read {source.last_ingest or 'never'}, {state}")
    return 0

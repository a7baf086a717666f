"""Erase what was read from a folder or file, text included, from all of the index. The notes themselves stay."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.show import announce_wait

NAME = "forget"
HELP = "erase what was read from a folder or file"


def add_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("path", type=Path, metavar="PATH")


def run(given: argparse.Namespace) -> int:
    from assistant.assemble import own_store
    from assistant.settings import data_folder
    from index.forget import forget_path

    with own_store(data_folder(given.data), "notes forget", announce_wait) as (catalog, vectors):
        gone = forget_path(catalog, vectors, given.path)
    print(f"Forgotten: {gone.files:,} files, {gone.passages:,} passages that stood nowhere else.")
    return 0

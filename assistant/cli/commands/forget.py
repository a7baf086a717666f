"""Erase what was read from a folder or file, text included, from all of the index. The notes themselves stay."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.cli.terminal.format import announce_wait

NAME = "forget"
HELP = "erase what was read from a folder or file"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("path", type=Path, metavar="PATH")


def run(given: argparse.Namespace) -> int:
    from assistant.service.store_client import give_order
    from assistant.settings import data_folder
    from index.sources.source import is_account

    path = str(given.path if is_account(given.path) else given.path.expanduser().resolve())
    gone = give_order(data_folder(given.data), "forget", {"path": path}, on_wait=announce_wait)
    answers = f", {gone['answers']:,} past answers that quoted them" if gone["answers"] else ""
    print(f"Forgotten: {gone['files']:,} files, {gone['passages']:,} passages that stood nowhere else{answers}.")
    return 0

"""Erase what was read from a folder or file, text included, from the whole index. The notes themselves stay."""

from __future__ import annotations

import argparse
from pathlib import Path

from assistant.cli.terminal.progress_bar import terminal_context
from assistant.service.store_commands import run_store_command
from assistant.settings import data_folder
from index.sources.source import is_account


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, metavar="PATH")


def run(args: argparse.Namespace) -> int:
    path = str(args.path if is_account(args.path) else args.path.expanduser().resolve())
    with terminal_context() as context:
        erased = run_store_command(data_folder(args.data), "forget", {"path": path}, context)
    answers = f", {erased['answers']:,} past answers that quoted them" if erased["answers"] else ""
    print(f"Forgotten: {erased['files']:,} files, {erased['passages']:,} passages found nowhere else{answers}.")
    return 0

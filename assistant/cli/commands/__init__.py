"""The commands of `notes`, in the order in which a reader meets them.

A command is a module with `add_arguments(parser)` and `run(args)`. Only the one that is named is loaded, so that
`notes --help` is instant and each module can import what it needs at its top.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Protocol, cast

COMMANDS = {
    "ingest": "read new and changed notes into the index",
    "ask": "ask a question, answered from your notes with citations",
    "search": "find passages",
    "today": "what is new since your last visit, and a few passages to see again",
    "serve": "open the page in the browser",
    "readers": "who signs in to the page, each with a password",
    "mcp": "serve your notes to another assistant (MCP)",
    "watch": "read notes again whenever they change, without a page",
    "status": "show the state of the index and the models",
    "sources": "what is read, and how often; remove a source; the Readwise account's token",
    "duplicates": "what was merged, with what, and why",
    "models": "list, download and choose the model that writes",
    "doctor": "check the index and the models, and repair the index",
    "forget": "erase what was read from a folder or file",
    "export": "write everything out: a note for each work, and one file to ingest again",
    "parse": "show what is understood of a file or folder",
    "eval": "score the search on questions of your own",
}


class Command(Protocol):
    """What a command's module offers; its docstring is the command's description."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int:
        """Runs the command and returns the exit code; raises the failures of the stages."""
        ...


def load_command(name: str) -> Command:
    """The module of one of COMMANDS."""
    return cast("Command", import_module(f"{__name__}.{name}"))

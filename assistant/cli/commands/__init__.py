"""The verbs of `notes`, in the order in which a reader meets them.

A verb is a module with `NAME`, `HELP`, `add_arguments(parser)` and `run(given) -> exit code`;
what a verb needs it imports when it runs, so that `notes --help` is instant.
"""

from __future__ import annotations

import argparse
from typing import Protocol

from assistant.cli.commands import (
    ask,
    doctor,
    duplicates,
    eval,
    export,
    forget,
    ingest,
    mcp,
    models,
    parse,
    search,
    serve,
    sources,
    status,
    today,
    watch,
)


class Verb(Protocol):
    """What a verb's module offers."""

    @property
    def NAME(self) -> str: ...

    @property
    def HELP(self) -> str: ...

    def add_arguments(self, words: argparse.ArgumentParser) -> None:
        """Add its own arguments."""
        ...

    def run(self, given: argparse.Namespace) -> int:
        """Do it; returns the exit code, raises the stages' failures."""
        ...


VERBS: tuple[Verb, ...] = (
    ingest,
    ask,
    search,
    today,
    serve,
    mcp,
    watch,
    status,
    sources,
    duplicates,
    models,
    doctor,
    forget,
    export,
    parse,
    eval,
)

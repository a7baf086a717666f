"""The command `notes`. Each verb is a module of `assistant.cli.commands`; nothing heavy is loaded before it runs."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from assistant.cli.commands import VERBS
from assistant.errors import AssistantFailure, WrongUse
from index.errors import IndexFailure, Stopped
from ingest.errors import IngestFailure

DONE, IN_PART, WRONG_USE, CANNOT = 0, 1, 2, 3
"""Exit codes: done; some files gave no text; wrong use; cannot, for the reason on standard error."""


def main(words: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code."""
    parser = build_parser()
    if not (sys.argv[1:] if words is None else words):
        parser.print_help(sys.stderr)
        return WRONG_USE
    given = parser.parse_args(words)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
        return code
    except (IngestFailure, IndexFailure, AssistantFailure) as failure:
        if given.verbose:
            traceback.print_exc()
        print(f"notes: {failure}", file=sys.stderr)
        return IN_PART if isinstance(failure, Stopped) else WRONG_USE if isinstance(failure, WrongUse) else CANNOT
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing is left to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("\nnotes: stopped; what was done is kept", file=sys.stderr)
        return 130
    except Exception as bug:
        if given.verbose:
            traceback.print_exc()
        print(f"notes: {type(bug).__name__}: {bug}; run again with -v and report what it prints", file=sys.stderr)
        return CANNOT


DATA_HELP = "where the index lies (default: NOTES_DATA, or the user's data folder)"


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="notes",
        description="Ask your own reading notes, on your own machine.",
        epilog="Begin with `notes ingest FOLDER`, then `notes serve --open`; `notes VERB --help` tells the rest.",
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for verb in VERBS:
        words = verbs.add_parser(verb.NAME, help=verb.HELP, description=verb.__doc__)
        words.add_argument("--data", default="", metavar="DIR", help=DATA_HELP)
        words.add_argument("-v", "--verbose", action="store_true", help="show the traceback of an error")
        verb.add_arguments(words)
        words.set_defaults(run=verb.run)
    return parser

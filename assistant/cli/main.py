"""The command `notes`. Each of its commands is a module of `assistant.cli.commands`, loaded only when it is named."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from assistant.cli.commands import COMMANDS, load_command
from assistant.errors import AssistantFailure, WrongUse
from index.errors import IndexFailure, Stopped
from ingest.errors import IngestFailure

DONE, IN_PART, WRONG_USE, CANNOT, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes: done; some files gave no text; wrong use; cannot, for the reason on standard error; Ctrl-C."""
DATA_HELP = "where the index is (default: NOTES_DATA, or the user's data folder)"


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    words = sys.argv[1:] if words is None else words
    parser = build_parser(words[0] if words else "")
    if not words:
        parser.print_help(sys.stderr)
        return WRONG_USE
    args = parser.parse_args(words)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
        return code
    except (IngestFailure, IndexFailure, AssistantFailure) as failure:
        if args.verbose:
            traceback.print_exc()
        print(f"notes: {failure}", file=sys.stderr)
        return IN_PART if isinstance(failure, Stopped) else WRONG_USE if isinstance(failure, WrongUse) else CANNOT
    except BrokenPipeError:
        # The reader of the output has closed it: give the interpreter something else to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        print("\nnotes: stopped; what was done is kept", file=sys.stderr)
        return INTERRUPTED
    except Exception as bug:
        if args.verbose:
            traceback.print_exc()
        print(f"notes: {type(bug).__name__}: {bug}; run again with -v and report what it prints", file=sys.stderr)
        return CANNOT


def build_parser(name: str = "") -> argparse.ArgumentParser:
    """The command line: every command with its help, and the arguments of the command `name`, which is loaded."""
    parser = argparse.ArgumentParser(
        prog="notes",
        description="Ask your own reading notes, on your own machine.",
        epilog="Begin with `notes ingest FOLDER`, then `notes serve --open`; `notes COMMAND --help` explains the rest.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command_name, help_text in COMMANDS.items():
        command_parser = commands.add_parser(command_name, help=help_text)
        if command_name == name:
            command = load_command(name)
            command_parser.description = command.__doc__
            command_parser.add_argument("--data", default="", metavar="DIR", help=DATA_HELP)
            command_parser.add_argument("-v", "--verbose", action="store_true", help="show the traceback of an error")
            command.add_arguments(command_parser)
            command_parser.set_defaults(run=command.run)
    return parser

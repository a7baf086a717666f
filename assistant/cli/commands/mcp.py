"""Serve your notes to another assistant, over standard input and output (MCP). It only reads.

The other assistant starts this command itself; in its settings, name `notes` with the word `mcp`. For one that
wants an address instead, `notes serve --mcp` serves the same four tools at /mcp beside the page.
"""

from __future__ import annotations

import argparse

NAME = "mcp"
HELP = "serve your notes to another assistant (MCP)"


def add_arguments(words: argparse.ArgumentParser) -> None:
    """None of its own."""


def run(given: argparse.Namespace) -> int:
    from assistant.errors import AssistantFailure
    from assistant.page.server.mcp import serve_stdio
    from assistant.service.notes_library import NotesLibrary
    from assistant.settings import data_folder

    library = NotesLibrary(data_folder(given.data), writes=False)
    try:
        serve_stdio(library)
    except ModuleNotFoundError as missing:
        raise AssistantFailure(str(missing)) from missing
    finally:
        library.close()
    return 0

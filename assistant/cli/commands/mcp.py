"""Serve your notes to another assistant, over standard input and output (MCP). It only reads.

The other assistant starts this command itself; in its settings, name `notes` with the word `mcp`. For one that
needs an address instead, `notes serve --mcp` serves the same four tools at /mcp beside the page.
"""

from __future__ import annotations

import argparse

from assistant.errors import AssistantFailure
from assistant.page.server.mcp import serve_stdio
from assistant.service.notes_library import join_library
from assistant.service.runtime import Runtime
from assistant.settings import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds none."""


def run(args: argparse.Namespace) -> int:
    runtime = Runtime(data_folder(args.data), writes=False)
    try:
        serve_stdio(join_library(runtime))
    except ModuleNotFoundError as missing:
        raise AssistantFailure(str(missing)) from missing
    finally:
        runtime.close()
    return 0

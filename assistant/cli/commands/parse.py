"""Show what is understood of notes: reads, never writes, folds nothing. A line that no rule took is named."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.document import Document

NAME = "parse"
HELP = "show what is understood of a file or folder"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("path", metavar="PATH", type=Path)
    words.add_argument("--json", action="store_true", help="one JSON object a line, one a document")
    words.add_argument("--hidden", action="store_true", help="also what is passed over otherwise: .trash, backups, ...")


def run(given: argparse.Namespace) -> int:
    from assistant.cli.terminal.parse_report import document_json, summarise_documents

    documents = read_documents(given.path, hidden=given.hidden)
    failed = []
    if given.json:
        for document in documents:
            failed += [document] if document.error else []
            print(json.dumps(document_json(document)))
    else:
        kept = list(documents)
        failed = [document for document in kept if document.error]
        print(summarise_documents(kept))
    for document in failed:
        print(f"notes: {document.path}: {document.error}", file=sys.stderr)
    return int(bool(failed))


def read_documents(path: Path, *, hidden: bool) -> Iterator[Document]:
    """Each document of a file, or of the notes below a folder, as it is read.

    Raises UnreadableFile where `path` is not there.
    """
    from ingest.errors import UnreadableFile
    from ingest.parse import parse_file
    from ingest.walk import NoteFile, walk_notes

    try:
        for found in walk_notes(path.expanduser(), hidden=hidden):
            if isinstance(found, NoteFile):
                yield from parse_file(found.path, found.relative)
            else:
                print(f"notes: {found.relative}: passed over, {found.why}", file=sys.stderr)
    except FileNotFoundError as trouble:
        raise UnreadableFile(str(path), "there is no such file or folder; check the spelling") from trouble

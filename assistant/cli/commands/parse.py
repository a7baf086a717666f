"""Show what is understood of notes: only reads them, merges nothing. A line that no rule understood is shown."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from assistant.cli.terminal.format import format_unread
from assistant.cli.terminal.parse_report import document_json, summarise_documents
from ingest.document import Document
from ingest.errors import UnreadableFile
from ingest.parse import parse_file
from ingest.walk import NoteFile, UnreadFile, count_unread, name_unread, walk_notes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", type=Path)
    parser.add_argument("--json", action="store_true", help="one JSON object a line, one a document")
    parser.add_argument("--hidden", action="store_true", help="also what is skipped otherwise: .trash, backups, ...")


def run(args: argparse.Namespace) -> int:
    documents = read_documents(args.path, hidden=args.hidden)
    failed = []
    if args.json:
        for document in documents:
            failed += [document] if document.error else []
            print(json.dumps(document_json(document)))
    else:
        listed = list(documents)
        failed = [document for document in listed if document.error]
        print(summarise_documents(listed))
    for document in failed:
        print(f"notes: {document.path}: {document.error}", file=sys.stderr)
    return int(bool(failed))


def read_documents(path: Path, *, hidden: bool) -> Iterator[Document]:
    """Each document of a file, or of the notes below a folder, as it is read.

    Raises UnreadableFile if `path` does not exist.
    """
    unread = []
    try:
        for file in walk_notes(path.expanduser(), hidden=hidden):
            if isinstance(file, NoteFile):
                yield from parse_file(file.path, file.relative)
            elif isinstance(file, UnreadFile):
                unread.append(file)
            else:
                print(f"notes: {file.relative}: skipped, {file.why}", file=sys.stderr)
    except FileNotFoundError as error:
        raise UnreadableFile(str(path), "there is no such file or folder; check the spelling") from error
    if unread:
        print(f"notes: not read: {format_unread(count_unread(unread), name_unread(unread))}", file=sys.stderr)

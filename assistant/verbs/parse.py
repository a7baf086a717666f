"""Show what is understood of notes: reads, never writes, folds nothing. A line that no rule took is named."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

NAME = "parse"
HELP = "show what is understood of a file or folder"


def add_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("path", metavar="PATH", type=Path)
    words.add_argument("--json", action="store_true", help="one JSON object a line, one a document")
    words.add_argument("--hidden", action="store_true", help="also what is passed over otherwise: .trash, backups, ...")


def run(given: argparse.Namespace) -> int:
    from ingest.parse import parse_folder
    from ingest.report import document_json, summarise_documents

    failed = False
    documents = parse_folder(given.path, hidden=given.hidden)
    if given.json:
        for document in documents:
            failed |= bool(document.error)
            print(json.dumps(document_json(document), ensure_ascii=False))
    else:
        kept = list(documents)
        failed = any(document.error for document in kept)
        print(summarise_documents(kept))
    if failed:
        print("notes: some files gave no text; each is named above with its reason", file=sys.stderr)
    return int(failed)

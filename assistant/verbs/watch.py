"""Read the known folders again whenever they change, without a page. Runs until it is stopped."""

from __future__ import annotations

import argparse
import sys
import threading
from datetime import datetime
from pathlib import Path

from assistant.show import announce_wait

NAME = "watch"
HELP = "read notes again whenever they change, without a page"


def add_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("--once", action="store_true", help="read them once and leave, as a timer would want it")


def run(given: argparse.Namespace) -> int:
    from assistant.assemble import ingest_notes
    from assistant.settings import data_folder, load_settings
    from assistant.verbs.ingest import describe, tell_trouble
    from index.catalog import Catalog
    from index.errors import IndexFailure
    from index.status import read_sources
    from index.watch import watch_folders

    data = data_folder(given.data)

    def read(fetch: bool = True) -> None:
        report = ingest_notes(data, fetch=fetch, on_wait=announce_wait)
        if report.passages.added or report.passages.removed or report.failures or report.asked:
            print(f"{datetime.now():%Y-%m-%d %H:%M}  {describe(report).splitlines()[0]}", flush=True)
        for trouble in report.failures:
            print(f"notes: {tell_trouble(trouble)}", file=sys.stderr)
        for asked in report.asked:
            print(f"notes: {asked.source.rstrip(':')}: {asked.why}", file=sys.stderr)

    read()
    if given.once:
        return 0

    def folders() -> list[Path]:
        with Catalog.open(data, readonly=True) as catalog:
            return [Path(source.path) for source in read_sources(catalog, look=False)]

    def interval() -> float:
        return 60.0 * load_settings(data).interval_minutes

    print(f"Watching {', '.join(map(str, folders())) or 'nothing yet'} (stop with Ctrl-C).", flush=True)
    for told in watch_folders(folders, interval=interval, stop=threading.Event()):
        try:
            read(fetch=told == "interval")
        except IndexFailure as failure:
            print(f"notes: {failure}", file=sys.stderr)
    return 0

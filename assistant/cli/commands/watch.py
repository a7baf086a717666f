"""Read the known folders again whenever they change, without a page. Runs until it is stopped."""

from __future__ import annotations

import argparse
import sys
import threading
from datetime import datetime
from pathlib import Path

from assistant.cli.terminal.format import announce_wait

NAME = "watch"
HELP = "read notes again whenever they change, without a page"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("--once", action="store_true", help="read them once and leave, as a timer would want it")


def run(given: argparse.Namespace) -> int:
    from assistant.cli.commands.ingest import describe, tell_trouble
    from assistant.errors import AssistantFailure, SettingsUnreadable
    from assistant.service.store_client import ingest_notes
    from assistant.settings import data_folder, load_settings
    from index.catalog.catalog import Catalog
    from index.errors import IndexFailure
    from index.maintenance.status import read_sources
    from index.sync.watch import watch_folders
    from ingest.errors import IngestFailure

    data = data_folder(given.data)

    told_before: list[str] = []

    def read(fetch: bool = True) -> None:
        report = ingest_notes(data, fetch=fetch, on_wait=announce_wait)
        notes, passages = report.notes, report.passages
        if notes.new or notes.changed or notes.removed or passages.added or passages.removed:
            print(f"{datetime.now():%Y-%m-%d %H:%M}  {describe(report).splitlines()[0]}", flush=True)
        amiss = [tell_trouble(trouble) for trouble in report.failures]
        amiss += [f"{asked.source.rstrip(':')}: {asked.why}" for asked in report.asked]
        for one in amiss:
            if one not in told_before:  # once, not at each letter typed elsewhere
                print(f"notes: {one}", file=sys.stderr, flush=True)
        told_before[:] = amiss

    read()
    if given.once:
        return 0

    def folders() -> list[Path]:
        with Catalog.open(data, readonly=True) as catalog:
            return [Path(source.path) for source in read_sources(catalog, look=False)]

    def interval() -> float:
        try:
            return 60.0 * load_settings(data).interval_minutes
        except SettingsUnreadable:
            return 0.0  # told at each reading

    print(f"Watching {', '.join(map(str, folders())) or 'nothing yet'} (stop with Ctrl-C).", flush=True)
    for told in watch_folders(folders, interval=interval, stop=threading.Event()):
        try:
            read(fetch=told == "interval")
        except (IndexFailure, IngestFailure, AssistantFailure) as failure:
            print(f"notes: {failure}", file=sys.stderr, flush=True)
    return 0

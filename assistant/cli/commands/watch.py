"""Read the known folders again whenever they change, without a page. Runs until it is stopped."""

from __future__ import annotations

import argparse
import sys
import threading
from datetime import datetime
from pathlib import Path

from assistant.cli.commands.ingest import format_changes, list_failures
from assistant.cli.terminal.progress_bar import report_wait
from assistant.errors import AssistantFailure, SettingsUnreadable
from assistant.library.command_context import CommandContext
from assistant.service.ingest import IngestRequest, ingest_notes
from assistant.settings import data_folder, load_settings, open_catalog
from index.catalog.sources import list_sources
from index.errors import IndexFailure
from index.sync.watch import follow_sources
from ingest.errors import IngestFailure


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="read them once and exit, for use with a timer")


def run(args: argparse.Namespace) -> int:
    watch = _Watch(data_folder(args.data))
    watch.sync(fetch=True)
    if args.once:
        return 0
    print(f"Watching {', '.join(map(str, watch.folders())) or 'nothing yet'} (stop with Ctrl-C).", flush=True)
    follow_sources(watch.try_sync, watch.folders, interval=watch.interval_s, stop=threading.Event())
    return 0


class _Watch:
    """The sources of one data folder, and the failures already printed."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._failures: list[str] = []

    def folders(self) -> list[Path]:
        with open_catalog(self._data, readonly=True) as catalog:
            return [Path(source.name) for source in list_sources(catalog)]

    def interval_s(self) -> float:
        try:
            return 60.0 * load_settings(self._data).interval_minutes
        except SettingsUnreadable:
            return 0.0  # each sync reports it

    def try_sync(self, fetch: bool) -> None:
        try:
            self.sync(fetch)
        except (IndexFailure, IngestFailure, AssistantFailure) as failure:
            print(f"notes: {failure}", file=sys.stderr, flush=True)

    def sync(self, fetch: bool) -> None:
        """Read what changed; print the changes, and each failure once rather than at each letter typed elsewhere."""
        report = ingest_notes(self._data, IngestRequest(fetch=fetch), CommandContext(on_wait=report_wait))
        notes, passages = report.notes, report.passages
        if notes.new or notes.changed or notes.removed or passages.added or passages.removed:
            print(f"{datetime.now():%Y-%m-%d %H:%M}  {format_changes(report)}", flush=True)
        failures = list_failures(report)
        for failure in failures:
            if failure not in self._failures:
                print(f"notes: {failure}", file=sys.stderr, flush=True)
        self._failures = failures

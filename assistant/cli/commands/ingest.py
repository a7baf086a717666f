"""Read notes into the index. With no PATH, every folder known so far; what did not change is not read again."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.sync.report import IngestReport, Trouble

NAME = "ingest"
HELP = "read new and changed notes into the index"


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="a folder, a file, or readwise:")
    words.add_argument("--json", action="store_true", help="the report as JSON")
    words.add_argument("--dry-run", action="store_true", help="write nothing, tell what would be done")
    words.add_argument(
        "--hidden", action="store_true", default=None, help="also .trash, backups and what .notesignore names"
    )
    words.add_argument(
        "--allow-removals", action="store_true", help="remove what is gone even where much of a folder is"
    )
    words.add_argument(
        "--embedder", default="", metavar="NAME", help="another sentence-transformers model, name or folder"
    )


def run(given: argparse.Namespace) -> int:
    from assistant.cli.terminal.format import announce_wait
    from assistant.cli.terminal.progress_bar import TerminalProgress
    from assistant.service.empty_store import UNNAMED, tell_nothing
    from assistant.service.store_client import ingest_notes
    from assistant.settings import data_folder
    from index.sources.source import is_account

    with TerminalProgress() as progress:
        report = ingest_notes(
            data_folder(given.data),
            [path if is_account(path) else path.expanduser().absolute() for path in given.paths],
            hidden=given.hidden,
            dry_run=given.dry_run,
            allow_removals=given.allow_removals,
            embedder=given.embedder,
            progress=progress,
            on_wait=announce_wait,
        )
    for trouble in report.failures:
        print(f"notes: {tell_trouble(trouble)}", file=sys.stderr)
    for trouble in report.warnings:
        print(f"notes: warning: {tell_trouble(trouble)}", file=sys.stderr)
    for asked in report.asked:
        print(f"notes: {asked.source.rstrip(':')}: {asked.why}", file=sys.stderr)
    for path in given.paths:
        if not is_account(path) and (why := tell_nothing(path.expanduser().absolute(), hidden=bool(given.hidden))):
            print(f"notes: {why}", file=sys.stderr)
    if not (given.paths or report.notes.seen or report.notes.removed or report.asked):
        print(f"notes: {UNNAMED}", file=sys.stderr)
    if report.hint:
        print(f"notes: {report.hint}", file=sys.stderr)
    print(json.dumps(report.to_json(), ensure_ascii=False) if given.json else describe(report))
    return int(bool(report.failures or report.asked or report.stopped))


def tell_trouble(trouble: Trouble) -> str:
    """Where, and what is amiss, in a line."""
    return f"{trouble.path.rstrip(':')}{f':{trouble.line}' if trouble.line else ''}: {trouble.why}"


def describe(report: IngestReport) -> str:
    """The report in a few lines."""
    notes, passages, folds = report.notes, report.passages, report.duplicates
    changes = {"new": notes.new, "changed": notes.changed, "removed": notes.removed, "failed": notes.failed}
    said = ", ".join(f"{count:,} {what}" for what, count in changes.items() if count) or "nothing changed"
    lines = [
        f"{notes.seen:,} notes: {said}.",
        f"{passages.total:,} passages ({passages.added:,} added, {passages.removed:,} removed); "
        f"{folds.exact + folds.near:,} repeats folded ({folds.exact:,} exact, {folds.near:,} near).",
    ]
    lines += [f"  {count:,} {why}" for why, count in folds.reasons.items()]
    if report.skipped:
        lines.append(f"{len(report.skipped):,} files passed over (logs, empty files, backups).")
    if report.unparsed_lines:
        lines.append(f"{report.unparsed_lines:,} lines were not understood; `notes parse PATH` shows them.")
    if report.to_embed:
        lines.append(f"{report.to_embed:,} passages have no vector yet; run `notes ingest` again.")
    return "\n".join([*lines, f"{'Would take' if report.dry_run else 'Took'} {report.seconds:.1f} s."])

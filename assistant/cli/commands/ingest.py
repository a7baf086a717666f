"""Read notes into the index. With no PATH, every folder known so far; unchanged notes are not read again."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from assistant.cli.terminal.format import format_unread, name_some
from assistant.cli.terminal.progress_bar import terminal_context
from assistant.service.empty_store import NO_FOLDER_NAMED, explain_no_notes
from assistant.service.ingest import IngestRequest, ingest_notes, preview_ingest
from assistant.settings import data_folder
from index.catalog.files import Trouble
from index.sources.source import is_account
from index.sync.report import IngestReport
from ingest.walk import MAX_NAMED, NOT_DOWNLOADED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="a folder, a file, or readwise:")
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, report what would be done")
    parser.add_argument(
        "--hidden", action="store_true", default=None, help="also .trash, backups and what .notesignore names"
    )
    parser.add_argument("--allow-removals", action="store_true", help="remove what is gone even if much of a folder is")
    parser.add_argument(
        "--embedder",
        default="",
        metavar="NAME",
        help="another encoder: a listed one (notes models encoder), or OWNER/NAME, or a folder",
    )
    parser.add_argument(
        "--cluster", default="", metavar="ADDRESS", help="read and embed on a Ray cluster; local: on all cores here"
    )


def run(args: argparse.Namespace) -> int:
    request = IngestRequest(
        paths=tuple(path if is_account(path) else path.expanduser().absolute() for path in args.paths),
        hidden=args.hidden,
        allow_removals=args.allow_removals,
        embedder=args.embedder,
        cluster=args.cluster,
    )
    ingest = preview_ingest if args.dry_run else ingest_notes
    with terminal_context() as context:
        report = ingest(data_folder(args.data), request, context)
    for message in _messages(report, request):
        print(f"notes: {message}", file=sys.stderr)
    print(json.dumps(report.to_json(), ensure_ascii=False) if args.json else format_report(report))
    return int(bool(report.failures or report.asked or report.stopped))


def _messages(report: IngestReport, request: IngestRequest) -> Iterator[str]:
    """What went wrong and what to do, one line each."""
    yield from list_failures(report)
    for trouble in report.warnings:
        yield f"warning: {format_trouble(trouble)}"
    for path in request.paths:
        if not is_account(path) and (why := explain_no_notes(path, hidden=bool(request.hidden))):
            yield why
    if not (request.paths or report.notes.seen or report.notes.removed or report.asked):
        yield NO_FOLDER_NAMED
    if report.hint:
        yield report.hint


def list_failures(report: IngestReport) -> list[str]:
    """Each file that could not be read, and each source that asks before it removes notes."""
    questions = [f"{question.source.rstrip(':')}: {question.why}" for question in report.asked]
    return [*map(format_trouble, report.failures), *questions]


def format_trouble(trouble: Trouble) -> str:
    """The place, and what is wrong there."""
    return f"{trouble.path.rstrip(':')}{f':{trouble.line}' if trouble.line else ''}: {trouble.why}"


def format_report(report: IngestReport) -> str:
    """The report in a few lines."""
    passages, duplicates = report.passages, report.duplicates
    lines = [
        format_changes(report),
        f"{passages.total:,} passages ({passages.added:,} added, {passages.removed:,} removed); "
        f"{duplicates.exact + duplicates.near:,} duplicates merged "
        f"({duplicates.exact:,} exact, {duplicates.near:,} near).",
    ]
    lines += [f"  {count:,} {why}" for why, count in duplicates.reasons.items()]
    if report.read.keys() - {"md"}:
        lines.insert(1, f"Read: {', '.join(f'{count:,} {kind}' for kind, count in report.read.items())}.")
    skipped = sum(trouble.why != NOT_DOWNLOADED for trouble in report.skipped)
    if skipped:
        lines.append(f"{skipped:,} files skipped (logs, empty files, backups).")
    away = [trouble.path for trouble in report.skipped if trouble.why == NOT_DOWNLOADED]
    if away:
        names = name_some(away[:MAX_NAMED], len(away))
        lines.append(f"{len(away):,} files not downloaded, what was read of them is kept: {names}.")
    if report.unread:
        lines.append(f"Not read: {format_unread(report.unread, report.unread_files)}.")
    if report.unparsed_lines:
        lines.append(f"{report.unparsed_lines:,} lines were not understood; `notes parse PATH` shows them.")
    if report.to_embed:
        lines.append(f"{report.to_embed:,} passages have no vector yet; run `notes ingest` again.")
    return "\n".join([*lines, f"{'Would take' if report.dry_run else 'Took'} {report.seconds:.1f} s."])


def format_changes(report: IngestReport) -> str:
    """How many notes there are, and how many changed how."""
    notes = report.notes
    counts = {"new": notes.new, "changed": notes.changed, "removed": notes.removed, "failed": notes.failed}
    changes = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count) or "nothing changed"
    return f"{notes.seen:,} notes: {changes}."

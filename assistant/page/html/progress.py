"""The progress of reading or downloading, and the result."""

from __future__ import annotations

from assistant.library.state import IngestResult, JobProgress, JobStatus
from assistant.page.html.labels import count_label, count_list, join_labels
from assistant.page.html.safe_html import escape_text, render_message, render_trouble

BYTES = "bytes"
STAGES = {
    "looking": ("Looking for changes", ""),
    "fetching from the hub": ("Downloading from the hub", BYTES),
    "fetching from the package index": ("Downloading from the package index", BYTES),
    "reading": ("Reading", "files"),
    "embedding": ("Preparing passages for search by meaning", "passages"),
    "storing": ("Storing", "passages"),
    "checking": ("Checking the download", BYTES),
    "preparing": ("Preparing the encoder", ""),
    "trying": ("Trying the model", ""),
}
"""Label of each stage, and the noun of what it counts."""
REMOVAL_BUTTON = (
    '<p class="asksremoval"><button type="button" class="secondary" data-act="read-removing">'
    "The files are gone for good: remove their passages</button></p>"
)


def render_progress(status: JobStatus[IngestResult]) -> str:
    """The progress bar of a reading and its stop button; afterwards the result; "" before the first."""
    if status.running:
        return render_bar(status.progress, status.rate, status.seconds_left, "stop-reading")
    if status.trouble:
        return render_trouble(status.trouble)
    return render_ingest_result(status.result) if status.result else ""


def render_bar(progress: JobProgress, rate: float, seconds_left: float, stop: str) -> str:
    """A progress bar with a stop button; it slides if the total is unknown. stop: the page's act that stops it."""
    label, noun = STAGES.get(progress.stage, (progress.stage, ""))
    label = escape_text(label)
    percent = min(100, round(100 * progress.done / progress.total)) if progress.total > 0 else None
    value = "" if percent is None else f' aria-valuenow="{percent}"'
    amount = speed = ""
    if progress.total and noun == BYTES:
        amount = f"{progress.done / 1e9:.2f} of {progress.total / 1e9:.2f} GB"
        speed = f"{rate / 1e6:.1f} MB/s" if rate > 0 else ""
    elif progress.total:
        amount = f"{progress.done:,} of {progress.total:,} {noun}".strip()
        speed = f"{rate:,.0f} a second" if rate >= 1 else ""
    details = join_labels(amount, speed, time_left(seconds_left))
    return (
        f'<div class="progress"><div class="bar{" is-open" if percent is None else ""}" role="progressbar" '
        f'aria-valuemin="0" aria-valuemax="100"{value} aria-label="{label}">'
        f'<span style="width:{30 if percent is None else percent}%"></span></div>'
        f'<p><span>{label}</span><span class="count">{details}</span>'
        f'<button type="button" class="quiet" data-act="{stop}">Stop</button></p></div>'
    )


def time_left(seconds: float) -> str:
    """`about 2 minutes left`; "" for 0."""
    if seconds <= 0:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} seconds left"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} minutes left"
    return f"about {round(seconds / 3600)} hours left"


def render_ingest_result(result: IngestResult) -> str:
    """What a reading changed, or why it did not take place."""
    if result.trouble:
        return render_trouble(result.trouble) + (REMOVAL_BUTTON if result.asks_removal else "")
    if result.remark or result.report is None:
        return f'<div class="notice" role="status"><p>{render_message(result.remark)}</p></div>'
    report = result.report
    notes, added = report.notes, report.passages.added
    changes = count_list(
        (notes.new, "new"), (notes.changed, "changed"), (notes.removed, "removed"), (notes.failed, "could not be read")
    )
    outcome = "Stopped; everything read so far is kept." if report.stopped else "Done."
    passages = f", {count_label(added, 'passage')} added" if added else ""
    return (
        f'<div class="notice" role="status"><p>{outcome} {count_label(notes.seen, "file")} checked: '
        f'{changes or "no changes"}{passages} <span class="count">({report.seconds:.1f} s)</span></p></div>'
    )

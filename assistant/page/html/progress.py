"""How a reading or a fetch goes on, and what it came to, as HTML."""

from __future__ import annotations

from assistant.library.state import JobStatus, Progress, Reading
from assistant.page.html.safe_html import escape_text, render_message, render_trouble

STAGES = {
    "looking": ("Looking for what is new", ""),
    "fetching": ("Fetching", ""),
    "reading": ("Reading", "files"),
    "embedding": ("Preparing passages for search by meaning", "passages"),
    "storing": ("Storing", "passages"),
    "checking": ("Checking what came", ""),
    "trying": ("Trying the model", ""),
}
"""What a stage is called, and what is counted in it."""


def render_progress(look: JobStatus[Reading]) -> str:
    """The bar while a reading runs, with a way to stop it; afterwards what it came to; "" before the first."""
    if look.running:
        return render_bar(look.progress, look.rate, look.seconds_left, "stop-reading")
    if look.trouble:
        return render_trouble(look.trouble)
    return render_ingest_result(look.result) if look.result else ""


def render_bar(progress: Progress, rate: float, seconds_left: float, stop: str, *, size: bool = False) -> str:
    """How far something has come; without a total only that it goes on. stop: the act that ends it; size: bytes."""
    doing, noun = STAGES.get(progress.doing, (progress.doing, ""))
    known = progress.total > 0
    share = min(100, round(100 * progress.done / progress.total)) if known else 0
    value = f' aria-valuenow="{share}"' if known else ""
    told = " · ".join(_progress_parts(progress, rate, seconds_left, noun, size))
    return (
        f'<div class="progress"><div class="bar{"" if known else " is-open"}" role="progressbar" aria-valuemin="0" '
        f'aria-valuemax="100"{value} aria-label="{escape_text(doing)}">'
        f'<span style="width:{share if known else 30}%"></span></div>'
        f'<p><span>{escape_text(doing)}</span><span class="count">{told}</span>'
        f'<button type="button" class="quiet" data-act="{stop}">Stop</button></p></div>'
    )


def render_ingest_result(reading: Reading) -> str:
    """What a reading came to."""
    if reading.trouble:
        return render_trouble(reading.trouble) + (_render_removal() if reading.asks_removal else "")
    if reading.remark:
        return f'<div class="notice" role="status"><p>{render_message(reading.remark)}</p></div>'
    changes = [
        (reading.new, "new"),
        (reading.changed, "changed"),
        (reading.removed, "removed"),
        (reading.failed, "could not be read"),
    ]
    told = ", ".join(f"{count:,} {word}" for count, word in changes if count) or "nothing had changed"
    begin = "Stopped; what was read until then is kept." if reading.stopped else "Done."
    passages = f", {reading.added:,} passage{'s' * (reading.added > 1)} added" if reading.added else ""
    return (
        f'<div class="notice" role="status"><p>{begin} {reading.seen:,} files seen: {told}{passages} '
        f'<span class="count">({reading.seconds:.1f} s)</span></p></div>'
    )


def _render_removal() -> str:
    return (
        '<p class="asksremoval"><button type="button" class="secondary" data-act="read-removing">'
        "They are gone for good: remove their passages</button></p>"
    )


def _progress_parts(progress: Progress, rate: float, seconds_left: float, noun: str, size: bool) -> list[str]:
    """How much, how fast and how long still, as far as it is known."""
    if not progress.total:
        return []
    if size:
        told = [f"{progress.done / 1e9:.2f} of {progress.total / 1e9:.2f} GB"]
    else:
        told = [f"{progress.done:,} of {progress.total:,} {noun}".strip()]
    if rate > 0:
        told.append(f"{rate / 1e6:.1f} MB/s" if size else f"{rate:,.0f} a second" if rate >= 1 else "")
        told.append(time_left(seconds_left))
    return [part for part in told if part]


def time_left(seconds: float) -> str:
    """`about 2 minutes left`; "" where none is."""
    if seconds <= 0:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} seconds left"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} minutes left"
    return f"about {round(seconds / 3600)} hours left"

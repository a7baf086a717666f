"""The sources as HTML: folders, what the last reading changed, what failed and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from assistant.page.escape import escape_text, shorten
from assistant.page.library import FileTrouble, Progress, Reading, Repeat, SourceState, State
from assistant.page.panel import show_date

LISTED = 200
"""Rows of one list; more would be scrolled past, the count says how many there are."""


def show_sources(state: State, repeats: Sequence[Repeat] = ()) -> str:
    """The whole tab below its buttons."""
    if state.store in ("busy", "broken"):
        return f'<div class="notice is-trouble" role="alert"><p>{escape_text(state.trouble)}</p></div>'
    folders = "".join(_show_folder(source) for source in state.sources)
    listed = f'<ul class="folders">{folders}</ul>' if folders else '<p class="aside">No folder has been read yet.</p>'
    return (
        f"{listed}{_show_troubles('Could not be read', state.failures, len(state.failures), True)}"
        f"{_show_troubles('Lines not understood', state.unparsed, state.unparsed_lines, False)}"
        f"{_show_troubles('Skipped', state.skipped, len(state.skipped), False)}{_show_repeats(repeats)}"
    )


def show_progress(progress: Progress) -> str:
    """The bar while a reading runs; without a total it only says what is done."""
    known = progress.total > 0
    share = min(100, round(100 * progress.done / progress.total)) if known else 0
    count = f"{progress.done:,} of {progress.total:,}" if known else ""
    value = f' aria-valuenow="{share}"' if known else ""
    return (
        f'<div class="progress"><div class="bar{"" if known else " is-open"}" role="progressbar" '
        f'aria-valuemin="0" '
        f'aria-valuemax="100"{value} aria-label="{escape_text(progress.doing)}">'
        f'<span style="width:{share if known else 30}%"></span></div>'
        f'<p><span>{escape_text(progress.doing)}</span><span class="count">{count}</span></p></div>'
    )


def show_reading(reading: Reading) -> str:
    """What the last reading came to."""
    if reading.trouble:
        return f'<div class="notice is-trouble" role="alert"><p>{escape_text(reading.trouble)}</p></div>'
    changes = [
        (reading.new, "new"),
        (reading.changed, "changed"),
        (reading.removed, "removed"),
        (reading.failed, "could not be read"),
    ]
    told = ", ".join(f"{count:,} {word}" for count, word in changes if count) or "nothing had changed"
    begin = "Stopped. Up to then" if reading.stopped else "Done."
    passages = f", {reading.added:,} passages added" if reading.added else ""
    return (
        f'<div class="notice" role="status"><p>{begin} {reading.seen:,} files seen: {told}{passages} '
        f'<span class="count">({reading.seconds:.1f} s)</span></p></div>'
    )


def _show_folder(source: SourceState) -> str:
    when = f"read {show_date(source.last_ingest)}" if source.last_ingest else "not read yet"
    told = [f"{source.notes:,} files", when]
    if source.pending > 0:
        told.append(f"<strong>{source.pending:,} new or changed</strong>")
    if source.missing:
        told.append("<strong>not there now; nothing was deleted</strong>")
    return f'<li class="folder"><code>{escape_text(source.path)}</code><p class="byline">{" · ".join(told)}</p></li>'


def _show_troubles(title: str, troubles: Sequence[FileTrouble], count: int, opened: bool) -> str:
    if not troubles:
        return ""
    files = []
    for path, found in groupby(troubles[:LISTED], key=lambda one: one.path):
        rows = "".join(
            f"<li>{f'<span class=lineno>{one.line}</span>' if one.line else ''}"
            f"{escape_text(shorten(one.why, 200))}</li>"
            for one in found
        )
        files.append(f'<li><code>{escape_text(path)}</code><ul class="lines">{rows}</ul></li>')
    more = f'<p class="aside">{count - LISTED:,} more are not listed.</p>' if count > LISTED else ""
    return (
        f'<details class="troubles"{" open" if opened else ""}><summary>{title} <span class="count">'
        f"{count:,}</span>"
        f'</summary><ul class="files">{"".join(files)}</ul>{more}</details>'
    )


def _show_repeats(repeats: Sequence[Repeat]) -> str:
    if not repeats:
        return ""
    rows = "".join(_show_repeat(one) for one in repeats)
    return (
        f'<details class="troubles"><summary>Said twice <span class="count">{len(repeats):,}</span></summary>'
        '<p class="aside">Exact and near repeats were folded into one passage that remembers every place; '
        f'similar ones are both kept.</p><ul class="repeats">{rows}</ul></details>'
    )


def _show_repeat(one: Repeat) -> str:
    undo = (
        f'<button type="button" class="quiet" data-act="apart" data-id="{escape_text(one.id)}">Keep apart</button>'
        if one.kind != "similar" and not one.undone
        else ""
    )
    return (
        f'<li class="repeat"><p class="why">{one.kind.capitalize()} · {escape_text(one.why)}'
        f"{f' · {one.similarity:.2f}' if one.similarity < 1 else ''}{undo}</p>"
        f"<p>{escape_text(shorten(one.kept_text, 220))} <code>{escape_text(one.kept_where)}</code></p>"
        f'<p class="other">{escape_text(shorten(one.other_text, 220))} <code>{escape_text(one.other_where)}'
        f"</code></p></li>"
    )

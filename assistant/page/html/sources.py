"""The sources: folders and the account, when they are read, which files failed and which lines were not understood."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.library.state import AccountState, State
from assistant.page.html.icons import icon
from assistant.page.html.labels import count_label, count_list, join_labels, render_folded, render_timestamp
from assistant.page.html.safe_html import escape_text, render_inline, render_message, render_trouble, shorten
from index.vectors.encoder_list import find_encoder
from ingest.walk import SUFFIXES

if TYPE_CHECKING:
    from index.catalog.files import Trouble
    from index.catalog.links import Duplicate, Spot
    from index.maintenance.status import SourceStatus
    from index.sync.history import SyncRun

MAX_LISTED = 200
"""Rows of one list; the count says how many there are in all."""
SHOWN_DUPLICATES = 20
"""The others unfold below them."""
INTERVALS_MIN = (0, 10, 30, 60, 360, 1440)
"""Minutes between two automatic readings that the page offers, besides the one that is set."""
ACCOUNT = "readwise:"
"""The Readwise account in the list of sources."""
ADD_FOLDER = (
    '<form class="addfolder" data-form="add"><label class="searchfield is-small"><span class="away">Path of a '
    'folder to add</span><input type="text" id="folder" autocomplete="off" spellcheck="false" '
    'placeholder="A folder, such as ~/Documents/Vault"></label>'
    '<button type="submit" class="secondary">Add</button></form>'
)


NOT_DOWNLOADED = (
    '<p class="aside">A cloud drive such as iCloud or OneDrive keeps only the names of these files on this machine. '
    "What was read of them before is kept. To read them, have the drive download them (“Keep Downloaded”, “Always keep "
    "on this device”), then press “Read again”.</p>"
)
OTHER_KINDS = (
    f'<p class="aside">Notes are read from files that end in {", ".join(sorted(SUFFIXES))}. To have the words of '
    "another file read, export or convert it to one of these.</p>"
)


def render_sources(state: State) -> str:
    """The tab below its head and the progress bar. The account and long lists are filled in by the page's script."""
    if state.store == "broken":
        return render_trouble(state.trouble)
    busy = f'<div class="notice" role="status"><p>{escape_text(state.trouble)}</p></div>' if state.trouble else ""
    gap = render_language_gap(state)
    rows = "".join(_render_folder(source) for source in state.status.sources if source.path != ACCOUNT)
    folders = f'<ul class="folders">{rows}</ul>' if rows else '<p class="aside">No folders yet.</p>'
    return (
        f'{busy}{gap}<section class="part"><h2>Folders</h2>{folders}{ADD_FOLDER}</section>'
        f"{_render_schedule(state)}"
        '<section class="part" id="account" aria-live="polite"><h2>Readwise account</h2>'
        '<p class="aside">Checking the account…</p></section>'
        f"{_render_file_report(state)}"
    )


def render_language_gap(state: State) -> str:
    """That the encoder does not read most notes, with the click that mends it; "" where it does."""
    gap = state.status.language_gap
    encoder = find_encoder(gap.proposed) if gap else None
    if gap is None or encoder is None:
        return ""
    return (
        f'<div class="notice" role="status"><p>{escape_text(str(gap))}. '
        f'<button type="button" class="secondary" data-act="use-encoder" data-name="{escape_text(encoder.name)}">'
        f"Use {escape_text(encoder.title)}, a download of {encoder.size / 1e6:.0f} MB</button></p>"
        '<p class="aside">It reads about 100 languages. Your notes are prepared for it beside what is there, and '
        "answers go on meanwhile.</p></div>"
    )


def render_account(state: AccountState) -> str:
    """The Readwise account: last fetch, or how to connect it."""
    account = state.account
    origin = {"": "", "keyring": "token from the keyring", "environment": "token from READWISE_TOKEN"}[state.token]
    labels = join_labels(*_fetch_labels(state), origin)
    byline = f'<p class="byline">{labels}</p>' if labels else ""
    trouble = render_trouble(account.trouble) if account.trouble else ""
    fetch = "Continue fetching" if account.unfinished else "Fetch now"
    action = (
        f'<p><button type="button" class="secondary" data-act="fetch-account">{fetch}</button></p>'
        if state.token
        else '<p class="aside">Not connected. Run <code>notes sources token</code> in a terminal: it asks for your '
        "access token and keeps it in the system’s keyring. Or set <code>READWISE_TOKEN</code> before "
        "<code>notes serve</code>. The page never asks for the token.</p>"
    )
    return f"<h2>Readwise account</h2>{byline}{trouble}{action}"


def _fetch_labels(state: AccountState) -> list[str]:
    account = state.account
    if not account.fetched_at:
        return ["not fetched yet"] if state.token else []
    changes = count_list((account.added, "new"), (account.changed, "changed"), (account.removed, "removed"))
    return [
        count_label(state.books, "work"),
        f"last fetched {render_timestamp(account.fetched_at)}",
        f"{changes} highlights" if changes else "no changes",
    ]


def render_unparsed_lines(lines: Sequence[Trouble], count: int) -> str:
    """The lines that were not understood, by file. count: of all of them."""
    return _render_files(lines, count) if lines else '<p class="aside">Their files no longer exist.</p>'


def render_duplicates(duplicates: Sequence[Duplicate]) -> str:
    """Passages that were merged, and passages that are similar."""
    if not duplicates:
        return '<p class="aside">No duplicates found.</p>'
    rows = [_render_duplicate(duplicate) for duplicate in duplicates]
    folded = render_folded(f"{len(rows) - SHOWN_DUPLICATES:,} more", "".join(rows[SHOWN_DUPLICATES:]))
    return (
        '<p class="aside">Exact and near duplicates are merged into one passage that lists all its places; similar '
        "passages are both kept. “Keep apart” separates merged passages for good.</p>"
        f'<ul class="repeats">{"".join(rows[:SHOWN_DUPLICATES])}</ul>{folded}'
    )


def _render_duplicate(duplicate: Duplicate) -> str:
    button = f'<button type="button" class="quiet" data-act="apart" data-id="{escape_text(duplicate.id)}">'
    keep_apart = f"{button}Keep apart</button>" if duplicate.kind != "similar" else ""
    outcome = "Similar, both kept" if duplicate.kind == "similar" else "Merged"
    share = f" ({duplicate.similarity:.0%} alike)" if duplicate.similarity < 1 else ""
    kept, other = duplicate.kept, duplicate.duplicate
    is_same_text = kept.text.split() == other.text.split()
    return (
        f'<li class="repeat"><p class="why"><span>{outcome}: {escape_text(duplicate.why)}{share}</span>{keep_apart}</p>'
        f"<div>{_render_place(kept)}</div>"
        f'<div class="other">{_render_place(other, with_text=not is_same_text)}</div></li>'
    )


def _render_place(place: Spot, *, with_text: bool = True) -> str:
    text = f"<p>{render_inline(shorten(place.text, 220))}</p>" if with_text else ""
    return f"{text}<code>{escape_text(place.path)}:{place.line_start}</code>"


def _render_schedule(state: State) -> str:
    """When the sources are read automatically, and what the last runs found."""
    if not state.status.sources:
        return ""
    options = "".join(
        f'<option value="{minutes}"{" selected" if minutes == state.interval_minutes else ""}>'
        f"{_interval_label(minutes)}</option>"
        for minutes in sorted({*INTERVALS_MIN, state.interval_minutes})
    )
    last, news = state.status.history.last, state.status.history.news
    runs = [("Last read", last)]
    if news and (last is None or news.at != last.at):
        runs.append(("Last changes", news))
    history = "".join(f'<p class="byline">{_render_run(label, run)}</p>' for label, run in runs if run)
    return (
        '<section class="part"><h2>Automatic reading</h2><p class="times">While this page is served: '
        'when a note changes, and <label class="facet"><span class="facetname">How often</span>'
        f'<select data-interval aria-label="How often">{options}</select></label></p>{history}</section>'
    )


def _interval_label(minutes: int) -> str:
    if minutes == 0:
        return "at no other time"
    if minutes % 60 == 0:
        return "every hour" if minutes == 60 else f"every {minutes // 60} hours"
    return f"every {minutes} minutes"


def _render_run(label: str, run: SyncRun) -> str:
    changes = count_list((run.new, "new"), (run.changed, "changed"), (run.removed, "removed"))
    passages = f"; {count_label(run.added, 'passage')} added" if run.added else ""
    outcome = f"files: {changes}{passages}" if changes else "no changes"
    trouble = f' <span class="amiss">{render_message(run.trouble)}</span>' if run.trouble else ""
    return f"{label} {render_timestamp(run.at)}: {outcome}.{trouble}"


def _render_folder(source: SourceStatus) -> str:
    when = f"read {render_timestamp(source.last_ingest)}" if source.last_ingest else "not read yet"
    path = escape_text(source.path)
    return (
        f'<li class="folder"><div><code>{path}</code>'
        f'<p class="byline">{join_labels(count_label(source.notes, "file"), when)}</p>{_render_left_out(source)}</div>'
        f'<span class="folderacts">{_render_folder_state(source)}<button type="button" class="quiet" '
        f'data-act="remove-source" data-path="{path}" aria-label="Remove {path}">Remove</button></span></li>'
    )


def _render_left_out(source: SourceStatus) -> str:
    """The files of a folder that a reading passes over, and what to do to have them read."""
    summary, body = [], ""
    if source.not_downloaded:
        summary.append((source.not_downloaded, "not downloaded"))
        body += f"<p>{_name_files(source.not_downloaded_files, source.not_downloaded)}</p>{NOT_DOWNLOADED}"
    if source.unread:
        summary.append((sum(source.unread.values()), "of other kinds"))
        for kind, count in source.unread.items():
            body += f"<p>{count:,} {escape_text(kind)}: {_name_files(source.unread_files.get(kind, ()), count)}</p>"
        body += OTHER_KINDS
    details = f'<details class="more leftout"><summary>Not read: {count_list(*summary)}</summary>{body}</details>'
    return details if body else ""


def _name_files(names: Sequence[str], count: int) -> str:
    """The names, and how many more of the `count` there are."""
    more = f" and {count - len(names):,} more" if count > len(names) else ""
    return ", ".join(f"<code>{escape_text(name)}</code>" for name in names) + more


def _render_folder_state(source: SourceStatus) -> str:
    if source.missing:
        return '<span class="pill is-amiss">folder not found; nothing was deleted</span>'
    if source.pending > 0:
        return f'<span class="pill is-new">{source.pending:,} new or changed</span>'
    if source.not_downloaded:
        return f'<span class="pill is-new">{source.not_downloaded:,} not downloaded</span>'
    if not source.notes and source.last_ingest:
        return '<span class="pill is-new">contains no notes</span>'
    return '<span class="pill">up to date</span>'


def _render_file_report(state: State) -> str:
    """Failed files, unparsed lines, skipped files, and duplicates."""
    status = state.status
    lists = [
        _render_list("Could not be read", len(status.failures), _render_files(status.failures), is_open=True),
        _render_list("Lines not understood", status.unparsed_lines, call="unparsed_lines"),
        _render_list("Skipped on purpose", len(status.skipped), _render_files(status.skipped)),
        _render_list("Duplicates", None if status.passages else 0, call="duplicates"),
    ]
    if not status.notes and not any(lists):
        return ""
    success = "" if status.failures else '<p class="aside">All files could be read.</p>'
    return f'<section class="part"><h2>Reading report</h2>{success}{"".join(lists)}</section>'


def _render_list(title: str, count: int | None, body: str = "", *, is_open: bool = False, call: str = "") -> str:
    """A list that unfolds. count: None if unknown; call: fetches the body when the list is first opened."""
    if count == 0:
        return ""
    total = f' <span class="count">{count:,}</span>' if count else ""
    fill = f' data-fill="{call}"' if call else ""
    return (
        f'<details class="troubles"{" open" if is_open else ""}{fill}>'
        f"<summary>{icon('next')}{title}{total}</summary>"
        f'<div class="filled">{body or "<p class=aside>Loading…</p>"}</div></details>'
    )


def _render_files(troubles: Sequence[Trouble], count: int | None = None) -> str:
    """count: of all lines, if `troubles` holds only some of them."""
    files = []
    for path, lines in groupby(troubles[:MAX_LISTED], key=lambda trouble: trouble.path):
        rows = "".join(map(_render_line, lines))
        files.append(f'<li><code>{escape_text(path)}</code><ul class="lines">{rows}</ul></li>')
    hidden = (count or len(troubles)) - MAX_LISTED
    more = f'<p class="aside">{hidden:,} more are not listed.</p>' if hidden > 0 else ""
    return f'<ul class="files">{"".join(files)}</ul>{more}'


def _render_line(trouble: Trouble) -> str:
    number = f'<span class="lineno">{trouble.line}</span>' if trouble.line else ""
    return f"<li>{number}{escape_text(shorten(trouble.why, 200))}</li>"

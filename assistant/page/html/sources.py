"""The sources as HTML: folders and the account, when they are read, what failed and what was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from assistant.library.protocol import Repeat
from assistant.library.state import AccountState, FileTrouble, SourceState, State
from assistant.page.html.icons import icon
from assistant.page.html.passage_panel import render_timestamp
from assistant.page.html.safe_html import escape_text, render_inline, render_message, render_trouble, shorten

if TYPE_CHECKING:
    from index.sync import history

LISTED = 200
"""Rows of one list; more would be scrolled past, the count says how many there are."""
INTERVALS = (0, 10, 30, 60, 360, 1440)
"""Minutes between two readings that the page offers; another that was set is offered beside them."""
ACCOUNT = "readwise:"
"""How the Readwise account is called among the sources."""


def render_sources(state: State) -> str:
    """The tab below its head and the progress; what takes a moment is filled in by the page's script."""
    if state.store == "broken":
        return render_trouble(state.trouble)
    waits = f'<div class="notice" role="status"><p>{escape_text(state.trouble)}</p></div>' if state.trouble else ""
    folders = "".join(_render_folder(one) for one in state.sources if one.path != ACCOUNT)
    listed = f'<ul class="folders">{folders}</ul>' if folders else '<p class="aside">No folder has been read yet.</p>'
    return (
        f'{waits}<section class="part"><h2>Folders</h2>{listed}{_render_add_folder()}</section>{_render_schedule(state)}'
        '<section class="part" id="account" aria-live="polite"><h2>Readwise account</h2>'
        '<p class="aside">Asking for its state…</p></section>'
        f"{_render_findings_of_reading(state)}"
    )


def render_account(account: AccountState) -> str:
    """The Readwise account: fetched, never fetched, or how to let it in."""
    told = []
    if account.last_fetch:
        told += [
            f"{account.books:,} works",
            f"fetched {render_timestamp(account.last_fetch)}",
        ]
        counts = ((account.added, "new"), (account.changed, "changed"), (account.removed, "removed"))
        changes = ", ".join(f"{count:,} {word}" for count, word in counts if count)
        told.append(f"then {changes} highlights" if changes else "then nothing had changed")
    elif account.token:
        told.append("not fetched yet")
    if account.token:
        told.append("token from " + ("the keyring" if account.token == "keyring" else "READWISE_TOKEN"))
    byline = f'<p class="byline">{" · ".join(told)}</p>' if told else ""
    trouble = render_trouble(account.trouble) if account.trouble else ""
    rest = "Go on fetching" if account.unfinished else "Fetch now"
    ways = (
        f'<p><button type="button" class="secondary" data-act="fetch-account">{rest}</button></p>'
        if account.token
        else '<p class="aside">Not connected. In a terminal, <code>notes sources token</code> asks for your access '
        "token and keeps it in the system’s keyring; or set <code>READWISE_TOKEN</code> before "
        "<code>notes serve</code>. It is never typed into a page.</p>"
    )
    return f"<h2>Readwise account</h2>{byline}{trouble}{ways}"


def render_unparsed_lines(lines: Sequence[FileTrouble], count: int) -> str:
    """The lines that were not understood, by file. count: of all of them."""
    return _render_files(lines, count) if lines else '<p class="aside">Their files are not there any more.</p>'


def render_duplicates(repeats: Sequence[Repeat], first: int = 20) -> str:
    """What was folded and what is alike, the first few at once."""
    if not repeats:
        return '<p class="aside">Nothing was said twice.</p>'
    rows = [_render_duplicate(one) for one in repeats]
    rest = "".join(rows[first:])
    more = (
        f'<details class="more"><summary>{len(rows) - first:,} more</summary><ul>{rest}</ul></details>' if rest else ""
    )
    return (
        '<p class="aside">Exact and near repeats were folded into one passage that remembers every place; alike ones '
        f'are both kept. “Keep apart” undoes a fold for good.</p><ul class="repeats">{"".join(rows[:first])}</ul>{more}'
    )


def _render_add_folder() -> str:
    return (
        '<form class="addfolder" data-form="add"><label class="searchfield is-small"><span class="away">Path of a '
        'folder to add</span><input type="text" id="folder" autocomplete="off" spellcheck="false" '
        'placeholder="A folder, as ~/Documents/Vault"></label>'
        '<button type="submit" class="secondary">Add</button></form>'
    )


def _render_schedule(state: State) -> str:
    """When the sources are read again by themselves, and what the last looks brought."""
    if not state.sources:
        return ""
    every = sorted({*INTERVALS, state.interval_minutes})
    options = "".join(
        f'<option value="{minutes}"{" selected" if minutes == state.interval_minutes else ""}>'
        f"{_interval_label(minutes)}</option>"
        for minutes in every
    )
    told = [_render_run("Last looked", state.looked)]
    if state.news and (state.looked is None or state.news.at != state.looked.at):
        told.append(_render_run("Last found something", state.news))
    history = "".join(f'<p class="byline">{one}</p>' for one in told if one)
    return (
        '<section class="part"><h2>Reading again</h2><p class="times">While this page is served: '
        'when a note changes, and <label class="facet"><span class="facetname">How often</span>'
        '<select data-interval aria-label="How often">'
        f"{options}</select></label></p>{history}</section>"
    )


def _interval_label(minutes: int) -> str:
    if minutes == 0:
        return "never besides"
    if minutes % 60 == 0:
        return "every hour" if minutes == 60 else f"every {minutes // 60} hours"
    return f"every {minutes} minutes"


def _render_run(begin: str, look: history.SyncRun | None) -> str:
    if look is None:
        return ""
    counts = ((look.new, "new"), (look.changed, "changed"), (look.removed, "gone"))
    changes = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    passages = f", {look.added:,} passages added" if look.added else ""
    what = f"{changes} files{passages}" if changes else "nothing had changed"
    trouble = f' <span class="amiss">{render_message(look.trouble)}</span>' if look.trouble else ""
    return f"{begin} {render_timestamp(look.at)}: {what}.{trouble}"


def _render_folder(source: SourceState) -> str:
    when = f"read {render_timestamp(source.last_ingest)}" if source.last_ingest else "not read"
    told = f"{source.notes:,} {'file' if source.notes == 1 else 'files'} · {when}"
    state = '<span class="pill is-well">up to date</span>'
    if source.missing:
        state = '<span class="pill is-amiss">not there now; nothing was deleted</span>'
    elif source.pending > 0:
        state = f'<span class="pill is-new">{source.pending:,} new or changed</span>'
    elif not source.notes and source.last_ingest:
        state = '<span class="pill is-new">no notes in it</span>'
    path = escape_text(source.path)
    return (
        f'<li class="folder"><div><code>{path}</code><p class="byline">{told}</p></div>'
        f'<span class="folderacts">{state}<button type="button" class="quiet" data-act="remove-source" '
        f'data-path="{path}" aria-label="Remove {path}">Remove</button></span></li>'
    )


def _render_findings_of_reading(state: State) -> str:
    lists = [
        _render_list(
            "Could not be read", len(state.failures), _render_files(state.failures, len(state.failures)), True
        ),
        _render_list("Lines not understood", state.unparsed_lines, "", fill="misread"),
        _render_list("Skipped on purpose", len(state.skipped), _render_files(state.skipped, len(state.skipped))),
        _render_list("Said twice", -1 if state.passages else 0, "", fill="repeats"),
    ]
    if not state.notes and not any(lists):
        return ""
    well = "" if state.failures else '<p class="aside">Every file could be read.</p>'
    return f'<section class="part"><h2>What was read</h2>{well}{"".join(lists)}</section>'


def _render_list(title: str, count: int, body: str, opened: bool = False, fill: str = "") -> str:
    """A list that opens. count: -1 for not known; fill: the call that gives its body when it is first opened."""
    if not count:
        return ""
    told = f' <span class="count">{count:,}</span>' if count > 0 else ""
    later = f' data-fill="{fill}"' if fill else ""
    return (
        f'<details class="troubles"{" open" if opened else ""}{later}><summary>{icon("next")}{title}{told}</summary>'
        f'<div class="filled">{body or "<p class=aside>One moment…</p>"}</div></details>'
    )


def _render_files(troubles: Sequence[FileTrouble], count: int) -> str:
    files = []
    for path, found in groupby(troubles[:LISTED], key=lambda one: one.path):
        rows = "".join(
            f"<li>{f'<span class=lineno>{one.line}</span>' if one.line else ''}"
            f"{escape_text(shorten(one.why, 200))}</li>"
            for one in found
        )
        files.append(f'<li><code>{escape_text(path)}</code><ul class="lines">{rows}</ul></li>')
    more = f'<p class="aside">{count - LISTED:,} more are not listed.</p>' if count > LISTED else ""
    return f'<ul class="files">{"".join(files)}</ul>{more}'


def _render_duplicate(one: Repeat) -> str:
    undo = (
        f'<button type="button" class="quiet" data-act="apart" data-id="{escape_text(one.id)}">Keep apart</button>'
        if one.kind != "similar" and not one.undone
        else ""
    )
    kind = {"exact": "Folded", "near": "Folded", "similar": "Alike, both kept"}[one.kind]
    same = " ".join(one.kept_text.split()) == " ".join(one.other_text.split())
    other = "" if same else f"<p>{render_inline(shorten(one.other_text, 220))}</p>"
    return (
        f'<li class="repeat"><p class="why"><span>{kind}: {escape_text(one.why)}'
        f"{f' ({one.similarity:.0%} alike)' if one.similarity < 1 else ''}</span>{undo}</p>"
        f"<div><p>{render_inline(shorten(one.kept_text, 220))}</p><code>{escape_text(one.kept_where)}</code></div>"
        f'<div class="other">{other}<code>{escape_text(one.other_where)}</code></div></li>'
    )

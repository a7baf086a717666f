"""The frame of the page: masthead with the status line, forms, side panel, and places that page.js fills."""

from __future__ import annotations

from assistant.library.state import JobProgress, State
from assistant.page.html.icons import icon
from assistant.page.html.safe_html import escape_text

NAME = "Reading notes"

MASTHEAD = (
    f'<header class="masthead"><a class="name" href="./" aria-label="{NAME}, start page">'
    f'<span class="mark" aria-hidden="true"></span><span class="nametext">{NAME}</span></a>'
    '<button type="button" class="round" data-act="theme" aria-label="Switch between light and dark">'
    f"{icon('theme')}</button></header>"
)
"""Name, and the switch between light and dark. page.css puts the tabs between them."""

STATUS_FRAME = '<div id="standing" class="standing" aria-live="polite"></div>'


ASK_BAR = (
    '<div class="askbar">'
    f'<button type="button" class="quiet" data-act="past">{icon("past")}Past conversations</button>'
    f'<button type="button" class="quiet" data-act="new">{icon("new")}New</button></div>'
)
"""Above the conversation: past ones, and a new one."""


def _render_option(name: str, label: str, choices: dict[str, str]) -> str:
    options = "".join(f'<option value="{value}">{text}</option>' for value, text in choices.items())
    return (
        f'<label class="facet"><span class="facetname">{label}</span>'
        f'<select data-manner="{name}" aria-label="{label}">{options}</select></label>'
    )


_ANSWER_OPTIONS = _render_option(
    "way", "Who writes", {"": "Automatic", "quote": "Quote my notes", "write": "The model writes"}
) + _render_option(
    "strictness", "How strict", {"": "Usual strictness", "0.25": "Answer more readily", "0.75": "Only when sure"}
)
QUESTION_OPTIONS = (
    '<div class="scoperow" role="group" aria-label="Which notes to ask, and how to answer">'
    '<button type="button" class="quiet" data-act="scope" aria-expanded="false"><span>All notes</span>'
    f"{icon('down')}</button>"
    '<span class="scopefacets" id="scope-facets"></span>'
    '<button type="button" class="quiet" data-act="manner" aria-expanded="false"><span>Answers: automatic</span>'
    f"{icon('down')}</button>"
    f'<span class="scopefacets" id="manner" hidden>{_ANSWER_OPTIONS}</span></div>'
)
"""Above the question: filters, which page.js fetches when they are first opened, and how to answer."""


SEARCH_HINT = '<p class="hint">Type a few words. Results appear as you type.</p>'
"""What stands in place of results before anything is typed."""

SEARCH_FORM = (
    '<div class="searchpage"><form class="searchform" role="search" data-form="search">'
    f'<label class="searchfield"><span class="away">Search your notes</span>{icon("search")}'
    '<input type="search" id="search-words" name="words" autocomplete="off" spellcheck="false" '
    'placeholder="Search by words or by meaning" aria-controls="search-results"></label>'
    '<div class="facets" id="facets" role="group" aria-label="Filters"></div></form>'
    '<div id="search-results" class="results" aria-live="polite" aria-busy="false">'
    f"{SEARCH_HINT}</div></div>"
)

SHELF_FRAME = '<div id="shelf" class="shelfpage" aria-live="polite"><p class="hint">Loading your works…</p></div>'

SOURCES_FRAME = (
    '<div class="sourcespage"><header class="sourceshead"><div><h1>Sources</h1>'
    "<p>Your notes stay where they are and are never changed. Reading again takes in only what is new.</p></div>"
    '<button type="button" class="primary" data-act="read">Read again</button></header>'
    '<div id="reading" aria-live="polite"></div>'
    '<div id="sources"><p class="hint">Loading…</p></div></div>'
)
"""The head of the sources with the button that reads them; page.js fills in the rest."""

PANEL_FRAME = (
    '<aside id="panel" class="panel" role="dialog" aria-modal="false" aria-labelledby="panel-title" '
    'tabindex="-1" hidden><div class="panelbar">'
    '<button type="button" class="round" data-act="panel-back" aria-label="Back" hidden>'
    f"{icon('back')}</button>"
    '<button type="button" class="round" data-act="panel-close" aria-label="Close the panel">'
    f"{icon('close')}</button></div>"
    '<div class="panelbody" id="panel-body"></div></aside><div id="tip" class="tip" role="tooltip" hidden></div>'
    '<div id="gone" class="gone" role="alert" hidden data-words="The program behind this page does not answer. If '
    "it was stopped, start it again with &lt;code&gt;notes serve&lt;/code&gt;. The page will then continue where "
    'you left it."><p></p></div>'
)
"""The closed side panel, the tooltip, and the notice for a program that no longer answers."""


def render_status_line(state: State) -> str:
    """In the masthead: how many passages there are, and which model writes."""
    if state.store in ("busy", "broken"):
        kind, label = ("is-idle", "Index in use") if state.store == "busy" else ("is-bad", "Index damaged")
        return f'<span class="dot {kind}"></span><span>{label}</span>'
    if state.store == "empty":
        return '<span class="dot is-idle"></span><span>No notes yet</span>'
    model = state.model
    kind = "is-good" if model.ready and not model.trouble else "is-idle"
    if model.name and not model.ready:
        label, short = "model loading", "loading"
    elif model.writes and not model.trouble:
        label, short = f"{model.name} writes", model.name
    else:
        label, short = "quoting your notes", "quoting"
    if model.download:
        arrived = _percent(model.download)
        label, short = f"{short}; model downloading{arrived}", f"{short}{arrived}"
    return (
        f'<span class="dot {kind}"></span><span class="counted">{state.status.passages:,} passages</span>'
        '<button type="button" class="quiet writer" data-act="writers" aria-haspopup="dialog" '
        f'aria-label="Who writes the answers: {escape_text(label)}">'
        f'<span class="long">{escape_text(label)}</span><span class="short">{escape_text(short)}</span></button>'
    )


def _percent(progress: JobProgress) -> str:
    return f", {100 * progress.done // progress.total} %" if progress.total else ""

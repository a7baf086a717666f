"""The fixed parts of the page: masthead, search form, shelf, side panel. No word of a note stands here."""

from __future__ import annotations

from assistant.page.html.icons import icon

NAME = "Reading notes"


def render_masthead() -> str:
    """Name, and the switch between day and night; where the tabs stand, page.css says."""
    return (
        '<header class="masthead"><a class="name" href="./" aria-label="Reading notes, start again">'
        f'<span class="mark" aria-hidden="true"></span><span class="nametext">{NAME}</span></a>'
        '<button type="button" class="round" data-act="theme" aria-label="Switch between light and dark">'
        f"{icon('theme')}</button></header>"
    )


def render_ask_bar() -> str:
    """Above the conversation: start another, see past ones."""
    return (
        '<div class="askbar">'
        f'<button type="button" class="quiet" data-act="past">{icon("past")}Past conversations</button>'
        f'<button type="button" class="quiet" data-act="new">{icon("new")}New</button></div>'
    )


def render_question_options() -> str:
    """Above the question: which notes it is asked of, and how; the filters come when they are first wanted."""
    return (
        '<div class="scoperow" role="group" aria-label="Which notes to ask, and how">'
        '<button type="button" class="quiet" data-act="scope" aria-expanded="false"><span>All notes</span>'
        f"{icon('down')}</button>"
        '<span class="scopefacets" id="scope-facets"></span>'
        '<button type="button" class="quiet" data-act="manner" aria-expanded="false"><span>Answers: automatic</span>'
        f"{icon('down')}</button>"
        f'<span class="scopefacets" id="manner" hidden>{_render_answer_options()}</span></div>'
    )


def _render_answer_options() -> str:
    """How to answer: in whose words, and how sure one must be."""
    ways = (("", "As suits the model"), ("quote", "My notes’ own sentences"), ("write", "The model’s words"))
    cares = (("", "As sure as usual"), ("0.25", "Answer more readily"), ("0.75", "Only when quite sure"))
    return "".join(
        f'<label class="facet"><span class="facetname">{label}</span><select data-manner="{name}" aria-label="{label}">'
        + "".join(f'<option value="{value}">{words}</option>' for value, words in choices)
        + "</select></label>"
        for name, label, choices in (("way", "In whose words", ways), ("strictness", "How strict", cares))
    )


def render_search_form() -> str:
    """The field, a place for the filters, and a place for what is found."""
    return (
        '<div class="searchpage"><form class="searchform" role="search" data-form="search">'
        f'<label class="searchfield"><span class="away">Search your notes</span>{icon("search")}'
        '<input type="search" id="search-words" name="words" autocomplete="off" spellcheck="false" '
        'placeholder="Search by words or by meaning" aria-controls="search-results"></label>'
        '<div class="facets" id="facets" role="group" aria-label="Filters"></div></form>'
        '<div id="search-results" class="results" aria-live="polite" aria-busy="false">'
        '<p class="hint">Type a few words. Results come as you type.</p></div></div>'
    )


def render_shelf_frame() -> str:
    """A place for the shelf; it is filled when its tab is opened."""
    return '<div id="shelf" class="shelfpage" aria-live="polite"><p class="hint">Fetching your works…</p></div>'


def render_status_frame() -> str:
    """A place in the masthead for how things stand."""
    return '<div id="standing" class="standing" aria-live="polite"></div>'


def render_sources_frame() -> str:
    """The head of the sources with what reads them again; the rest is filled when its tab is opened."""
    return (
        '<div class="sourcespage"><header class="sourceshead"><div><h1>Sources</h1>'
        "<p>Your notes are read where they lie and never changed. Reading again takes up only what is new.</p></div>"
        '<button type="button" class="primary" data-act="read">Read again</button></header>'
        '<div id="reading" aria-live="polite"></div>'
        '<div id="sources"><p class="hint">One moment…</p></div></div>'
    )


def render_panel_frame() -> str:
    """The side panel, closed; page.js fills it."""
    return (
        '<aside id="panel" class="panel" role="dialog" aria-modal="false" aria-labelledby="panel-title" '
        'tabindex="-1" hidden><div class="panelbar">'
        '<button type="button" class="round" data-act="panel-back" aria-label="Back" hidden>'
        f"{icon('back')}</button>"
        '<button type="button" class="round" data-act="panel-close" aria-label="Close the panel">'
        f"{icon('close')}</button></div>"
        '<div class="panelbody" id="panel-body"></div></aside><div id="tip" class="tip" role="tooltip" '
        "hidden></div>"
        '<div id="gone" class="gone" role="alert" hidden data-words="The program behind this page does not answer. If '
        "it was stopped, start it again as before, with &lt;code&gt;notes serve&lt;/code&gt;. The page then goes on "
        'by itself, with what stands on it."><p></p></div>'
    )

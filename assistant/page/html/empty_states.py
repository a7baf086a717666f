"""The page's words for when there is nothing to show: each says what is the case and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.library.state import State
from assistant.page.html.daily_review import EMPTY
from assistant.page.html.safe_html import escape_text, render_message

if TYPE_CHECKING:
    from index.browse.facets import Recent

EXAMPLES = 3
"""Questions to begin with, at most."""
SAMPLES = Path(__file__).resolve().parents[3] / "notes"
"""The notes that come with the program."""
NO_SUBJECT = frozenset(
    ["favorite", "sample", "yellow", "blue", "green", "red", "pink", "orange", "purple", "gray", "grey"]
)
"""Tags that say how something was marked, not what it is about."""
SHORT_TITLE = 60
"""Characters; a longer title makes no question that reads well."""


def render_status_line(state: State) -> str:
    """The line in the masthead: how much there is, and who writes."""
    if state.store in ("busy", "broken"):
        kind, word = ("is-idle", "Store busy") if state.store == "busy" else ("is-bad", "Store broken")
        return f'<span class="dot {kind}"></span><span>{word}</span>'
    if state.store == "empty":
        return '<span class="dot is-idle"></span><span>No notes yet</span>'
    model = state.model
    kind = "is-good" if model.ready and not model.trouble else "is-idle"
    writes = model.writes and not model.trouble
    writer = f"{model.name} writes" if writes else "quoting your notes"
    short = model.name if writes else "quoting"
    if model.name and not model.ready:
        writer, short = "model loading", "loading"
    return (
        f'<span class="dot {kind}"></span><span class="counted">{state.passages:,} passages</span>'
        f'<button type="button" class="quiet writer" data-act="writers" aria-haspopup="dialog" '
        f'aria-label="Who writes the answers: {escape_text(writer)}"><span class="long">{escape_text(writer)}</span>'
        f'<span class="short">{escape_text(short)}</span></button>'
    )


def render_welcome(state: State, examples: tuple[str, ...] = ()) -> str:
    """What the chat shows before the first question."""
    if state.store == "busy":
        return _render_store_trouble("Another program is using your notes", [state.trouble])
    if state.store == "broken":
        rest = "Your notes themselves are untouched: all that is kept here is made from them, and can be made again."
        return _render_store_trouble("The store cannot be opened", [state.trouble, rest], "is-trouble")
    if state.store == "empty":
        return render_first_run()
    asks = "".join(
        f'<li><button type="button" class="example" data-ask="{escape_text(one)}">{escape_text(one)}</button></li>'
        for one in examples
    )
    works = f" from {state.works:,} works" if state.works else ""
    return (
        '<section class="welcome"><h1>Ask what you have read.</h1>'
        f"<p>Answers come from your {state.passages:,} passages{works} and nowhere else. Each sentence "
        f"carries a "
        "number that opens the line it came from.</p>"
        f'<ul class="examples" aria-label="Questions to begin with">{asks}</ul>{_render_sample_note(state)}'
        f"{_render_model_note(state)}"
        f"{EMPTY}</section>"
    )


def example_questions(recent: Recent) -> tuple[str, ...]:
    """Questions that these notes can answer: of the most marked works, and of the tag used most."""
    known = [title for title in recent.titles if len(title) <= SHORT_TITLE]
    asks = [f"What did I mark in “{title}”?" for title in known[:2]]
    subject = next(filter(None, (_as_subject(tag, recent.titles) for tag in recent.tags)), "")
    if subject:
        asks.insert(0, f"What have I read about {subject}?")
    return tuple(asks[:EXAMPLES])


def _as_subject(tag: str, titles: Sequence[str]) -> str:
    """A tag as words, where some title speaks of it: others are chores or marks, and give ""."""
    words = tag.replace("-", " ").replace("_", " ").strip()
    spoken = len(words) > 2 and any(words.lower() in title.lower() for title in titles)
    return words if spoken and words.lower() not in NO_SUBJECT else ""


def render_first_run() -> str:
    """No notes have been read yet."""
    return (
        '<section class="welcome is-first"><h1>No notes yet.</h1>'
        "<p>Point the page at a folder of notes: a Readwise export, an Obsidian vault, Kindle clippings, "
        "podcast notes. It is read where it lies and never changed.</p>"
        '<p><button type="button" class="primary" data-go="sources">Choose a folder</button></p>'
        '<p class="aside">Or in a terminal: <code>notes ingest ~/path/to/notes</code></p></section>'
    )


def render_no_notes() -> str:
    """Of a search or a shelf before any note was read."""
    return (
        '<div class="state"><h2>No notes yet</h2><p>Nothing has been read so far. '
        '<button type="button" class="quiet is-inline" data-go="sources">Choose a folder</button></p></div>'
    )


def render_nothing_found(words: str, narrowed: bool) -> str:
    """A search that came back empty."""
    step = (
        '<button type="button" class="quiet" data-act="clear-filters">Search all notes</button>'
        if narrowed
        else "Try other words for it: a name, a phrase you remember, or what it was about."
    )
    return f'<div class="state"><h2>Nothing found for “{escape_text(words)}”</h2><p>{step}</p></div>'


def _render_sample_note(state: State) -> str:
    """Of a page that `make chat` has opened for the first time: whose notes these are."""
    if not state.sources or any(source.path != str(SAMPLES) for source in state.sources):
        return ""
    own = '<button type="button" class="quiet is-inline" data-go="sources">Add your own</button>'
    return f'<p class="aside">So far these are the sample notes. {own}</p>'


def _render_model_note(state: State) -> str:
    model = state.model
    choose = '<button type="button" class="quiet is-inline" data-act="writers">Choose a model</button>'
    if model.trouble:
        return f'<p class="aside">Answers are quoted from your notes: {render_message(model.trouble)} {choose}</p>'
    if model.ready and not model.name:
        return f'<p class="aside">No language model is in use: answers are quoted from your notes. {choose}</p>'
    if model.offer:
        return f'<p class="aside">{render_message(model.offer)} {choose}</p>'
    return ""


def _render_store_trouble(title: str, words: list[str], kind: str = "") -> str:
    said = "".join(f"<p>{render_message(one.rstrip('.'))}.</p>" for one in words if one)
    again = '<p><button type="button" class="primary" data-act="reload">Try again</button></p>'
    return f'<section class="welcome {kind}" role="alert"><h1>{escape_text(title)}</h1>{said}{again}</section>'

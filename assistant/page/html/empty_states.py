"""What the page shows when there is nothing else to show, each with the next step; and the first questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.library.state import State
from assistant.page.html.daily_review import FRAME
from assistant.page.html.safe_html import escape_text, render_message
from assistant.page.html.sources import render_language_gap

if TYPE_CHECKING:
    from index.catalog.queries.counts import Recent

MAX_EXAMPLES = 3
SAMPLES = Path(__file__).resolve().parents[3] / "notes"
"""The notes that come with the program."""
MARKING_TAGS = frozenset(
    ["favorite", "sample", "yellow", "blue", "green", "red", "pink", "orange", "purple", "gray", "grey"]
)
"""Tags that say how something was highlighted, not what it is about."""
MAX_TITLE_LETTERS = 60
"""A longer title makes an example question hard to read."""
CHOOSE_FOLDER = '<button type="button" class="{css}" data-go="sources">Choose a folder</button>'
FIRST_RUN = (
    '<section class="welcome is-first"><h1>No notes yet.</h1>'
    "<p>Choose a folder of notes: a Readwise export, an Obsidian vault, Kindle clippings, podcast notes. "
    "The files stay where they are and are never changed.</p>"
    f"<p>{CHOOSE_FOLDER.format(css='primary')}</p>"
    '<p class="aside">Or in a terminal: <code>notes ingest ~/path/to/notes</code></p></section>'
)
"""Before any notes have been read."""
NO_NOTES = (
    '<div class="state"><h2>No notes yet</h2><p>No notes have been read. '
    f"{CHOOSE_FOLDER.format(css='quiet is-inline')}</p></div>"
)
"""In place of search results or the shelf before any notes have been read."""


def render_welcome(state: State, examples: Sequence[str] = ()) -> str:
    """What the chat shows before the first question."""
    if state.store == "busy":
        return _render_store_trouble("Another program is using your notes", [state.trouble])
    if state.store == "broken":
        reassurance = "Your notes are untouched: the index is made from them and can be made again"
        return _render_store_trouble("The index cannot be opened", [state.trouble, reassurance], "is-trouble")
    if state.store == "empty":
        return FIRST_RUN
    items = "".join(
        f'<li><button type="button" class="example" data-ask="{example}">{example}</button></li>'
        for example in map(escape_text, examples)
    )
    status = state.status
    works = f" from {status.works:,} works" if status.works else ""
    return (
        '<section class="welcome"><h1>Ask your reading notes.</h1>'
        f"<p>Answers come only from your notes: {status.passages:,} passages{works}. Each sentence has a number that "
        "opens the line it came from.</p>"
        f'<ul class="examples" aria-label="Example questions">{items}</ul>{render_language_gap(state)}'
        f"{_render_sample_note(state)}{_render_model_note(state)}{FRAME}</section>"
    )


def example_questions(recent: Recent) -> tuple[str, ...]:
    """Questions that these notes can answer: about the most used tag that is a subject, and the most marked works."""
    titles = [title for title in recent.titles if len(title) <= MAX_TITLE_LETTERS]
    questions = [f"What did I mark in “{title}”?" for title in titles[:2]]
    subjects = (_subject_of(tag, recent.titles) for tag in recent.tags)
    if subject := next(filter(None, subjects), ""):
        questions.insert(0, f"What have I read about {subject}?")
    return tuple(questions[:MAX_EXAMPLES])


def _subject_of(tag: str, titles: Sequence[str]) -> str:
    """The tag as words if a title contains them; other tags name tasks or ways of highlighting, and give ""."""
    words = tag.replace("-", " ").replace("_", " ").strip()
    is_in_title = len(words) > 2 and any(words.lower() in title.lower() for title in titles)
    return words if is_in_title and words.lower() not in MARKING_TAGS else ""


def render_nothing_found(query: str, filtered: bool) -> str:
    advice = (
        '<button type="button" class="quiet" data-act="clear-filters">Search all notes</button>'
        if filtered
        else "Try other words: a name, a phrase you remember, or the subject."
    )
    return f'<div class="state"><h2>Nothing found for “{escape_text(query)}”</h2><p>{advice}</p></div>'


def _render_sample_note(state: State) -> str:
    """Says that the notes are the samples, as after `make chat` has opened the page for the first time."""
    if {source.path for source in state.status.sources} != {str(SAMPLES)}:
        return ""
    add = '<button type="button" class="quiet is-inline" data-go="sources">Add your own</button>'
    return f'<p class="aside">These are the sample notes. {add}</p>'


def _render_model_note(state: State) -> str:
    model = state.model
    if model.download is not None:  # the masthead tells how far it is
        return ""
    if model.trouble:
        note = f"Answers are quoted from your notes: {render_message(model.trouble)}"
    elif model.ready and not model.name:
        note = "No language model is in use: answers are quoted from your notes."
    elif model.offer:
        note = render_message(model.offer)
    else:
        return ""
    choose = '<button type="button" class="quiet is-inline" data-act="writers">Choose a model</button>'
    return f'<p class="aside">{note} {choose}</p>'


def _render_store_trouble(title: str, sentences: Sequence[str], css: str = "") -> str:
    paragraphs = "".join(f"<p>{render_message(sentence.rstrip('.'))}.</p>" for sentence in sentences if sentence)
    retry = '<p><button type="button" class="primary" data-act="reload">Try again</button></p>'
    return f'<section class="welcome {css}" role="alert"><h1>{escape_text(title)}</h1>{paragraphs}{retry}</section>'

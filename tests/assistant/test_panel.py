"""The side panel of an opened passage."""

from __future__ import annotations

from assistant.page.library import Opened
from assistant.page.panel import show_passage
from ingest.passage import Passage, Place


def passage(text: str, path: str) -> Passage:
    place = Place(source="/notes", path=path, line_start=3, line_end=3, title="Pens")
    return Passage(text=text, kind="highlight", voice="author", places=(place,))


def test_a_highlight_shows_the_paragraph_that_it_stands_in_and_leads_there() -> None:
    marked = passage("Ink is older than paper.", "pens.md")
    paragraph = passage("Ink is older than paper. It was <soot> and gum.", "full/pens.md")
    shown = show_passage(Opened(passage=marked, paragraph=paragraph))
    assert f'data-passage="{paragraph.id}"' in shown and "&lt;soot&gt; and gum" in shown
    assert "full text" not in show_passage(Opened(passage=marked))

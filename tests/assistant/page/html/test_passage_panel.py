"""The side panel of an opened passage."""

from __future__ import annotations

from assistant.library.protocol import Opened
from assistant.page.html.passage_panel import render_passage
from ingest.passage import Passage, Place


def passage(text: str, path: str, **of_place: str) -> Passage:
    place = Place(source="/notes", path=path, line_start=3, line_end=3, title="Pens", **of_place)  # type: ignore[arg-type]
    return Passage(text=text, kind="highlight", voice="author", places=(place,))


def test_a_highlight_shows_the_paragraph_that_it_stands_in_and_leads_there() -> None:
    marked = passage("Ink is older than paper.", "pens.md")
    paragraph = passage("Ink is older than paper. It was <soot> and gum.", "full/pens.md")
    shown = render_passage(Opened(passage=marked, paragraph=paragraph))
    assert f'data-passage="{paragraph.id}"' in shown and "&lt;soot&gt; and gum" in shown
    assert "full text" not in render_passage(Opened(passage=marked))


def test_a_link_into_a_recording_tells_the_second_that_it_leads_to() -> None:
    heard = passage("Ink is spoken of.", "pens.md", location="0:43:40", url="https://share.snipd.com/snip/1")
    assert ">Snipd at 0:43:40</a>" in render_passage(Opened(passage=heard))
    read = passage("Ink is read of.", "pens.md", location="Page 31", url="https://readwise.io/open/1")
    assert ">Readwise</a>" in render_passage(Opened(passage=read))

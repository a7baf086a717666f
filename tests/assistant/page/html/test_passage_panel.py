"""The side panel of an opened passage."""

from __future__ import annotations

from assistant.page.html.passage_panel import render_passage
from index.browse.works import Neighbours
from ingest.passage import Passage, Place


def make_passage(text: str, path: str, **of_place: str) -> Passage:
    place = Place(source="/notes", path=path, line_start=3, line_end=3, title="Pens", **of_place)  # type: ignore[arg-type]
    return Passage(text=text, kind="highlight", voice="author", places=(place,))


def render(passage: Passage, paragraph: Passage | None = None) -> str:
    return render_passage(Neighbours(passage=passage, before=(), after=(), work="", paragraph=paragraph))


def test_a_highlight_links_to_its_paragraph_in_the_full_text() -> None:
    marked = make_passage("Ink is older than paper.", "pens.md")
    paragraph = make_passage("Ink is older than paper. It was <soot> and gum.", "full/pens.md")
    shown = render(marked, paragraph)
    assert f'data-passage="{paragraph.id}"' in shown and "&lt;soot&gt; and gum" in shown
    assert "full text" not in render(marked)


def test_the_panel_names_the_cited_line_of_a_passage_of_several() -> None:
    place = Place(source="/notes", path="pens.md", line_start=3, line_end=9, title="Pens")
    passage = Passage(text="Ink.", kind="highlight", voice="author", places=(place,))
    opened = Neighbours(passage=passage, before=(), after=(), work="")
    assert "<dt>Cited line</dt><dd>7</dd>" in render_passage(opened, number="1", line="7")
    assert "Cited line" not in render_passage(opened)


def test_a_link_into_a_recording_names_its_time() -> None:
    heard = make_passage("Ink is spoken of.", "pens.md", location="0:43:40", url="https://share.snipd.com/snip/1")
    assert ">Snipd at 0:43:40</a>" in render(heard)
    read = make_passage("Ink is read of.", "pens.md", location="Page 31", url="https://readwise.io/open/1")
    assert ">Readwise</a>" in render(read)

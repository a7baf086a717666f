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
    assert f'data-passage="{paragraph.id}"' in shown
    assert "<mark>Ink is older than paper</mark>. It was &lt;soot&gt; and gum." in shown
    assert "In the full text" not in render(marked)


def test_the_words_of_a_highlight_stay_in_sight_in_a_long_paragraph() -> None:
    marked = make_passage("Ink is older than paper", "pens.md")
    shown = render(marked, make_passage("A word. " * 200 + "Ink is older than paper." + " More." * 200, "full/pens.md"))
    assert "A word. <mark>Ink is older than paper</mark>. More." in shown and shown.count("More.") < 100


def test_a_place_in_a_pdf_opens_at_its_page() -> None:
    place = Place(source="/notes", path="pens.pdf", line_start=31, line_end=31, title="Pens", page=12)
    paragraph = Passage(text="Ink.", kind="prose", voice="author", places=(place,), full_text=True)
    shown = render(paragraph)
    assert f'href="/pdf/{paragraph.id}#page=12"' in shown and ">Page 12</a>" in shown
    assert 'pens.pdf<span class="lines">, page 12</span>' in shown and "Full text</p>" in shown
    assert f'href="/pdf/{paragraph.id}#page=12"' in render(make_passage("Ink", "pens.md"), paragraph)


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

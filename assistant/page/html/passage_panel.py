"""The side panel of an opened passage: its words, whose they are, the reader's note, its place and its links."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.page.html.icons import icon
from assistant.page.html.labels import (
    CATEGORY_NAMES,
    join_labels,
    render_date,
    render_location,
    render_other_places,
)
from assistant.page.html.safe_html import (
    check_link,
    escape_text,
    obsidian_link,
    render_inline,
    render_link,
    render_markdown,
    render_marked,
    shorten,
)
from index.browse.works import Neighbours
from ingest.dedup.locate_highlight import find_span
from ingest.passage import Passage, Place

VOICES = {
    "author": ("The author’s words", "Highlighted or written down as the author or speaker said it."),
    "reader": ("Your own words", "You wrote this; it is not the author’s."),
    "machine": ("Machine-written", "A summary or takeaway made by a program, not the author’s words."),
    "unknown": ("Unattributed", "The file does not say whether these are the author’s words or yours."),
}
PDF_ROUTE = "/pdf"
"""Where the page serves the PDF of a passage."""
MAX_NEIGHBOUR_LETTERS = 150
MAX_PARAGRAPH_LETTERS = 700
"""Characters shown of the paragraph that contains a highlight; a click opens all of it."""
LINK_NAMES = {
    "readwise.io": "Readwise",
    "kindle:": "Kindle",
    "snipd.com": "Snipd",
    "youtu": "YouTube",
    "twitter.com": "Tweet",
    "//x.com": "Tweet",
}
"""A part of a link, and what the link is called; the first that matches counts."""
MISSING_PASSAGE = (
    '<div class="notice"><h3>This passage is gone</h3><p>Its file was changed or removed after the answer was '
    "given. Search for its words to see where they are now.</p></div>"
)
"""For a citation whose passage is no longer in the notes."""
_TIMESTAMP = re.compile(r"\d{1,3}:\d\d(:\d\d)?")


def render_passage(opened: Neighbours, stems: Collection[str] = (), number: str = "", line: str = "") -> str:
    """The panel's content. stems: see `query_stems`. number: of the citation; line: the cited one; "" for none."""
    passage = opened.passage
    place = passage.places[0]
    return (
        f'<div class="passage voice-{passage.voice}">'
        f"{_render_head(passage, place, number)}"
        f"{_render_neighbours(opened.before, 'Just before')}"
        f'<blockquote class="quote" dir="auto">{render_markdown(passage.text, stems)}</blockquote>'
        f"{_render_neighbours(opened.after, 'Just after')}"
        f"{_render_paragraph(opened.paragraph, passage)}"
        f"{_render_note(passage)}{_render_tags(passage)}{_render_facts(passage, place, line)}"
        f"{render_other_places(passage.places[1:])}{_render_actions(passage, opened.work)}</div>"
    )


def _render_head(passage: Passage, place: Place, number: str) -> str:
    voice, explanation = VOICES[passage.voice]
    kicker = join_labels(
        f"Citation {escape_text(number)}" if number else "",
        CATEGORY_NAMES.get(place.category, ""),
        passage.origin.capitalize(),
    )
    title = place.title or place.path.rsplit("/", 1)[-1]
    author = f'<p class="byline">{escape_text(place.author)}</p>' if place.author else ""
    section = " › ".join(escape_text(heading) for heading in place.section)
    return (
        f'<header class="passagehead">{f"<p class=kicker>{kicker}</p>" if kicker else ""}'
        f'<h2 id="panel-title">{escape_text(title)}</h2>{author}'
        f"{f'<p class=trail>{section}</p>' if section else ''}"
        f'<p class="voice" title="{explanation}">{voice}</p></header>'
    )


def _render_neighbours(passages: tuple[Passage, ...], label: str) -> str:
    buttons = "".join(_render_neighbour(passage, MAX_NEIGHBOUR_LETTERS) for passage in passages)
    return f'<div class="around" aria-label="{label}">{buttons}</div>' if buttons else ""


def _render_paragraph(paragraph: Passage | None, highlight: Passage) -> str:
    """The paragraph of the full text that contains a highlight, with the highlight's words marked."""
    if paragraph is None:
        return ""
    place = paragraph.places[0]
    page = _page_link(paragraph.id, place)
    spot = join_labels("In the full text", page or escape_text(place.spot))
    span = find_span(highlight.text, paragraph.text)
    return (
        f'<div class="around"><p class="kicker">{spot}</p><button type="button" class="neighbour"'
        f' data-passage="{paragraph.id}">{render_marked(paragraph.text, span, MAX_PARAGRAPH_LETTERS)}</button></div>'
    )


def _page_link(passage_id: str, place: Place) -> str:
    """The link that opens a PDF at a passage's page; "" for other places."""
    if not place.page:
        return ""
    address = f"{PDF_ROUTE}/{passage_id}#page={place.page}"
    return f'<a class="out" href="{address}" target="_blank" rel="noopener">Page {place.page}</a>'


def _render_neighbour(passage: Passage, max_letters: int) -> str:
    return (
        f'<button type="button" class="neighbour" data-passage="{passage.id}">'
        f"{render_inline(shorten(passage.text, max_letters))}</button>"
    )


def _render_note(passage: Passage) -> str:
    if not passage.note:
        return ""
    return f'<section class="own"><h3>Your note</h3>{render_markdown(passage.note)}</section>'


def _render_tags(passage: Passage) -> str:
    tags = "".join(f"<li>{escape_text(tag)}</li>" for tag in passage.tags)
    return f'<ul class="tags" aria-label="Tags">{tags}</ul>' if tags else ""


def _render_facts(passage: Passage, place: Place, line: str) -> str:
    facts = {
        "File": f'<code class="file">{render_location(place)}</code>',
        "Cited line": escape_text(line) if place.line_end > place.line_start and not place.spot else "",
        "Highlighted": render_date(passage.highlighted_at) if passage.highlighted_at else "",
        "Published": render_date(place.published) if place.published else "",
        "Note of": render_date(place.date) if place.date else "",
        "Location": escape_text(place.location),
        "Colour": escape_text(passage.color),
        "Links": " ".join(filter(None, (_page_link(passage.id, place), _render_links(place)))),
    }
    rows = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts.items() if value)
    return f'<dl class="facts">{rows}</dl>'


def _render_links(place: Place) -> str:
    links = []
    if check_link(place.document_url):
        links.append((place.document_url, "Original"))
    if check_link(place.url) and place.url != place.document_url:
        name = next((name for part, name in LINK_NAMES.items() if part in place.url), "This passage")
        time = f" at {place.location}" if _TIMESTAMP.fullmatch(place.location) else ""
        links.append((place.url, name + time))
    if place.asin and not place.url.startswith("kindle:"):
        links.append((f"kindle://book?action=open&asin={place.asin}", "Kindle"))
    if place.source.startswith("/") and place.path.endswith(".md"):
        links.append((obsidian_link(place.source, place.path), "Open in Obsidian"))
    return " ".join(render_link(url, label, "out") for url, label in links)


def _render_actions(passage: Passage, work_id: str) -> str:
    actions = [
        ("copy-quote", passage.id, "copy", "Copy"),
        ("like", passage.id, "like", "More like this"),
        ("ask-about", passage.id, "ask", "Ask about this"),
    ]
    if work_id:
        actions.append(("work", work_id, "file", "Open this work"))
    buttons = "".join(
        f'<button type="button" class="quiet" data-act="{act}" data-id="{escape_text(target)}">{icon(drawing)}{label}'
        "</button>"
        for act, target, drawing, label in actions
    )
    return f'<div class="panelacts">{buttons}</div>'

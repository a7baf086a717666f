"""An opened passage as HTML: its words, whose they are, the reader's note, where it stands, where it leads."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.library.protocol import Opened
from assistant.page.html.icons import icon
from assistant.page.html.safe_html import (
    check_link,
    escape_text,
    obsidian_link,
    render_inline,
    render_link,
    render_markdown,
    shorten,
)
from ingest.passage import Passage, Place

VOICES = {
    "author": ("The author’s words", "Marked or written down as the author or speaker said it."),
    "reader": ("Your own words", "You wrote this; it is not the author’s."),
    "machine": ("Written by a machine", "A summary or takeaway made by a program, not the author’s words."),
}
_CLOCK = re.compile(r"\d{1,3}:\d\d(:\d\d)?")
PARAGRAPH = 700
"""Characters shown of the paragraph that a highlight stands in; a click opens all of it."""
CATEGORIES = {
    "books": "Book",
    "articles": "Article",
    "tweets": "Tweet",
    "podcasts": "Podcast",
    "videos": "Video",
    "supplementals": "Supplemental",
}


def render_passage(opened: Opened, marked: Collection[str] = (), number: str = "") -> str:
    """The side panel's content. marked: stems to mark in the words; number: of the citation, "" for none."""
    passage = opened.passage
    place = passage.places[0]
    return (
        f'<div class="passage voice-{passage.voice}">'
        f"{_render_head(passage, place, number)}"
        f"{_render_context(opened.before, 'Just before')}"
        f'<blockquote class="quote" dir="auto">{render_markdown(passage.text, marked)}</blockquote>'
        f"{_render_context(opened.after, 'Just after')}"
        f"{_render_paragraph(opened.paragraph)}"
        f"{_render_note(passage)}{_render_tags(passage)}{_render_facts(passage, place)}"
        f"{_render_other_places(passage.places[1:])}{_render_actions(passage, opened.work_id)}</div>"
    )


def render_missing_passage() -> str:
    """Where a citation's passage is no longer in the notes."""
    return (
        '<div class="notice"><h3>This passage is gone</h3><p>Its file was changed or removed since the '
        "answer "
        "was given. Search for its words to find where they stand now.</p></div>"
    )


def render_location(place: Place) -> str:
    """File and lines, as `path:12–14`, escaped."""
    return f'{escape_text(place.path)}<span class="lines">:{_lines(place)}</span>'


def render_lines(place: Place) -> str:
    """The lines alone, as `lines 12–14`."""
    return f"line{'s' if place.line_end > place.line_start else ''} {_lines(place)}"


def _lines(place: Place) -> str:
    return str(place.line_start) + (f"–{place.line_end}" if place.line_end > place.line_start else "")


def render_date(iso: str) -> str:
    """`2023-04-02T10:00:00Z` as `2 April 2023`; what is no date as it is."""
    from datetime import date

    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return escape_text(iso)
    return f'<time datetime="{day.isoformat()}">{day.day} {day:%B} {day.year}</time>'


def render_timestamp(iso: str) -> str:
    """`2023-04-02T10:00:00Z` as day and time of this machine's clock; what is no moment as it is."""
    from datetime import datetime

    try:
        at = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return escape_text(iso)
    return f"{render_date(at.isoformat())}, {at:%H:%M}"


def _render_head(passage: Passage, place: Place, number: str) -> str:
    voice, why = VOICES[passage.voice]
    kind = CATEGORIES.get(place.category, "")
    kicker = " · ".join(part for part in (f"Citation {escape_text(number)}" if number else "", kind) if part)
    title = place.title or place.path.rsplit("/", 1)[-1]
    author = f'<p class="byline">{escape_text(place.author)}</p>' if place.author else ""
    trail = " › ".join(escape_text(part) for part in place.section)
    return (
        f'<header class="passagehead">{f"<p class=kicker>{kicker}</p>" if kicker else ""}'
        f'<h2 id="panel-title">{escape_text(title)}</h2>{author}'
        f"{f'<p class=trail>{trail}</p>' if trail else ''}"
        f'<p class="voice" title="{why}">{voice}</p></header>'
    )


def _render_context(passages: tuple[Passage, ...], label: str) -> str:
    items = "".join(
        f'<button type="button" class="neighbour" data-passage="{p.id}">{render_inline(shorten(p.text, 150))}</button>'
        for p in passages
    )
    return f'<div class="around" aria-label="{label}">{items}</div>' if items else ""


def _render_paragraph(paragraph: Passage | None) -> str:
    """Where a highlight stands in the full text; opens that."""
    if paragraph is None:
        return ""
    return (
        '<div class="around"><p class="kicker">In the full text</p>'
        f'<button type="button" class="neighbour" data-passage="{paragraph.id}">'
        f"{render_inline(shorten(paragraph.text, PARAGRAPH))}</button></div>"
    )


def _render_note(passage: Passage) -> str:
    if not passage.note:
        return ""
    return f'<section class="own"><h3>Your note</h3>{render_markdown(passage.note)}</section>'


def _render_tags(passage: Passage) -> str:
    tags = "".join(f"<li>{escape_text(tag)}</li>" for tag in passage.tags)
    return f'<ul class="tags" aria-label="Tags">{tags}</ul>' if tags else ""


def _render_facts(passage: Passage, place: Place) -> str:
    rows = [
        ("File", f'<code class="file">{render_location(place)}</code>'),
        ("Marked", render_date(passage.highlighted_at) if passage.highlighted_at else ""),
        ("Published", render_date(place.published) if place.published else ""),
        ("Place", escape_text(place.location)),
        ("Colour", escape_text(passage.color)),
        ("Links", _render_links(place)),
    ]
    told = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows if value)
    return f'<dl class="facts">{told}</dl>'


def _render_links(place: Place) -> str:
    found = []
    if check_link(place.document_url):
        found.append(render_link(place.document_url, "Original", "out"))
    if check_link(place.url) and place.url != place.document_url:
        at = f" at {place.location}" if _CLOCK.fullmatch(place.location) else ""
        found.append(render_link(place.url, _name_link(place.url) + at, "out"))
    if place.asin and not place.url.startswith("kindle:"):
        found.append(render_link(f"kindle://book?action=open&asin={place.asin}", "Kindle", "out"))
    if place.source.startswith("/") and place.path.endswith(".md"):
        found.append(render_link(obsidian_link(place.source, place.path), "Open in Obsidian", "out"))
    return " ".join(found)


def _name_link(url: str) -> str:
    for part, name in (
        ("readwise.io", "Readwise"),
        ("kindle:", "Kindle"),
        ("snipd.com", "Snipd"),
        ("youtu", "YouTube"),
        ("twitter.com", "Tweet"),
        ("//x.com", "Tweet"),
    ):
        if part in url:
            return name
    return "This passage"


def _render_other_places(places: tuple[Place, ...]) -> str:
    if not places:
        return ""
    items = "".join(f"<li><code>{render_location(place)}</code></li>" for place in places)
    count = "one other place" if len(places) == 1 else f"{len(places)} other places"
    return f'<details class="also"><summary>Also found in {count}</summary><ul>{items}</ul></details>'


def _render_actions(passage: Passage, work_id: str) -> str:
    acts = [
        ("copy-quote", "copy", "Copy"),
        ("like", "like", "More like this"),
        ("ask-about", "ask", "Ask about it"),
    ]
    buttons = "".join(
        f'<button type="button" class="quiet" data-act="{act}" data-id="{passage.id}">{icon(drawn)}{label}</button>'
        for act, drawn, label in acts
    )
    work = (
        f'<button type="button" class="quiet" data-act="work" data-id="{escape_text(work_id)}">'
        f"{icon('file')}All of this work</button>"
        if work_id
        else ""
    )
    return f'<div class="panelacts">{buttons}{work}</div>'

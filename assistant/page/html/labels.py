"""Short labels that several tabs share: kinds of works, voices, counts, dates, and places in files."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Sequence
from datetime import date, datetime

from assistant.page.html.safe_html import escape_text
from ingest.passage import Place

CATEGORY_NAMES = {
    "books": "Book",
    "articles": "Article",
    "tweets": "Tweet",
    "podcasts": "Podcast",
    "videos": "Video",
    "supplementals": "Supplemental",
    "highlights": "Only what I marked",
}
VOICE_NAMES = {"reader": "Your words", "machine": "Machine-written", "unknown": "Unattributed"}
"""Whose words a passage is; the author's need no label."""


def count_label(count: int, noun: str) -> str:
    """`1 passage`, `2,103 passages`."""
    return f"{count:,} {noun}{'s' if count != 1 else ''}"


def count_list(*counts: tuple[int, str]) -> str:
    """`3 new, 1 changed`; "" if all counts are 0."""
    return ", ".join(f"{count:,} {word}" for count, word in counts if count)


def join_labels(*labels: str) -> str:
    """The labels that are not empty, separated by dots."""
    return " · ".join(label for label in labels if label)


def month_label(iso: str) -> str:
    """`2023-04-02` as `Apr 2023`; a bare year unchanged, "" without a date."""
    year, _, rest = iso.partition("-")
    month = int(rest[:2]) if rest[:2].isdigit() else 0
    return f"{month_abbr[month]} {year}" if 1 <= month <= 12 else year[:4]


def render_date(iso: str) -> str:
    """`2023-04-02T10:00:00Z` as `2 April 2023`; what is not a date unchanged."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return escape_text(iso)
    return f'<time datetime="{day.isoformat()}">{day.day} {day:%B} {day.year}</time>'


def render_timestamp(iso: str) -> str:
    """`2023-04-02T10:00:00Z` as day and local time; what is not a timestamp unchanged."""
    try:
        local = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return escape_text(iso)
    return f"{render_date(local.isoformat())}, {local:%H:%M}"


def line_range(start: int, end: int) -> str:
    """`12`, `12–14`."""
    return f"{start}–{end}" if end > start else str(start)


def render_location(place: Place) -> str:
    """File and lines, as `path:12–14`; file and page of a PDF, as `path, page 12`."""
    if place.spot:
        return f'{escape_text(place.path)}<span class="lines">, {escape_text(place.spot)}</span>'
    lines = line_range(place.line_start, place.line_end)
    return f'{escape_text(place.path)}<span class="lines">:{lines}</span>'


def render_folded(summary: str, items: str) -> str:
    """List items that a click unfolds; "" if there are none."""
    return f'<details class="more"><summary>{summary}</summary><ul>{items}</ul></details>' if items else ""


def render_other_places(places: Sequence[Place]) -> str:
    """The other places of a passage, folded: copies that were merged into it."""
    if not places:
        return ""
    items = "".join(f"<li><code>{render_location(place)}</code></li>" for place in places)
    count = count_label(len(places), "other place")
    return f'<details class="also"><summary>Also in {count}</summary><ul>{items}</ul></details>'

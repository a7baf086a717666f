"""Today, below the first question's examples: what came since the last visit, and a few passages to see again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.page.html.passage_panel import render_date
from assistant.page.html.safe_html import escape_text, render_inline, shorten

if TYPE_CHECKING:
    from index.browse.daily_review import Again, Arrival, Today
    from ingest.passage import Passage

QUOTED = 240
"""Characters of a passage; the whole of it opens beside."""
EMPTY = '<section class="today" id="today" aria-label="Today" hidden></section>'
"""The place that page.js fills once the page is up."""


def render_daily_review(seen: Today | None) -> str:
    """Both parts, and how to be rid of them; "" where there is nothing to see, or it is turned off (None)."""
    if seen is None or not (seen.arrivals or seen.again):
        return ""
    off = '<button type="button" class="quiet" data-act="today" data-on="">Don’t show this</button>'
    return f"{_render_arrivals(seen)}{_render_again(seen)}<p>{off}</p>"


def render_review_off() -> str:
    """What stands in its place right after."""
    on = '<button type="button" class="quiet" data-act="today" data-on="yes">Show it again</button>'
    return (
        f'<p class="aside">Not shown from now on; <code>today = true</code> in settings.toml brings it back. {on}</p>'
    )


def _render_arrivals(seen: Today) -> str:
    if not seen.arrivals:
        return ""
    since = f"since {render_date(seen.since)}" if seen.since else "today"
    passages = f"{seen.came:,} passage{'s' if seen.came != 1 else ''}"
    works = f"{seen.works:,} work{'s' if seen.works != 1 else ''}"
    rows = "".join(_render_arrival(one) for one in seen.arrivals)
    return f'<h2>New {since}</h2><p class="byline">{passages} from {works}</p><ul>{rows}</ul>'


def _render_arrival(one: Arrival) -> str:
    older = "".join(f'<li class="older">{_render_quote(near.passage)}</li>' for near in one.older)
    beside = f'<p class="byline">beside what you had</p><ul>{older}</ul>' if older else ""
    return f"<li>{_render_quote(one.passage)}{beside}</li>"


def _render_again(seen: Today) -> str:
    rows = "".join(_render_repeated(one) for one in seen.again)
    return f"<h2>Worth seeing again</h2><ul>{rows}</ul>" if rows else ""


def _render_repeated(one: Again) -> str:
    return f"<li>{_render_quote(one.passage, one.why)}</li>"


def _render_quote(passage: Passage, why: str = "") -> str:
    place = passage.places[0]
    voice = {"reader": "your words", "machine": "a machine’s words"}.get(passage.voice, "")
    voice = "" if "own words" in why else voice
    told = " · ".join(escape_text(part) for part in (shorten(place.title, 80), place.author, voice, why) if part)
    note = (
        f'<span class="seennote">Your note: {render_inline(shorten(passage.note, 160))}</span>' if passage.note else ""
    )
    return (
        f'<button type="button" class="seen" data-passage="{passage.id}" dir="auto">'
        f'{render_inline(shorten(passage.text, QUOTED))}{note}</button><p class="byline">{told}</p>'
    )

"""The daily review below the example questions: new passages since the last visit, and a few older ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.page.html.labels import VOICE_NAMES, count_label, join_labels, render_date
from assistant.page.html.safe_html import escape_text, render_inline, shorten

if TYPE_CHECKING:
    from index.browse.daily_review import Arrival, DailyReview
    from ingest.passage import Passage

MAX_PASSAGE_LETTERS = 240
"""A click opens the whole passage."""
FRAME = '<section class="today" id="today" aria-label="Today" hidden></section>'
"""Where page.js puts the review once the page is loaded."""
REVIEW_OFF = (
    '<p class="aside">Turned off. <code>today = true</code> in settings.toml turns it on again. '
    '<button type="button" class="quiet" data-act="today" data-on="yes">Show it again</button></p>'
)
"""What replaces the review right after it is turned off."""


def render_daily_review(review: DailyReview | None) -> str:
    """Both parts and a button that turns the review off; "" if it is empty or turned off (None)."""
    if review is None or not (review.arrivals or review.resurfaced):
        return ""
    off = '<button type="button" class="quiet" data-act="today" data-on="">Don’t show this</button>'
    rows = "".join(f"<li>{_render_quote(item.passage, item.why)}</li>" for item in review.resurfaced)
    old = f"<h2>Worth rereading</h2><ul>{rows}</ul>" if rows else ""
    return f"{_render_new(review)}{old}<p>{off}</p>"


def _render_new(review: DailyReview) -> str:
    if not review.arrivals:
        return ""
    since = f"since {render_date(review.since)}" if review.since else "today"
    counts = f"{count_label(review.new_passages, 'passage')} from {count_label(review.new_works, 'work')}"
    rows = "".join(_render_arrival(arrival) for arrival in review.arrivals)
    return f'<h2>New {since}</h2><p class="byline">{counts}</p><ul>{rows}</ul>'


def _render_arrival(arrival: Arrival) -> str:
    older = "".join(f'<li class="older">{_render_quote(item.passage)}</li>' for item in arrival.older)
    related = f'<p class="byline">Related, from earlier notes:</p><ul>{older}</ul>' if older else ""
    return f"<li>{_render_quote(arrival.passage)}{related}</li>"


def _render_quote(passage: Passage, reason: str = "") -> str:
    """reason: why it is shown, which may already say whose words it is."""
    place = passage.places[0]
    voice = "" if "own words" in reason else VOICE_NAMES.get(passage.voice, "").lower()
    byline = escape_text(join_labels(shorten(place.title, 80), place.author, voice, reason))
    note = (
        f'<span class="seennote">Your note: {render_inline(shorten(passage.note, 160))}</span>' if passage.note else ""
    )
    return (
        f'<button type="button" class="seen" data-passage="{passage.id}" dir="auto">'
        f'{render_inline(shorten(passage.text, MAX_PASSAGE_LETTERS))}{note}</button><p class="byline">{byline}</p>'
    )

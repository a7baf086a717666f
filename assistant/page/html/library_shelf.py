"""The library: works as cards with drawn covers, a work's page, and highlights over time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from assistant.library.interfaces import WorkPage
from assistant.page.html.empty_states import NO_NOTES
from assistant.page.html.icons import icon
from assistant.page.html.labels import (
    CATEGORY_NAMES,
    VOICE_NAMES,
    count_label,
    join_labels,
    line_range,
    month_label,
    render_date,
    render_location,
    render_other_places,
)
from assistant.page.html.results import render_note
from assistant.page.html.safe_html import check_link, escape_text, render_link, render_markdown, shorten
from index.catalog.queries.works import WorkSummary
from ingest.passage import Passage

MIN_MONTHS, MAX_MONTHS = 24, 120
"""Bars of the timeline: fewer would be too wide, more too thin."""
SORT_ORDERS = {"recent": "Recently highlighted", "title": "Title", "author": "Author", "most": "Most passages"}
"""The first one is the default. `recent` is left out if no work has a date."""
COVER_TINTS = 5
"""How many css classes `tint-…` there are."""


def render_shelf(works: Sequence[WorkSummary], months: Mapping[str, int]) -> str:
    """All works as cards, the last highlighted first; the page's script sorts and filters them in place."""
    if not works:
        return NO_NOTES
    categories = sorted({work.category for work in works if work.category})
    kinds = "".join(
        f'<option value="{escape_text(category)}">{escape_text(CATEGORY_NAMES.get(category, category))}</option>'
        for category in categories
    )
    is_dated = any(map(_last_date, works))
    orders = "".join(
        f'<option value="{order}">{label}</option>'
        for order, label in SORT_ORDERS.items()
        if is_dated or order != "recent"
    )
    by_title = sorted(works, key=lambda work: _sort_name(work.title))
    cards = "".join(_render_card(work) for work in sorted(by_title, key=_last_date, reverse=True))
    return (
        f'<div class="shelfbar"><h1>{count_label(len(works), "work")}</h1>'
        f'<label class="searchfield is-small"><span class="away">Filter works</span>{icon("search")}'
        '<input type="search" data-input="shelf" autocomplete="off" placeholder="Title or author"></label>'
        '<label class="facet"><select data-shelf="kind" aria-label="Kind"><option value="">All kinds</option>'
        f'{kinds}</select></label><label class="facet"><select data-shelf="sort" aria-label="Order">{orders}</select>'
        f'</label></div>{render_timeline(months)}<ul class="shelf" aria-live="off">{cards}</ul>'
        '<p class="hint" hidden>No title or author contains these words.</p>'
    )


def render_work(page: WorkPage) -> str:
    """A work's own page: what it is, and its passages in order."""
    main_path = page.passages[0].places[0].path if page.passages else ""
    highlights = [passage for passage in page.passages if not passage.full_text]
    return (
        f'<div class="work"><button type="button" class="quiet" data-act="shelf">{icon("back")}All works</button>'
        f'{_render_work_head(page.work, main_path)}<ol class="passages">{_render_rows(highlights, main_path)}</ol>'
        f"{_render_full_text(page, main_path)}</div>"
    )


def _render_work_head(work: WorkSummary, main_path: str) -> str:
    byline = join_labels(
        CATEGORY_NAMES.get(work.category, ""),
        _count_labels(work),
        f"published {render_date(work.published)}" if work.published else "",
        f"last highlighted {render_date(work.last_highlighted)}" if work.last_highlighted else "",
    )
    original = render_link(work.url, "Original", "out") if check_link(work.url) else ""
    return (
        f'<header class="workhead">{_render_cover(work)}<div><h1>{escape_text(work.title or "Untitled")}</h1>'
        f'<p class="workauthor">{escape_text(work.author)}</p><p class="byline">{byline}</p>'
        f'<p class="byline"><code>{escape_text(main_path)}</code></p><p class="workacts">{original}'
        f'<button type="button" class="quiet" data-act="ask-work" data-title="{escape_text(work.title)}">'
        f"{icon('ask')}Ask about this work</button></p></div></header>"
    )


def _render_full_text(page: WorkPage, main_path: str) -> str:
    """The passages of the work's full text, unfolded if there are no others."""
    passages = [passage for passage in page.passages if passage.full_text]
    if not passages:
        return ""
    is_open = " open" if len(passages) == len(page.passages) else ""
    count = count_label(len(passages), "passage")
    return (
        f'<details class="more wholetext"{is_open}><summary>Full text, {count}</summary>'
        f'<ol class="passages">{_render_rows(passages, main_path)}</ol></details>'
    )


def _render_rows(passages: Sequence[Passage], main_path: str) -> str:
    rows, section_above = [], ""
    for passage in passages:
        section = " › ".join(passage.places[0].section)
        if section and section != section_above:
            rows.append(f'<li class="chapter"><h3>{escape_text(section)}</h3></li>')
        section_above = section
        rows.append(_render_row(passage, main_path))
    return "".join(rows)


def _render_row(passage: Passage, main_path: str) -> str:
    """main_path: the file named at the head of the page; for a passage from it only the lines are shown."""
    place = passage.places[0]
    lines = f"line{'s' if place.line_end > place.line_start else ''} {line_range(place.line_start, place.line_end)}"
    where = escape_text(place.spot) or lines if place.path == main_path else render_location(place)
    when = render_date(passage.highlighted_at) if passage.highlighted_at else ""
    meta = join_labels(VOICE_NAMES.get(passage.voice, ""), when, escape_text(place.location))
    return (
        f'<li class="result voice-{passage.voice}" data-passage="{passage.id}">'
        f'<div class="resulttext" dir="auto">{render_markdown(passage.text)}</div>{render_note(passage)}'
        '<p class="resultmeta">'
        f'<button type="button" class="opens is-flush" data-passage="{passage.id}">{where}</button>'
        f"{f'<span>{meta}</span>' if meta else ''}</p>{render_other_places(passage.places[1:])}</li>"
    )


def render_timeline(months: Mapping[str, int]) -> str:
    """Highlights over time as one bar a month; "" for fewer than two months."""
    if len(months) < 2:
        return ""
    first, last = (12 * int(month[:4]) + int(month[5:7]) - 1 for month in (min(months), max(months)))
    begin = max(min(first, last - MIN_MONTHS + 1), last - MAX_MONTHS + 1)
    line = [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(begin, last + 1)]
    largest = max(months.get(month, 0) for month in line) or 1
    bars = "".join(_render_bar(at, month, months.get(month, 0), largest) for at, month in enumerate(line))
    total, since, until = sum(months.values()), month_label(line[0]), month_label(line[-1])
    return (
        f'<figure class="months"><svg viewBox="0 0 {len(line) * 10} 60" preserveAspectRatio="none" role="img" '
        f'aria-label="{total:,} highlights from {since} to {until}">{bars}</svg>'
        f"<figcaption><span>{since}</span><span>{total:,} dated highlights by month</span>"
        f"<span>{until}</span></figcaption></figure>"
    )


def _render_bar(at: int, month: str, count: int, largest: int) -> str:
    height = round(56 * count / largest, 1)
    return (
        f'<rect x="{at * 10}" y="{60 - height}" width="8" height="{height}">'
        f"<title>{month_label(month)}: {count}</title></rect>"
    )


def _render_card(work: WorkSummary) -> str:
    search_text = escape_text(f"{work.title} {work.author}".lower())
    text = "full text" * work.full_text
    byline = join_labels(_count_label(work.passages, "passage"), text, month_label(_last_date(work)))
    return (
        f'<li class="card" data-find="{search_text}" data-kind="{escape_text(work.category)}" '
        f'data-title="{escape_text(_sort_name(work.title))}" data-author="{escape_text(_sort_name(work.author))}" '
        f'data-count="{work.passages}" data-recent="{escape_text(_last_date(work))}">'
        f'<button type="button" data-act="work" data-id="{escape_text(work.id)}">{_render_cover(work)}'
        f'<span class="cardtitle">{escape_text(shorten(work.title or "Untitled", 90))}</span>'
        f'<span class="cardauthor">{escape_text(shorten(work.author, 50))}</span>'
        f'<span class="byline">{byline}</span></button></li>'
    )


def _render_cover(work: WorkSummary) -> str:
    """Drawn from the title: initials on the category's colour, in a tint chosen by a hash of the title."""
    tint = int.from_bytes(hashlib.blake2b(work.title.encode(), digest_size=2).digest()) % COVER_TINTS
    category = work.category if work.category in CATEGORY_NAMES else "other"
    return (
        f'<span class="cover is-{category} tint-{tint}" aria-hidden="true">'
        f"<span>{escape_text(_initials(work.title))}</span></span>"
    )


def _initials(title: str) -> str:
    """One or two letters of the title; a middle dot if it has none."""
    words = [w for w in re.findall(r"\w+", title) if w.lower() not in ("the", "a", "an", "of", "and", "to", "in")]
    return "".join(word[0] for word in words[:2]).upper() or "·"


def _sort_name(name: str) -> str:
    """A title or author without the quotation marks and signs at its beginning."""
    return re.sub(r"^\W+", "", name.lower())


def _last_date(work: WorkSummary) -> str:
    return work.last_highlighted or work.published


def _count_labels(work: WorkSummary) -> str:
    notes = f"{work.notes:,} with your note" if work.notes else ""
    if work.notes and work.notes == work.passages:
        notes = "each with your note" if work.highlights else "in your own words"
    others = _count_label(work.passages - work.highlights, "passage")
    return join_labels(_count_label(work.highlights, "highlight"), "full text" * work.full_text, others, notes)


def _count_label(count: int, noun: str) -> str:
    """Like `count_label`; "" for none."""
    return count_label(count, noun) if count > 0 else ""

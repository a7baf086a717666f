"""The library as HTML: works with drawn covers, a work's page, and highlights over time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from assistant.library.protocol import WorkCard, WorkPage
from assistant.page.html.empty_states import render_no_notes
from assistant.page.html.icons import icon
from assistant.page.html.passage_panel import CATEGORIES, render_date, render_lines, render_location
from assistant.page.html.safe_html import check_link, escape_text, render_inline, render_link, render_markdown, shorten
from ingest.passage import Passage, Place
from ingest.text.dates import MONTH_NAMES

MONTHS_LEAST, MONTHS_MOST = 24, 120
"""Months in the plot: fewer would be slabs, more hairlines."""
SORTS = {"recent": "Recently marked", "title": "Title", "author": "Author", "most": "Most passages"}
"""The orders offered; the first is the one that it begins with. Where nothing is dated, none is by date."""


def render_shelf(works: Sequence[WorkCard], months: Mapping[str, int]) -> str:
    """All works as cards, the last marked first, which the page's script sorts and filters in place."""
    if not works:
        return render_no_notes()
    kinds = sorted({work.category for work in works if work.category})
    options = "".join(f'<option value="{escape_text(k)}">{CATEGORIES.get(k, escape_text(k))}</option>' for k in kinds)
    dated = any(map(_last_date, works))
    sorts = "".join(f'<option value="{key}">{name}</option>' for key, name in SORTS.items() if dated or key != "recent")
    by_title = sorted(works, key=lambda work: _sorted_as(work.title))
    cards = "".join(_render_card(work) for work in sorted(by_title, key=_last_date, reverse=True))
    return (
        f'<div class="shelfbar"><h1>{len(works):,} works</h1>'
        f'<label class="searchfield is-small"><span class="away">Filter works</span>{icon("search")}'
        '<input type="search" data-input="shelf" autocomplete="off" placeholder="Title or author"></label>'
        f'<label class="facet"><select data-shelf="kind" aria-label="Kind"><option value="">All '
        f"kinds</option>"
        f'{options}</select></label><label class="facet"><select data-shelf="sort" aria-label="Order">'
        f"{sorts}</select>"
        f'</label></div>{render_timeline(months)}<ul class="shelf" aria-live="off">{cards}</ul>'
        '<p class="hint" hidden>No title and no author has these words.</p>'
    )


def render_work(page: WorkPage) -> str:
    """A work's own page: what it is, and its passages in order."""
    card = page.card
    told = [CATEGORIES.get(card.category, ""), _counted(card)]
    if card.published:
        told.append(f"published {render_date(card.published)}")
    if card.last_highlighted:
        told.append(f"last marked {render_date(card.last_highlighted)}")
    main = page.passages[0].places[0].path if page.passages else ""
    out = render_link(card.url, "Original", "out") if check_link(card.url) else ""
    byline = " · ".join(part for part in told if part)
    marked = [passage for passage in page.passages if not passage.full_text]
    whole = [passage for passage in page.passages if passage.full_text]
    told_whole = (
        f'<details class="more wholetext"{"" if marked else " open"}><summary>The full text, in {len(whole):,} passages'
        f'</summary><ol class="passages">{_render_rows(whole, main)}</ol></details>'
        if whole
        else ""
    )
    return (
        f'<div class="work"><button type="button" class="quiet" data-act="shelf">{icon("back")}All '
        f"works</button>"
        f'<header class="workhead">{_render_cover(card)}<div><h1>'
        f"{escape_text(card.title or 'Without a title')}</h1>"
        f'<p class="workauthor">{escape_text(card.author)}</p><p class="byline">{byline}</p>'
        f'<p class="byline"><code>{escape_text(main)}</code></p>'
        f'<p class="workacts">{out}<button type="button" class="quiet" data-act="ask-work" data-title="'
        f'{escape_text(card.title)}">'
        f'{icon("ask")}Ask about this work</button></p></div></header><ol class="passages">'
        f"{_render_rows(marked, main)}</ol>{told_whole}</div>"
    )


def _render_rows(passages: Sequence[Passage], main: str) -> str:
    rows, before = [], ""
    for passage in passages:
        section = " › ".join(passage.places[0].section)
        if section and section != before:
            rows.append(f'<li class="chapter"><h3>{escape_text(section)}</h3></li>')
        before = section
        rows.append(_render_row(passage, main))
    return "".join(rows)


def render_timeline(months: Mapping[str, int]) -> str:
    """Highlights over time as bars, a month each; "" where fewer than two months are known."""
    if len(months) < 2:
        return ""
    first, last = min(months), max(months)
    line = _months_between(first, last)[-MONTHS_MOST:]
    while len(line) < MONTHS_LEAST:
        line.insert(0, _month_before(line[0]))
    most = max(months.get(month, 0) for month in line) or 1
    bars = "".join(
        f'<rect x="{i * 10}" y="{60 - round(56 * months.get(m, 0) / most, 1)}" width="8" '
        f'height="{round(56 * months.get(m, 0) / most, 1)}"><title>{_name_month(m)}: {months.get(m, 0)}</title></rect>'
        for i, m in enumerate(line)
    )
    total = sum(months.values())
    first, last = _name_month(line[0]), _name_month(line[-1])
    return (
        f'<figure class="months"><svg viewBox="0 0 {len(line) * 10} 60" preserveAspectRatio="none" '
        f'role="img" '
        f'aria-label="{total:,} highlights from {first} to {last}">{bars}</svg>'
        f"<figcaption><span>{first}</span><span>{total:,} dated highlights by month</span>"
        f"<span>{last}</span></figcaption></figure>"
    )


def _render_card(work: WorkCard) -> str:
    find = escape_text(f"{work.title} {work.author}".lower())
    return (
        f'<li class="card" data-find="{find}" data-kind="{escape_text(work.category)}" '
        f'data-title="{escape_text(_sorted_as(work.title))}" data-author="{escape_text(_sorted_as(work.author))}" '
        f'data-count="{work.passages}" data-recent="{escape_text(_last_date(work))}">'
        f'<button type="button" data-act="work" data-id="{escape_text(work.id)}">{_render_cover(work)}'
        f'<span class="cardtitle">{escape_text(shorten(work.title or "Without a title", 90))}</span>'
        f'<span class="cardauthor">{escape_text(shorten(work.author, 50))}</span>'
        f'<span class="byline">{_counted_short(work)}</span></button></li>'
    )


def _sorted_as(name: str) -> str:
    """A title or author without the quotation marks and signs that it may begin with."""
    return re.sub(r"^\W+", "", name.lower())


def _last_date(work: WorkCard) -> str:
    return work.last_highlighted or work.published


def _render_cover(work: WorkCard) -> str:
    """Drawn from the title: initials on the category's colour, with a tint that is the work's own."""
    tint = int.from_bytes(hashlib.blake2b(work.title.encode(), digest_size=2).digest()) % 5
    kind = work.category if work.category in CATEGORIES else "other"
    return (
        f'<span class="cover is-{kind} tint-{tint}" aria-hidden="true"><span>'
        f"{escape_text(initials(work.title))}</span>"
        "</span>"
    )


def initials(title: str) -> str:
    """One or two letters that stand for a title; a middle dot where it has none."""
    words = [w for w in re.findall(r"\w+", title) if w.lower() not in ("the", "a", "an", "of", "and", "to", "in")]
    letters = "".join(word[0] for word in words[:2]).upper()
    return letters or "·"


def _counted(work: WorkCard) -> str:
    parts = [_number(work.highlights, "highlight"), _number(work.passages - work.highlights, "passage")]
    if work.notes and work.notes == work.passages:
        parts.append("in your own words" if not work.highlights else "each with your note")
    elif work.notes:
        parts.append(f"{work.notes:,} with your note")
    return " · ".join(part for part in parts if part)


def _counted_short(work: WorkCard) -> str:
    """Of a card, which has one line for it."""
    when = _name_month(_last_date(work))
    return " · ".join(part for part in (_number(work.passages, "passage"), when) if part)


def _name_month(date: str) -> str:
    """`2023-04-02` as `Apr 2023`; a bare year as it is, "" where there is none."""
    year, _, rest = date.partition("-")
    number = int(rest[:2]) if rest[:2].isdigit() else 0
    return f"{MONTH_NAMES[number - 1][:3].title()} {year}" if 1 <= number <= 12 else year[:4]


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' if count != 1 else ''}" if count > 0 else ""


def _render_row(passage: Passage, main: str) -> str:
    """main: the file that the page's head names; of a passage from it only the lines are told."""
    note = f'<p class="resultnote"><span>Your note</span> {render_inline(passage.note)}</p>' if passage.note else ""
    voice = {"reader": "Your words", "machine": "A machine’s summary"}.get(passage.voice, "")
    place = passage.places[0]
    where = render_lines(place) if place.path == main else render_location(place)
    when = render_date(passage.highlighted_at) if passage.highlighted_at else ""
    told = " · ".join(part for part in (voice, when, escape_text(place.location)) if part)
    return (
        f'<li class="result voice-{passage.voice}" data-passage="{passage.id}">'
        f'<div class="resulttext" dir="auto">{render_markdown(passage.text)}</div>{note}<p class="resultmeta">'
        f'<button type="button" class="opens is-flush" data-passage="{passage.id}">{where}</button>'
        f"{f'<span>{told}</span>' if told else ''}</p>{_render_other_places(passage.places[1:])}</li>"
    )


def _render_other_places(places: Sequence[Place]) -> str:
    """Where else the passage stands: copies that were folded into it."""
    if not places:
        return ""
    items = "".join(f"<li><code>{render_location(place)}</code></li>" for place in places)
    count = "one other place" if len(places) == 1 else f"{len(places)} other places"
    return f'<details class="also"><summary>Also in {count}</summary><ul>{items}</ul></details>'


def _months_between(first: str, last: str) -> list[str]:
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while f"{year:04}-{month:02}" <= last:
        found.append(f"{year:04}-{month:02}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{year - 1}-12" if number == 1 else f"{year:04}-{number - 1:02}"

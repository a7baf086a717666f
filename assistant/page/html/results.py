"""What a search found as HTML: grouped by work, the question's words marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.library.protocol import Facets
from assistant.page.html.empty_states import render_nothing_found
from assistant.page.html.passage_panel import CATEGORIES, render_date
from assistant.page.html.safe_html import (
    contains_stem,
    escape_text,
    query_stems,
    render_inline,
    render_markdown,
    shorten,
)
from index.search.evidence import Evidence, SearchResult
from ingest.passage import Passage

SHOWN_OF_WORK = 5
"""Passages of one work shown at once, so that the next work is in sight; the others open below them."""
SHOWN_LENGTH = 420
"""Characters of a passage in a list; the panel shows all of it."""
SCRAP = 8
"""Words below which a passage mostly says nothing by itself: of 30 such passages drawn from 2,103 in a collection of
9,231, some 20 are pieces of a sentence or headings."""
VOICE_NAMES = {"author": "The author’s", "reader": "Mine", "machine": "A machine’s"}


def render_similar(finding: SearchResult, chosen: Passage) -> str:
    """What is like one passage, below its words."""
    if not finding.evidence:
        return render_nothing_found("passages like this one", False)
    about = shorten(chosen.text.strip(' "“”'), 160)
    return f'<p class="likehead">Passages like “{render_inline(about)}”</p>' + render_results(finding, "", False, about)


def render_results(finding: SearchResult, words: str, narrowed: bool, about: str = "") -> str:
    """All works found, best first, each with its passages in order of rank, those found by their title alone last.

    about: what a question about them is to name in place of the words; "" for the words.
    """
    if not finding.evidence:
        return render_nothing_found(words, narrowed)
    marked = query_stems(words)
    groups = [title_hits_last(group, marked) for group in group_by_work(finding.evidence)]
    count = f"{_count(len(finding.evidence), 'passage')} in {_count(len(groups), 'work')}"
    count = count[:1].upper() + count[1:]
    if words and not any(one.lexical for one in finding.evidence):
        count = "No passage has these words. Nearest in meaning:"
    shown = "".join(_render_group(group, marked) for group in groups)
    return (
        f'<div class="found"><p class="foundcount" role="status">{count}'
        f'<button type="button" class="quiet" data-act="ask-these" data-about="{escape_text(about)}">Ask about these'
        f"</button></p>{shown}</div>"
    )


def _count(number: int, noun: str) -> str:
    return f"{'one' if number == 1 else number} {noun}{'s' if number != 1 else ''}"


def group_by_work(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """By title and author of the first place, in the order of each group's best."""
    groups: dict[tuple[str, str], list[Evidence]] = {}
    for one in evidence:
        place = one.passage.places[0]
        groups.setdefault((place.title or place.path, place.author), []).append(one)
    return list(groups.values())


def title_hits_last(group: Sequence[Evidence], marked: Sequence[str]) -> list[Evidence]:
    """A work's passages, those behind the others that only their title or author has brought here, scraps last.

    Words and vectors are searched with the title in front, so that of a work named like the search any line comes up
    well, an aside of five words best of all: there the title is most of the text.
    """

    def sunk(one: Evidence) -> int:
        if not _is_title_hit(one.passage, marked):
            return 0
        return 2 if len(one.passage.text.split()) < SCRAP else 1

    return sorted(group, key=sunk)


def _is_title_hit(passage: Passage, marked: Sequence[str]) -> bool:
    place = passage.places[0]
    named = contains_stem(f"{place.title} {place.author}", marked)
    return named and not contains_stem(f"{passage.text} {passage.note} {' '.join(place.section)}", marked)


def render_facets(facets: Facets) -> str:
    """The filters with their counts; choosing one narrows the search."""
    blocks = [
        _render_select("category", "Kind", {k: v for k, v in facets.categories.items() if k}, CATEGORIES),
        _render_select("author", "Author", facets.authors, {}),
        _render_select("tag", "Tag", facets.tags, {}),
        _render_select("voice", "Whose words", facets.voices, VOICE_NAMES),
        _render_select("year", "Year", facets.years, {}),
    ]
    return "".join(blocks)


def _render_select(name: str, label: str, counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    if not counts:
        return ""
    options = "".join(
        f'<option value="{escape_text(value)}">{escape_text(names.get(value, value))} ({count:,})</option>'
        for value, count in counts.items()
    )
    return (
        f'<label class="facet"><span class="facetname">{label}</span><select data-filter="{name}" '
        f'aria-label="{label}">'
        f'<option value="">{label}</option>{options}</select></label>'
    )


def _render_group(group: Iterable[Evidence], marked: tuple[str, ...]) -> str:
    found = list(group)
    place = found[0].passage.places[0]
    kind = CATEGORIES.get(place.category, "")
    byline = " · ".join(escape_text(part) for part in (place.author, kind) if part)
    items = "".join(_render_result(one, marked) for one in found[:SHOWN_OF_WORK])
    rest = "".join(_render_result(one, marked) for one in found[SHOWN_OF_WORK:])
    told = f"{len(found) - SHOWN_OF_WORK} more from this work"
    more = f'<details class="more"><summary>{told}</summary><ul>{rest}</ul></details>' if rest else ""
    title = escape_text(place.title or place.path.rsplit("/", 1)[-1])
    return (
        f'<section class="group"><header><h3>{title}</h3><p class="byline">{byline}</p></header>'
        f"<ul>{items}</ul>{more}</section>"
    )


def _render_result(one: Evidence, marked: tuple[str, ...]) -> str:
    passage = one.passage
    place = passage.places[0]
    text = passage.text if len(passage.text) <= SHOWN_LENGTH else passage.text[:SHOWN_LENGTH].rsplit(" ", 1)[0] + "…"
    note = (
        f'<p class="resultnote"><span>Your note</span> {render_inline(passage.note, marked)}</p>'
        if passage.note
        else ""
    )
    voice = {"reader": "Your words", "machine": "A machine’s summary"}.get(passage.voice, "")
    told = [voice, render_date(passage.highlighted_at) if passage.highlighted_at else ""]
    told += [" › ".join(escape_text(s) for s in place.section), escape_text(place.location)]
    meta = " · ".join(part for part in told if part)
    return (
        f'<li class="result voice-{passage.voice}" data-passage="{passage.id}" data-id="{passage.id}">'
        f'<div class="resulttext" dir="auto">{render_markdown(text, marked)}</div>{note}'
        f'<p class="resultmeta"><span>{meta}</span>'
        f'<button type="button" class="opens" data-passage="{passage.id}">Open</button>'
        f'<button type="button" class="opens" data-act="like" data-id="{passage.id}">More like '
        f"this</button></p></li>"
    )

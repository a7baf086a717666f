"""Search results: grouped by work, the query's words marked; and the filters that narrow them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.page.html.empty_states import render_nothing_found
from assistant.page.html.labels import CATEGORY_NAMES, VOICE_NAMES, count_label, join_labels, render_date, render_folded
from assistant.page.html.safe_html import (
    contains_stem,
    escape_text,
    query_stems,
    render_inline,
    render_markdown,
    shorten,
)
from index.search.evidence import Evidence, SearchResult
from index.search.reranking import work_keys
from ingest.passage import Passage

MAX_SHOWN_OF_WORK = 5
"""Passages of one work shown at once, so that the next work is in sight; the others unfold below them."""
MAX_RESULT_LETTERS = 420
"""Characters of a passage in a list; the panel shows all of it."""
MIN_TELLING_WORDS = 8
"""A shorter passage mostly says nothing by itself: of 30 such passages drawn from 2,103 in a collection of 9,231, some
20 are pieces of a sentence or headings."""
VOICE_FILTERS = {"author": "The author’s", "reader": "Mine", "machine": "Machine-written", "unknown": "Unattributed"}
FACET_LABELS: dict[str, tuple[str, Mapping[str, str]]] = {
    "category": ("Kind", CATEGORY_NAMES),
    "author": ("Author", {}),
    "tag": ("Tag", {}),
    "voice": ("Whose words", VOICE_FILTERS),
    "year": ("Year", {}),
}
"""Each filter with its label, and the names of its values where they are not shown as they are."""


def render_similar(similar: SearchResult, passage: Passage) -> str:
    """The passages that are similar to one passage."""
    if not similar.evidence:
        return render_nothing_found("passages like this one", False)
    about = shorten(passage.text.strip(' "“”'), 160)
    return f'<p class="likehead">Passages like “{render_inline(about)}”</p>' + render_results(similar, "", False, about)


def render_results(result: SearchResult, query: str, filtered: bool, about: str = "") -> str:
    """The works found, best first, each with its passages in order of rank, see `title_hits_last`.

    about: the topic of a question about these results, if not the query.
    """
    if not result.evidence:
        return render_nothing_found(query, filtered)
    stems = query_stems(query)
    groups = [title_hits_last(group, stems) for group in group_by_work(result.evidence)]
    summary = f"{count_label(len(result.evidence), 'passage')} in {count_label(len(groups), 'work')}"
    if query and not any(item.lexical for item in result.evidence):
        summary = "No passage contains these words. Nearest in meaning:"
    return (
        f'<div class="found"><p class="foundcount" role="status">{summary}'
        f'<button type="button" class="quiet" data-act="ask-these" data-about="{escape_text(about)}">Ask about these'
        f"</button></p>{''.join(_render_group(group, stems) for group in groups)}</div>"
    )


def group_by_work(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """In the order of each group's best."""
    keys = work_keys({item.passage.id: item.passage for item in evidence})
    groups: dict[str, list[Evidence]] = {}
    for item in evidence:
        groups.setdefault(keys[item.passage.id], []).append(item)
    return list(groups.values())


def title_hits_last(group: Sequence[Evidence], stems: Sequence[str]) -> list[Evidence]:
    """A work's passages; those found only by the work's title or author come last, and short ones of these last of all.

    Search covers the title together with the text, so any line of a work named like the query ranks well, and an aside
    of five words best of all: the title is most of its text.
    """

    def demotion(item: Evidence) -> int:
        if not _is_title_hit(item.passage, stems):
            return 0
        return 2 if len(item.passage.text.split()) < MIN_TELLING_WORDS else 1

    return sorted(group, key=demotion)


def _is_title_hit(passage: Passage, stems: Sequence[str]) -> bool:
    place = passage.places[0]
    in_title = contains_stem(f"{place.title} {place.author}", stems)
    return in_title and not contains_stem(f"{passage.text} {passage.note} {' '.join(place.section)}", stems)


def render_facets(facets: Mapping[str, Mapping[str, int]]) -> str:
    """The filters with their counts."""
    return "".join(
        _render_select(facet, label, facets.get(facet, {}), names) for facet, (label, names) in FACET_LABELS.items()
    )


def _render_select(facet: str, label: str, counts: Mapping[str, int], names: Mapping[str, str]) -> str:
    if not counts:
        return ""
    options = "".join(
        f'<option value="{escape_text(value)}">{escape_text(names.get(value, value))} ({count:,})</option>'
        for value, count in counts.items()
        if value
    )
    return (
        f'<label class="facet"><span class="facetname">{label}</span><select data-filter="{facet}" '
        f'aria-label="{label}"><option value="">{label}</option>{options}</select></label>'
    )


def _render_group(group: Sequence[Evidence], stems: Sequence[str]) -> str:
    place = group[0].passage.places[0]
    title = escape_text(place.title or place.path.rsplit("/", 1)[-1])
    byline = join_labels(escape_text(place.author), CATEGORY_NAMES.get(place.category, ""))
    items = [_render_result(item.passage, stems) for item in group]
    shown, rest = "".join(items[:MAX_SHOWN_OF_WORK]), "".join(items[MAX_SHOWN_OF_WORK:])
    folded = render_folded(f"{len(group) - MAX_SHOWN_OF_WORK} more from this work", rest)
    return (
        f'<section class="group"><header><h3>{title}</h3><p class="byline">{byline}</p></header>'
        f"<ul>{shown}</ul>{folded}</section>"
    )


def _render_result(passage: Passage, stems: Sequence[str]) -> str:
    place, text = passage.places[0], passage.text
    if len(text) > MAX_RESULT_LETTERS:
        text = text[:MAX_RESULT_LETTERS].rsplit(" ", 1)[0] + "…"
    meta = join_labels(
        VOICE_NAMES.get(passage.voice, ""),
        "Full text" if passage.origin == "full text" else "",
        render_date(passage.highlighted_at) if passage.highlighted_at else "",
        " › ".join(escape_text(heading) for heading in place.section),
        escape_text(place.location),
    )
    return (
        f'<li class="result voice-{passage.voice}" data-passage="{passage.id}" data-id="{passage.id}">'
        f'<div class="resulttext" dir="auto">{render_markdown(text, stems)}</div>{render_note(passage, stems)}'
        f'<p class="resultmeta"><span>{meta}</span>'
        f'<button type="button" class="opens" data-passage="{passage.id}">Open</button>'
        f'<button type="button" class="opens" data-act="like" data-id="{passage.id}">More like this</button></p></li>'
    )


def render_note(passage: Passage, stems: Sequence[str] = ()) -> str:
    """The reader's note below a passage in a list."""
    if not passage.note:
        return ""
    return f'<p class="resultnote"><span>Your note</span> {render_inline(passage.note, stems)}</p>'

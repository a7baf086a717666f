"""Notes that hold nothing to read: sync logs, indexes of links, queries, unfilled templates, backlinks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.markdown.blocks import heading_of
from ingest.metadata.front_matter import front_texts, has_properties
from ingest.note import Note

SYNC_LINE = re.compile(
    r"^\s*[-*+]?\s*\d[\d,]* (?:new )?highlights? from \S|^\s*[-*+].{0,80}\bsynced? \d+ highlight", re.I
)
MIN_SYNC_SHARE = 0.4
"""Of a log's lines, those with a count; the others are dates. Every `Readwise Syncs` log seen has 0.6 or more."""

QUERY_FENCE = re.compile(
    r"^\s*(?:`{3,}|~{3,})\s*(?:dataview|dataviewjs|tasks|query|ccard|tracker|button|kanban|base)\b"
)
FENCE_END = re.compile(r"^\s*(?:`{3,}|~{3,})\s*$")
QUERY_LINE = re.compile(r"^\s*[-*]?\s*(?:\{\{(?:query|embed|renderer)\b.*\}\}|`\$?=.*`|!\[\[.*\]\])\s*$")
LINK = (
    r"(?:!?\[\[[^\[\]]+\]\]|\[[^\[\]]*\]\((?:<[^<>]*>|(?!https?://(?:read\.)?readwise)[^()]*(?:\([^()]*\)[^()]*)*)\))"
)
LINK_LINE = re.compile(rf"^\s*(?:[-*+•]|\d+[.)])?\s*(?:[^\w\s]{{0,3}}\s*{LINK}[\s,;|·:*_]*)+(?:\(\d+\)|\d+)?\s*$")
MIN_INDEX_LINES = 5
"""Fewer lines of links are a note's own references."""
MIN_INDEX_SHARE = 0.8

MACROS = "video|youtube|youtube-timestamp|vimeo|bilibili|tweet|twitter|cloze|embed|query|renderer|pdf"
LABEL_LINE = re.compile(r"^\s*(?:[-*+]\s+)?(?:(?:\*\*|__)[^*_]+(?:\*\*|__)|[-*_]{3,})\s*$")

TEMPLATE_FIELD = re.compile(rf"\{{\{{(?!\s*(?:{MACROS})\b)[^{{}}]*\}}\}}|" r"<%.*?%>|\{%.*?%\}|\$\{[^{}]*\}")
MIN_TEMPLATE_SHARE = 0.5
BACKLINKS = re.compile(r"^#{1,6}\s*(?:Backlinks|Linked References|Unlinked References|Linked mentions)\s*$", re.I)
WAYPOINT = re.compile(r"^\s*%%\s*(?:Begin|End) Waypoint\s*%%\s*$")


def reason_to_skip(note: Note) -> str:
    """Why a note is to be skipped, or ""."""
    lines = [line for line in note.lines[note.body - 1 :] if line.strip()]
    if not lines:
        if front_texts(note.front) or has_properties(note.front):
            return ""
        return "nothing but front matter" if note.body > 1 else "empty file"
    if BACKLINKS.match(lines[0]):
        return "a page of backlinks"
    if sum(bool(SYNC_LINE.match(line)) for line in lines) >= MIN_SYNC_SHARE * len(lines):
        return "a log of syncs"
    visible = [line for line, generated in _outside_queries(lines) if not generated and not QUERY_LINE.match(line)]
    texts = [line for line in visible if not heading_of(line)]
    if len(visible) < len(lines) and not texts:
        return "nothing but queries"
    if sum(bool(TEMPLATE_FIELD.search(line)) for line in texts) >= MIN_TEMPLATE_SHARE * len(texts) and len(texts) > 1:
        return "a template that was not filled"
    return ""


def is_index(note: Note) -> bool:
    """Whether a note that no exporter wrote is little more than a list of links.

    Lines that a plugin generates (`%% Begin Waypoint %%`) count as links; bold labels, headings and queries do not
    count.
    """
    links = texts = 0
    for line, generated in _outside_queries(note.lines[note.body - 1 :]):
        if not line.strip() or heading_of(line) or LABEL_LINE.match(line) or QUERY_LINE.match(line):
            continue
        if generated or LINK_LINE.match(line):
            links += 1
        else:
            texts += 1
    return links >= MIN_INDEX_LINES and links >= MIN_INDEX_SHARE * (links + texts)


def _outside_queries(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The lines outside query blocks, each with whether a plugin generates it (between two Waypoint marks)."""
    in_query = in_waypoint = False
    for line in lines:
        if WAYPOINT.match(line):
            in_waypoint = "Begin" in line
        elif in_query:
            in_query = not FENCE_END.match(line)
        elif QUERY_FENCE.match(line):
            in_query = True
        else:
            yield line, in_waypoint

"""Notes that hold nothing to read: logs of syncs, indexes of links, queries, templates, backlinks."""

from __future__ import annotations

import re

from ingest.markdown.blocks import heading_of
from ingest.note import Note

SYNC = re.compile(r"^\s*[-*+]?\s*\d[\d,]* (?:new )?highlights? from \S|^\s*[-*+].{0,80}\bsynced? \d+ highlight", re.I)
SYNC_SHARE = 0.4
"""Of a log's lines, those that name a count; the rest are dates. Every `Readwise Syncs` log seen has 0.6 or more."""

QUERY_FENCE = re.compile(
    r"^\s*(?:`{3,}|~{3,})\s*(?:dataview|dataviewjs|tasks|query|ccard|tracker|button|kanban|base)\b"
)
FENCE_END = re.compile(r"^\s*(?:`{3,}|~{3,})\s*$")
INLINE_QUERY = re.compile(r"^\s*[-*]?\s*(?:\{\{(?:query|embed|renderer)\b.*\}\}|`\$?=.*`|!\[\[.*\]\])\s*$")
LINK = (
    r"(?:!?\[\[[^\[\]]+\]\]|\[[^\[\]]*\]\((?:<[^<>]*>|(?!https?://(?:read\.)?readwise)[^()]*(?:\([^()]*\)[^()]*)*)\))"
)
LINKS_ONLY = re.compile(rf"^\s*(?:[-*+•]|\d+[.)])?\s*(?:[^\w\s]{{0,3}}\s*{LINK}[\s,;|·:*_]*)+(?:\(\d+\)|\d+)?\s*$")
INDEX_LINES = 5
"""An index has at least so many lines of links; fewer are a note's own pointers."""
INDEX_SHARE = 0.8

MACROS = "video|youtube|youtube-timestamp|vimeo|bilibili|tweet|twitter|cloze|embed|query|renderer|pdf"
LABEL_ONLY = re.compile(r"^\s*(?:[-*+]\s+)?(?:(?:\*\*|__)[^*_]+(?:\*\*|__)|[-*_]{3,})\s*$")

TEMPLATE = re.compile(rf"\{{\{{(?!\s*(?:{MACROS})\b)[^{{}}]*\}}\}}|" r"<%.*?%>|\{%.*?%\}|\$\{[^{}]*\}")
TEMPLATE_SHARE = 0.5
BACKLINKS = re.compile(r"^#{1,6}\s*(?:Backlinks|Linked References|Unlinked References|Linked mentions)\s*$", re.I)
WAYPOINT = re.compile(r"^\s*%%\s*(?:Begin|End) Waypoint\s*%%\s*$")


def reason_to_skip(note: Note) -> str:
    """Why nothing is to be taken from a note, or ""."""
    filled = [line for line in note.lines[note.body - 1 :] if line.strip()]
    if not filled:
        return "nothing but front matter" if note.body > 1 else "empty file"
    if BACKLINKS.match(filled[0]):
        return "a page of backlinks"
    if sum(bool(SYNC.match(line)) for line in filled) >= SYNC_SHARE * len(filled):
        return "a log of syncs"
    rest = _without_queries(filled)
    words = [line for line in rest if not heading_of(line)]
    if len(rest) < len(filled) and not words:
        return "nothing but queries"
    if not words:
        return "" if note.front else "nothing but headings"
    if sum(bool(TEMPLATE.search(line)) for line in words) >= TEMPLATE_SHARE * len(words) and len(words) > 1:
        return "a template that was not filled"
    return ""


def is_index(note: Note) -> bool:
    """Whether a note of no known export is a list of links and hardly anything else.

    Lists that a plugin keeps (`%% Begin Waypoint %%`) count as links; their bold folder names, headings and
    queries do not count.
    """
    links = others = 0
    in_waypoint = in_query = False
    for line in note.lines[note.body - 1 :]:
        if WAYPOINT.match(line):
            in_waypoint = "Begin" in line
        elif in_query:
            in_query = not FENCE_END.match(line)
        elif QUERY_FENCE.match(line):
            in_query = True
        elif not line.strip() or heading_of(line) or LABEL_ONLY.match(line) or INLINE_QUERY.match(line):
            continue
        elif in_waypoint or LINKS_ONLY.match(line):
            links += 1
        else:
            others += 1
    return links >= INDEX_LINES and links >= INDEX_SHARE * (links + others)


def _without_queries(lines: list[str]) -> list[str]:
    """The lines outside of query blocks, embeds and generated lists."""
    kept, in_query, in_waypoint = [], False, False
    for line in lines:
        if WAYPOINT.match(line):
            in_waypoint = "Begin" in line
        elif in_query:
            in_query = not FENCE_END.match(line)
        elif QUERY_FENCE.match(line):
            in_query = True
        elif not in_waypoint and not INLINE_QUERY.match(line):
            kept.append(line)
    return kept

"""A web page clipped whole by Obsidian's Web Clipper or a similar tool: the work's own text below front matter.

    ---
    title: The clock in the harbour
    source: https://tides.example/clock
    author:
      - "[[Maren Voss]]"
    published: 2025-07-21
    created: 2026-02-22
    tags:
      - clippings
    ---
    > [!summary]
    > What a machine made of it.

    The harbour keeps ==its own clock==, says the harbour master.

Known by a `clippings` tag or category, or by the clipper's set of properties. A `[!summary]` callout is a machine's;
text between `==` is a highlight. A page of nothing but quotations holds what was marked, not the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.document import Document
from ingest.extraction.marked_text import extract_marked_text
from ingest.extraction.note_start import start_draft
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import link_targets
from ingest.metadata.tags import flat_values
from ingest.metadata.titles import title_from_path, without_unread_count
from ingest.note import Note
from ingest.voices.evidence import gather_evidence
from ingest.voices.whose_words import settle_voices

NAME = "web-clipper"

CLIPPING_TAG = re.compile(r"(?:^|[\s/#\[,_-])clippings?\b", re.I)
CLIPPER_KEYS = ("title", "author", "published", "description", "clipped", "domain", "site")
OTHER_TOOLS_KEYS = ("raindrop_id", "kindle-sync", "from_snipd", "omnivore")
HIGHLIGHT_LINK = re.compile(r"read\.readwise\.io/read/|readwise\.io/open/|omnivore\.app/me/")
QUOTED_LINE = re.compile(r"^\s*>(?!\s*\[!)")
SOURCE_LINE = re.compile(
    r"^[*_>\s-]*(?:Source|Clipped from|Original|URL)\b[^\[\]]{0,4}\[[^\[\]]*\]\((https?://[^\s()]+)\)", re.I
)


def recognises(note: Note) -> bool:
    front = {key.lower(): value for key, value in note.front.items()}
    if not front or any(key in front for key in OTHER_TOOLS_KEYS):
        return False
    body = [line for line in note.lines[note.body - 1 :] if line.strip() and not heading_of(line)]
    if any(map(HIGHLIGHT_LINK.search, note.lines)) or (body and all(map(QUOTED_LINE.match, body))):
        return False
    if _is_tagged(front):
        return bool(_address(front) or any(SOURCE_LINE.match(line) for line in note.lines[:80]))
    return bool(_address(front)) and "created" in front and sum(key in front for key in CLIPPER_KEYS) > 2


def _is_tagged(front: Mapping[str, Any]) -> bool:
    values = (front.get(key) for key in ("tags", "tag", "categories", "category", "type"))
    return "clipped" in front or any(CLIPPING_TAG.search(word) for value in values for word in flat_values(value))


def _address(front: Mapping[str, Any]) -> str:
    for key in ("source", "url", "link"):
        for value in flat_values(front.get(key)):
            links = link_targets(value)
            if links:
                return links[0]
    return ""


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    title = extract_blocks(draft, note.body, note.end, voice="author")
    extract_marked_text(draft)
    sources = (SOURCE_LINE.match(line) for line in note.lines[note.body - 1 :])
    url = _address({key.lower(): value for key, value in note.front.items()})
    url = url or next((match[1] for match in sources if match), "")
    fields.add("source", url)
    metadata = fields.document_arguments(title or title_from_path(note.path))
    metadata["title"] = without_unread_count(metadata["title"])
    metadata["url"] = url or metadata["url"]
    metadata["category"] = metadata["category"] or "articles"
    document = draft.finish(format=NAME, **metadata, full_text=bool(draft.paragraphs))
    return (settle_voices(document, gather_evidence(note, fields)),)

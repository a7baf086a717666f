"""A page clipped whole by Obsidian's Web Clipper and its like: the work's own text below front matter.

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

Known by a `clippings` tag or category, or by the clipper's set of properties. A `[!summary]` callout is the
machine's; what stands between `==` is a highlight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ingest.document import Document
from ingest.extraction.marked_text import extract_marked_text
from ingest.extraction.prose import extract_blocks
from ingest.markdown.links import link_targets
from ingest.metadata.fields import MetadataFields
from ingest.metadata.tags import flat_values
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note

NAME = "web-clipper"

CLIPPING = re.compile(r"(?:^|[\s/#\[,_-])clippings?\b", re.I)
SET = ("title", "author", "published", "description", "clipped", "domain", "site")
NOT_OURS = ("raindrop_id", "kindle-sync", "from_snipd", "omnivore")
READWISE = re.compile(r"read\.readwise\.io/read/|readwise\.io/open/|omnivore\.app/me/")
SOURCE = re.compile(
    r"^[*_>\s-]*(?:Source|Clipped from|Original|URL)\b[^\[\]]{0,4}\[[^\[\]]*\]\((https?://[^\s()]+)\)", re.I
)


def recognises(note: Note) -> bool:
    front = {key.lower(): value for key, value in note.front.items()}
    if not front or any(key in front for key in NOT_OURS):
        return False
    if any(READWISE.search(line) for line in note.lines):
        return False
    if _is_tagged(front):
        return bool(_address(front) or any(SOURCE.match(line) for line in note.lines[:80]))
    return bool(_address(front)) and "created" in front and sum(key in front for key in SET) > 2


def _is_tagged(front: Mapping[str, Any]) -> bool:
    kinds = (front.get(key) for key in ("tags", "tag", "categories", "category", "type"))
    return "clipped" in front or any(CLIPPING.search(word) for value in kinds for word in flat_values(value))


def _address(front: Mapping[str, Any]) -> str:
    for key in ("source", "url", "link"):
        for value in flat_values(front.get(key)):
            found = link_targets(value)
            if found:
                return found[0]
    return ""


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    title = extract_blocks(draft, note.body, note.end, voice="author")
    extract_marked_text(draft)
    sources = (SOURCE.match(line) for line in note.lines[note.body - 1 :])
    url = _address({key.lower(): value for key, value in note.front.items()})
    url = url or next((found[1] for found in sources if found), "")
    fields.add("source", url)
    known = fields.document_arguments(title or title_from_path(note.path))
    url = url or known["url"]
    return (
        draft.finish(
            format=NAME,
            **(
                known
                | {
                    "url": url,
                    "category": known["category"] or "articles",
                    "full_text": bool(draft.paragraphs),
                }
            ),
        ),
    )

"""Any markdown note: paragraphs, lists, quotes, tables and code.

The last reader. A block that ends in an exporter's location link is a highlight here too, and so is text between
`==`.

    # A note
    Some prose.
    - a list
    > a quote ([View Highlight](https://read.readwise.io/read/01…))
"""

from __future__ import annotations

import re

from ingest.document import Document, Voice
from ingest.extraction.marked_text import extract_marked_text
from ingest.extraction.note_start import start_draft
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.boilerplate import SOURCE_CALLOUT
from ingest.markdown.links import link_targets
from ingest.markdown.list_lines import BULLET
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.labels import read_label
from ingest.metadata.title_author import byline
from ingest.metadata.titles import title_from_path
from ingest.note import Note

NAME = "general"

EMBEDDED_VIDEO = re.compile(
    r"<iframe\b[^<>]*\bsrc=[\"']https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})", re.I
)
EPISODE_KEYS = frozenset({"podcast", "episode", "podcast_title", "episode_title"})
TALK_KEYS = EPISODE_KEYS | {"guest", "guests", "host", "hosts", "speaker", "speakers"}
"""Fields of a note on a talk, whose text is the reader's."""
MIN_BULLET_SHARE = 0.8
MAX_HEAD_LINES = 15
"""Searched for fields below a title."""


def recognises(note: Note) -> bool:
    return True


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    keys = {key.lower() for key in note.front} | _read_fields(note, fields)
    if keys & EPISODE_KEYS:
        fields.add("category", "podcasts")
    is_own = bool(keys & TALK_KEYS) or _is_outline(note)
    known = fields.document_arguments()
    voice: Voice = "reader" if is_own else "author" if known["url"] else "unknown" if fields.get("author") else "reader"
    if not is_own and (name := _byline_below_title(note)):
        fields.add("author", name)
        voice = "author" if _is_signed(note, name) else "unknown"
    title = extract_blocks(draft, note.body, note.end, voice=voice)
    extract_marked_text(draft)
    fields.add("source", _source_address(note))
    return (draft.finish(format=NAME, **fields.document_arguments(title or title_from_path(note.path))),)


def _byline_below_title(note: Note) -> str:
    """The name in a line `by Maren Voss` among the first three of a note, or ""."""
    lines = [line for line in note.lines[note.body - 1 : note.body + 5] if line.strip()][:3]
    return next(filter(None, (byline(line) for line in lines if not heading_of(line))), "")


def _is_signed(note: Note, name: str) -> bool:
    """Whether a line below the text names its author again: `— Maren Voss, Salt and Tide, 1931`."""
    return any(re.match(rf"^\s*[—–-]+\s*{re.escape(name)}\b", line) for line in note.lines)


def _source_address(note: Note) -> str:
    """The address in a note's source callout, or of an embedded video; "" where it has neither.

    It does not change whose words the note holds: they are the reader's.
    """
    lines = note.lines[note.body - 1 :]
    for at, line in enumerate(lines):
        links = link_targets(line) if at and SOURCE_CALLOUT.match(lines[at - 1]) else ()
        video = EMBEDDED_VIDEO.search(line)
        if links:
            return re.sub(r"[)*_]+$", "", links[0])
        if video:
            return f"https://www.youtube.com/watch?v={video[1]}"
    return ""


def _is_outline(note: Note) -> bool:
    """Whether a note is nearly all bullets, which the reader wrote: web pages are not written so."""
    texts = [line for line in note.lines[note.body - 1 :] if line.strip() and not heading_of(line)]
    return sum(bool(BULLET.match(line)) for line in texts) >= MIN_BULLET_SHARE * max(1, len(texts))


def _read_fields(note: Note, fields: MetadataFields) -> set[str]:
    """Add the fields on lines right below the title, up to any other line; their keys."""
    keys: set[str] = set()
    for line in note.lines[note.body - 1 : note.body + MAX_HEAD_LINES]:
        pair, label = split_field(line), read_label(line.strip())
        if pair and field_name(pair[0]):
            fields.add(*pair)
            keys.add(pair[0].lower())
        elif label and label.kind == "tags":
            fields.add_tags(label.value)
        elif line.strip() and not line.startswith("# "):
            break
    return keys

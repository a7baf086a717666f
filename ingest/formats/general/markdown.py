"""The reader that takes anything: paragraphs, lists, quotes, tables and code of a markdown note.

Comes last. A block that ends in an exporter's location link is a highlight even here, and so is what is marked
`==by hand==`.

    # A note
    Some prose.
    - a list
    > a quote ([View Highlight](https://read.readwise.io/read/01…))
"""

from __future__ import annotations

import re

from ingest.document import Document, Voice
from ingest.extraction.marked_text import extract_marked_text
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.boilerplate import SOURCE_CALLOUT
from ingest.markdown.links import link_targets
from ingest.markdown.list_lines import BULLET
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note

NAME = "general"

FILM = re.compile(r"<iframe\b[^<>]*\bsrc=[\"']https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})", re.I)
EPISODE = frozenset({"podcast", "episode", "podcast_title", "episode_title"})
TALK = EPISODE | {"guest", "guests", "host", "hosts", "speaker", "speakers"}
"""Fields of a note on a talk: what stands below them was noted by who heard it."""
OUTLINE_SHARE = 0.8
HEAD = 15
"""Lines among which fields below a title are looked for."""


def recognises(note: Note) -> bool:
    return True


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    keys = {key.lower() for key in note.front} | _read_fields(note, fields)
    if keys & EPISODE:
        fields.add("category", "podcasts")
    own = bool(keys & TALK) or _is_outline(note)
    voice: Voice = "author" if fields.document_arguments()["url"] and not own else "reader"
    title = extract_blocks(draft, note.body, note.end, voice=voice)
    extract_marked_text(draft)
    fields.add("source", _source(note))
    return (draft.finish(format=NAME, **fields.document_arguments(title or title_from_path(note.path))),)


def _source(note: Note) -> str:
    """The address that a note keeps in a callout for it, or of the film it plays; "" where it has neither.

    Such a note is nevertheless in its keeper's words.
    """
    lines = note.lines[note.body - 1 :]
    for at, line in enumerate(lines):
        kept = link_targets(line) if at and SOURCE_CALLOUT.match(lines[at - 1]) else ()
        film = FILM.search(line)
        if kept:
            return re.sub(r"[)*_]+$", "", kept[0])
        if film:
            return f"https://www.youtube.com/watch?v={film[1]}"
    return ""


def _is_outline(note: Note) -> bool:
    """Whether a note is nearly all bullets: somebody noted them, for no page is written so."""
    texts = [line for line in note.lines[note.body - 1 :] if line.strip() and not heading_of(line)]
    return sum(bool(BULLET.match(line)) for line in texts) >= OUTLINE_SHARE * max(1, len(texts))


def _read_fields(note: Note, fields: MetadataFields) -> set[str]:
    """Take fields that stand as lines right below the title, and give their keys; any other line ends them."""
    keys: set[str] = set()
    for line in note.lines[note.body - 1 : note.body + HEAD]:
        pair = split_field(line)
        if pair and field_name(pair[0]):
            fields.add(*pair)
            keys.add(pair[0].lower())
        elif line.strip() and not line.startswith("# "):
            break
    return keys

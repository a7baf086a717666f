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
from itertools import chain, dropwhile, takewhile

from ingest.document import Document, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.marked_text import extract_marked_text
from ingest.extraction.note_start import start_draft
from ingest.extraction.prose import extract_blocks
from ingest.markdown.blocks import heading_of
from ingest.markdown.boilerplate import SOURCE_CALLOUT
from ingest.markdown.links import link_targets
from ingest.metadata.fields import MetadataFields, read_field_block, split_field
from ingest.metadata.front_matter import front_texts, has_properties
from ingest.metadata.labels import FIELD_OF_KIND, field_name, label_kind, read_label
from ingest.metadata.text_head import read_text_head
from ingest.metadata.title_author import byline, dotted_fields
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.words import plain_words
from ingest.voices.evidence import HANDLE, gather_evidence, is_outline
from ingest.voices.whose_words import default_voice, settle_voices

NAME = "general"

EMBEDDED_VIDEO = re.compile(
    r"<iframe\b[^<>]*\bsrc=[\"']https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]{6,})", re.I
)
EPISODE_KEYS = frozenset({"podcast", "episode", "podcast_title", "episode_title"})
LONE_ADDRESS = re.compile(r"^<?https?://\S+>?$")
MAX_HEAD_LINES = 15
"""Searched for fields below a title."""


def recognises(note: Note) -> bool:
    return True


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    keys = {key.lower() for key in note.front} | _read_fields(note, fields)
    if keys & EPISODE_KEYS:
        fields.add("category", "podcasts")
    is_bare = note.body == 1 and (note.front or note.path.lower().endswith(".txt"))
    title, first = read_text_head(note, fields) if is_bare else ("", note.body)
    draft.mark_meta(note.body, first - 1)
    _read_first_lines(note, fields)
    evidence = gather_evidence(note, fields)
    voice = draft.voice = default_voice(note, evidence)
    title = extract_blocks(draft, first, note.end, voice=voice) or title
    extract_marked_text(draft)
    if not draft.paragraphs and not draft.highlights:
        _add_front_texts(draft, voice)
    if not draft.paragraphs and not draft.highlights:
        _add_properties(draft)
    fields.add("source", _source_address(note))
    document = draft.finish(format=NAME, **fields.document_arguments(title or title_from_path(note.path)))
    return (settle_voices(document, evidence),)


def _read_first_lines(note: Note, fields: MetadataFields) -> None:
    """Adds the fields and the byline in the first three lines of a note."""
    filled = [line for line in note.lines[note.body - 1 : note.body + 5] if line.strip()][:3]
    lines = [line for line in filled if not heading_of(line)]
    handle = next(filter(None, map(HANDLE.match, lines)), None)
    if handle and handle["name"]:
        fields.add("author", handle["name"].strip("*_ "))
    for line in lines:
        pair = split_field(line)
        if (handle and LONE_ADDRESS.match(line.strip())) or (pair and field_name(pair[0]) == "source"):
            fields.add("source", line)
    for key, value in chain.from_iterable(map(dotted_fields, lines)):
        if not fields.add(key, value):
            fields.keep(key, value)
    if not is_outline(note):
        fields.add("author", next(filter(None, map(byline, lines)), ""))


def _add_front_texts(draft: DocumentBuilder, voice: Voice) -> None:
    """Adds the texts in the front matter of a note that holds nothing else."""
    for text in front_texts(draft.note.front):
        begins = plain_words(text)[:3]
        first = next((n for n in range(1, draft.note.body) if set(begins).issubset(plain_words(draft.note.line(n)))), 1)
        last = min(first + text.rstrip().count("\n"), draft.note.body - 1)
        draft.add_paragraph(Paragraph(text=text.strip(), line_start=first, line_end=max(first, last), voice=voice))


def _add_properties(draft: DocumentBuilder) -> None:
    """Adds the front matter itself where a note holds nothing else: `status: reading`, `rating: 5`.

    Without a passage no list and no count would know the note.
    """
    note = draft.note
    if not has_properties(note.front):
        return
    lines = [n for n in range(1, note.body) if note.line(n).strip(" -+;{}")]
    if not lines:  # of Org, which writes them among the lines of its text
        return
    text = "\n".join(note.line(number).rstrip() for number in lines)
    draft.add_paragraph(Paragraph(text=text, line_start=lines[0], line_end=lines[-1], voice="unknown"))


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


def _is_above_fields(line: str) -> bool:
    return not line.strip() or heading_of(line) is not None


def _add_labelled(fields: MetadataFields, key: str, value: str) -> bool:
    """Adds a field under its own name or that of its kind of label."""
    kind = FIELD_OF_KIND.get(label_kind(key), "")
    return fields.add(key, value) or bool(kind and fields.add(kind, value))


def _read_fields(note: Note, fields: MetadataFields) -> set[str]:
    """Add the fields on lines right below the title, up to any other line; their keys."""
    block = takewhile(str.strip, dropwhile(_is_above_fields, note.lines[note.body - 1 :]))
    keys = {key.lower() for key, value in read_field_block(list(block)) if _add_labelled(fields, key, value)}
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

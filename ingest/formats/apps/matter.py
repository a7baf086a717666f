"""Matter's export: metadata whose URL links to itself, then a list of highlights; no title in the text.

    ## Metadata
    * URL: [https://tides.example/clock](https://tides.example/clock)
    * Author: *Maren Voss*
    * Published Date: 2022-03-03

    ## Highlights
    * The harbour keeps its own clock.
      * **Note**: Ask the harbour master.

Known by that URL line below a `Metadata` heading, without any field of Readwise's. The title is the file's name.
"""

from __future__ import annotations

import re

from ingest.document import Document
from ingest.document_builder import DocumentBuilder
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.extraction.note_start import start_draft
from ingest.markdown.blocks import heading_of
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.titles import title_from_path
from ingest.note import Note

NAME = "matter"

URL_FIELD = re.compile(r"^\s*[-*]\s+\*{0,2}URL\*{0,2}:\*{0,2}\s*\[https?://[^\[\]]*\]\([^)]*\)?", re.I)
READWISE_FIELD = re.compile(r"^\s*[-*]\s+\*{0,2}(?:Full Title|Category|Reference|ASIN)\*{0,2}:", re.I)
SECOND_COPY = re.compile(r"^(?P<title>.*\S) (?P<number>[2-9])$")
PART_WORD = re.compile(
    r"\b(?:parts?|vol(?:ume)?|chapter|episode|ep|season|level|version|no|day|book|parte|teil)\.?$|#$", re.I
)
MAX_HEAD_LINES = 40
"""Below the front matter; the metadata may hold a long note on the article."""


def recognises(note: Note) -> bool:
    in_metadata, has_url = False, False
    for line in note.lines[note.body - 1 : note.body - 1 + MAX_HEAD_LINES]:
        heading = heading_of(line)
        if heading:
            if in_metadata:
                break
            in_metadata = heading[1].strip().lower() == "metadata"
        elif in_metadata and READWISE_FIELD.match(line):
            return False
        elif in_metadata and URL_FIELD.match(line):
            has_url = True
    return has_url


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = start_draft(note)
    title, body = _read_head(draft, fields)
    BulletHighlightReader(draft).read(body, note.end)
    metadata = fields.document_arguments(title or title_from_path(note.path))
    metadata["title"] = title or _without_copy_number(metadata["title"], metadata["url"])
    return (draft.finish(format=NAME, **(metadata | {"category": metadata["category"] or "articles"})),)


def _without_copy_number(title: str, url: str) -> str:
    """A file name's title without the ` 2` of a second copy; `Part 2` stays, and a number that the address has too."""
    match = SECOND_COPY.match(title)
    if not match or PART_WORD.search(match["title"]):
        return title
    last = re.escape(match["title"].split()[-1].strip(".,:;!?").lower())
    return title if re.search(rf"{last}\W*{match['number']}\b", url.lower()) else match["title"]


def _read_head(draft: DocumentBuilder, fields: MetadataFields) -> tuple[str, int]:
    """The title, where a heading gives one, and the line at which the highlights begin."""
    note, title, in_metadata = draft.note, "", False
    pairs: list[tuple[str, list[str]]] = []
    number = note.body
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        heading = heading_of(line)
        if heading and in_metadata:
            break
        if heading:
            in_metadata = heading[1].strip().lower() == "metadata"
            title = title or ("" if in_metadata else heading[1])
        pair = split_field(line) if re.match(r"^\s*[-*]\s", line) else None
        if pair and field_name(pair[0]):
            pairs.append((pair[0], [pair[1]]))
        elif pairs and not heading:
            pairs[-1][1].append(line)
        draft.mark_meta(number)
    else:
        number = note.end + 1
    for key, value in pairs:
        fields.add(key, "\n".join(value).strip())
    return title, number

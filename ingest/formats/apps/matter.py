"""Matter's export: metadata whose URL links to itself, then a list of highlights; no title in the text.

    ## Metadata
    * URL: [https://tides.example/clock](https://tides.example/clock)
    * Author: *Maren Voss*
    * Published Date: 2022-03-03

    ## Highlights
    * The harbour keeps its own clock.
      * **Note**: Ask the harbour master.

Known by that URL line below a `Metadata` heading, with no field that is Readwise's. Title: the file's name.
"""

from __future__ import annotations

import re

from ingest.document import Document
from ingest.extraction.bullet_highlights import BulletHighlightReader
from ingest.markdown.blocks import heading_of
from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note

NAME = "matter"

URL = re.compile(r"^\s*[-*]\s+\*{0,2}URL\*{0,2}:\*{0,2}\s*\[https?://[^\[\]]*\]\([^)]*\)?", re.I)
OTHERS = re.compile(r"^\s*[-*]\s+\*{0,2}(?:Full Title|Category|Reference|ASIN)\*{0,2}:", re.I)
COPY = re.compile(r"^(?P<title>.*\S) (?P<number>[2-9])$")
PARTS = re.compile(
    r"\b(?:parts?|vol(?:ume)?|chapter|episode|ep|season|level|version|no|day|book|parte|teil)\.?$|#$", re.I
)
HEAD = 40
"""Lines below the front matter in which the metadata ends, a long note on the article among them."""


def recognises(note: Note) -> bool:
    under, found = False, False
    for line in note.lines[note.body - 1 : note.body - 1 + HEAD]:
        heading = heading_of(line)
        if heading:
            if under:
                break
            under = heading[1].strip().lower() == "metadata"
        elif under and OTHERS.match(line):
            return False
        elif under and URL.match(line):
            found = True
    return found


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields = MetadataFields()
    fields.add_front_matter(note.front)
    title, body = _read_head(draft, fields)
    BulletHighlightReader(draft).read(body, note.end)
    known = fields.document_arguments(title or title_from_path(note.path))
    known["title"] = title or _first_copy(known["title"], known["url"])
    return (draft.finish(format=NAME, **(known | {"category": known["category"] or "articles"})),)


def _first_copy(title: str, url: str) -> str:
    """A file's name without the ` 2` of a second copy beside a first; not of `Part 2`, nor where the address has it."""
    copy = COPY.match(title)
    if not copy or PARTS.search(copy["title"]):
        return title
    last = re.escape(copy["title"].split()[-1].strip(".,:;!?").lower())
    return title if re.search(rf"{last}\W*{copy['number']}\b", url.lower()) else copy["title"]


def _read_head(draft: DocumentBuilder, fields: MetadataFields) -> tuple[str, int]:
    """The title, where a heading gives one, and the line at which the highlights begin."""
    note, title, under = draft.note, "", False
    pairs: list[tuple[str, list[str]]] = []
    number = note.body
    for number in range(note.body, note.end + 1):
        line = note.line(number)
        heading = heading_of(line)
        if heading and under:
            break
        if heading:
            under = heading[1].strip().lower() == "metadata"
            title = title or ("" if under else heading[1])
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

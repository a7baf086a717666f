"""Notes on an episode that stand wholly in the front matter, as static site generators want them.

    ---
    podcast:   "Tidal Hours"
    title:     "The clock in the harbour"
    summary:   "Two people argue about the tide. I took the harbour master's side."
    url-web:   "https://tides.example/12"
    timestamps:
     - time:   "4:19"
       notes:  "They begin."
    ---

Known by a `podcast` or `episode` key together with a summary, notes or timestamps, and by having nothing below, unless
there are timestamps. All text is the reader's. Lines are read one by one, because one such block in thirty is not YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.document import Document, Highlight, Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.extraction.prose import extract_blocks
from ingest.markdown.links import link_targets
from ingest.metadata.front_matter import read_front_matter
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date
from ingest.transcripts.timestamps import parse_seconds, timestamp_url

NAME = "podcast-yaml"

EPISODE_KEYS = frozenset({"podcast", "episode", "episode_title", "podcast_title", "show"})
TEXT_KEYS = frozenset({"summary", "description", "notes", "note", "thoughts", "takeaways", "review", "comment"})
TIME_KEYS = frozenset({"time", "timestamp", "at", "start"})
TEMPLATE_TAG = re.compile(r"^\s*(?:\{[%{].*[%}]\})\s*$")
ENTRY_LINE = re.compile(r"^(?P<indent>\s*)(?P<item>-\s+)?(?P<key>[A-Za-z][\w -]{0,30}?)\s*:(?:\s+(?P<value>.*?))?\s*$")
CLOCK_TIME = re.compile(r"^\d+(?::\d\d){0,2}$")
SNIPD_KEY = "from_snipd"


@dataclass(slots=True)
class FrontValue:
    """One `key: value` of the block, with the lines it spans."""

    key: str
    text: str
    start: int
    end: int
    is_nested: bool
    """Whether it is indented or in a list."""
    is_item: bool
    """Whether it begins an item of a list."""


def recognises(note: Note) -> bool:
    keys = {key.lower() for key in note.front}
    if not keys & EPISODE_KEYS or SNIPD_KEY in keys or note.body < 3:
        return False
    has_text = bool(keys & TEXT_KEYS) or "timestamps" in keys
    below = sum(bool(line.strip()) and not TEMPLATE_TAG.match(line) for line in note.lines[note.body - 1 :])
    return has_text and (below == 0 or "timestamps" in keys)


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    values = _read_values(note)
    front = {value.key: value.text for value in reversed(values) if not value.is_nested}
    links = " ".join(front.get(key, "") for key in ("url-web", "url", "link", "url-audio", "source"))
    url = next(iter(link_targets(links)), "")
    time = ""
    for value in values:
        if not value.is_nested or value.is_item:
            time = ""
        if value.is_nested and value.key in TIME_KEYS:
            time = value.text
        elif value.key in TEXT_KEYS and value.text:
            _add_text(draft, value, time, url)
    _add_body(draft)
    show = front.get("podcast") or front.get("show") or front.get("podcast_title") or ""
    return (
        draft.finish(
            format=NAME,
            title=front.get("title") or front.get("episode_title") or title_from_path(note.path),
            author=show,
            category="podcasts",
            url=url,
            published=iso_date(front.get("orig_date") or front.get("published") or ""),
            date=iso_date(front.get("date", "")),
        ),
    )


def _read_values(note: Note) -> list[FrontValue]:
    """The block's values; lines without a key of their own continue the value above."""
    values: list[FrontValue] = []
    front = read_front_matter(note.lines)
    for number in range(1, front.end):
        line = note.line(number)
        entry = ENTRY_LINE.match(line)
        if entry and (len(entry["indent"]) < 8 or entry["item"]):
            text = (entry["value"] or "").strip()
            is_nested = bool(entry["indent"] or entry["item"])
            values.append(
                FrontValue(
                    key=entry["key"].strip().lower(),
                    text="" if text in ("|", ">", "|-", ">-") else text,
                    start=number,
                    end=number,
                    is_nested=is_nested,
                    is_item=bool(entry["item"]),
                )
            )
        elif values and line.strip() and line.strip() != "---":
            last = values[-1]
            last.start = last.start if last.text else number
            last.text = f"{last.text}\n{line.strip()}".strip()
            last.end = number
    for value in values:
        value.text = clean_text(_unquoted(value.text))
    return values


def _unquoted(text: str) -> str:
    """A scalar without its quotation marks and their escapes."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\([\"'])", r"\1", text[1:-1])
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text


def _add_text(draft: DocumentBuilder, value: FrontValue, time: str, url: str) -> None:
    """Add a value's text: a highlight at its time, or a paragraph where it has none."""
    if value.is_nested and time:
        draft.add_highlight(
            Highlight(
                text=value.text,
                line_start=value.start,
                line_end=value.end,
                location=time,
                url=timestamp_url(url, parse_seconds(time)) if CLOCK_TIME.match(time) else "",
                voice="reader",
            )
        )
    else:
        draft.add_paragraph(Paragraph(text=value.text, line_start=value.start, line_end=value.end, voice="reader"))


def _add_body(draft: DocumentBuilder) -> None:
    """Add the text below the block as the reader's; lines with the site's template tags are not text."""
    note, start = draft.note, draft.note.body
    for number in range(note.body, note.end + 2):
        if number > note.end or TEMPLATE_TAG.match(note.line(number)):
            if start < number:
                extract_blocks(draft, start, number - 1, voice="reader")
            if number <= note.end:
                draft.mark_meta(number)
            start = number + 1

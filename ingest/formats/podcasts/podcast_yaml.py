"""Notes on an episode that stand wholly in the front matter, as a site generator wants them.

    ---
    podcast:   "Tidal Hours"
    title:     "The clock in the harbour"
    summary:   "Two people argue about the tide. I took the harbour master's side."
    url-web:   "https://tides.example/12"
    timestamps:
     - time:   "4:19"
       notes:  "They begin."
    ---

Known by a `podcast` or `episode` among the keys together with a summary, notes or timestamps, and by having nothing
below, unless there are timestamps. All of it is the reader's. The lines are read one by one, because one such block
in thirty is not YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.document import Document, Highlight, Paragraph
from ingest.extraction.prose import extract_blocks
from ingest.markdown.links import link_targets
from ingest.metadata.front_matter import read_front_matter
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date
from ingest.transcripts.timestamps import parse_seconds, timestamp_url

NAME = "podcast-yaml"

SHOW = frozenset({"podcast", "episode", "episode_title", "podcast_title", "show"})
WORDS = frozenset({"summary", "description", "notes", "note", "thoughts", "takeaways", "review", "comment"})
STAMPED = frozenset({"time", "timestamp", "at", "start"})
LIQUID = re.compile(r"^\s*(?:\{[%{].*[%}]\})\s*$")
ENTRY = re.compile(r"^(?P<indent>\s*)(?P<item>-\s+)?(?P<key>[A-Za-z][\w -]{0,30}?)\s*:(?:\s+(?P<value>.*?))?\s*$")
CLOCK = re.compile(r"^\d+(?::\d\d){0,2}$")
SNIPD = "from_snipd"


@dataclass(slots=True)
class Value:
    """One `key: value` of the block, with the lines it spans."""

    key: str
    text: str
    start: int
    end: int
    nested: bool
    item: bool
    """Whether it opens an item of a list."""


def recognises(note: Note) -> bool:
    keys = {key.lower() for key in note.front}
    if not keys & SHOW or SNIPD in keys or note.body < 3:
        return False
    told = keys & WORDS or "timestamps" in keys
    below = sum(bool(line.strip()) and not LIQUID.match(line) for line in note.lines[note.body - 1 :])
    return bool(told) and (below == 0 or "timestamps" in keys)


def read(note: Note) -> tuple[Document, ...]:
    draft = DocumentBuilder(note)
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    values = _read_values(note)
    told = {value.key: value.text for value in reversed(values) if not value.nested}
    links = " ".join(told.get(key, "") for key in ("url-web", "url", "link", "url-audio", "source"))
    url = next(iter(link_targets(links)), "")
    time = ""
    for value in values:
        if not value.nested or value.item:
            time = ""
        if value.nested and value.key in STAMPED:
            time = value.text
        elif value.key in WORDS and value.text:
            _take_words(draft, value, time, url)
    _take_body(draft)
    show = told.get("podcast") or told.get("show") or told.get("podcast_title") or ""
    return (
        draft.finish(
            format=NAME,
            title=told.get("title") or told.get("episode_title") or title_from_path(note.path),
            author=show,
            category="podcasts",
            url=url,
            published=iso_date(told.get("orig_date") or told.get("date") or ""),
        ),
    )


def _read_values(note: Note) -> list[Value]:
    values: list[Value] = []
    front = read_front_matter(note.lines)
    for number in range(1, front.end):
        line = note.line(number)
        entry = ENTRY.match(line)
        if entry and (len(entry["indent"]) < 8 or entry["item"]):
            text = (entry["value"] or "").strip()
            nested = bool(entry["indent"] or entry["item"])
            values.append(
                Value(
                    key=entry["key"].strip().lower(),
                    text="" if text in ("|", ">", "|-", ">-") else text,
                    start=number,
                    end=number,
                    nested=nested,
                    item=bool(entry["item"]),
                )
            )
        elif values and line.strip() and line.strip() != "---":
            known = values[-1]
            known.start = known.start if known.text else number
            known.text = f"{known.text}\n{line.strip()}".strip()
            known.end = number
    for value in values:
        value.text = clean_text(_bare(value.text))
    return values


def _bare(text: str) -> str:
    """A scalar without its quotation marks; what they escaped as it was meant."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\([\"'])", r"\1", text[1:-1])
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    return text


def _take_words(draft: DocumentBuilder, value: Value, time: str, url: str) -> None:
    if value.nested and time:
        draft.add_highlight(
            Highlight(
                text=value.text,
                line_start=value.start,
                line_end=value.end,
                location=time,
                url=timestamp_url(url, parse_seconds(time)) if CLOCK.match(time) else "",
                voice="reader",
            )
        )
    else:
        draft.add_paragraph(Paragraph(text=value.text, line_start=value.start, line_end=value.end, voice="reader"))


def _take_body(draft: DocumentBuilder) -> None:
    """What stands below the block is the reader's; the site's own code there is no text."""
    note, start = draft.note, draft.note.body
    for number in range(note.body, note.end + 2):
        if number > note.end or LIQUID.match(note.line(number)):
            if start < number:
                extract_blocks(draft, start, number - 1, voice="reader")
            if number <= note.end:
                draft.mark_meta(number)
            start = number + 1

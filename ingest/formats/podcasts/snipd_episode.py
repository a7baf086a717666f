"""What Snipd tells of an episode above its snips: fields, what a model made of it, and the show's own notes."""

from __future__ import annotations

import re
from typing import Any

from ingest.document import Paragraph, Voice
from ingest.extraction.podcast_clip import parse_speaker_label
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link, link_targets
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.tags import flat_values
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text

WRAPPER_LINE = re.compile(r"^\s*(?:</?(?:details|blockquote|audio|source)\b[^>]*>\s*)+$|^\s*<(?:audio|img)\b.*$", re.I)
SUMMARY_LINE = re.compile(r"^\s*<summary>(.*?)</summary>\s*$", re.I)
NOTE_WORDS = re.compile(r"^\W*(?:my |your )?(?:notes?|thoughts?|comments?|reflections?)\W*$", re.I)
EXPORT_HEADING = re.compile(r"^\W*(?:episode )?(?:metadata|snips|info(?:rmation)?)\W*$", re.I)
"""Headings of the export's own, below which nothing but fields stands."""
FIELD_LINE = re.compile(r"^\s*[-*>]\s+(?:\*\*)?([A-Za-z][A-Za-z /]+?)(?:\*\*)?::?\s+(.*)$")


def read_episode(draft: DocumentBuilder, first: int, last: int) -> dict[str, Any]:
    """Takes the lines above the snips; keyword arguments of the episode's Document."""
    title, fields = _read_head(draft, first, last)
    known = fields.document_arguments(title or title_from_path(draft.note.path))
    return known | {"category": "podcasts"} | _episode(draft.note, fields, known)


def _episode(note: Note, fields: MetadataFields, known: dict[str, object]) -> dict[str, object]:
    """Title, speakers and link, which front matter and list name in their own words."""
    front = {key: list(flat_values(value)) for key, value in note.front.items()}
    people: list[str] = []
    for key in ("show_title", "show_author", "guests"):
        for name in front.get(key, []) or [fields.get(key)]:
            name = clean_text(name)
            if name and not any(name in other for other in people):
                people = [other for other in people if other not in name] + [name]
    title = (front.get("episode_title") or [fields.get("episode_title")])[0]
    link = (front.get("episode_url") or [fields.get("episode_url")])[0]
    return {
        "title": clean_text(title) or known["title"],
        "author": ", ".join(people) or known["author"],
        "url": next(iter(link_targets(link)), "") or known["url"],
    }


class _Head(MetadataFields):
    """Fields, with the names that only Snipd uses kept under its own keys."""

    OWN = {  # noqa: RUF012
        "episode title": "episode_title",
        "show": "show_title",
        "owner / host": "show_author",
        "guests": "guests",
        "episode url": "episode_url",
        "episode link": "episode_url",
    }

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[str, str] = {}

    def get(self, name: str) -> str:
        return self.own.get(name) or super().get(name)


def _read_head(draft: DocumentBuilder, first: int, last: int) -> tuple[str, MetadataFields]:
    note, fields, title = draft.note, _Head(), ""
    fields.add_front_matter(note.front)
    notes_from, part = 0, ""
    voice: Voice = "machine"
    for number in range(first, last + 1):
        line = note.line(number)
        heading = heading_of(line)
        if heading and heading[0] == 1 and not title:
            title = clean_text(heading[1])
        elif heading:
            part = "" if EXPORT_HEADING.match(heading[1]) else clean_text(heading[1])
            voice = _voice_below(part)
        elif part and line.strip() and not WRAPPER_LINE.match(line):
            _take_paragraph(draft, number, line, voice, (part,))
            continue
        if "</details>" in line.lower():
            notes_from = 0
        elif SUMMARY_LINE.match(line):
            notes_from = number + 1
        elif notes_from and not WRAPPER_LINE.match(line):
            _take_paragraph(draft, number, line, "author", ("Show notes",))
            continue
        pair = FIELD_LINE.match(line)
        if pair:
            key, value = pair[1].strip().lower(), pair[2]
            if key in fields.OWN:
                is_link = key.endswith(("url", "link"))
                fields.own.setdefault(fields.OWN[key], value if is_link else bare_link(value))
            elif "ai description" in key:
                _take_paragraph(draft, number, value, "machine", ())
                continue
            else:
                fields.add(*(split_field(line) or (key, value)))
        draft.mark_meta(number)
    return title, fields


def _voice_below(words: str) -> Voice:
    """Whose words stand below a heading above the snips: what is not said to be anybody's, a machine made."""
    label = parse_speaker_label(words)
    if NOTE_WORDS.match(words):
        return "reader"
    return label[0] if label else "author" if words.lower() == "show notes" else "machine"


def _take_paragraph(draft: DocumentBuilder, number: int, line: str, voice: Voice, section: tuple[str, ...]) -> None:
    text = clean_text(re.sub(r"^\s*>\s?", "", re.sub(r"<br\s*/?>(?:>\s*)?", "\n", line)))
    if text:
        draft.add_paragraph(Paragraph(text=text, line_start=number, line_end=number, section=section, voice=voice))

"""The text above an episode's snips in Snipd's export: fields, what a model wrote, and the show's own notes."""

from __future__ import annotations

import re
from typing import Any

from ingest.document import Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.extraction.podcast_clip import parse_speaker_label
from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link, link_targets
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.tags import flat_values
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text

WRAPPER_LINE = re.compile(r"^\s*(?:</?(?:details|blockquote|audio|source)\b[^>]*>\s*)+$|^\s*<(?:audio|img)\b.*$", re.I)
SUMMARY_LINE = re.compile(r"^\s*<summary>(.*?)</summary>\s*$", re.I)
NOTE_WORDS = re.compile(r"^\W*(?:my |your )?(?:notes?|thoughts?|comments?|reflections?)\W*$", re.I)
EXPORT_HEADING = re.compile(r"^\W*(?:episode )?(?:metadata|snips|info(?:rmation)?)\W*$", re.I)
"""Snipd's own headings, below which only fields stand."""
SNIPD_FIELDS = {
    "episode title": "episode_title",
    "show": "show_title",
    "owner / host": "show_author",
    "guests": "guests",
    "episode url": "episode_url",
    "episode link": "episode_url",
}
"""Labels of the list, and the front matter's keys for the same values."""
FIELD_LINE = re.compile(r"^\s*[-*>]\s+(?:\*\*)?([A-Za-z][A-Za-z /]+?)(?:\*\*)?::?\s+(.*)$")


def read_episode(draft: DocumentBuilder, first: int, last: int) -> dict[str, Any]:
    """Add the lines `first` to `last`, above the snips; keyword arguments of the episode's Document."""
    head = _HeadReader(draft)
    for number in range(first, last + 1):
        head.read_line(number)
    metadata = head.fields.document_arguments(head.title or title_from_path(draft.note.path))
    return metadata | {"category": "podcasts"} | _episode_arguments(draft.note, head.fields, metadata)


def _episode_arguments(note: Note, fields: MetadataFields, metadata: dict[str, object]) -> dict[str, object]:
    """Title, speakers and link, for which Snipd's front matter and list have keys of their own."""
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
        "title": clean_text(title) or metadata["title"],
        "author": ", ".join(people) or metadata["author"],
        "url": next(iter(link_targets(link)), "") or metadata["url"],
    }


class _SnipdFields(MetadataFields):
    """Fields, with those that only Snipd writes under its front matter's keys."""

    def __init__(self) -> None:
        super().__init__()
        self._snipd_values: dict[str, str] = {}

    def add_snipd(self, label: str, value: str) -> None:
        name = SNIPD_FIELDS[label]
        self._snipd_values.setdefault(name, value if name == "episode_url" else bare_link(value))

    def get(self, name: str) -> str:
        return self._snipd_values.get(name) or super().get(name)


class _HeadReader:
    """Reads the lines above the snips one by one.

    A line is a paragraph below a heading of its own (`## AI notes`), and below a `<summary>` up to `</details>`, where
    it is the show's; other lines are fields.
    """

    def __init__(self, draft: DocumentBuilder) -> None:
        self._draft = draft
        self.fields = _SnipdFields()
        self.fields.add_front_matter(draft.note.front)
        self.title = ""
        self._section = ""
        """The heading that the line stands below; "" below Snipd's own headings."""
        self._in_show_notes = False

    def read_line(self, number: int) -> None:
        line = self._draft.note.line(number)
        heading = heading_of(line)
        is_text = bool(not WRAPPER_LINE.match(line))
        if heading and heading[0] == 1 and not self.title:
            self.title = clean_text(heading[1])
        elif heading:
            self._section = "" if EXPORT_HEADING.match(heading[1]) else clean_text(heading[1])
        elif self._section and line.strip() and is_text:
            _add_line(self._draft, number, line, _voice_below(self._section), (self._section,))
            return
        if "</details>" in line.lower():
            self._in_show_notes = False
        elif SUMMARY_LINE.match(line):
            self._in_show_notes = True
        elif self._in_show_notes and is_text:
            _add_line(self._draft, number, line, "author", ("Show notes",))
            return
        field = FIELD_LINE.match(line)
        if field and "ai description" in field[1].lower():
            _add_line(self._draft, number, field[2], "machine", ())
            return
        if field:
            self._add_field(line, field[1].strip().lower(), field[2])
        self._draft.mark_meta(number)

    def _add_field(self, line: str, label: str, value: str) -> None:
        if label in SNIPD_FIELDS:
            self.fields.add_snipd(label, value)
        else:
            self.fields.add(*(split_field(line) or (label, value)))


def _voice_below(words: str) -> Voice:
    """Whose words stand below a heading above the snips; a machine's where it does not say."""
    label = parse_speaker_label(words)
    if NOTE_WORDS.match(words):
        return "reader"
    return label[0] if label else "author" if words.lower() == "show notes" else "machine"


def _add_line(draft: DocumentBuilder, number: int, line: str, voice: Voice, section: tuple[str, ...]) -> None:
    text = clean_text(re.sub(r"^\s*>\s?", "", re.sub(r"<br\s*/?>(?:>\s*)?", "\n", line)))
    if text:
        draft.add_paragraph(Paragraph(text=text, line_start=number, line_end=number, section=section, voice=voice))

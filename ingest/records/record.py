"""A highlight being read from a page of any tool."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from ingest.document import Highlight, Paragraph, Voice
from ingest.markdown.links import link_targets
from ingest.metadata.annotations import Annotations
from ingest.metadata.labels import Label
from ingest.metadata.locations import strip_location, tidy_location
from ingest.metadata.record_heads import Head, read_head
from ingest.metadata.title_author import is_name
from ingest.metadata.trailing_metadata import OPENING_QUOTES, strip_trailing_metadata
from ingest.metadata.written_dates import read_date
from ingest.records.blocks import Mark
from ingest.text.clean import clean_text

LABELLED_LINK = re.compile(r"\[(?P<label>[^\[\]]*)\]\((?P<url>\S+)\)\W*$")
BARE_ADDRESS = re.compile(r"^[a-z][\w+.-]*://\S+$")
ATTRIBUTION = re.compile(r"^\s*[—–-]{1,2}\s*[*_]*(?P<name>[^\W\d_][^,(*_\n]{2,40})(?P<rest>(?:[,(*_].{0,100})?)$")
ATTRIBUTION_BEHIND = re.compile(
    r"^(?P<words>.*(?:[.!?…][\"”’»]?|[\"”»]))\s*(?:[—–]|--?\s|\((?=[^()]*\)$))\s*[*_]*"
    r"(?P<name>[^\W\d_][^,(*_\n]{2,40}?)(?P<rest>(?:[,*_].{0,100}?)?)\)?$"
)
"""Behind a sentence or quotation: `"…" (Maren Voss)`, `…. — Maren Voss, Salt and Tide`."""
RecordType = Literal["highlight", "note", "bookmark"]


@dataclass(slots=True)
class Record:
    """Lines of one highlight, or of a note that stands alone, with what was said of it so far."""

    start: int
    end: int
    type: str = "highlight"
    mark: Mark = ""
    """What showed that it is one."""
    section: tuple[str, ...] = ()
    title: str = ""
    author: str = ""
    texts: list[str] = field(default_factory=list)
    annotations: Annotations = field(default_factory=Annotations)
    contexts: list[str] = field(default_factory=list)
    """What the work says right before and behind it."""
    citation: str = ""
    location: str = ""
    url: str = ""
    is_quotation: bool = False
    """Whether its text stands in a block quotation."""
    is_listed: bool = False
    """Whether it begins with a bullet."""
    is_typed: bool = False
    """Whether a head says what it is."""
    is_own: bool = False
    """Whether it is the reader's, by where it stands."""
    slot: str = "text"
    """What the next line without a label continues: `text`, `note`, …"""

    @property
    def has_text(self) -> bool:
        return any(text.strip() for text in self.texts)

    @property
    def is_closed_quotation(self) -> bool:
        """Whether the text so far is one whole quotation in marks."""
        begins = bool(self.texts) and self.texts[0][:1] in OPENING_QUOTES
        return begins and strip_trailing_metadata("\n".join(self.texts)).quoted

    @property
    def is_emphasised(self) -> bool:
        return any(text[:1] in ("*", "_") for text in self.texts)

    @property
    def is_empty(self) -> bool:
        """Whether neither text nor note was read."""
        return not self.has_text and not self.annotations.notes

    @property
    def is_remark(self) -> bool:
        """Whether the text's own tail says that it is the reader's note: `([note on p. 27](…))`."""
        return strip_trailing_metadata("\n".join(self.texts)).type == "note"

    def add_head(self, head: Head, end: int) -> None:
        """Adds what a head says; its value is the text, or the note of a note."""
        self.end = max(self.end, end)
        self.location, self.url = self.location or head.location, self.url or head.url
        self.annotations.date = self.annotations.date or head.date
        self.annotations.color = self.annotations.color or head.color
        if head.chapter:
            self.section = (*self.section, head.chapter)
        if head.value:
            self.add_line(head.value, end)

    def add_label(self, label: Label, end: int) -> None:
        """Adds what a label says; one without a value names what the next lines are."""
        self.end = max(self.end, end)
        self.slot = label.kind
        if label.value:
            self.add_line(label.value, end)
        if label.kind not in ("note", "text", "tags"):
            self.slot = "" if label.value else label.kind

    def add_line(self, line: str, end: int) -> None:
        """Adds a line to what is being read."""
        self.end = max(self.end, end)
        match self.slot:
            case "note":
                stripped = strip_trailing_metadata(line) if "](" in line else None
                self.annotations.add("note", [stripped.text if stripped and stripped.is_placed else line])
            case "tags":
                self.annotations.add("tags", [line])
            case "color":
                self.annotations.add("color", [line])
            case "date":
                self.annotations.date = self.annotations.date or read_date(line)
            case "page" | "location":
                self._add_place(line, self.slot)
            case "link":
                self._add_link(line)
            case "chapter":
                self.section = (*self.section, clean_text(line))
            case "context":
                self.contexts.append(line)
            case "text":
                self.texts.append(line)

    def _add_link(self, line: str) -> None:
        """Adds a link; its label may be a place or date."""
        link = LABELLED_LINK.search(line)
        self.annotations.add("place", [line])
        self.url = self.url or (link["url"] if link else line if BARE_ADDRESS.match(line) else "")
        head = read_head(link["label"]) if link else None
        if head and not head.value:
            self.location = self.location or head.location
            self.annotations.date = self.annotations.date or head.date

    def _add_place(self, line: str, kind: str) -> None:
        located, targets = strip_location(line), link_targets(line)
        if targets:
            self.annotations.add("place", [line])
        words = clean_text(line)
        inner = words[1 : words.find("]")] if words.startswith("[") and "]" in words else words
        place = located.location or inner
        self.location = self.location or (
            f"{kind.capitalize()} {place}" if place[:1].isdigit() else tidy_location(place)
        )

    def as_highlight(self, voice: Voice = "author") -> Highlight | None:
        """The highlight, or None where it has no words.

        Changes the record: takes over the citation, note, tags and date that stand behind the text. Call it once.
        """
        stripped = strip_trailing_metadata(self._take_attribution())
        if not stripped.text:
            return None
        place = self.annotations.place
        link = next(iter(link_targets(place)), "")
        self.citation = stripped.citation or self.citation
        if stripped.remark:
            self.annotations.add("note", [stripped.remark])
        self.annotations.tags += [tag for tag in stripped.tags if tag not in self.annotations.tags]
        self.annotations.date = self.annotations.date or stripped.date
        return self.annotations.apply_to(
            Highlight(
                text=stripped.text,
                line_start=self.start,
                line_end=self.end,
                location=self.location or stripped.location or strip_location(place).location,
                url=stripped.url or link or self.url,
                readwise_id=stripped.readwise_id,
                section=self.section,
                voice=voice,
            )
        )

    def cite(self, citation: str) -> None:
        """Adds who said it, perhaps where: `Maren Voss, Salt and Tide, p. 12`."""
        self.citation = citation.strip("—–- ")
        place = read_head(citation.rpartition(",")[2].strip("() "))
        self.location = self.location or (place.location if place and not place.value else "")

    @property
    def attribution(self) -> re.Match[str] | None:
        """The last line of the text, or its end, where it names who said it: `— Maren Voss, Salt and Tide, p. 12`."""
        lines = "\n".join(self.texts).rstrip().split("\n")
        below = ATTRIBUTION.match(lines[-1]) if len(lines) > 1 else None
        return below if below and is_name(below["name"].strip()) else attribution_behind(lines[-1])

    @property
    def cited_author(self) -> str:
        """Who said it, by its attribution or citation; "" where neither names a person."""
        match = self.attribution
        name = match["name"] if match else self.citation.partition(",")[0]
        return name.strip() if is_name(name.strip()) else ""

    def _take_attribution(self) -> str:
        """The text without its attribution, which is its citation and says its place."""
        lines = "\n".join(self.texts).rstrip().split("\n")
        if match := self.attribution:
            self.cite(f"{match['name']}{match['rest']}")
            lines[-1:] = [match["words"]] if "words" in match.groupdict() else []
        return "\n".join(lines)

    def as_paragraph(self, voice: Voice) -> Paragraph | None:
        """The record as a paragraph of its own: a note on no highlight."""
        stripped = strip_trailing_metadata("\n".join([*self.texts, *self.annotations.notes]))
        if not stripped.text:
            return None
        return Paragraph(
            text=stripped.text,
            line_start=self.start,
            line_end=self.end,
            section=self.section,
            voice=voice,
            location=self.location or stripped.location,
            url=stripped.url,
        )


def attribution_behind(line: str) -> re.Match[str] | None:
    """Who said a line's words, named behind them."""
    match = ATTRIBUTION_BEHIND.match(line)
    return match if match and is_name(match["name"].strip()) else None

"""The annotations of a highlight in the lines below it: note, tags, colour, date, place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ingest.document import Highlight
from ingest.metadata.labels import GLYPH, label_kind
from ingest.metadata.locations import REMEMBERED_LINES
from ingest.metadata.tags import tag_list
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

WORDS_OF_KIND = {
    "note": "note notes my_note personal_note comment comments annotation annotations my_notes thought thoughts remark "
    "nota notas notiz notizen anmerkung commentaire remarque メモ ノート 笔记 备注 注释 想法",
    "tags": "tags tag labels etiquetas etiqueta schlagwörter étiquettes tag(s) タグ 标签",
    "date": "date highlighted_at highlighted date_highlighted added created updated updated_on added_on fecha datum",
    "color": "color colour farbe couleur 颜色",
    "place": "location page time link url position place ubicación página seite posición 位置 页码 ページ",
    "ignored": "id collapsed card-last-interval card-repeats card-ease-factor card-next-schedule card-last-reviewed "
    "card-last-score readwise_id background-color heading ls-type hl-page hl-color hl-type",
}
KIND_OF_WORD = {word: kind for kind, words in WORDS_OF_KIND.items() for word in words.split()}
KIND_OF_GLYPH = {"note": "note", "date": "date", "tag": "tags", "place": "place"}
LABELLED_LINE = re.compile(
    r"^[*_]{0,2}(?P<key>[^\W\d_][\w -]{0,24}?)[*_]{0,2}\s*(?P<sep>::|:|：)[*_]{0,2}(?:\s+|$)(?P<value>.*)$"
)
BARE_NUMBER = re.compile(r"^(\[?)(\d)")
"""A number whose label stands before the colon: `Location: 55`, `Page: [12](https://…)`."""
BLOCK_ID = re.compile(r"\s*\^[\w-]*\d[\w-]*\s*$")
TAG_COLORS = frozenset(["yellow", "blue", "pink", "orange", "green", "purple", "red"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A line `Note: …`, `**Tags**: …` or `Date:: …` in its parts."""

    kind: str
    """A key of `WORDS_OF_KIND`."""
    value: str


@lru_cache(maxsize=REMEMBERED_LINES)
def parse_annotation(text: str) -> Annotation | None:
    """The annotation that the word before the colon or a sign before all words names; None for any other line."""
    glyph = GLYPH.match(text) if text[:1] and not text[0].isascii() else None
    text = text[glyph.end() :] if glyph else text
    match = LABELLED_LINE.match(text)
    if not match:
        kind = KIND_OF_GLYPH.get(glyph.lastgroup or "", "") if glyph else ""
        return Annotation(kind=kind, value=text.strip()) if kind else None
    key = re.sub(r"\s+", "_", match["key"].strip().lower())
    kind = KIND_OF_WORD.get(key) or KIND_OF_WORD.get(key.replace("_", "-")) or _kind_in_vocabulary(key)
    if not kind:
        return None
    value = match["value"].strip()
    if kind == "place" and key in ("location", "page"):
        value = BARE_NUMBER.sub(rf"\1{key.capitalize()} \2", value)
    return Annotation(kind=kind, value=value)


def _kind_in_vocabulary(key: str) -> str:
    """The kind of a label in any language of the vocabulary that annotates a highlight; "" for any other."""
    kind = label_kind(key)
    return "place" if kind in ("page", "location", "link") else kind if kind in WORDS_OF_KIND else ""


@dataclass(slots=True)
class Annotations:
    """The annotations of one highlight that were read so far."""

    notes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    color: str = ""
    date: str = ""
    place: str = ""

    def add(self, kind: str, lines: list[str]) -> None:
        """Adds one annotation, given its lines without indentation."""
        text = clean_text("\n".join(lines))
        if kind == "note":
            text = BLOCK_ID.sub("", text).strip()
            if text:
                self.notes.append(text)
        elif kind == "tags":
            self.tags += [tag for tag in tag_list(text) if tag not in self.tags]
        elif kind == "color":
            self.color = self.color or next(iter(tag_list(text)), "").lower()
        elif kind == "date":
            self.date = self.date or iso_date(text)
        elif kind == "place":
            self.place = self.place or text

    def apply_to(self, highlight: Highlight) -> Highlight:
        """The highlight with these annotations. A tag that is a colour, as Kindle exports write it, is both."""
        color = self.color or next((tag for tag in self.tags if tag in TAG_COLORS), "")
        return replace(
            highlight,
            note="\n".join(self.notes) or highlight.note,
            tags=tuple(self.tags) or highlight.tags,
            color=color or highlight.color,
            highlighted_at=self.date or highlight.highlighted_at,
            favorite=highlight.favorite or "favorite" in self.tags or "favourite" in self.tags,
        )


def is_annotation(text: str) -> bool:
    """Whether a bullet annotates the highlight above it rather than being one."""
    annotation = parse_annotation(text)
    return annotation is not None and annotation.kind in ("note", "tags", "place")

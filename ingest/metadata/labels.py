"""The words by which reading tools label the parts of a highlight and of a work, in the languages people read in.

`labels.json` holds them by kind and language; a word added there is known to every reader.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from ingest.text.scripts import VOWEL_SIGNS

VOCABULARY: dict[str, Any] = json.loads(Path(__file__).with_name("labels.json").read_text("utf-8"))

GLYPH_KINDS = ("note", "text", "chapter", "date", "place", "tag")
GLYPH = re.compile(
    "^(?:"
    + "|".join(
        f"(?P<{kind}>{'|'.join(sorted(map(re.escape, VOCABULARY[f'{kind}_signs']), key=len, reverse=True))})"
        for kind in GLYPH_KINDS
    )
    + ")\ufe0f?[ \t]*"
)
"""A sign before words that says what they are: a note, a highlight, a chapter, a date, a place or tags."""
LABEL = re.compile(
    r"^(?:[^\w\s*_\[(#>|`-]\ufe0f?\s*)?[*_]{0,3}"
    rf"(?P<key>[^\W\d_](?:[\w{VOWEL_SIGNS} /&'’.()-]{{0,28}}?[\w{VOWEL_SIGNS}).])?)"
    r"[*_]{0,3}\s*(?P<sep>::|:|：)[*_]{0,3}(?:\s+|(?<=：)|(?<=：[*_])|(?<=：[*_]{2})|$)(?P<value>.*)$",
    re.S,
)
OPENING_BRACKETS = ("【", "〔", "[", "(", "（")
BRACKETED = re.compile(
    r"^(?P<open>[【〔\[(（])(?P<key>[^\[\]【】()（）]{1,30})[】〕\])）](?!\()\s*[:：]?\s*(?P<value>.*)$", re.S
)
IN_BRACKETS = re.compile(r"^[\[(（](?P<inner>[^\W\d_][^\[\]()（）:：]{0,28}[:：]\s[^\[\]]*)[\])）]$", re.S)
"""A label and its value in one pair of brackets: `[Note: words]`."""
EMPHASISED = re.compile(r"^(?P<sign>[*_])(?P<inner>[^\W_*][^*_]*)(?P=sign)$", re.S)
"""A label with its value in italics: `*Note: words*`."""
PRAISE = ("key", "best", "favourite", "favorite", "kindle", "book", "all", "some", "selected", "le")
SECOND_PART = re.compile(r"\s*(?:&|\+|\b(?:and|und|et|e|y|и|en|i|ve|och)\b)\s*[^\W\d_][\w ]*$")
AROUND_HEADING = re.compile(r"^\W+|\s+(?:synced|exported|imported|updated)\b.*$|\W+$|\(\d+\)")
"""Signs, counts, and where and when a tool wrote what stands below: `Highlights synced from Tidebook on 4 March`."""
CAMEL_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
"""Within a name such as `highlightText`."""
FIRST_WIDE_LETTER = 0x3000
"""Of scripts that put no space between words."""
SPACES = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A line `Note: words`, `**Tags**:: words` or `【Page】12` in its parts."""

    kind: str
    """A key of `labels` in labels.json."""
    key: str
    value: str


def folded(words: str) -> str:
    """Words as the vocabulary writes them: composed letters, lower case, single spaces, no marks around."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", words).casefold()).strip(" *_.:：#")


@cache
def _kinds() -> dict[str, str]:
    kinds: dict[str, str] = {}
    for kind, languages in VOCABULARY["labels"].items():
        for words in languages.values():
            for word in words:
                kinds.setdefault(folded(word), kind)
    for words in VOCABULARY["types"]["highlight"].values():
        for word in words:
            kinds.setdefault(folded(word), "text")
    return kinds


def label_kind(key: str) -> str:
    """The kind that a label's words mean, or ""."""
    plain = folded(CAMEL_BREAK.sub(" ", key))
    first, _, rest = plain.partition(" ")
    is_qualified = first in _headings("possessives") or first in _headings("labelled_things")
    return _kinds().get(plain) or (_kinds().get(rest, "") if is_qualified else "")


def read_label(text: str) -> Label | None:
    """The label that begins a line (bullets and quotation marks removed), or None where its words mean no kind."""
    text = unicodedata.normalize("NFC", text)
    if text[:1] in "*_" and (whole := EMPHASISED.match(text)):
        text = whole["inner"]
    if text[:1] in OPENING_BRACKETS and (inner := IN_BRACKETS.match(text)):
        text = inner["inner"]
    match = LABEL.match(text) if ":" in text or "：" in text else None
    if not match and text[:1] in OPENING_BRACKETS:
        match = BRACKETED.match(text)
    kind = label_kind(match["key"]) if match else ""
    return Label(kind=kind, key=match["key"].strip(), value=match["value"].strip()) if match and kind else None


def is_heading_of(words: str, name: str) -> bool:
    """Whether a heading's words are among the vocabulary's list `name`, such as `highlight_headings`.

    `My favourite quotes & notes (12)` is: words of praise before it and a second part behind it do not count.
    """
    return not _headings(name).isdisjoint(_heading_words(words))


@lru_cache(maxsize=256)
def _heading_words(words: str) -> tuple[str, str]:
    """A heading's words without signs and counts, and these without praise and a second part."""
    plain = folded(AROUND_HEADING.sub("", words))
    return plain, _praise().sub("", SECOND_PART.sub("", plain))


@cache
def _praise() -> re.Pattern[str]:
    """Words of praise and of possession before a heading's own: `My favourite `, `我的`."""
    words = (*PRAISE, *VOCABULARY["possessives"])
    spaced = "|".join(re.escape(word) for word in words if word.isascii() or ord(word[0]) < FIRST_WIDE_LETTER)
    wide = "|".join(re.escape(word) for word in words if ord(word[0]) >= FIRST_WIDE_LETTER)
    return re.compile(rf"^(?:(?:{spaced})\s+|(?:{wide})\s*)+")


@cache
def _headings(name: str) -> frozenset[str]:
    return frozenset(map(folded, VOCABULARY[name]))


@cache
def begins_with_any(name: str) -> re.Pattern[str]:
    """A pattern for text that begins with one of the vocabulary's phrases `name`."""
    words = sorted(map(re.escape, VOCABULARY[name]), key=len, reverse=True)
    return re.compile(rf"^\W*(?:{'|'.join(words)})", re.I)


KEYS_OF_FIELD = {
    "author": "author authors by creator creators byline writer speaker speakers guest guests host hosts channel "
    "autor autora autores autore auteur verfasser автор 著者 作者",
    "full title": "full_title fulltitle book_title título_completo titre_complet titolo_completo "
    "vollständiger_titel 完整标题",
    "title": "title name headline título titulo titel titre titolo название タイトル 标题 书名",
    "category": "category categories type media media_type kind source_type medium categoría categoria kategorie "
    "catégorie カテゴリ 分类",
    "url": "url link original_url source_url web_url permalink episode_url original unique_url uri 链接 网址 pc地址",
    "source": "source reference read_original",
    "published": "published published_at published_date publish_date publication_date date_published "
    "publishdate publish publish_on issued release_date released 出版时间 出版日期 pubdate episode_publish_date "
    "date_publish",
    "date": "date created created_at created_time date_created updated saved date_saved saved_at date_added added "
    "clipped clipped_at date_clipped captured captured_at",
    "highlighted": "date_highlighted highlighted highlighted_at last_highlighted lasthighlighted "
    "last_highlighted_at last_highlighted_on last_annotated lastannotateddate",
    "tags": "tags document_tags doc_tags topics keywords tag book_tags labels etiquetas schlagwörter étiquettes "
    "タグ 标签",
    "summary": "summary ai_summary description abstract resumen resumo zusammenfassung résumé 摘要 简介",
    "note": "document_note document_notes doc_note note my_note notes",
    "asin": "asin",
    "book id": "book_id user_book_id readwise_id bookid",
    "aliases": "aliases alias",
    "known": "isbn cover image cover_url cover_image rating length duration publisher language word_count wordcount "
    "site status progress num_highlights highlights_count number_of_highlights last_updated_on updated_at "
    "show podcast series id uuid uri_type imported created_by edition pages year genre folder "
    "readwise_url highlights_url highlight_count cssclass cssclasses last_synced synced state deck created_on "
    "read finished started date_read last_updated draft",
}
FIELD_OF_KIND = {
    "title": "title", "author": "author", "link": "url", "published": "published", "category": "category",
    "tags": "tags",
}  # fmt: skip
"""The field that a key means by its kind of label, where no field has its name."""
FIELD_OF_KEY = (
    {folded(word): "source" for word in VOCABULARY["source_words"] if not word.isascii()}
    | {
        folded(word).replace(" ", "_"): field
        for kind, field in FIELD_OF_KIND.items()
        for language, words in VOCABULARY["labels"][kind].items()
        for word in words
        if language != "en"
    }
    | {key: field for field, keys in KEYS_OF_FIELD.items() for key in keys.split()}
)
"""Words that English has too are left out of the vocabulary's: `book`, `via` or `open` begin lines of any kind."""

SHOWN_FIELDS = {
    "author": "author",
    "full title": "title",
    "title": "title",
    "category": "category",
    "url": "url",
    "source": "url",
    "published": "published",
    "date": "date",
    "tags": "tags",
    "note": "note",
    "aliases": "title",
}
"""The argument of a Document that shows a field."""


@lru_cache(maxsize=4096)
def field_name(key: str) -> str:
    """The field that a key means: `author`, `full title`, …; "known" where it is not used; "" where it is unknown."""
    plain = re.sub(r"[\s-]+", "_", key.strip().casefold())
    return FIELD_OF_KEY.get(plain if plain.isascii() else unicodedata.normalize("NFC", plain), "")

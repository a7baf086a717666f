"""The fields of a document from metadata as exporters write it: `- Author: [[X]]`, `author:: X`, front matter."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.markdown.links import bare_link, link_targets
from ingest.metadata.labels import FIELD_OF_KIND, SHOWN_FIELDS, field_name, folded, is_heading_of, label_kind
from ingest.metadata.tags import (
    author_names,
    category_of,
    category_of_tags,
    date_in_parts,
    flat_pairs,
    flat_values,
    names_in,
    tag_list,
    unescape,
)
from ingest.metadata.titles import tidy_title
from ingest.metadata.written_dates import read_date
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date, iso_month
from ingest.text.first_person import PRONOUNS
from ingest.text.scripts import VOWEL_SIGNS
from ingest.text.words import plain_words

FIELD_LINE = re.compile(
    r"^\s*(?:(?:[-*+>•|]|\[[ x]\])\s+)*(?P<open>\**_*\[{0,2}\**)(?P<key>[^\W\d_][\w"
    + VOWEL_SIGNS
    + r" /-]{0,30}?(?: \([A-Z]{2,8}\))?)"
    r"(?:\]\(<?[^()]*>?\)|\]\])?(?P<sep>\**_*\s*::|\s*:\**_*|\**_*\s*[:：]|\**_*\s+\|)\s*(?P<value>.*?)\s*\\?$"
)
PLACEHOLDER = re.compile(
    r"^(?:\[?\[?\{.*\}\]?\]?|\[{0,2}(?:None|null|undefined|_null|\[email\W+protected\])\]{0,2}|n/?a|<%.*%>|unknown)$",
    re.I,
)
TITLE_NUMBER = re.compile(r"\s*[(\d)]+$")
"""Behind the name of a note that has none: `Untitled 3`."""
MAX_BARS = 3
"""Of a row of a table with a key and a value."""
MAX_KEY_WORDS = 3
MAX_VALUE_WORDS = 12
UNFILLED = re.compile(r"^\[{0,2}\{[^{}]*\}\]{0,2}$")
ADDRESS = re.compile(r"^<?https?://\S+>?$")
"""A value that says where a work is, whatever its key: `Quelle: https://…`."""
PAGE_TABLES = ("params", "extra", "taxonomies")
WIKILINK = re.compile(r"^\[\[[^\[\]]+\]\]$")
MAIL_ADDRESS = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")


def split_field(line: str) -> tuple[str, str] | None:
    """Key and value of a metadata line in any of its forms, or None.

    `- Author: [[X]]`, `* Author: X`, `**Author:** X`, `Author:: X`, `- **[Author](<Author.md>):** X`,
    `- [[Author]]: X`.
    """
    match = FIELD_LINE.match(line)
    if not match or (line.lstrip()[:1] == "|" and line.count("|") > MAX_BARS):
        return None
    value = match["value"]
    if match["open"].startswith("**") and value.startswith("**") and not match["sep"].strip(": ").endswith("*"):
        value = value[2:].strip()
    if line.lstrip().startswith("|"):
        value = value.rstrip("|").strip()
    return match["key"].strip(), value


def read_field_block(lines: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs of lines that each are a short field, most of them of a known name or the first a day with its time;
    none where they are anything else."""
    pairs = [pair for line in lines if (pair := split_field(line))]
    known = sum(bool(field_name(key) or label_kind(key) in FIELD_OF_KIND) for key, _ in pairs)
    if any(label_kind(key) == "text" for key, _ in pairs):
        return []
    is_short = all(len(key.split()) <= MAX_KEY_WORDS and len(value.split()) <= MAX_VALUE_WORDS for key, value in pairs)
    is_dated = bool(pairs) and field_name(pairs[0][0]) == "date" and "T" in read_date(pairs[0][1])
    return pairs if len(pairs) == len(lines) > 1 and is_short and (is_dated or 2 * known > len(pairs)) else []


def is_holder(key: str) -> bool:
    """Whether a key of front matter is over the fields of a work, or of a page as Hugo and Zola write them."""
    return label_kind(key) == "title" or field_name(key) == "source" or key.casefold() in PAGE_TABLES


def _inner_values(front: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a work a level deeper, `book: {title: …}`, by their own names."""
    works = (value for key, value in front.items() if is_holder(key))
    inner = (value.items() for value in works if isinstance(value, dict))
    return {key: value for items in inner for key, value in items if isinstance(value, str | list)}


class MetadataFields:
    """The metadata of one document, collected in any order; the first value of a field stays."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._fallback: dict[str, str] = {}
        self._keeper = ""
        """Who keeps these notes: an author whose front matter gives a mail address."""
        self._tags: list[str] = []
        self._pairs: dict[str, str] = {}
        """All pairs as written."""

    def keep(self, key: str, value: str) -> None:
        """Keeps a pair as written, so that it is shown even where its key is unknown."""
        key, value = key.strip(), value.strip()
        kept = self._pairs.get(key, "")
        if key not in self._pairs or (value and value not in kept.split("; ")):
            self._pairs[key] = f"{kept}; {value}" if kept else value

    @property
    def pairs(self) -> Mapping[str, str]:
        """All pairs as written."""
        return self._pairs

    def add(self, key: str, value: str) -> bool:
        """Adds one pair; returns whether its key is known."""
        name = field_name(key)
        if not name:
            return False
        self.keep(key, value.strip())
        self._set(name, value.strip())
        return True

    def _set(self, name: str, value: str) -> None:
        """Sets a field that has no value yet; an address must be one."""
        if name == "author" and value.casefold() in PRONOUNS:
            return
        if name == "title" and ADDRESS.match(value):
            name = "source"
        if name in ("title", "full title") and is_heading_of(TITLE_NUMBER.sub("", value), "untitled"):
            return
        if PLACEHOLDER.match(value) or not value or (name in ("url", "source") and not link_targets(value)):
            return
        if name == "tags":
            self.add_tags(value)
        else:
            self._values.setdefault(name, value)

    def add_tags(self, value: str) -> None:
        for tag in tag_list(value):
            if tag not in self._tags:
                self._tags.append(tag)

    def add_front_matter(self, front: Mapping[str, Any], *, author_yields: bool = False) -> None:
        """Adds front matter. Where `author_yields`, its author counts only if no other is named.

        Templates that add front matter to an export may name the keeper of the notes as author. An author with a
        mail address is the keeper, and wrote the notes that have no source.
        """
        for key, text in flat_pairs(front):
            self.keep(key, text)
        front = {**_inner_values(front), **front}
        named = {key: field_name(key) for key in front}
        others = {key: FIELD_OF_KIND.get(label_kind(key), "") for key, name in named.items() if not name}
        for key, name in (*named.items(), *others.items()):
            if name:
                self._add_front_value(name, front[key], author_yields=author_yields)

    def _add_front_value(self, name: str, value: Any, *, author_yields: bool) -> None:
        texts = list(names_in(value) if name == "author" else flat_values(date_in_parts(value)))
        if name == "tags" or (name == "url" and texts and all(map(WIKILINK.match, texts))):
            self._add_front_tags(value, texts)
            return
        if name == "author":
            texts = [", ".join(bare_link(text) for text in texts)]
        if texts and name == "author" and MAIL_ADDRESS.search(texts[0]):
            self._keeper = self._keeper or texts[0]
        elif texts and author_yields and name == "author" and not PLACEHOLDER.match(texts[0]):
            self._fallback.setdefault("author", texts[0])
        elif texts:
            self._set(name, texts[0])

    def _add_front_tags(self, value: Any, texts: list[str]) -> None:
        """Tags of front matter: a space separates them as a comma does, except within an item of a list."""
        for text in texts:
            if re.search(r"[#,;\[\]]", text):
                self.add_tags(text)
            else:
                for tag in text.split() if isinstance(value, str) else [text]:
                    self.add_tags(f"[[{tag}]]")

    def get(self, name: str) -> str:
        """The value of a field as it was written, or ""."""
        return self._values.get(name) or self._fallback.get(name, "")

    @property
    def category(self) -> str:
        return category_of(self.get("category"))

    @property
    def highlighted(self) -> str:
        """When it was highlighted, in ISO 8601, or ""."""
        return iso_date(self.get("highlighted"))

    def document_arguments(self, title: str = "") -> dict[str, Any]:
        """Keyword arguments for a Document. `title`, a heading or file name, is used where no field has one."""
        full = clean_text(bare_link(unescape(self.get("full title"))))
        short = clean_text(bare_link(unescape(self.get("title"))))
        url = next(iter(link_targets(self.get("url")) or link_targets(self.get("source"))), "")
        shown: dict[str, Any] = {
            "title": full or short or unescape(title),
            "author": author_names(self.get("author") or ("" if url else self._keeper)),
            "category": self.category or category_of_tags(self._tags),
            "url": unescape(html.unescape(url)),
            "published": _day(self.get("published")) or iso_month(self.get("published")),
            "date": _day(self.get("date")) or self.highlighted,
            "tags": tuple(self._tags),
            "note": clean_text(self.get("note")),
            "asin": self.get("asin"),
            "readwise_id": self.get("book id") if self.get("book id").isdigit() else "",
        }
        return shown | {"fields": tuple(self._other_pairs(shown))}

    def _other_pairs(self, shown: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """The pairs whose words no argument of the Document shows; those of a template that nothing filled, and a
        second spelling of a key with the same value, are left out."""
        told = set[tuple[str, str]]()
        for key, value in self._pairs.items():
            name = field_name(key)
            is_told = (folded(key), value) in told or _is_shown(value, shown, SHOWN_FIELDS.get(name, ""))
            if not is_told and not UNFILLED.match(value) and (value or not name):
                told.add((folded(key), value))
                yield key, value


def _day(value: str) -> str:
    """The date in a value, also one in words: `1. Februar 2024`."""
    return iso_date(value) or read_date(value)[:10]


def _is_shown(value: str, shown: Mapping[str, Any], name: str) -> bool:
    """Whether an argument holds the words of a value; an exporter's words around a title do not count."""
    argument = shown.get(name, "")
    if name == "title":
        argument, value = tidy_title(argument), tidy_title(value)
    words = set(plain_words(argument if isinstance(argument, str) else "\n".join(argument)))
    return bool(value and argument) and words.issuperset(plain_words(value))

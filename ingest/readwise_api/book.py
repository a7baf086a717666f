"""A book as Readwise's API gives it, and how a later answer changes it. Pure.

An answer to `updatedAfter` holds only a book's changed highlights. They are merged by id: highlights that it does not
name stay, deleted and discarded ones go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeGuard

LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
"""A file that holds them would be taken for a binary one."""


class UnexpectedAnswer(Exception):
    """An answer differs from what the API documents. The message is one clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadwiseHighlight:
    """A highlight of the account as the API gives it, with the action tags still in its note."""

    id: int
    text: str
    """Never empty."""
    note: str = ""
    tags: tuple[str, ...] = ()
    color: str = ""
    location: int = -1
    """-1 where unset; its unit is `location_type`: seconds for `time_offset`."""
    location_type: str = ""
    highlighted_at: str = ""
    """ISO 8601, as given."""
    updated_at: str = ""
    url: str = ""
    """In its tool: Reader, a tweet, a snip."""
    readwise_url: str = ""
    favorite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A book, article, episode or thread of the account."""

    id: int
    """`user_book_id`."""
    title: str = ""
    author: str = ""
    category: str = ""
    source: str = ""
    """The tool it came from."""
    url: str = ""
    """Of the work itself."""
    unique_url: str = ""
    """Of the document in its tool."""
    readwise_url: str = ""
    asin: str = ""
    summary: str = ""
    note: str = ""
    """The reader's note on the whole."""
    tags: tuple[str, ...] = ()
    highlights: tuple[ReadwiseHighlight, ...] = ()
    """In reading order."""


FRONT_FIELDS = tuple(field.name for field in fields(Book) if field.name not in ("id", "highlights"))
"""The fields at the head of a book's file, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One book of an answer."""

    book: Book
    """With its changed highlights only."""
    deleted: bool = False
    """Whether the whole book was deleted."""
    removed_ids: frozenset[int] = field(default=frozenset())
    """Of highlights that were deleted or discarded."""


def update_from_api(data: Any) -> Update:
    """The update that one of an answer's `results` holds. Raises UnexpectedAnswer where an id is missing."""
    if not isinstance(data, Mapping) or not _is_id(data.get("user_book_id")):
        raise UnexpectedAnswer("a book in it has no id")
    listed = data.get("highlights") or ()
    if not isinstance(listed, list | tuple) or not all(
        isinstance(item, Mapping) and _is_id(item.get("id")) for item in listed
    ):
        raise UnexpectedAnswer(f"book {data['user_book_id']} has highlights without an id")
    removed = {item["id"] for item in listed if item.get("is_deleted") or item.get("is_discard")}
    highlights = [_read_highlight(item) for item in listed if item["id"] not in removed]
    lines = {name: _line(data, name) for name in ("author", "category", "source", "unique_url", "readwise_url", "asin")}
    book = Book(
        id=data["user_book_id"],
        title=_line(data, "title") or _line(data, "readable_title"),
        url=_line(data, "source_url"),
        summary=_text(data, "summary"),
        note=_text(data, "document_note"),
        tags=_tag_names(data.get("book_tags")),
        highlights=sort_highlights(highlight for highlight in highlights if highlight.text),
        **lines,
    )
    return Update(book=book, deleted=bool(data.get("is_deleted")), removed_ids=frozenset(removed))


def merge_update(before: Book | None, update: Update) -> Book | None:
    """The book after an update; None where it was deleted or nothing of it is left."""
    if update.deleted:
        return None
    by_id = {item.id: item for item in before.highlights if item.id not in update.removed_ids} if before else {}
    by_id |= {item.id: item for item in update.book.highlights if not _is_older(item, by_id.get(item.id))}
    book = replace(update.book, highlights=sort_highlights(by_id.values()))
    return book if book.highlights or book.note else None


def count_changes(before: Book | None, after: Book | None) -> tuple[int, int, int]:
    """How many highlights were added, changed and removed between two states of a book."""
    old, new = ({item.id: item for item in book.highlights} if book else {} for book in (before, after))
    changed = sum(new[id] != old[id] for id in old.keys() & new.keys())
    return len(new.keys() - old.keys()), changed, len(old.keys() - new.keys())


def sort_highlights(highlights: Iterable[ReadwiseHighlight]) -> tuple[ReadwiseHighlight, ...]:
    """In reading order: by location within each kind of location, then by time."""
    return tuple(
        sorted(highlights, key=lambda h: (h.location_type, h.location < 0, h.location, h.highlighted_at, h.id))
    )


def _is_older(highlight: ReadwiseHighlight, stored: ReadwiseHighlight | None) -> bool:
    """Whether a later state is stored already: an answer can come twice when a fetch resumes after a cut."""
    return stored is not None and bool(highlight.updated_at) and highlight.updated_at < stored.updated_at


def _read_highlight(data: Mapping[str, Any]) -> ReadwiseHighlight:
    location = data.get("location")
    lines = {name: _line(data, name) for name in ("color", "highlighted_at", "updated_at", "url", "readwise_url")}
    return ReadwiseHighlight(
        id=data["id"],
        text=_text(data, "text"),
        note=_text(data, "note"),
        tags=_tag_names(data.get("tags")),
        location=location if _is_id(location) else -1,
        location_type=re.sub("[^a-z_]", "", _line(data, "location_type")),
        favorite=bool(data.get("is_favorite")),
        **lines,
    )


def _is_id(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _text(data: Mapping[str, Any], name: str) -> str:
    """A text with `\\n` for all line breaks, so that it is the same after it was written and read."""
    value = data.get(name)
    if not isinstance(value, str):
        return ""
    text = LINE_BREAKS.sub("\n", CONTROL_CHARACTERS.sub("", value)).encode(errors="replace").decode()
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _line(data: Mapping[str, Any], name: str) -> str:
    return " ".join(_text(data, name).split())


def _tag_names(data: Any) -> tuple[str, ...]:
    """The names of tags, which the API gives as objects."""
    tags = data if isinstance(data, list | tuple) else ()
    names = (_line(tag, "name") for tag in tags if isinstance(tag, Mapping))
    return tuple(dict.fromkeys(filter(None, names)))

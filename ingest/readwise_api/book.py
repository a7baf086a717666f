"""A book as Readwise's API gives it, and what a later answer changes of it. Pure.

With `updatedAfter` an answer holds only a book's changed highlights: they are put in by their ids, what is not
named stays, and what was deleted or discarded goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
"""Control characters, which no note has: a file with them would be taken for a binary one."""


class OddAnswer(Exception):
    """Something in an answer is not what the API documents. The message is one clause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadwiseHighlight:
    """A highlight of the account, as given: action tags in its note are not carried out."""

    id: int
    text: str
    """Never empty."""
    note: str = ""
    tags: tuple[str, ...] = ()
    color: str = ""
    location: int = -1
    """-1 where it has none; what it counts is `location_type`: seconds for `time_offset`."""
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
    """The reader's, on the whole."""
    tags: tuple[str, ...] = ()
    marks: tuple[ReadwiseHighlight, ...] = ()
    """In reading order."""


FRONT = tuple(one.name for one in fields(Book) if one.name not in ("id", "marks"))
"""What stands at the head of a book's file, in this order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an answer says of one book."""

    book: Book
    """With the changed highlights that there are."""
    deleted: bool = False
    """The whole book is gone."""
    gone: frozenset[int] = field(default=frozenset())
    """Ids of highlights that were deleted or discarded."""


def update_from_api(told: Any) -> Update:
    """A book out of an answer's `results`. Raises OddAnswer where it has no id or its highlights none."""
    if not isinstance(told, Mapping) or not _is_id(told.get("user_book_id")):
        raise OddAnswer("a book in it has no id")
    listed = told.get("highlights") or ()
    if not isinstance(listed, list | tuple) or any(
        not isinstance(m, Mapping) or not _is_id(m.get("id")) for m in listed
    ):
        raise OddAnswer(f"book {told['user_book_id']} has highlights without an id")
    marks = [_mark(one) for one in listed]
    gone = {one["id"] for one in listed if one.get("is_deleted") or one.get("is_discard")}
    kept = [mark for mark in marks if mark.text and mark.id not in gone]
    book = Book(
        id=told["user_book_id"],
        title=_line(told, "title") or _line(told, "readable_title"),
        author=_line(told, "author"),
        category=_line(told, "category"),
        source=_line(told, "source"),
        url=_line(told, "source_url"),
        unique_url=_line(told, "unique_url"),
        readwise_url=_line(told, "readwise_url"),
        asin=_line(told, "asin"),
        summary=_text(told, "summary"),
        note=_text(told, "document_note"),
        tags=_tags(told.get("book_tags")),
        marks=sort_marks(kept),
    )
    return Update(book=book, deleted=bool(told.get("is_deleted")), gone=frozenset(gone))


def merge_update(before: Book | None, update: Update) -> Book | None:
    """The book after an update; None where nothing of it is left."""
    if update.deleted:
        return None
    marks = {mark.id: mark for mark in before.marks if mark.id not in update.gone} if before else {}
    marks |= {mark.id: mark for mark in update.book.marks if not _is_older(mark, marks.get(mark.id))}
    book = replace(update.book, marks=sort_marks(marks.values()))
    return book if book.marks or book.note else None


def count_changes(before: Book | None, after: Book | None) -> tuple[int, int, int]:
    """Highlights added, changed and removed between two states of a book."""
    old, new = ({mark.id: mark for mark in book.marks} if book else {} for book in (before, after))
    changed = sum(new[id] != old[id] for id in old.keys() & new.keys())
    return len(new.keys() - old.keys()), changed, len(old.keys() - new.keys())


def sort_marks(marks: Iterable[ReadwiseHighlight]) -> tuple[ReadwiseHighlight, ...]:
    """In reading order: by place, then by time; those of one kind of place together."""
    return tuple(sorted(marks, key=lambda m: (m.location_type, m.location < 0, m.location, m.highlighted_at, m.id)))


def _is_older(mark: ReadwiseHighlight, known: ReadwiseHighlight | None) -> bool:
    """Whether a later state of it is known: an answer can come twice when a fetch goes on from a cut."""
    return known is not None and bool(mark.updated_at) and mark.updated_at < known.updated_at


def _mark(told: Mapping[str, Any]) -> ReadwiseHighlight:
    place = told.get("location")
    return ReadwiseHighlight(
        id=told["id"],
        text=_text(told, "text"),
        note=_text(told, "note"),
        tags=_tags(told.get("tags")),
        color=_line(told, "color"),
        location=place if isinstance(place, int) and not isinstance(place, bool) and place >= 0 else -1,
        location_type=re.sub("[^a-z_]", "", _line(told, "location_type")),
        highlighted_at=_line(told, "highlighted_at"),
        updated_at=_line(told, "updated_at"),
        url=_line(told, "url"),
        readwise_url=_line(told, "readwise_url"),
        favorite=bool(told.get("is_favorite")),
    )


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _text(told: Mapping[str, Any], name: str) -> str:
    """A text with plain line breaks, so that it is the same once it was written and read."""
    value = told.get(name)
    if not isinstance(value, str):
        return ""
    text = BREAKS.sub("\n", DROPPED.sub("", value)).encode(errors="replace").decode()
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def _line(told: Mapping[str, Any], name: str) -> str:
    return " ".join(_text(told, name).split())


def _tags(told: Any) -> tuple[str, ...]:
    """Tags come as objects with a name; their ids are of no use here."""
    names = [_line(tag, "name") for tag in told if isinstance(tag, Mapping)] if isinstance(told, list | tuple) else []
    return tuple(dict.fromkeys(name for name in names if name))

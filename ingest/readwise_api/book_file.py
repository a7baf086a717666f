"""A book of the Readwise account as a file that people can read, and that is read back as it was.

    ---
    readwise_book: 41
    title: "Walls"
    ---

    # Walls

    > Words of the work,
    > line by line.
    - Note: what the reader wrote
      over several lines
    - Place: location 122
    ^rw7

One text gives one file, byte for byte, so that fetching the same again changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.readwise_api.book import FRONT, Book, ReadwiseHighlight

FIRST = re.compile(r"^readwise_book: (\d+)$")
END = re.compile(r"^\^rw(\d+)$")
VALUE = re.compile(r"^- ([A-Z][a-z]+): ?(.*)$")
WORDS = {
    "Color": "color",
    "Marked": "highlighted_at",
    "Updated": "updated_at",
    "Link": "url",
    "Readwise": "readwise_url",
}
"""Names of a highlight's plain values, in the order in which they are written."""
ID = re.compile(r" (\d+)\.md$")
LONGEST_TITLE = 150
"""Bytes of it in a file's name; file systems take 255 in all."""


class NoBookFile(ValueError):
    """A file is not one of ours, or was changed so that it cannot be read back. line: from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not as it was written")
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A book as it stands in its file. Lines count from 1."""

    book: Book
    title: int
    """The title's line."""
    spans: tuple[tuple[int, int], ...]
    """First and last line of each highlight, in the book's order."""


def file_name(book: Book) -> str:
    """The file's path in its folder: category, title, and the id that makes it unique."""
    title = re.sub(r'[\\/:*?"<>|#^\[\]%\x00-\x1f\x7f]+', " ", book.title)
    title = " ".join(title.split()).encode()[:LONGEST_TITLE].decode(errors="ignore").strip(" .") or "Untitled"
    return f"{re.sub('[^a-z]+', '', book.category.lower()) or 'other'}/{title} {book.id}.md"


def book_id(path: str) -> int:
    """The book that a file is of, by its name; -1 where it is of none."""
    found = ID.search(path)
    return int(found[1]) if found else -1


def write_book(book: Book) -> str:
    """The file's text."""
    lines = ["---", f"readwise_book: {book.id}"]
    lines += [f"{name}: {_quoted(getattr(book, name))}" for name in FRONT if getattr(book, name)]
    lines += ["---", "", f"# {book.title or 'Untitled'}"]
    for mark in book.marks:
        lines += ["", *(f"> {line}".rstrip() for line in mark.text.split("\n")), *_values(mark), f"^rw{mark.id}"]
    return "\n".join(lines) + "\n"


def is_book_file(lines: Sequence[str]) -> bool:
    """Whether a file begins as one of ours."""
    return len(lines) > 1 and lines[0] == "---" and bool(FIRST.match(lines[1]))


def read_book(lines: Sequence[str]) -> Written:
    """The book that a file's lines hold. Raises NoBookFile."""
    if not is_book_file(lines):
        raise NoBookFile(1)
    head: dict[str, Any] = {"id": int(lines[1].split(": ")[1])}
    at = 2
    while at < len(lines) and lines[at] != "---":
        name, _, value = lines[at].partition(": ")
        head[name] = _unquoted(value, at + 1)
        at += 1
    title = at + 3
    if set(head) - {"id", *FRONT} or title > len(lines) or not lines[title - 1].startswith("# "):
        raise NoBookFile(min(title, len(lines)))
    marks, spans = _read_marks(lines, title)
    return Written(book=Book(**head, marks=tuple(marks)), title=title, spans=tuple(spans))


def _read_marks(lines: Sequence[str], at: int) -> tuple[list[ReadwiseHighlight], list[tuple[int, int]]]:
    """The highlights below line `at`, and their spans."""
    marks: list[ReadwiseHighlight] = []
    spans: list[tuple[int, int]] = []
    while at < len(lines):
        if not lines[at]:
            at += 1
            continue
        start = at
        while at < len(lines) and not END.match(lines[at]):
            at += 1
        if at == len(lines):
            raise NoBookFile(start + 1)
        marks.append(_read_mark(lines, start, at))
        spans.append((start + 1, at + 1))
        at += 1
    return marks, spans


def _read_mark(lines: Sequence[str], start: int, end: int) -> ReadwiseHighlight:
    """The highlight whose first line is `start` (from 0) and whose id stands in line `end`."""
    at = start
    while lines[at].startswith(">"):
        at += 1
    text = "\n".join(line[2:] for line in lines[start:at])
    values: dict[str, Any] = {}
    name = ""
    for number in range(at, end):
        found = VALUE.match(lines[number])
        if found:
            name = found[1]
            values[name] = found[2]
        elif name == "Note" and (not lines[number] or lines[number].startswith("  ")):
            values[name] += "\n" + lines[number][2:]
        else:
            raise NoBookFile(number + 1)
    if not text or set(values) - {"Note", "Tags", "Place", "Favorite", *WORDS}:
        raise NoBookFile(start + 1)
    kind, _, place = values.get("Place", "").rpartition(" ")
    found_id = END.match(lines[end])
    return ReadwiseHighlight(
        id=int(found_id[1]) if found_id else 0,
        text=text,
        note=values.get("Note", ""),
        tags=tuple(_unquoted(f"[{values.get('Tags', '')}]", start + 1)),
        location=int(place) if place.isdigit() else -1,
        location_type=kind if place.isdigit() else values.get("Place", ""),
        favorite="Favorite" in values,
        **{name: values.get(word, "") for word, name in WORDS.items()},
    )


def _values(mark: ReadwiseHighlight) -> list[str]:
    """A highlight's values, a line each; the note's other lines set in."""
    place = f"{mark.location_type} {mark.location if mark.location >= 0 else ''}".strip()
    given = {
        "Note": "\n".join(f"  {line}".rstrip() for line in mark.note.split("\n")).removeprefix("  "),
        "Tags": _quoted(mark.tags)[1:-1] if mark.tags else "",
        "Place": place,
        "Favorite": "yes" if mark.favorite else "",
        **{word: getattr(mark, name) for word, name in WORDS.items()},
    }
    return [line for word, value in given.items() if value for line in f"- {word}: {value}".split("\n")]


def _quoted(value: str | tuple[str, ...]) -> str:
    """As JSON, which YAML reads too; what a decoder could take for a line's end is written as its number."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _unquoted(value: str, line: int) -> Any:
    try:
        told = json.loads(value)
    except ValueError as trouble:
        raise NoBookFile(line) from trouble
    return tuple(told) if isinstance(told, list) else told

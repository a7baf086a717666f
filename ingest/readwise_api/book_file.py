"""A book of the Readwise account as a note that people can read, and that is read back exactly as it was.

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

A book always gives the same bytes, so fetching it again without changes changes nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.readwise_api.book import FRONT_FIELDS, Book, ReadwiseHighlight

BOOK_ID_LINE = re.compile(r"^readwise_book: (\d+)$")
HIGHLIGHT_END = re.compile(r"^\^rw(\d+)$")
VALUE_LINE = re.compile(r"^- ([A-Z][a-z]+): ?(.*)$")
PLAIN_VALUES = {
    "Color": "color",
    "Marked": "highlighted_at",
    "Updated": "updated_at",
    "Link": "url",
    "Readwise": "readwise_url",
}
"""Names of a highlight's plain values in the file, in the order in which they are written, and their fields."""
VALUE_NAMES = frozenset(("Note", "Tags", "Place", "Favorite", *PLAIN_VALUES))
BOOK_ID_IN_NAME = re.compile(r" (\d+)\.md$")
MAX_TITLE_BYTES = 150
"""In a file's name; file systems take 255 in all."""


class InvalidBookFile(ValueError):
    """A file was not written by this program, or was edited so that it cannot be read back. line: from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not as it was written")
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFile:
    """A book and where its parts stand in its file. Lines count from 1."""

    book: Book
    title_line: int
    spans: tuple[tuple[int, int], ...]
    """First and last line of each highlight, in the book's order."""


def file_name(book: Book) -> str:
    """The file's path in its folder: category, title, and the id that makes it unique."""
    title = re.sub(r'[\\/:*?"<>|#^\[\]%\x00-\x1f\x7f]+', " ", book.title)
    title = " ".join(title.split()).encode()[:MAX_TITLE_BYTES].decode(errors="ignore").strip(" .") or "Untitled"
    return f"{re.sub('[^a-z]+', '', book.category.lower()) or 'other'}/{title} {book.id}.md"


def book_id(path: str) -> int:
    """The id of the book whose file this is, from its name; -1 for other files."""
    match = BOOK_ID_IN_NAME.search(path)
    return int(match[1]) if match else -1


def write_book(book: Book) -> str:
    """The file's text."""
    lines = ["---", f"readwise_book: {book.id}"]
    lines += [f"{name}: {_to_json(getattr(book, name))}" for name in FRONT_FIELDS if getattr(book, name)]
    lines += ["---", "", f"# {book.title or 'Untitled'}"]
    for highlight in book.highlights:
        quote = [f"> {line}".rstrip() for line in highlight.text.split("\n")]
        lines += ["", *quote, *_value_lines(highlight), f"^rw{highlight.id}"]
    return "\n".join(lines) + "\n"


def is_book_file(lines: Sequence[str]) -> bool:
    """Whether a file begins as one that this program wrote."""
    return len(lines) > 1 and lines[0] == "---" and bool(BOOK_ID_LINE.match(lines[1]))


def read_book(lines: Sequence[str]) -> BookFile:
    """The book in a file's lines. Raises InvalidBookFile."""
    if not is_book_file(lines):
        raise InvalidBookFile(1)
    values: dict[str, Any] = {"id": int(lines[1].split(": ")[1])}
    end = lines.index("---", 2) if "---" in lines[2:] else len(lines)
    for number, line in enumerate(lines[2:end], 3):
        name, _, value = line.partition(": ")
        values[name] = _from_json(value, number)
    title_line = end + 3
    if set(values) - {"id", *FRONT_FIELDS} or title_line > len(lines) or not lines[title_line - 1].startswith("# "):
        raise InvalidBookFile(min(title_line, len(lines)))
    spans = tuple(_read_spans(lines, title_line))
    highlights = tuple(_read_highlight(lines, first - 1, last - 1) for first, last in spans)
    return BookFile(book=Book(**values, highlights=highlights), title_line=title_line, spans=spans)


def _read_spans(lines: Sequence[str], at: int) -> Iterator[tuple[int, int]]:
    """The first and last line of each highlight from index `at` on."""
    first = 0
    for number, line in enumerate(lines[at:], at + 1):
        first = first or (number if line else 0)
        if HIGHLIGHT_END.match(line):
            yield first, number
            first = 0
    if first:
        raise InvalidBookFile(first)


def _read_highlight(lines: Sequence[str], start: int, end: int) -> ReadwiseHighlight:
    """The highlight from index `start` to the line with its id at index `end`."""
    at = start
    while lines[at].startswith(">"):
        at += 1
    text = "\n".join(line[2:] for line in lines[start:at])
    values = _read_values(lines, at, end)
    if not text or set(values) - VALUE_NAMES:
        raise InvalidBookFile(start + 1)
    kind, _, location = values.get("Place", "").rpartition(" ")
    return ReadwiseHighlight(
        id=int(lines[end].removeprefix("^rw")),
        text=text,
        note=values.get("Note", ""),
        tags=tuple(_from_json(f"[{values.get('Tags', '')}]", start + 1)),
        location=int(location) if location.isdigit() else -1,
        location_type=kind if location.isdigit() else values.get("Place", ""),
        favorite="Favorite" in values,
        **{field: values.get(name, "") for name, field in PLAIN_VALUES.items()},
    )


def _read_values(lines: Sequence[str], start: int, end: int) -> dict[str, Any]:
    """The `- Name: value` lines of a highlight; only a note goes on over further lines."""
    values: dict[str, Any] = {}
    name = ""
    for at in range(start, end):
        match = VALUE_LINE.match(lines[at])
        if match:
            name = match[1]
            values[name] = match[2]
        elif name == "Note" and (not lines[at] or lines[at].startswith("  ")):
            values[name] += "\n" + lines[at][2:]
        else:
            raise InvalidBookFile(at + 1)
    return values


def _value_lines(highlight: ReadwiseHighlight) -> list[str]:
    """A highlight's values, one a line; further lines of its note are indented."""
    location = highlight.location if highlight.location >= 0 else ""
    values = {
        "Note": "\n".join(f"  {line}".rstrip() for line in highlight.note.split("\n")).removeprefix("  "),
        "Tags": _to_json(highlight.tags)[1:-1] if highlight.tags else "",
        "Place": f"{highlight.location_type} {location}".strip(),
        "Favorite": "yes" if highlight.favorite else "",
        **{name: getattr(highlight, field) for name, field in PLAIN_VALUES.items()},
    }
    return [line for name, value in values.items() if value for line in f"- {name}: {value}".split("\n")]


def _to_json(value: str | tuple[str, ...]) -> str:
    """As JSON, which is YAML too; characters that a decoder could take for a line break are escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _from_json(value: str, line: int) -> Any:
    try:
        data = json.loads(value)
    except ValueError as error:
        raise InvalidBookFile(line) from error
    return tuple(data) if isinstance(data, list) else data

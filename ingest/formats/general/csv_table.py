"""A table of highlights in CSV, by whatever tool: Raindrop, the Kindle app, Bookcision, a table somebody keeps.

Known by a row of names among the first lines of which one means the words of a work and another says of which
work, or where. What stands above that row (the Kindle app puts the book there) names the work.

    Title,Author,Highlight,Note,Location,Color
    Salt and Tide,Maren Voss,"Words, and more.",Mine.,122,yellow

Raindrop has a row a page and all its highlights in one cell (`Highlight:… Note:…`); the Kindle app has the note
on a highlight in a row of its own, at the same place.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.document import Document, Highlight, Paragraph
from ingest.markdown.links import link_targets
from ingest.metadata.annotations import TAG_COLORS
from ingest.metadata.tags import author_names, tag_list
from ingest.metadata.titles import title_from_path
from ingest.note import DocumentBuilder, Note
from ingest.text.clean import clean_text
from ingest.text.csv_rows import read_cell_rows
from ingest.text.dates import iso_date

NAME = "csv-table"

ROLES = {
    "text": "highlight|highlights|highlight text|highlighted text|quote|quotes|quotation|annotation|passage|text|"
    "content|selection|clipping|texto|zitat|citation|highlight content",
    "note": "note|notes|comment|comments|my note|personal note|annotation note|thoughts|nota|notiz|remark",
    "title": "title|book title|book|document title|source title|article title|document|título|titel|titre|article",
    "author": "author|authors|book author|autor|auteur|writer|by",
    "url": "url|link|source url|article url|source|page url|href",
    "location": "location|loc|kindle location|position|location (start)",
    "page": "page|page number|pages|seite|página",
    "date": "date|created|created at|date created|highlighted at|date highlighted|added|date added|timestamp|time",
    "tags": "tags|tag|labels|keywords",
    "color": "color|colour|highlight color|style",
    "chapter": "chapter|chapter title|section|heading|kapitel",
    "kind": "annotation type|type|kind",
    "favorite": "starred?|starred|favorite|favourite",
    "summary": "excerpt|description|summary|abstract",
}
ROLE_OF = {name: role for role, names in ROLES.items() for name in names.split("|")}
NAMED = 12
"""Lines among which the row of names is looked for."""
PART = re.compile(r"^(highlight|note|color|colou?r)\s*:\s*", re.I | re.M)
BY = re.compile(r"^by\s+", re.I)
IN_BRACKETS = re.compile(r"\(([A-Za-z]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The row of names: where it stands, how cells are parted, what each column means."""

    line: int
    delimiter: str
    roles: tuple[str, ...]
    """Of each column; "" where its name tells nothing."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """A row's cells by role, and its lines."""

    cells: dict[str, str]
    start: int
    end: int

    def get(self, role: str) -> str:
        return self.cells.get(role, "")


def recognises(note: Note) -> bool:
    return note.path.lower().endswith(".csv") and _table(note) is not None


def _table(note: Note) -> Table | None:
    for number in range(1, min(NAMED, note.end) + 1):
        for delimiter in ",;\t":
            line = note.line(number)
            if delimiter not in line:
                continue
            names = next(csv.reader([line], delimiter=delimiter), [])
            roles = tuple(ROLE_OF.get(re.sub(r"[\s_-]+", " ", name).strip().lower(), "") for name in names)
            if "text" in roles and set(roles) & {"title", "url", "author", "location", "page", "note", "kind"}:
                return Table(line=number, delimiter=delimiter, roles=roles)
    return None


def read(note: Note) -> tuple[Document, ...]:
    """A document a work, in the order in which works first appear; each counts the lines of its own rows."""
    table = _table(note)
    assert table is not None
    title, author = _work_above(note, table)
    works: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in _entries(note, table):
        page = entry.get("url") if not entry.get("title") else ""
        key = (entry.get("title") or title, entry.get("author") or author, page)
        works.setdefault(key, []).append(entry)
    if not works:
        draft = DocumentBuilder(note)
        draft.mark_meta(1, note.end)
        return (draft.finish(format=NAME),)
    taken = {line for entries in works.values() for entry in entries for line in range(entry.start, entry.end + 1)}
    rest = [line for line in range(1, note.end + 1) if line not in taken]
    return tuple(
        _read_work(note, key, entries, rest if at == 0 else []) for at, (key, entries) in enumerate(works.items())
    )


def _work_above(note: Note, table: Table) -> tuple[str, str]:
    """Title and author that stand above the row of names, each in a row of its own."""
    rows = read_cell_rows(note.lines[: table.line - 1], table.delimiter)
    told = [" ".join(cell for cell in row.cells if cell.strip()).strip() for row in rows]
    author = next((BY.sub("", text) for text in told if BY.match(text)), "")
    titles = [text for text in told if not BY.match(text) and not link_targets(text) and text[-1] not in ":-"]
    return (clean_text(titles[0]) if titles else title_from_path(note.path)), author_names(author)


def _entries(note: Note, table: Table) -> Iterator[Entry]:
    for row in read_cell_rows(note.lines[table.line :], table.delimiter):
        told: dict[str, str] = {}
        for role, cell in zip(table.roles, row.cells, strict=False):
            if role and cell.strip():
                told.setdefault(role, cell.strip())
        yield Entry(cells=told, start=table.line + row.start, end=table.line + row.end)


def _read_work(note: Note, key: tuple[str, str, str], entries: list[Entry], rest: list[int]) -> Document:
    draft = DocumentBuilder(note, lines=[*rest, *(line for one in entries for line in range(one.start, one.end + 1))])
    draft.warnings.extend(note.warnings if rest else ())
    for line in rest:
        draft.mark_meta(line)
    found: list[Highlight] = []
    for entry in entries:
        draft.mark_meta(entry.start, entry.end)
        _read_entry(draft, entry, found)
    for highlight in found:
        draft.add_highlight(highlight)
    title, author, page = key
    addresses = {link for entry in entries for link in link_targets(entry.get("url"))[:1]}
    return draft.finish(
        format=NAME,
        title=clean_text(title) or page,
        author=author_names(author),
        category="articles" if addresses else "books",
        url=next(iter(addresses)) if len(addresses) == 1 else "",
        tags=tag_list(entries[0].get("tags")) if len(entries) == 1 else (),
    )


def _read_entry(draft: DocumentBuilder, entry: Entry, found: list[Highlight]) -> None:
    kind, text, note = entry.get("kind").lower(), clean_text(entry.get("text")), clean_text(entry.get("note"))
    if kind.startswith(("note", "notiz", "nota")):
        text, note = "", text or note
    parts = list(_parts(text)) if PART.match(text) else []
    if parts:
        found += [replace(_highlight(entry, words, told, color), tags=()) for words, told, color in parts]
    elif text:
        found.append(_highlight(entry, text, note, entry.get("color") or "".join(IN_BRACKETS.findall(kind)[:1])))
        return
    if note and kind and found and (found[-1].location == _place(entry) or not _place(entry)):
        joined = f"{found[-1].note}\n{note}".strip()
        found[-1] = replace(found[-1], note=joined, line_end=max(found[-1].line_end, entry.end))
    elif note:
        draft.add_paragraph(Paragraph(text=note, line_start=entry.start, line_end=entry.end, voice="reader"))
    summary = clean_text(entry.get("summary"))
    if summary and not parts:
        draft.add_paragraph(
            Paragraph(text=summary, line_start=entry.start, line_end=entry.end, section=("Excerpt",), voice="machine")
        )


def _parts(cell: str) -> Iterator[tuple[str, str, str]]:
    """Text, note and colour of each highlight that Raindrop keeps in one cell."""
    text = note = color = ""
    pieces = PART.split(cell)[1:]
    for name, value in zip(pieces[::2], pieces[1::2], strict=True):
        if name.lower() == "highlight":
            if text:
                yield text, note, color
            text, note, color = value.strip(), "", ""
        elif name.lower() == "note":
            note = value.strip()
        else:
            color = value.strip()
    if text:
        yield text, note, color


def _highlight(entry: Entry, text: str, note: str, color: str) -> Highlight:
    chapter = clean_text(entry.get("chapter"))
    return Highlight(
        text=text,
        line_start=entry.start,
        line_end=entry.end,
        note=note,
        tags=tag_list(entry.get("tags")),
        color=color.lower() if color.lower() in TAG_COLORS else "",
        location=_place(entry),
        url=next(iter(link_targets(entry.get("url"))), "") if "#" in entry.get("url") else "",
        highlighted_at=iso_date(entry.get("date")),
        section=(chapter,) if chapter else (),
        favorite=entry.get("favorite").lower() not in ("", "false", "no", "0"),
    )


def _place(entry: Entry) -> str:
    """`Location 122`, `Page 5`, as the column or the cell itself names it."""
    for role in ("location", "page"):
        value = " ".join(entry.get(role).split())
        if value:
            return f"{role.capitalize()} {value}" if value[0].isdigit() else value
    return ""

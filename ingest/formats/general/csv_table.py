"""A table of highlights in CSV, from any tool: Raindrop, the Kindle app, Bookcision, a table kept by hand.

Known by a header row among the first lines, with a column for the words of a work and another for the work or the
place in it. Lines above that row (the Kindle app puts the book there) name the work.

    Title,Author,Highlight,Note,Location,Color
    Salt and Tide,Maren Voss,"Words, and more.",Mine.,122,yellow

Raindrop has a row a page with all highlights in one cell (`Highlight:… Note:…`). The Kindle app has a note in a row of
its own, at its highlight's place.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.document import Document, Highlight, Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.markdown.html_blocks import show_wrapped
from ingest.markdown.links import link_targets
from ingest.metadata.annotations import TAG_COLORS
from ingest.metadata.labels import CAMEL_BREAK, label_kind
from ingest.metadata.tags import author_names, tag_list
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.text.csv_rows import read_cell_rows
from ingest.text.dates import iso_date
from ingest.text.words import plain_words

NAME = "csv-table"

ROLE_NAMES = {
    "text": "highlights|annotation|annotations|text|content",
    "note": "notes|comments|spoiler free review",
    "url": "url|link|source url|article url|source|page url|href|book url|web url|permalink|original url",
    "link": "annotation url|highlight url|deep link|highlight link",
    "location": "location (start)|start location",
    "date": "timestamp|time|time added|created_at|saved",
    "tags": "keywords|labels|bookshelves|shelves|topics",
    "favorite": "starred?",
    "summary": "excerpt|description|abstract note|abstract",
}
ROLE_OF = {name: role for role, names in ROLE_NAMES.items() for name in names.split("|")}
"""Names of columns that mean another thing than the same label does beside a highlight."""
KIND_ROLES = {"link": "url", "type": "kind"}
MAX_FIELD_ROWS = 1000
LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
MAX_HEADER_LINE = 12
"""The header row is searched for down to it."""
PART_LABEL = re.compile(r"^(highlight|note|color|colou?r)\s*:\s*", re.I | re.M)
EPOCH = re.compile(r"^1\d{9}$")
"""Seconds since 1970."""
BYLINE = re.compile(r"^by\s+", re.I)
IN_BRACKETS = re.compile(r"\(([A-Za-z]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The header row of a table."""

    line: int
    delimiter: str
    roles: tuple[str, ...]
    """Of each column, a kind of label; "" where its name is unknown."""
    names: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class TableRow:
    """A row's cells by role, those of other columns by name, and its lines."""

    cells: dict[str, str]
    others: tuple[tuple[str, str], ...]
    start: int
    end: int

    def get(self, role: str) -> str:
        return self.cells.get(role, "")


def recognises(note: Note) -> bool:
    return note.path.lower().endswith((".csv", ".tsv")) and _find_table(note) is not None


def _role(name: str) -> str:
    """What a column holds by its name, as a key of the label vocabulary; "" where that is unknown."""
    plain = re.sub(r"[\s_-]+", " ", CAMEL_BREAK.sub(" ", name)).strip().lower()
    kind = label_kind(plain)
    return ROLE_OF.get(plain) or KIND_ROLES.get(kind, kind)


def _find_table(note: Note) -> Table | None:
    for number in range(1, min(MAX_HEADER_LINE, note.end) + 1):
        for delimiter in ",;\t":
            line = note.line(number)
            if delimiter not in line:
                continue
            names = next(csv.reader([line], delimiter=delimiter), [])
            roles = tuple(_role(name) for name in names)
            found = set(roles)
            quotes = "text" in found and found & {"title", "url", "author", "location", "page", "note", "kind"}
            works = "title" in found and found & {"author", "url"} and len(names) > 2
            if quotes or (works and number == 1):
                return Table(line=number, delimiter=delimiter, roles=roles, names=tuple(map(str.strip, names)))
    return None


def read(note: Note) -> tuple[Document, ...]:
    """A document a work, in the order in which works first appear; each counts the lines of its own rows."""
    table = _find_table(note)
    assert table is not None
    title, author = _work_above(note, table)
    works: dict[tuple[str, str, str], list[TableRow]] = {}
    rows = list(_read_rows(note, table))
    if not any(row.get("text") or row.get("note") for row in rows):
        return (_read_list(note, rows),)
    for row in rows:
        page = row.get("url") if not row.get("title") else ""
        key = (row.get("title") or title, row.get("author") or author, page)
        works.setdefault(key, []).append(row)
    if not works:
        draft = DocumentBuilder(note)
        draft.mark_meta(1, note.end)
        return (draft.finish(format=NAME),)
    row_lines = {line for rows in works.values() for row in rows for line in range(row.start, row.end + 1)}
    other_lines = [line for line in range(1, note.end + 1) if line not in row_lines]
    return tuple(
        _read_work(note, table, key, rows, other_lines if at == 0 else [])
        for at, (key, rows) in enumerate(works.items())
    )


def _read_list(note: Note, rows: list[TableRow]) -> Document:
    """A document of works without a word on them: a paragraph each, of title, author and address."""
    draft = DocumentBuilder(note)
    draft.mark_meta(1, note.end)
    for row in rows:
        parts = dict.fromkeys(row.get(role) for role in ("title", "author", "url"))
        tags = " ".join(f"#{tag}" for tag in tag_list(row.get("tags").replace("|", ",")))
        text = clean_text(" ".join(filter(None, (*parts, tags))))
        if text:
            draft.add_paragraph(Paragraph(text=text, line_start=row.start, line_end=row.end, voice="unknown"))
    return draft.finish(format=NAME, title=title_from_path(note.path))


def _work_above(note: Note, table: Table) -> tuple[str, str]:
    """Title and author above the header row, each in a row of its own."""
    rows = read_cell_rows(note.lines[: table.line - 1], table.delimiter)
    texts = [" ".join(cell for cell in row.cells if cell.strip()).strip() for row in rows]
    author = next((BYLINE.sub("", text) for text in texts if BYLINE.match(text)), "")
    titles = [text for text in texts if not BYLINE.match(text) and not link_targets(text) and text[-1] not in ":-"]
    return (clean_text(titles[0]) if titles else title_from_path(note.path)), author_names(author)


def _read_rows(note: Note, table: Table) -> Iterator[TableRow]:
    for cell_row in read_cell_rows(note.lines[table.line :], table.delimiter):
        roles: dict[str, str] = {}
        others: list[tuple[str, str]] = []
        for role, name, cell in zip(table.roles, table.names, cell_row.cells, strict=False):
            value = show_wrapped(LINE_BREAK.sub("\n", cell.strip()))
            if role == "note" and role in roles and value:
                roles[role] = f"{roles[role]}\n{value}"
            elif value and role and role not in roles:
                roles[role] = value
            elif value and name:
                others.append((name, value))
        start, end = table.line + cell_row.start, table.line + cell_row.end
        yield TableRow(cells=roles, others=tuple(others), start=start, end=end)


def _read_work(
    note: Note, table: Table, key: tuple[str, str, str], rows: list[TableRow], other_lines: list[int]
) -> Document:
    draft = DocumentBuilder(
        note, lines=[*other_lines, *(line for row in rows for line in range(row.start, row.end + 1))]
    )
    draft.warnings.extend(note.warnings if other_lines else ())
    shown = plain_words(" ".join(key))
    for line in other_lines:
        is_work = line >= table.line or not set(plain_words(note.line(line))).difference(shown, ("by",))
        draft.mark_meta(line) if is_work else draft.mark_furniture(line)
    highlights: list[Highlight] = []
    for row in rows:
        draft.mark_meta(row.start, row.end)
        _add_row(draft, row, highlights)
    for highlight in highlights:
        draft.add_highlight(highlight)
    title, author, page = key
    addresses = {link for row in rows for link in link_targets(row.get("url"))[:1]}
    others = dict.fromkeys(pair for row in rows[:MAX_FIELD_ROWS] for pair in row.others)
    unknown = ", ".join(name for name, role in zip(table.names, table.roles, strict=True) if not role)
    if other_lines and unknown:
        others["columns", unknown] = None
    return draft.finish(
        format=NAME,
        title=clean_text(title) or page,
        author=author_names(author.replace(";", ",")),
        fields=tuple(others),
        category="articles" if addresses and not any(row.get("chapter") for row in rows) else "books",
        url=next(iter(addresses)) if len(addresses) == 1 else "",
        tags=tag_list(rows[0].get("tags")) if len(rows) == 1 else (),
    )


def _add_row(draft: DocumentBuilder, row: TableRow, highlights: list[Highlight]) -> None:
    """Append the highlights of a row to `highlights`; add notes without one, and a page's excerpt, as paragraphs."""
    kind, text, note = row.get("kind").lower(), clean_text(row.get("text")), clean_text(row.get("note"))
    if kind.startswith(("note", "notiz", "nota")):
        text, note = "", text or note
    labelled = text or note
    parts = list(_parts(labelled)) if PART_LABEL.match(labelled) else []
    note = "" if parts and not text else note
    if parts:
        highlights += [replace(_highlight(row, *part), tags=()) for part in parts]
    elif text:
        highlights.append(_highlight(row, text, note, row.get("color") or "".join(IN_BRACKETS.findall(kind)[:1])))
        return
    above = highlights[-1] if highlights else None
    if note and kind and above and _location(row) in ("", above.location):
        highlights[-1] = replace(above, note=f"{above.note}\n{note}".strip(), line_end=max(above.line_end, row.end))
    elif note:
        draft.add_paragraph(Paragraph(text=note, line_start=row.start, line_end=row.end, voice="reader"))
    excerpt = clean_text(row.get("summary"))
    if excerpt and not parts:
        draft.add_paragraph(
            Paragraph(text=excerpt, line_start=row.start, line_end=row.end, section=("Excerpt",), voice="machine")
        )


def _parts(cell: str) -> Iterator[tuple[str, str, str]]:
    """Text, note and colour of each highlight in one cell of Raindrop's."""
    text = note = color = ""
    pieces = PART_LABEL.split(cell)[1:]
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


def _highlight(row: TableRow, text: str, note: str, color: str) -> Highlight:
    chapter = clean_text(row.get("chapter"))
    return Highlight(
        text=text,
        line_start=row.start,
        line_end=row.end,
        note=note,
        tags=tag_list(row.get("tags")),
        color=color.lower() if color.lower() in TAG_COLORS else "",
        location=_location(row),
        url=next(iter(link_targets(row.get("link") or (row.get("url") if "#" in row.get("url") else ""))), ""),
        highlighted_at=iso_date(f"{row.get('date')}000" if EPOCH.match(row.get("date")) else row.get("date")),
        section=(chapter,) if chapter else (),
        favorite=row.get("favorite").lower() not in ("", "false", "no", "0"),
    )


def _location(row: TableRow) -> str:
    """`Location 122`, `Page 5`, by the name of the column or as the cell itself says."""
    for role in ("location", "page"):
        value = " ".join(row.get(role).split())
        if value:
            return f"{role.capitalize()} {value}" if value[0].isdigit() else value
    return ""

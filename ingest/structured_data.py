"""What a tool saved as data, JSON or OPML, as the lines of a markdown page.

Objects with a quotation become labelled lines, trees of texts an outline, objects with a text of their own pages; the
names of works stand above. Whatever text the lines do not show becomes a property. Data without such texts is no note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ingest.located_data import LocatedText, decode_data
from ingest.metadata.labels import is_heading_of, label_kind
from ingest.text.words import plain_words

MAX_DEPTH = 40
MIN_UNTITLED_WORDS = 5
"""Of a text without title or quotation that is a note of its own."""
CHILDREN = ("children", "nodes", "subitems")
NODE_TEXTS = ("string", "text", "title", "name", "content")
PAGE_TEXTS = ("text", "content", "body", "markdown", "textcontent")
"""Keys of a page's text, or of what was said of a quotation beside it."""
QUOTED = "exact"
"""The key of a quotation in the web's own model of annotations, within the target."""
NAMES = {
    "title": "Title", "author": "Author", "text": "Highlight", "page": "Page", "location": "Location",
    "chapter": "Chapter", "color": "Color", "tags": "Tags", "date": "Date", "link": "Link", "note": "Note",
}  # fmt: skip
"""The label that is written for each kind, in the order in which they are written."""
WORK_KINDS = ("title", "author", "link")
PLACED = ("note", "page", "location", "chapter", "color")
"""What is said of a quotation, rather than of any text."""
MILLISECONDS = range(10**11, 10**14)
SECONDS = range(10**8, 10**11)
INDENT = "    "


@dataclass(slots=True)
class DataPage:
    """The lines of a page, and what the data says beside them."""

    lines: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    """The line of the file that each line is from."""
    properties: dict[str, str] = field(default_factory=dict)
    has_texts: bool = False
    """Whether the lines hold more than names of works."""

    def write(self, line: str, value: Any = None) -> None:
        """Adds a line, from where its value stands; without a value from where the line above is."""
        above = self.origins[-1] if self.origins else 1
        self.lines.append(line)
        self.origins.append(value.line if isinstance(value, LocatedText) else above)

    def write_text(self, text: str, prefix: str = "", hanging: str = "") -> None:
        """Adds the lines of a text, the first behind a prefix, the others indented."""
        self.has_texts = True
        for at, line in enumerate(text.strip().splitlines()):
            self.write(f"{hanging if at else prefix}{line.rstrip()}", text)


def read_data(text: str, suffix: str) -> DataPage | None:
    """The page that a file's data holds; None where it holds none, or is broken."""
    try:
        value = decode_data(text, suffix)
    except (ValueError, RecursionError):
        return None
    page = DataPage()
    _write(value, page, is_quoted=False, depth=0)
    if not page.has_texts:
        return None
    page.properties = _unshown(value, set(plain_words("\n".join(page.lines))))
    return page


def _write(value: Any, page: DataPage, *, is_quoted: bool, depth: int) -> None:
    """Writes whatever of a value is text. is_quoted: whether what holds it says that its texts are quotations."""
    if isinstance(value, list) and depth < MAX_DEPTH:
        for item in value:
            _write(item, page, is_quoted=is_quoted, depth=depth + 1)
    elif isinstance(value, str) and is_quoted and value.strip():
        _write_record({"text": value}, page)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        if children := _children_of(value):
            _write_tree(value, children, page)
        elif record := _read_record(value, is_quoted=is_quoted):
            _write_record(record, page)
        else:
            _write_others(value, page, is_quoted=is_quoted, depth=depth)


def _write_others(value: dict[str, Any], page: DataPage, *, is_quoted: bool, depth: int) -> None:
    """Writes an object that is a page, or names a work and holds texts further in."""
    title, text = _scalar(value.get("title")), _page_text(value)
    if text and (title or len(text.split()) >= MIN_UNTITLED_WORDS):
        _write_page(value, title, text, page)
    else:
        _write_fields(value, page)
    has_author = any(label_kind(key) == "author" and inner for key, inner in value.items())
    for key, inner in value.items():
        if isinstance(inner, list | dict) and label_kind(key) not in WORK_KINDS:
            names_quotations = is_heading_of(key, "highlight_headings") or label_kind(key) == "text"
            quotes = is_quoted or names_quotations or (has_author and isinstance(inner, list) and _are_objects(inner))
            _write(inner, page, is_quoted=quotes, depth=depth + 1)


def _are_objects(items: list[Any]) -> bool:
    return all(isinstance(item, dict) for item in items)


def _children_of(value: dict[str, Any]) -> list[Any]:
    return next((value[key] for key in CHILDREN if isinstance(value.get(key), list) and value[key]), [])


def _scalar(value: Any) -> str:
    """A value as text; of a list with one, or of an object that names something, that one."""
    if isinstance(value, list) and len(value) == 1:
        return _scalar(value[0])
    if isinstance(value, dict):
        return _scalar(next((value[key] for key in NODE_TEXTS if isinstance(value.get(key), str)), ""))
    if isinstance(value, LocatedText):
        return value.stripped()
    return "" if value is None or isinstance(value, list | bool) else str(value).strip()


def _quotation(value: Any, depth: int = 0) -> str:
    """The quotation that an annotation is about, within its target."""
    if depth > MAX_DEPTH:
        return ""
    if isinstance(value, dict):
        if isinstance(value.get(QUOTED), str):
            return _scalar(value[QUOTED])
        value = list(value.values())
    found = (_quotation(item, depth + 1) for item in value) if isinstance(value, list) else ()
    return next(filter(None, found), "")


def _read_record(value: dict[str, Any], *, is_quoted: bool) -> dict[str, str]:
    """What an object with a quotation says, by the kinds of its labels; nothing for any other object."""
    said: dict[str, str] = {}
    quotation = _quotation(value.get("target"))
    has_own_key = any(
        label_kind(key) == "text" and key.casefold() not in PAGE_TEXTS and _scalar(inner)
        for key, inner in value.items()
    )
    if quotation:
        said["text"] = quotation
    for key, inner in _named_values(value):
        kind = "date" if _is_moment(inner) else label_kind(key)
        if kind == "text" and key.casefold() in PAGE_TEXTS and (has_own_key or "target" in value):
            kind = "note"
        if kind in NAMES and (text := _value_of(kind, inner)):
            said.setdefault(kind, text)
    is_sure = bool(quotation or has_own_key)
    is_placed = is_quoted or not said.keys().isdisjoint(PLACED)
    is_page = "title" in said and not is_sure and not is_quoted
    is_record = (is_sure or ("text" in said and is_placed)) or ("target" in value and "note" in said)
    return said if is_record and not is_page else {}


def _named_values(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keys and values of an object, and those of a work or place within it."""
    for key, inner in value.items():
        yield key, inner
        if isinstance(inner, dict) and label_kind(key) in ("title", "location"):
            yield from inner.items()


def _is_moment(value: Any) -> bool:
    """Whether a number is a time as computers count it, of our age."""
    return isinstance(value, int | float) and (int(value) in MILLISECONDS or int(value) in SECONDS)


def _value_of(kind: str, value: Any) -> str:
    if _is_moment(value):
        seconds = value / 1000 if int(value) in MILLISECONDS else value
        return datetime.fromtimestamp(seconds, tz=UTC).isoformat(timespec="seconds")
    if kind == "location" and isinstance(value, float) and 0 < value < 1:
        return f"{100 * value:.0f}%"
    if isinstance(value, list) and len(value) > 1:
        return (", " if kind in ("tags", "author") else "\n").join(filter(None, map(_scalar, value)))
    return _scalar(value)


def _write_record(said: dict[str, str], page: DataPage) -> None:
    page.has_texts = True
    for kind, name in NAMES.items():
        if kind in said:
            page.write(f"{name}: {said[kind]}", said[kind])
    for line in ("", "---", ""):
        page.write(line)


def _write_page(value: dict[str, Any], title: str, text: str, page: DataPage) -> None:
    page.has_texts = True
    if title:
        page.write(f"# {title}", title)
        page.write("")
    for key, inner in value.items():
        kind = label_kind(key)
        if kind in ("author", "tags", "link") and (said := _value_of(kind, inner)):
            page.write(f"{NAMES[kind]}: {said}", said)
    page.write("")
    page.write_text(text)
    page.write("")


def _page_text(value: dict[str, Any]) -> str:
    texts = (_scalar(inner) for key, inner in value.items() if key.casefold() in PAGE_TEXTS and isinstance(inner, str))
    return next(filter(None, texts), "")


def _write_fields(value: dict[str, Any], page: DataPage) -> None:
    """Writes what an object says of a work."""
    said: dict[str, str] = {}
    for key, inner in _named_values(value):
        kind = label_kind(key)
        if kind in WORK_KINDS and (text := _value_of(kind, inner)):
            said.setdefault(kind, text)
    if said:
        page.write("")
        for kind, name in NAMES.items():
            if kind in said:
                page.write(f"{name}: {said[kind]}", said[kind])
        page.write("")


def _write_tree(value: dict[str, Any], children: list[Any], page: DataPage) -> None:
    """Writes a tree of texts as an outline below its title."""
    names = (_scalar(inner) for key, inner in value.items() if key.casefold().endswith(("title", "page-name")))
    title = next(filter(None, names), "")
    if title:
        page.write(f"# {title}", title)
        page.write("")
    for child in children if title or not _node_text(value) else [value]:
        _write_node(child, page, 0)
    page.write("")


def _node_text(value: dict[str, Any]) -> str:
    return next((_scalar(value[key]) for key in NODE_TEXTS if isinstance(value.get(key), str) and value[key]), "")


def _write_node(value: Any, page: DataPage, depth: int) -> None:
    if isinstance(value, str):
        value = {"text": value}
    if not isinstance(value, dict) or depth > MAX_DEPTH:
        return
    text = _node_text(value)
    page.write_text(text, f"{INDENT * depth}- ", f"{INDENT * depth}  ")
    inner = depth + bool(text)
    if note := _scalar(value.get("note")):
        page.write(f"{INDENT * inner}- {NAMES['note']}: {' '.join(note.split())}", note)
    for child in _children_of(value):
        _write_node(child, page, inner)


def _unshown(value: Any, shown: set[str]) -> dict[str, str]:
    """The texts within a value of which words are not shown, by the keys that they stand below."""
    found: dict[str, dict[str, None]] = {}
    for key, text in _texts(value, "", 0):
        words = plain_words(text)
        if words and not shown.issuperset(words) and not text.startswith(("http://", "https://")):
            found.setdefault(key, {})[text] = None
    return {key: "; ".join(texts) for key, texts in found.items()}


def _texts(value: Any, key: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value.strip()
    elif isinstance(value, list) and depth < 2 * MAX_DEPTH:
        for item in value:
            yield from _texts(item, key, depth + 1)
    elif isinstance(value, dict) and depth < 2 * MAX_DEPTH:
        for name, inner in value.items():
            yield from _texts(inner, name, depth + 1)

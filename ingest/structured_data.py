"""What a tool saved as data, JSON or OPML, as the lines of a markdown page.

Objects with a quotation become labelled lines, trees of texts an outline, objects with a title and a text pages; the
names of works stand above, and what is left goes into properties. Data without such texts gives no lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from ingest.errors import UnreadableText
from ingest.full_text.markup import local_name, parse_xml
from ingest.metadata.labels import label_kind

SUFFIXES = (".json", ".opml")
MAX_DEPTH = 40
CHILDREN = ("children", "nodes", "subitems")
NODE_TEXTS = ("string", "text", "title", "name", "content")
PAGE_TEXTS = ("text", "content", "body", "markdown", "textcontent")
"""Keys of a page's text, or of what was said of a quotation beside it."""
QUOTED = "exact"
"""The key of a quotation in the web's own model of annotations, within the target."""
NAMES = {
    "text": "Highlight", "note": "Note", "tags": "Tags", "color": "Color", "page": "Page", "location": "Location",
    "chapter": "Chapter", "date": "Date", "link": "Link", "title": "Title", "author": "Author",
}  # fmt: skip
"""The label that is written for each kind, in the order in which they are written."""
ORDER = ("title", "author", "text", "page", "location", "chapter", "color", "tags", "date", "link", "note")
WORK_KINDS = ("title", "author", "link")
PLACED = ("note", "page", "location", "chapter", "color", "tags", "date", "link")
MILLISECONDS = range(10**11, 10**14)
SECONDS = range(10**8, 10**11)
INDENT = "    "


@dataclass(slots=True)
class DataPage:
    """The lines of a page, and what the data says beside them."""

    lines: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

    def keep(self, key: str, value: str) -> None:
        """Keeps what has no place in the lines."""
        known = self.properties.get(key, "").split("; ") if key in self.properties else []
        self.properties[key] = "; ".join(dict.fromkeys([*known, value]))


def suffix_of_data(path: str) -> str:
    """The suffix of a file of data; "" for another file."""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if suffix in SUFFIXES else ""


def read_data(text: str, suffix: str) -> DataPage | None:
    """The page that a file's data holds; None where it holds none, or is broken."""
    try:
        value = _read_opml(text) if suffix == ".opml" else json.loads(text)
    except (ValueError, RecursionError):
        return None
    page = DataPage()
    _write(value, page, 0)
    return page if any(map(str.strip, page.lines)) else None


def _read_opml(text: str) -> Any:
    """An OPML's outline as a tree of texts."""
    try:
        root = parse_xml(text.encode())
    except UnreadableText as failure:
        raise ValueError(str(failure)) from failure
    head = {local_name(item): (item.text or "").strip() for item in root.iter() if local_name(item).startswith("owner")}
    bodies = [item for item in root.iter() if local_name(item) == "body"]
    return {**head, "children": [_read_element(item) for body in bodies for item in body]}


def _read_element(element: Any) -> dict[str, Any]:
    values = {key.lstrip("_"): value for key, value in element.attrib.items()}
    return {**values, "children": [_read_element(item) for item in element if isinstance(item.tag, str)]}


def _write(value: Any, page: DataPage, depth: int) -> None:
    """Writes whatever of a value is text."""
    if isinstance(value, list) and depth < MAX_DEPTH:
        for item in value:
            _write(item, page, depth + 1)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        if children := _children_of(value):
            _write_tree(value, children, page)
        elif record := _read_record(value):
            _write_record(value, record, page)
        elif (title := _scalar(value.get("title"))) and (text := _page_text(value)):
            _write_pages_text(value, title, text, page)
        else:
            _write_fields(value, page)
            for key, inner in value.items():
                if label_kind(key) not in WORK_KINDS:
                    _write(inner, page, depth + 1)


def _children_of(value: dict[str, Any]) -> list[Any]:
    return next((value[key] for key in CHILDREN if isinstance(value.get(key), list) and value[key]), [])


def _scalar(value: Any) -> str:
    """A value as text; of a list with one, or of an object that names something, that one."""
    if isinstance(value, list) and len(value) == 1:
        return _scalar(value[0])
    if isinstance(value, dict):
        return _scalar(next((value[key] for key in NODE_TEXTS if isinstance(value.get(key), str)), ""))
    return "" if value is None or isinstance(value, list | bool) else str(value).strip()


def _quotation(value: Any, depth: int = 0) -> str:
    """The quotation that an annotation is about, within its target."""
    if depth > 5:
        return ""
    if isinstance(value, dict):
        if isinstance(value.get(QUOTED), str):
            return str(value[QUOTED])
        value = list(value.values())
    found = (_quotation(item, depth + 1) for item in value) if isinstance(value, list) else ()
    return next(filter(None, found), "")


def _read_record(value: dict[str, Any]) -> dict[str, str]:
    """What an object with a quotation says, by the kinds of its labels; nothing for any other object."""
    said: dict[str, str] = {}
    quotation = _quotation(value.get("target"))
    if quotation:
        said["text"] = quotation
    for key, inner in _named_values(value):
        kind = "date" if _is_moment(inner) else label_kind(key)
        if kind == "text" and key.casefold() in PAGE_TEXTS and ("text" in said or _quoting_key(value)):
            kind = "note"
        if kind in NAMES and (text := _value_of(kind, inner)):
            said.setdefault(kind, text)
    is_record = "text" in said and (quotation or _quoting_key(value) or not said.keys().isdisjoint(PLACED))
    is_page = "title" in said and not _quoting_key(value) and not quotation
    return said if is_record and not is_page else {}


def _quoting_key(value: dict[str, Any]) -> bool:
    """Whether a key says that its text is a quotation, rather than any text."""
    return any(label_kind(key) == "text" and key.casefold() not in PAGE_TEXTS and inner for key, inner in value.items())


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
    if kind == "tags" and isinstance(value, list):
        return ", ".join(filter(None, map(_scalar, value)))
    return _scalar(value)


def _write_record(value: dict[str, Any], said: dict[str, str], page: DataPage) -> None:
    page.lines += [f"{NAMES[kind]}: {said[kind]}" for kind in ORDER if kind in said]
    page.lines += ["", "---", ""]
    _keep_others(value, page)


def _write_pages_text(value: dict[str, Any], title: str, text: str, page: DataPage) -> None:
    page.lines += [f"# {title}", ""]
    page.lines += [f"{NAMES[kind]}: {said}" for kind, said in _page_fields(value)]
    page.lines += ["", *text.splitlines(), ""]
    _keep_others(value, page)


def _page_text(value: dict[str, Any]) -> str:
    return next((str(value[key]) for key in value if key.casefold() in PAGE_TEXTS and isinstance(value[key], str)), "")


def _page_fields(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        kind = label_kind(key)
        if kind in ("author", "tags", "link") and (said := _value_of(kind, inner)):
            yield kind, said


def _write_fields(value: dict[str, Any], page: DataPage) -> None:
    """Writes what an object says of a work, and keeps what else it says."""
    said = {kind: text for key, inner in value.items() if (kind := label_kind(key)) in WORK_KINDS
            and (text := _scalar(inner))}  # fmt: skip
    if said:
        page.lines += ["", *(f"{NAMES[kind]}: {said[kind]}" for kind in ORDER if kind in said), ""]
    _keep_others(value, page)


def _keep_others(value: dict[str, Any], page: DataPage) -> None:
    for key, inner in value.items():
        if label_kind(key) not in NAMES and key not in NODE_TEXTS and isinstance(inner, str) and inner.strip():
            page.keep(key, inner)


def _write_tree(value: dict[str, Any], children: list[Any], page: DataPage) -> None:
    """Writes a tree of texts as an outline below its title."""
    if title := _scalar(value.get("title")):
        page.lines += [f"# {title}", ""]
    for child in children if title or not _node_text(value) else [value]:
        _write_node(child, page, 0)
    page.lines.append("")
    if title or not _node_text(value):
        _keep_others(value, page)


def _node_text(value: dict[str, Any]) -> str:
    return next((str(value[key]) for key in NODE_TEXTS if isinstance(value.get(key), str) and value[key].strip()), "")


def _write_node(value: Any, page: DataPage, depth: int) -> None:
    if not isinstance(value, dict) or depth > MAX_DEPTH:
        return
    first, *others = _node_text(value).splitlines() or [""]
    if first.strip():
        page.lines.append(f"{INDENT * depth}- {first.strip()}")
        page.lines += [f"{INDENT * depth}  {line.strip()}" for line in others]
    inner = depth + bool(first.strip())
    if note := _scalar(value.get("note")):
        page.lines.append(f"{INDENT * inner}- {NAMES['note']}: {' '.join(note.split())}")
    for child in _children_of(value):
        _write_node(child, page, inner)

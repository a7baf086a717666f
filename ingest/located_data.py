"""JSON and OPML decoded, each text with the line of the file on which it stands."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined]  # missing in typeshed
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from pathlib import PurePosixPath
from typing import Any

from ingest.errors import UnreadableText
from ingest.full_text.markup import local_name, parse_xml

SUFFIXES = (".json", ".opml")


class LocatedText(str):
    """A text that knows its line."""

    line: int = 1

    @classmethod
    def at(cls, text: str, line: int) -> LocatedText:
        located = cls(text)
        located.line = line
        return located

    def stripped(self) -> LocatedText:
        return LocatedText.at(self.strip(), self.line)


def suffix_of_data(path: str) -> str:
    """The suffix of a file of data; "" for another file."""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if suffix in SUFFIXES else ""


def decode_data(text: str, suffix: str) -> Any:
    """The value that a file of data holds. Raises ValueError where it is broken."""
    return _decode_opml(text) if suffix == ".opml" else _decode_json(text)


def _decode_json(text: str) -> Any:
    breaks = [match.start() for match in re.finditer("\n", text)]

    def read_string(string: str, end: int, strict: bool = True) -> tuple[str, int]:
        value, after = scanstring(string, end, strict)
        return LocatedText.at(value, 1 + bisect_right(breaks, end)), after

    # The scanner in C reads strings by itself; the one in Python asks its context to.
    context: Any = json.JSONDecoder()
    context.parse_string = read_string
    context.scan_once = py_make_scanner(context)
    return context.decode(text)


def _decode_opml(text: str) -> Any:
    """An OPML's outline as a tree of texts."""
    try:
        root = parse_xml(text.encode())
    except UnreadableText as failure:
        raise ValueError(str(failure)) from failure
    head = {
        local_name(item): (item.text or "").strip()
        for item in root.iter()
        if local_name(item).startswith("owner") or (local_name(item) == "title" and not item.attrib)
    }
    bodies = [item for item in root.iter() if local_name(item) == "body"]
    return {**head, "children": [_read_element(item) for body in bodies for item in body]}


def _read_element(element: Any) -> dict[str, Any]:
    line = element.sourceline or 1
    values = {key.lstrip("_"): LocatedText.at(value, line) for key, value in element.attrib.items()}
    return {**values, "children": [_read_element(item) for item in element if isinstance(item.tag, str)]}

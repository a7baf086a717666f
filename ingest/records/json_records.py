"""Highlights that a reading tool wrote as JSON, in a note's block of code: objects with a text and its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ingest.markdown.list_lines import is_fence
from ingest.metadata.labels import Label, label_kind
from ingest.records.record import Record
from ingest.text.dates import iso_date

MAX_DEPTH = 6


def json_records(lines: list[str], first: int) -> tuple[list[Record], dict[str, str]]:
    """The records in a block of code whose first line (the fence, where it has one) has a number, and the fields beside
    them."""
    try:
        value = json.loads("\n".join(lines[1:-1] if is_fence(lines[0]) else lines))
    except ValueError:
        return [], {}
    fields: dict[str, str] = {}
    records: list[Record] = []
    at = 0
    for entry in _entries(value, fields):
        at = next((n for n in range(at, len(lines)) if str(entry["text"])[:20] in lines[n]), at)
        records.append(_record(entry, first + at))
    return records, fields


def _entries(value: Any, fields: dict[str, str], depth: int = 0) -> Iterator[dict[str, Any]]:
    """The objects with a text; scalars beside them are fields of the work."""
    if isinstance(value, list) and depth < MAX_DEPTH:
        for item in value:
            yield from _entries(item, fields, depth + 1)
    elif isinstance(value, dict) and depth < MAX_DEPTH:
        value = _without_inner(value)
        kinds = {label_kind(key): inner for key, inner in value.items() if isinstance(inner, str | int)}
        if "text" in kinds and len(kinds) > 1:
            _keep_others(value, fields)
            yield {kind: inner for kind, inner in kinds.items() if kind}
            return
        fields.update({key: str(inner) for key, inner in value.items() if isinstance(inner, str | int)})
        for inner in value.values():
            yield from _entries(inner, fields, depth + 1)


def _keep_others(value: dict[str, Any], fields: dict[str, str]) -> None:
    """Keeps what an object says beside what its record holds."""
    others = {key: str(inner) for key, inner in value.items() if not label_kind(key) and isinstance(inner, str | int)}
    for key, text in others.items():
        known = fields[key].split("; ") if key in fields else []
        fields[key] = "; ".join(dict.fromkeys([*known, text]))


def _without_inner(value: dict[str, Any]) -> dict[str, Any]:
    """An object with the scalars of a place that is one itself, `"location": {"value": 210, "url": "…"}`."""
    places = {key: inner for key, inner in value.items() if label_kind(key) == "location" and isinstance(inner, dict)}
    inner = {name: scalar for place in places.values() for name, scalar in place.items() if label_kind(name) == "link"}
    return {**value, **inner, **{key: place.get("value") for key, place in places.items()}}


def _record(entry: dict[str, Any], number: int) -> Record:
    record = Record(start=number, end=number, mark="label")
    record.title, record.author = str(entry.get("title", "")), str(entry.get("author", ""))
    for kind, value in entry.items():
        text = str(value)
        if kind == "date":
            record.annotations.date = iso_date(text if not text.isdigit() or len(text) != 10 else f"{text}000")
        else:
            record.add_label(Label(kind=kind, key=kind, value=text), number)
    return record

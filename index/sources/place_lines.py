"""The lines of a file that a place names, as they are in the file now."""

from __future__ import annotations

from pathlib import Path

from index.catalog.catalog import Catalog
from index.sources.source import locate
from ingest.passage import Place


def read_place_lines(catalog: Catalog, place: Place) -> list[str]:
    """The lines from `line_start` to `line_end`; [] where the file cannot be read, or has no lines.

    An encoding other than UTF-8 is taken for Windows Western: guessing it takes longer than an answer.
    """
    if place.spot:
        return []
    try:
        lines = locate(catalog, Path(place.source) / place.path).read_bytes().splitlines()
    except OSError:
        return []
    return [_decode(line) for line in lines[place.line_start - 1 : place.line_end]]


def _decode(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")

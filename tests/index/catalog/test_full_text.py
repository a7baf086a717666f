"""The full-text index follows the passages."""

from __future__ import annotations

from index.catalog.catalog import Catalog
from index.catalog.full_text import count_indexed, count_languages, index_passages, unindex_passages
from ingest.passage import Passage, Place


def passage(text: str) -> Passage:
    place = Place(source="/s", path="a.md", line_start=1, line_end=1)
    return Passage(text=text, kind="highlight", voice="author", places=(place,))


def test_languages_are_counted_as_passages_come_and_go(catalog: Catalog) -> None:
    english = passage("The heron is patient while the river is rising over its banks.")
    german = passage("Die Häuser an der Straße sind nicht alt, und das ist auch gut für die Stadt.")
    index_passages(catalog, [english, german])
    index_passages(catalog, [german])
    assert count_languages(catalog) == {"english": 1, "german": 1}
    unindex_passages(catalog, [german.id, "gone"])
    assert count_languages(catalog) == {"english": 1} and count_indexed(catalog) == 1

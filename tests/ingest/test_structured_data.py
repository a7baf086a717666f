"""What tools save as JSON or OPML, read as the pages that they write as markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Document
from ingest.structured_data import read_data
from tests.ingest.parse_text import parse_text

ANNOTATION = {
    "created": "2024-03-04T21:10:11+00:00",
    "text": "Compare with the mill.",
    "tags": ["clocks"],
    "target": [{"source": "https://tides.example/a", "selector": [{"exact": "The harbour keeps its own clock."}]}],
    "document": {"title": ["Salt and Tide"]},
}
JOURNEY = {
    "readingJourney": {"title": {"text": "Salt and Tide"}, "author": "Maren Voss"},
    "highlights": [
        {"timestamp": 1709586611000, "chapter": "Clocks", "percent": 0.31, "quote": "Ropes remember.", "note": "why?"},
        {"timestamp": 1709586711000, "chapter": "Clocks", "percent": 0.35, "quote": "Gulls keep the count."},
    ],
}
TREE = [
    {
        "title": "Salt and Tide",
        "children": [
            {"string": "Author:: [[Maren Voss]]"},
            {
                "string": "## Quotes",
                "children": [{"string": "> Ropes remember. (p. 14)"}, {"string": "> Gulls. (p. 9)"}],
            },
        ],
    }
]
OUTLINE = """<opml version="2.0"><body><outline text="Salt and Tide (Maren Voss)"><outline text="Quotes">
<outline text="“Ropes remember.” (p. 14)" _note="ask the mole"/><outline text="“Gulls keep the count.” (p. 20)"/>
</outline></outline></body></opml>"""


def parse(value: object) -> Document:
    return parse_text(json.dumps(value), "export.json")[0]


def test_an_annotation_is_a_highlight_with_the_note_beside_its_quotation() -> None:
    document = parse({"annotations": [ANNOTATION, {**ANNOTATION, "text": ""}]})
    first, second = document.highlights
    assert (first.text, first.note, first.tags) == (
        "The harbour keeps its own clock.",
        "Compare with the mill.",
        ("clocks",),
    )
    assert second.note == "" and document.title == "Salt and Tide"
    assert first.highlighted_at.startswith("2024-03-04T21:10")


def test_a_list_of_quotations_belongs_to_the_work_named_beside_it() -> None:
    document = parse(JOURNEY)
    assert (document.title, document.author) == ("Salt and Tide", "Maren Voss")
    assert [(item.text, item.note, item.location) for item in document.highlights] == [
        ("Ropes remember.", "why?", "Location 31%"),
        ("Gulls keep the count.", "", "Location 35%"),
    ]
    assert document.highlights[0].highlighted_at.startswith("2024-03-04")


def test_a_tree_is_read_as_an_outline() -> None:
    document = parse(TREE)
    assert (document.title, document.author) == ("Salt and Tide", "Maren Voss")
    assert [item.location for item in document.highlights] == ["Page 14", "Page 9"]


def test_an_opml_is_read_as_an_outline() -> None:
    document = parse_text(OUTLINE, "mole.opml")[0]
    assert [(item.text, item.note) for item in document.highlights] == [
        ("Ropes remember.", "ask the mole"),
        ("Gulls keep the count.", ""),
    ]


def test_a_title_with_a_text_is_a_page() -> None:
    document = parse([{"title": "Ropes", "text": "I want to learn the bowline.", "tags": "sea"}])
    assert document.title == "Ropes" and document.paragraphs[0].text == "I want to learn the bowline."


@pytest.mark.parametrize("text", ['{"name": "tides", "version": "1.2.0"}', "[1, 2]", "{broken", "[" * 100_000])
def test_other_data_is_skipped(text: str) -> None:
    assert read_data(text, ".json") is None
    assert parse_text(text, "package.json")[0].skipped


def test_a_broken_opml_is_skipped() -> None:
    assert read_data("nothing", ".opml") is None


def test_each_highlight_stands_at_its_own_line_of_the_file() -> None:
    text = json.dumps(JOURNEY, indent=1)
    lines = text.splitlines()
    (document,) = parse_text(text, "export.json")
    for highlight in document.highlights:
        assert highlight.text in "\n".join(lines[highlight.line_start - 1 : highlight.line_end])
    assert document.lines == len(lines)


def test_quotations_in_a_plain_list_belong_to_the_work_beside_them() -> None:
    document = parse({"book": "Salt and Tide", "author": "Maren Voss", "quotes": ["Ropes remember.", "Gulls count."]})
    assert (document.title, document.author) == ("Salt and Tide", "Maren Voss")
    assert [item.text for item in document.highlights] == ["Ropes remember.", "Gulls count."]


def test_a_diary_is_the_readers_though_its_entries_have_dates_and_tags() -> None:
    entry = {"text": "Went to the harbour and thought of nothing.", "creationDate": "2024-03-04", "tags": ["sea"]}
    document = parse({"entries": [entry, {**entry, "text": "I slept late, then mended the net all day."}]})
    assert not document.highlights
    assert {item.voice for item in document.paragraphs} == {"reader"}


def test_a_page_with_highlights_keeps_both() -> None:
    page = {
        "title": "Salt and Tide",
        "author": "Maren Voss",
        "content": "The harbour keeps its own clock. Gulls count.",
    }
    document = parse({**page, "highlights": [{"quote": "Gulls count.", "annotation": "why?"}]})
    assert [(item.text, item.note) for item in document.highlights] == [("Gulls count.", "why?")]
    assert "harbour keeps" in " ".join(item.text for item in document.paragraphs)


KEYS = ("title", "author", "text", "quote", "note", "children", "highlights", "tags", "page", "target", "exact", "mole")
WORDS = st.lists(st.sampled_from("harbour ropes gulls clock tide mole net lamp".split()), max_size=6).map(" ".join)
VALUES = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_no_word_of_any_data_is_lost(value: object) -> None:
    documents = parse_text(json.dumps(value, indent=1), "export.json")
    if documents[0].skipped:
        return
    shown = " ".join(map(str, map(asdict, documents)))
    for word in set(" ".join(texts_of(value)).split()):
        assert word in shown
    assert sum(document.lines for document in documents) == len(json.dumps(value, indent=1).splitlines())


def texts_of(value: object) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_of(inner)

"""A list of notes at times becomes one paragraph for each item; other lists stay lists."""

from __future__ import annotations

from ingest.document import Paragraph
from ingest.document_builder import DocumentBuilder
from ingest.markdown.blocks import read_blocks
from ingest.note import Note
from ingest.transcripts.timed_list import extract_timed_list


def extract(*lines: str) -> list[Paragraph]:
    draft = DocumentBuilder(Note(path="Talk.md", lines=lines))
    block = next(block for block in read_blocks(lines) if block.kind == "list")
    extract_timed_list(draft, block, ("Notes",), "reader")
    return draft.paragraphs


def test_each_item_has_its_time_and_the_link_that_opens_it() -> None:
    paragraphs = extract(
        "- [03:12] The wick matters more than the oil.",
        "- **1:10:45** – Glass keeps the wind away.",
        "  And it breaks.",
        "",
        "https://youtu.be/lamps",
    )
    assert [(paragraph.text, paragraph.location, paragraph.url, paragraph.line_end) for paragraph in paragraphs] == [
        ("The wick matters more than the oil.", "03:12", "https://youtu.be/lamps?t=192s", 1),
        ("Glass keeps the wind away.\n  And it breaks.", "1:10:45", "https://youtu.be/lamps?t=4245s", 3),
    ]
    assert {(paragraph.section, paragraph.voice) for paragraph in paragraphs} == {(("Notes",), "reader")}


def test_the_link_at_a_time_is_kept_as_it_stands() -> None:
    lines = (
        "- [0:12](https://pod.example/9#t=12) Oil came before gas did.",
        "- [0:40](https://pod.example/9#t=40) Then gas came by pipe, into each house.",
    )
    assert [paragraph.url for paragraph in extract(*lines)] == [
        "https://pod.example/9#t=12",
        "https://pod.example/9#t=40",
    ]


def test_chapter_marks_stay_one_list() -> None:
    assert not extract("- 0:00 Hello", "- 10:00 Gas", "- 20:00 Wires")


def test_one_item_without_a_time_leaves_the_list_as_it_is() -> None:
    assert not extract("- 0:12 Oil came a long time before gas did.", "- Nobody knows who lit the first of them.")

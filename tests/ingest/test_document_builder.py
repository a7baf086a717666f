"""Each word of a file is shown by its document, or the line that holds it is named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ingest.decode import decode_bytes
from ingest.parse import parse_bytes
from tests.fuzz_parsers import break_note, find_hidden_words
from tests.ingest.parse_text import parse_text

GOLDEN = sorted((Path(__file__).parent / "formats" / "golden").glob("*.md"))


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_no_word_of_a_broken_note_is_hidden(golden: Path) -> None:
    rng, data = random.Random(golden.stem), golden.read_bytes()
    for _ in range(4):
        broken = break_note(data, rng.choice(GOLDEN).read_bytes(), rng)
        lines = decode_bytes(broken).lines
        assert find_hidden_words(parse_bytes(broken, golden.name), lines) == []


def test_a_field_that_no_reader_knows_is_told() -> None:
    (document,) = parse_text(
        "---\ntitle: Kites\nlent-to: Maren\nbook:\n  shelf: blue\n---\nA tail only steadies.\n", "k.md"
    )
    assert document.fields == (("lent-to", "Maren"), ("book.shelf", "blue"))


def test_a_heading_with_nothing_below_is_told() -> None:
    (document,) = parse_text("# Kites\n\nA tail only steadies.\n\n## Ask the miller\n", "k.md")
    assert ("headings", "Ask the miller") in document.fields
    assert document.unparsed == ()


def test_headings_alone_are_a_text() -> None:
    (document,) = parse_text("# Kites\n\n## Ask the miller\n\n### Before the wind turns\n", "k.md")
    assert document.skipped == ""
    assert [(each.text, each.voice) for each in document.paragraphs] == [
        ("Kites\nAsk the miller\nBefore the wind turns", "reader")
    ]


def test_headings_that_the_name_says_are_none() -> None:
    (document,) = parse_text("# Kites\n", "Kites.md")
    assert document.paragraphs == ()
    assert document.skipped


def test_furniture_is_named_by_its_line() -> None:
    (document,) = parse_text("# Kites\n\nA tail only steadies.\n\n```dataview\nTABLE height FROM #sky\n```\n", "k.md")
    assert [(warning.line, "TABLE height" in warning.why) for warning in document.warnings] == [(5, True)]


@pytest.mark.parametrize("path", ["2024-03-04.md", "2024_03_04.md", "20240304 Walk.md", "March 4th, 2024.md"])
def test_a_daily_notes_name_is_its_date(path: str) -> None:
    (document,) = parse_text("Mended the gate.\n", path)
    assert (document.date, document.published) == ("2024-03-04", "")


def test_a_date_in_the_title_of_an_authors_work_is_not_the_notes() -> None:
    (document,) = parse_text("---\nauthor: Vera Lind\n---\nBrass hums.\n", "2019-09-26 Brass.md")
    assert document.date == ""
    (document,) = parse_text("---\nclipped: 2023-11-18\n---\nBrass hums.\n", "Brass.md")
    assert (document.date, document.published) == ("2023-11-18", "")

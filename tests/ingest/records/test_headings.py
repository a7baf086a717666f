"""Whose part of a page a heading begins."""

from __future__ import annotations

from tests.ingest.parse_text import parse_text

PAGE = """# Grain and Water

Author: Tove Halling

## Quotes

- "The miller hears the river before the weather." (p. 12)
- "A wheel forgives what a sluice does not." (p. 40)

#{heading}

- ask at the museum whether ours still turns
"""


def voices(heading: str) -> set[str]:
    documents = parse_text(PAGE.format(heading=heading), "Grain.md")
    passages = [each for document in documents for each in (*document.highlights, *document.paragraphs)]
    return {each.voice for each in passages if "ask at the museum" in each.text}


def test_a_heading_in_the_first_person_beside_the_quotations_is_the_readers() -> None:
    assert voices("# What I would do with it") == {"reader"}


def test_a_possessive_in_any_language_makes_a_heading_the_readers() -> None:
    assert voices("# Mina tankar om kvarnen") == {"reader"}


def test_a_heading_below_the_quotations_is_not_surely_the_readers() -> None:
    assert voices("## Why I left the mill") == {"unknown"}

"""What a line of a list can be."""

from __future__ import annotations

import pytest

from ingest.markdown.list_lines import BULLET, DIVIDER, RULE, indent_of, strip_indent
from ingest.metadata.annotations import is_annotation


@pytest.mark.parametrize(
    ("line", "bullet", "divider", "rule"),
    [
        ("- words", True, False, False),
        ("    • words", True, False, False),
        ("-", True, False, False),
        ("-words", False, False, False),
        ("---", False, False, True),
        ("- - -", True, False, True),
        ("## New highlights added March 3, 2024 at 4:10 PM", False, True, False),
        ("- Highlights first synced by Readwise March 3, 2024", True, True, False),
        ("- New highlights are what I look for", True, False, False),
    ],
)
def test_a_line_is_known_by_its_signs(line: str, bullet: bool, divider: bool, rule: bool) -> None:
    """A rule of dashes may look like a bullet too; who reads it asks for the rule first."""
    assert (bool(BULLET.match(line)), bool(DIVIDER.match(line)), bool(RULE.match(line))) == (bullet, divider, rule)


def test_a_tab_counts_four_columns() -> None:
    """Logseq indents by tabs, Roam by four spaces."""
    assert indent_of("\t  - words") == 6
    assert strip_indent("\t  - words", 4) == "  - words"
    assert strip_indent("  words  ", 4) == "words"


@pytest.mark.parametrize(("text", "speaks"), [("Note: mine", True), ("Tags: #a", True), ("Noted by the keeper", False)])
def test_a_bullet_that_begins_with_a_key_speaks_of_the_one_above(text: str, speaks: bool) -> None:
    """It is no highlight of its own."""
    assert is_annotation(text) is speaks

"""The kinds of lines in a list."""

from __future__ import annotations

import pytest

from ingest.markdown.list_lines import BULLET, DIVIDER, RULE, indent_of, strip_indent


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
def test_a_line_is_recognised_by_its_marks(line: str, bullet: bool, divider: bool, rule: bool) -> None:
    """A rule of dashes can look like a bullet too; readers test for the rule first."""
    assert (bool(BULLET.match(line)), bool(DIVIDER.match(line)), bool(RULE.match(line))) == (bullet, divider, rule)


def test_a_tab_counts_four_columns() -> None:
    """Logseq indents by tabs, Roam by four spaces."""
    assert indent_of("\t  - words") == 6
    assert strip_indent("\t  - words", 4) == "  - words"
    assert strip_indent("  words  ", 4) == "words"

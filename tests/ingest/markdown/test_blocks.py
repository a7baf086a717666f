"""Markdown's outermost blocks are found with the lines they span."""

from __future__ import annotations

import pytest

from ingest.markdown.blocks import HeadingPath, heading_of, read_blocks

TEXT = """# One

Some words
on two lines.

- a
- b
  more

> quoted

```py
x = 1
```

| a | b |
|---|---|
| 1 | 2 |

Two
===

***
"""


def test_each_block_knows_its_kind_and_lines() -> None:
    assert [(block.kind, block.start, block.end) for block in read_blocks(TEXT.split("\n"))] == [
        ("heading", 1, 1),
        ("paragraph", 3, 4),
        ("list", 6, 8),
        ("quote", 10, 10),
        ("code", 12, 14),
        ("table", 16, 18),
        ("heading", 20, 21),
        ("rule", 23, 23),
    ]


def test_a_list_knows_its_items_and_a_fence_its_language() -> None:
    blocks = {block.kind: block for block in read_blocks(TEXT.split("\n"), 101)}
    assert blocks["list"].items == ((106, 106), (107, 108))
    assert blocks["code"].info == "py"


def test_a_heading_line_is_recognised_by_its_hashes() -> None:
    assert heading_of("## Two ##") == (2, "Two")
    assert heading_of("#tag") is None and heading_of("    # code") is None


def test_a_heading_path_forgets_headings_as_deep_or_deeper() -> None:
    headings = HeadingPath()
    headings.enter(1, "A")
    headings.enter(3, "B")
    headings.enter(2, "C")
    assert headings.section == ("A", "C")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Kites\n=====\ntext", ["heading", "paragraph"]),
        ("Kites\n---\ntext", ["heading", "paragraph"]),
        ("A tail steadies.\n---\ntext", ["paragraph", "rule", "paragraph"]),
        ("One line\nand another\n===\ntext", ["paragraph", "rule", "paragraph"]),
        ("[Maren]: yes", ["paragraph"]),
    ],
)
def test_only_one_short_line_is_a_heading_by_its_underline(text: str, kinds: list[str]) -> None:
    assert [block.kind for block in read_blocks(text.split("\n"))] == kinds

"""Highlights in tables whose columns are not named."""

from __future__ import annotations

from tests.ingest.parse_text import parse_text

LINKED = """# Quays
Maren Voss

|  |  |
|---|---|
| The quay sleeps until noon.<br>ask why<br>May 2, 2023 | [18](https://books.example/18) |

|  |  |
|---|---|
| Ropes remember every knot. | [44](https://books.example/44) |
"""


def test_a_row_of_a_text_and_its_place_is_a_highlight() -> None:
    (document,) = parse_text(LINKED, "Quays.md")
    first, second = document.highlights
    assert (first.text, first.note, first.location) == ("The quay sleeps until noon.", "ask why", "Page 18")
    assert first.highlighted_at == "2023-05-02"
    assert (second.text, second.url) == ("Ropes remember every knot.", "https://books.example/44")


def test_rows_of_days_and_plans_are_no_highlights() -> None:
    (document,) = parse_text("# Days\n\n| day | plan |\n|---|---|\n| 2024-05-02 | mend the long net |\n", "Days.md")
    assert not document.highlights

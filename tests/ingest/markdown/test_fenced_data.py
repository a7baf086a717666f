"""Rows in a block of code."""

from ingest.markdown.fenced_data import rows_to_tables


def test_rows_become_a_table_on_their_own_lines() -> None:
    lines = ["Above", "```csv", "Quote,Page", '"Rust waits, mostly.",14', "```", "Below"]
    assert rows_to_tables(lines) == [
        "Above",
        "| Quote | Page |",
        "|---|---|",
        "| Rust waits, mostly. | 14 |",
        "",
        "Below",
    ]


def test_other_code_and_ragged_rows_stay() -> None:
    for lines in (["```python", "a,b", "c,d", "```"], ["```csv", "a,b", "c", "```"], ["```csv", "a,b"]):
        assert rows_to_tables(lines) == lines

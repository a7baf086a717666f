"""Lists that numbers or indentation lead."""

from ingest.markdown.bare_lists import indents_to_bullets, numbers_to_bullets


def test_numbers_of_texts_become_bullets() -> None:
    lines = ["1. Brass hums when it is wound.", "   still", "2. Rust waits."]
    assert numbers_to_bullets(lines) == ["- Brass hums when it is wound.", "   still", "- Rust waits."]


def test_numbered_headings_and_lists_beside_bullets_stay() -> None:
    chapters = ["1. Brass", "", "2. Rust"]
    mixed = ["1. Brass hums.", "- a bullet", "2. Rust waits."]
    out_of_order = ["3. Brass hums.", "5. Rust waits."]
    for lines in (chapters, mixed, out_of_order):
        assert numbers_to_bullets(lines) == lines


def test_lines_nested_by_indentation_alone_become_bullets() -> None:
    lines = ["The Patient Bell", "    quotes", "        Rust waits.", "", "        Brass hums."]
    assert indents_to_bullets(lines) == [
        "- The Patient Bell",
        "    - quotes",
        "        - Rust waits.",
        "",
        "        - Brass hums.",
    ]


def test_lines_with_marks_or_uneven_indents_stay() -> None:
    marked = ["The Patient Bell", "    - quotes", "        Rust waits."]
    uneven = ["The Patient Bell", "   quotes", "        Rust waits."]
    for lines in (marked, uneven):
        assert indents_to_bullets(lines) == lines

"""Title, author, day and address in the first lines of a plain text."""

import pytest

from ingest.metadata.fields import MetadataFields
from ingest.metadata.text_head import read_text_head
from ingest.note import Note
from tests.ingest.parse_text import parse_text


@pytest.mark.parametrize(
    ("text", "title", "field", "value"),
    [
        ("Slow Clocks\nVera Lind\n\nBrass hums.", "Slow Clocks", "author", "Vera Lind"),
        ("Slow Clocks\nby Vera Lind\n\nBrass hums.", "Slow Clocks", "author", "Vera Lind"),
        ("Slow Clocks\nvon Vera Lind\n2024-03-04\n\nBrass hums.", "Slow Clocks", "date", "2024-03-04"),
        ("Slow Clocks\nAuthor: Vera Lind\n\nBrass hums.", "Slow Clocks", "author", "Vera Lind"),
        ("Годинники\nАвтор: Віра Лінд\n\nЛатунь гуде.", "Годинники", "author", "Віра Лінд"),
        ("Orologi\nAutore: Vera Lind\n\nL'ottone ronza.", "Orologi", "author", "Vera Lind"),
        ("Ure\nForfatter: Vera Lind\n\nMessing summer.", "Ure", "author", "Vera Lind"),
        ("Kellot\nTekijä: Vera Lind\n\nMessinki hyrisee.", "Kellot", "author", "Vera Lind"),
        ("Órák\nSzerző: Lind Vera\n\nA réz zúg.", "Órák", "author", "Lind Vera"),
        ("Jam\nPenulis: Vera Lind\n\nKuningan berdengung.", "Jam", "author", "Vera Lind"),
        ("Slow Clocks\nhttps://clocks.example/a\n\nBrass hums.", "Slow Clocks", "url", "https://clocks.example/a"),
        (
            "Slow Clocks\nLink: https://clocks.example/a\n\nBrass hums.",
            "Slow Clocks",
            "url",
            "https://clocks.example/a",
        ),
        ("Slow clocks\nMonday, 4 March 2024\n21:12\n\nBrass hums.", "Slow clocks", "date", "2024-03-04"),
        ("Slow Clocks, Vera Lind\n\nBrass hums.", "Slow Clocks", "author", "Vera Lind"),
        ("Slow Clocks — Vera Lind\n\nBrass hums.", "Slow Clocks", "author", "Vera Lind"),
    ],
)
def test_the_first_lines_are_the_works_head(text: str, title: str, field: str, value: str) -> None:
    fields = MetadataFields()
    found, _ = read_text_head(Note(path="a.txt", lines=tuple(text.split("\n"))), fields)
    assert found == title
    assert str(fields.get(field)).startswith(value)


@pytest.mark.parametrize(
    "text",
    [
        "Brass hums in the cold.\nIt stops at noon.\n\nMore of it.",
        "“Brass hums”\n\nIt stops at noon.",
        "- Brass\n- Tin\n\nIt stops at noon.",
        "Brass\nIt stops at noon.\n\nMore of it.",
        "Bridges\n\nThey hold their breath.\n\nTunnels\n\nThey go through.",
        "Note: brass hums\n\nIt stops at noon.",
    ],
)
def test_other_first_lines_are_none(text: str) -> None:
    lines = tuple(text.split("\n"))
    assert read_text_head(Note(path="a.txt", lines=lines), MetadataFields()) == ("", 1)


@pytest.mark.parametrize("line", ["“Brass hums at noon” (p. 4)", "«Латунь гудит в полдень»", "„Messing summt“"])
def test_a_quoted_line_is_no_heading(line: str) -> None:
    (document,) = parse_text(f"Slow Clocks, Vera Lind\n\n{line}\n\nIt stops, though not for long.\n", "a.txt")
    assert any(line[1:8] in paragraph.text for paragraph in document.paragraphs)

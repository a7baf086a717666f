"""Properties at the end of a note."""

import pytest

from ingest.metadata.front_matter import read_back_matter
from tests.ingest.parse_text import parse_text

PROPERTIES = "id: 4f\ncreated_time: 2024-03-04\nauthor: Vera Lind\nsource_url: https://clocks.example/a\nis_todo: 0"


def test_properties_below_the_text_are_the_works_fields() -> None:
    (document,) = parse_text(f"Slow clocks\n\nBrass hums in the cold.\n\n{PROPERTIES}\n", "4f.md")
    assert (document.title, document.author, document.url) == ("Slow clocks", "Vera Lind", "https://clocks.example/a")
    assert [paragraph.text for paragraph in document.paragraphs] == ["Brass hums in the cold."]
    assert not document.unparsed
    assert document.lines == 7


@pytest.mark.parametrize(
    "text",
    [
        "Brass.\n\neggs: 3\nmilk: 2\nbread: 1\nsalt: 4",
        "Brass.\n\nid: 4\nauthor: Vera Lind",
        f"Brass.\n{PROPERTIES}",
        PROPERTIES,
        "Brass.\n\nid: 4\nid: 5\nurl: a\nurl: b\ntitle: c",
    ],
)
def test_other_last_lines_are_text(text: str) -> None:
    assert read_back_matter(text.split("\n")) == ({}, 0)


def test_a_tables_file_tells_its_properties_above_its_rows() -> None:
    (document,) = parse_text("#separator:tab\n#deck:Bells\nWhat is tin for?\tthe echo\tbells\n", "Bells.txt")
    assert ("deck", "Bells") in document.fields
    assert "#separator" not in document.paragraphs[0].text

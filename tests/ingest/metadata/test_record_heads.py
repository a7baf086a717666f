"""Heads of highlights in many languages."""

import pytest

from ingest.metadata.record_heads import read_head


@pytest.mark.parametrize(
    ("line", "type", "location", "date"),
    [
        ("Yellow highlight | Location: 120", "highlight", "Location 120", ""),
        ("Page 831 - highlight (yellow)", "highlight", "Page 831", ""),
        ("Markierung auf Seite 14:", "highlight", "Page 14", ""),
        ("第14页 标注", "highlight", "Page 14", ""),
        ("ハイライト 14ページ", "highlight", "Page 14", ""),
        ("Surlignement (jaune) | Emplacement 1234", "highlight", "Location 1234", ""),
        ("*Page 17 | Added: 2024-03-04 20:14*", "", "Page 17", "2024-03-04T20:14:00"),
        ("Hinzugefügt am 04.03.2024 | 21:12", "", "", "2024-03-04T21:12:00"),
        (
            "14. sayfadaki Vurgunuz | 210-211 konum | 3 Ocak 2023 Salı 21:15:04",
            "highlight",
            "Location 210-211",
            "2023-01",
        ),
    ],
)
def test_a_head_is_read_in_its_parts(line: str, type: str, location: str, date: str) -> None:
    head = read_head(line)
    assert head is not None
    assert (head.type, head.location) == (type, location)
    assert head.date.startswith(date)


def test_what_stands_behind_a_head_is_its_value() -> None:
    head = read_head('Markierung auf Seite 14: "Glocken schweigen."')
    assert head is not None and head.value == '"Glocken schweigen."'


def test_a_chapter_may_stand_between_kind_and_page() -> None:
    head = read_head("Highlight (yellow) - Low Tide > Page 54 · Location 180")
    assert head is not None and head.chapter == "Low Tide"


@pytest.mark.parametrize(
    "line", ["I note on page 12 that this bell is cracked.", "At last the may came", "The page", ""]
)
def test_prose_is_no_head(line: str) -> None:
    assert read_head(line) is None


@pytest.mark.parametrize(
    ("line", "location"),
    [
        ("Location 210 [open](https://tides.example/210)", "Location 210"),
        ("Page 14 · [↗](https://tides.example/14)", "Page 14"),
        ("Highlight ([Page 14](https://tides.example/14))", "Page 14"),
    ],
)
def test_a_link_stands_within_a_head(line: str, location: str) -> None:
    head = read_head(line)
    assert head is not None
    assert (head.location, head.url[:21], head.value) == (location, "https://tides.example", "")


def test_a_link_behind_a_text_makes_no_head() -> None:
    assert read_head("Gulls count boats [open](https://tides.example/210)") is None

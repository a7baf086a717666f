from __future__ import annotations

import pytest

from index.catalog.queries.matching import fold, has_hashtag, holds, is_at


@pytest.mark.parametrize(
    ("kind", "value", "location", "title", "expected"),
    [
        ("location", "197", "Location 197", "", True),
        ("location", "19", "Location 197", "", False),
        ("location", "105", "Location 100-110", "", True),
        ("page", "12", "Page 12", "", True),
        ("page", "197", "Location 197", "", False),
        ("time", "13:05", "0:13:05", "", True),
        ("time", "0:13:05", "13:05", "", True),
        ("episode", "28", "", "Harbour hour, episode 28: Salt", True),
        ("episode", "28", "", "#028 Salt", True),
        ("episode", "2", "", "28. Salt", False),
    ],
)
def test_a_place_is_known_by_its_number_or_time(
    kind: str, value: str, location: str, title: str, expected: bool
) -> None:
    assert is_at(kind, value, location, "[]", title) == expected


def test_names_are_folded_without_accents_and_case() -> None:
    assert fold(" Peña ") == fold("PENA") == "pena" and fold("Straße") == "strasse" and fold("") == ""


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [("on moss #garden", "garden", True), ("#garden/wall", "garden", True), ("#gardens", "garden", False),
     ("a#garden", "garden", False), ("#3", "", False), ("cold #moss", "", True)],
)  # fmt: skip
def test_a_tag_may_stand_in_the_text(text: str, tag: str, expected: bool) -> None:
    assert has_hashtag(tag, text) is expected


@pytest.mark.parametrize(
    ("name", "part", "expected"),
    [("The Machine Stops", "top", False), ("The Machine Stops", "machine", True), ("Órbita alta", "orbita", True),
     ("重い扉", "扉", True)],
)  # fmt: skip
def test_a_name_is_held_as_whole_words(name: str, part: str, expected: bool) -> None:
    assert holds(name, part) is expected

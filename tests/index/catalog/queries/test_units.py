from __future__ import annotations

from index.catalog.catalog import Catalog
from index.catalog.passages import read_passages
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import filter_passages
from index.catalog.queries.units import count_units, find_examples, list_units, rank_by_property, read_properties

BOOKS = Condition(field="kind", value="books")


def test_units_are_counted_as_they_are_listed(stored: Catalog) -> None:
    for unit in ("passages", "notes", "works", "authors", "tags", "days"):
        assert count_units(stored, unit, []) == len(list_units(stored, unit, []))
    assert count_units(stored, "works", [BOOKS]) == 3 and count_units(stored, "passages", [BOOKS]) == 5


def test_a_unit_knows_how_many_of_its_passages_meet_the_conditions(stored: Catalog) -> None:
    authors = {each.name: (each.passages, each.works) for each in list_units(stored, "authors", [BOOKS])}
    assert authors == {"Oda Brandt": (3, 1), "Oda Brandt, Lev Sorn": (1, 1), "Ines Quist": (1, 1)}
    kilns = list_units(stored, "works", [BOOKS, Condition(field="matter", value="opened kiln")])
    assert {each.name: each.passages for each in kilns} == {"The Patient Kiln": 1}


def test_the_newest_comes_first_and_undated_ones_last(stored: Catalog) -> None:
    days = [each.newest for each in list_units(stored, "notes", [], day="noted")]
    assert days[:2] == ["2025-08-14", "2024-02-11"] and not any(days[2:])


def test_tags_of_notes_and_of_highlights_are_one_list(stored: Catalog) -> None:
    assert [each.name for each in list_units(stored, "tags", [])] == ["garden", "house", "stone/dry"]


def test_ids_narrow_the_passages(stored: Catalog) -> None:
    ids = filter_passages(stored, [Condition(field="matter", value="moss")])
    assert {each.name for each in list_units(stored, "notes", [], ids)} == {"North wall", "2025-08-14"}


def test_units_are_ranked_by_a_property_as_dates_or_numbers(stored: Catalog) -> None:
    notes = list_units(stored, "notes", [])
    assert [each.value for each in rank_by_property(stored, "notes", notes, [], "due")] == ["2026-03-15", "2026-05-01"]
    best = rank_by_property(stored, "notes", notes, [], "rating")[-1]
    assert (best.name, best.value) == ("Loft", "5")
    assert rank_by_property(stored, "notes", notes, [], "weight") == []


def test_a_unit_is_cited_by_the_first_passage_of_its_newest_or_oldest_day(stored: Catalog) -> None:
    named = list_units(stored, "authors", [Condition(field="author", value="Oda Brandt")])
    brandt = next(each for each in named if each.name == "Oda Brandt")
    [newest] = find_examples(stored, "authors", [brandt], [BOOKS]).values()
    assert newest.path == "books/kiln.md"
    assert read_passages(stored, [newest.passage])[newest.passage].text.startswith("A kiln")
    tags = list_units(stored, "tags", [])
    assert {example.path for example in find_examples(stored, "tags", tags, []).values()} == {
        "projects/wall.md", "projects/loft.md",
    }  # fmt: skip


def test_properties_are_read_with_a_passage_to_cite(stored: Catalog) -> None:
    [(title, name, value, passage)] = read_properties(stored, [Condition(field="work", value="Loft")], "due")
    assert (title, name, value) == ("Loft", "due", "2026-05-01") and passage
    assert {row[1] for row in read_properties(stored, [Condition(field="work", value="Loft")])} >= {"status", "rating"}

from __future__ import annotations

import pytest

from index.catalog.catalog import Catalog
from index.catalog.queries.condition import Condition
from index.catalog.queries.filters import filter_passages
from index.catalog.queries.units import find_examples, list_units

BOOKS = Condition(field="kind", value="books")


def paths(catalog: Catalog, *conditions: Condition) -> set[str]:
    examples = find_examples(catalog, "notes", list_units(catalog, "notes", conditions), conditions)
    return {example.path.rsplit("/")[-1].removesuffix(".md") for example in examples.values()}


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([Condition(field="author", value="Ines Quist")], {"moss"}),
        ([Condition(field="author", value="oda brandt")], {"kiln", "firing"}),
        ([Condition(field="author", value="Brandt", operator="has")], {"kiln", "firing"}),
        ([Condition(field="author", value="sorn")], {"firing"}),
        ([Condition(field="author", value="Ines Quist"), Condition(field="author", value="Lev Sorn")],
         {"moss", "firing"}),
        ([BOOKS, Condition(field="author", value="Ines Quist", negated=True)], {"kiln", "firing"}),
        ([BOOKS, Condition(field="matter", value="kilns", negated=True)], {"moss"}),
        ([BOOKS, Condition(field="language", value="de")], {"moss"}),
        ([Condition(field="tag", value="garden")], {"wall"}),
        ([Condition(field="tag", value="#Stone")], {"wall"}),
        ([Condition(field="tag", value="", negated=True), Condition(field="path", value="projects")], set()),
        ([Condition(field="property", name="due", value="2026-03")], {"wall"}),
        ([Condition(field="property", name="Rating", value="4", operator="over")], {"loft"}),
        ([Condition(field="property", name="status", value="", operator="has")], {"wall", "loft"}),
        ([Condition(field="property", name="status", value="active", negated=True),
          Condition(field="path", value="projects/")], {"loft"}),
        ([Condition(field="task", value="done")], {"wall"}),
        ([Condition(field="task", value="open")], {"wall", "loft"}),
        ([Condition(field="since", value="2025", name="noted")], {"2025-08-14"}),
        ([Condition(field="since", value="2024-02-11"), Condition(field="until", value="2024-02")], {"2024-02-11"}),
        ([Condition(field="matter", value="moss on the wall")], {"wall", "2025-08-14"}),
        ([Condition(field="matter", value="moss"), Condition(field="voice", value="reader")], {"wall", "2025-08-14"}),
        ([Condition(field="place", name="location", value="2"), BOOKS], {"kiln"}),
        ([Condition(field="work", value="no such title")], set()),
    ],
)  # fmt: skip
def test_a_note_is_listed_where_it_meets_each_condition(
    stored: Catalog, conditions: list[Condition], expected: set[str]
) -> None:
    assert paths(stored, *conditions) == expected


def test_the_passages_of_two_languages_and_of_none(stored: Catalog) -> None:
    assert len(filter_passages(stored, [BOOKS])) == 5
    assert filter_passages(stored, [Condition(field="language", value="fi")]) == frozenset()

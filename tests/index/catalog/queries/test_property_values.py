from __future__ import annotations

import pytest

from index.catalog.queries.condition import Operator
from index.catalog.queries.property_values import as_date, as_number, meets


@pytest.mark.parametrize(
    ("value", "operator", "wanted", "expected"),
    [
        ("2026-03-15", "is", "2026-03", True),
        ("[[2026-03-15]]", "is", "2026", True),
        ("15 March 2026", "is", "2026-03-15", True),
        ("2026-04-01", "is", "2026-03", False),
        ("2026-02-27", "before", "2026-03", True),
        ("2026-03-15", "before", "2026-03", False),
        ("2026-03-15", "after", "2026-03-14", True),
        ("soon", "before", "2026-03", False),
        ("Paused", "is", "paused", True),
        ("unpaused", "is", "paused", False),
        ("fern, moss", "is", "moss", True),
        ("4.5", "over", "4", True),
        ("★★★★", "under", "4", False),
        ("5/5", "is", "5", True),
        ("[[Bogs]]", "is", "bogs", True),
        ("anything", "has", "", True),
    ],
)
def test_a_value_is_compared_as_what_it_is_compared_with(
    value: str, operator: Operator, wanted: str, expected: bool
) -> None:
    assert meets(value, operator, wanted) == expected


def test_a_value_as_a_date_and_as_a_number() -> None:
    assert (as_date("due 3 May 2025"), as_date("2025"), as_date("next week")) == ("2025-05-03", "2025", "")
    assert (as_number("3,5 stars"), as_number("⭐⭐"), as_number("many")) == (3.5, 2.0, None)

from __future__ import annotations

import pytest

from assistant.answering.routes.wording import describe_conditions, format_value
from index.catalog.queries.condition import Condition


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([], ""),
        ([Condition(field="author", value="Ann Lee"), Condition(field="author", value="Bo Ek")], "by Ann Lee or Bo Ek"),
        ([Condition(field="tag", value="", negated=True)], "without a tag"),
        ([Condition(field="since", value="2024"), Condition(field="until", value="2024")], "in 2024"),
        ([Condition(field="since", value="2024-05", name="published")], "published since May 2024"),
        ([Condition(field="property", name="due", value="2026-03", operator="before")], "with due before March 2026"),
        ([Condition(field="voice", value="reader", negated=True)], "without your own words"),
        ([Condition(field="language", value="ja")], "in Japanese"),
        ([Condition(field="work", value="Moss"), Condition(field="matter", value="shade", negated=True)],
         "from Moss not mentioning “shade”"),
    ],
)  # fmt: skip
def test_conditions_are_repeated_in_words(conditions: list[Condition], expected: str) -> None:
    assert describe_conditions(conditions) == expected


def test_dates_are_written_out_and_other_values_left() -> None:
    assert [format_value(value) for value in ("2026-03-15", "1999", "4 of 5")] == ["15 March 2026", "1999", "4 of 5"]

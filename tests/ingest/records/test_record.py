"""Who said a highlight's words, where its text names them."""

from __future__ import annotations

import pytest

from ingest.parse import parse_bytes
from ingest.records.record import attribution_behind


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("“A well keeps its own counsel.” (Ida Solberg)", "Ida Solberg"),
        ("A well keeps its own counsel. — Ida Solberg, *Low Water*", "Ida Solberg"),
        ("\"A well keeps its own counsel\" - Ida Solberg", "Ida Solberg"),
        ("A well keeps its own counsel — Ida Solberg", ""),
        ("A well keeps its own counsel. (see the other note)", ""),
        ("A well keeps its own counsel.", ""),
    ],
)  # fmt: skip
def test_an_attribution_stands_behind_a_sentence_or_quotation(line: str, name: str) -> None:
    match = attribution_behind(line)
    assert (match["name"].strip() if match else "") == name


COMMONPLACE = """# Sayings

> A well keeps its own counsel.
> — Ida Solberg

> Salt forgives no knot.
> — Piet Havik, in a letter of 1902

> Rain is borrowed.
> — Ida Solberg

"A gate has two opinions." (Piet Havik)
"""


def test_a_page_that_quotes_several_people_is_a_work_of_each() -> None:
    documents = parse_bytes(COMMONPLACE.encode(), "Sayings.md")
    said = {document.author: [highlight.text for highlight in document.highlights] for document in documents}
    assert said == {
        "Ida Solberg": ["A well keeps its own counsel.", "Rain is borrowed."],
        "Piet Havik": ["Salt forgives no knot.", "A gate has two opinions."],
    }
    assert all(not highlight.note for document in documents for highlight in document.highlights)
    assert {document.title for document in documents} == {"Sayings"}
    assert [dict(document.fields) for document in documents][1]["citation"].startswith("Piet Havik, in a letter")


def test_a_work_with_an_author_stays_one_where_others_are_quoted_in_it() -> None:
    documents = parse_bytes(COMMONPLACE.replace("# Sayings", "# Sayings\n\nAuthor: Mara Quist").encode(), "Sayings.md")
    assert [document.author for document in documents] == ["Mara Quist"]

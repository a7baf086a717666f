"""The words and the addresses of links in a value."""

from __future__ import annotations

import pytest

from ingest.markdown.links import bare_link, link_targets


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("[[Ada Comb]]", "Ada Comb"),
        ("[[people/ada|Ada Comb]]", "Ada Comb"),
        ("[Ada](<Ada Comb.md>)", "Ada"),
        ("*site.example*", "site.example"),
        ("[[Tidal Hours | Ships | Clocks]]", "Tidal Hours | Ships | Clocks"),
        ("[[A]] and [[B]]", "A and B"),
        ("plain", "plain"),
    ],
)
def test_the_words_of_a_link_are_its_value(value: str, words: str) -> None:
    assert bare_link(value) == words


def test_addresses_are_read_in_any_form() -> None:
    assert link_targets("[x](https://example.org/a)") == ("https://example.org/a",)
    assert link_targets("<https://example.org/b>") == ("https://example.org/b",)
    assert link_targets("none") == ()

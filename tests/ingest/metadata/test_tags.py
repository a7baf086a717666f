"""Tags, author names and categories in the values of metadata."""

from __future__ import annotations

import pytest

from ingest.metadata.tags import author_names, category_of, tag_list


@pytest.mark.parametrize(
    ("written", "category"),
    [
        ("#books", "books"),
        ("article", "articles"),
        ("#Type/Highlight/Podcast", "podcasts"),
        ("#readwise/articles", "articles"),
        ("[tweets](<tweets.md>)", "tweets"),
        ("[[video]]", "videos"),
        ("#tweets. [[Rain]]", "tweets"),
        ("#unheard-of", ""),
        ("", ""),
    ],
)
def test_a_category_becomes_readwises_plural(written: str, category: str) -> None:
    assert category_of(written) == category


@pytest.mark.parametrize(
    ("written", "tags"),
    [
        ("[[a b]] [[c]] ", ("a b", "c")),
        ("#a #b/c", ("a", "b/c")),
        ("#[[a b]] #c", ("a b", "c")),
        ("a b, c", ("a b", "c")),
        ("*a b* *c*", ("a b", "c")),
        ("#[a](<a.md>)", ("a",)),
        ("[[pages/a|b]]", ("b",)),
        ("snake_case", ("snake_case",)),
        ("Tools-of-the-Trade Ink", ("Tools-of-the-Trade", "Ink")),
        ("Project Ink", ("Project Ink",)),
        ("", ()),
    ],
)
def test_tags_are_read_in_each_form(written: str, tags: tuple[str, ...]) -> None:
    assert tag_list(written) == tags


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("[[Ada Comb]]", "Ada Comb"),
        ("[[Ada]] and [[Bob]]", "Ada, Bob"),
        ("[[Ada,\nBob]]", "Ada, Bob"),
        ("[Ada](https://example.org/ada)", "Ada"),
        ("*site.example*", "site.example"),
        ("https://example.org/ada", ""),
        ("[[.]]", ""),
    ],
)
def test_authors_are_names_without_links(written: str, names: str) -> None:
    assert author_names(written) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Author: Ida Pen", "Ida Pen"),
        ("Author Ida Pen, Ida Pen", "Ida Pen"),
        ("Ida Pen, More articles by Ida Pen…", "Ida Pen"),
        ("Authority of the Port", "Authority of the Port"),
        ("Ida Pen, Bo Quill", "Ida Pen, Bo Quill"),
    ],
)
def test_a_bylines_label_is_no_name(value: str, names: str) -> None:
    assert author_names(value) == names


def test_punctuation_and_conflict_markers_are_no_tags() -> None:
    assert tag_list("ink, =======, *, paper\\_old, 🚢") == ("ink", "paper_old", "🚢")

"""Metadata in each dress becomes the same fields."""

from __future__ import annotations

import pytest

from ingest.metadata.fields import MetadataFields, field_name, split_field
from ingest.metadata.tags import author_names, category_of, tag_list


@pytest.mark.parametrize(
    "line",
    [
        "- Author: Ada Comb",
        "* Author: Ada Comb",
        "Author: Ada Comb",
        "**Author:** Ada Comb",
        "**Author**: Ada Comb",
        "- **Author:** Ada Comb",
        "Author:: Ada Comb",
        "- Author:: Ada Comb",
        "author:: Ada Comb\\",
        "> - Author: Ada Comb",
        "- **[Author](<Author.md>):** Ada Comb",
        "    - Author: Ada Comb",
    ],
)
def test_a_field_is_read_in_each_dress(line: str) -> None:
    pair = split_field(line)
    assert pair is not None
    assert (pair[0].lower(), pair[1]) == ("author", "Ada Comb")


@pytest.mark.parametrize("line", ["No colon here", "https://example.org", "- [[Author]]", "12:30 left the house"])
def test_other_lines_are_no_fields(line: str) -> None:
    assert split_field(line) is None or split_field(line)[0].lower() == "https"  # type: ignore[index]


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
def test_tags_are_read_in_each_dress(written: str, tags: tuple[str, ...]) -> None:
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


def test_an_unfilled_template_variable_is_no_value() -> None:
    fields = MetadataFields()
    for value in ("[[{source}]]", "None", "{{url}}", ""):
        assert fields.add("URL", value)
    assert fields.document_arguments()["url"] == ""


def test_the_first_value_of_a_field_stays_and_a_link_must_be_one() -> None:
    fields = MetadataFields()
    fields.add_front_matter({"link": "[[weather]]", "author": ["[[Ada]]", "Bob"], "title": "T"})
    fields.add("URL", "https://example.org/a")
    fields.add("Author", "[[Carl]]")
    document = fields.document_arguments("heading")
    assert (document["url"], document["author"], document["title"]) == ("https://example.org/a", "Ada, Bob", "T")


def test_a_space_parts_tags_that_front_matter_has_on_one_line_and_no_tags_of_a_list() -> None:
    on_a_line, listed = MetadataFields(), MetadataFields()
    on_a_line.add_front_matter({"tags": "ink paper"})
    listed.add_front_matter({"tags": ["old ink", "paper"]})
    assert (on_a_line.document_arguments()["tags"], listed.document_arguments()["tags"]) == (("ink", "paper"), ("old ink", "paper"))


def test_pages_that_front_matter_links_to_instead_of_an_address_are_tags() -> None:
    fields = MetadataFields()
    fields.add_front_matter({"link": ["[[old ink]]", "[[paper]]"]})
    assert fields.document_arguments()["tags"] == ("old ink", "paper")


def test_who_keeps_the_notes_has_written_only_what_comes_from_nowhere_else() -> None:
    front = {"author": "Ida Pen <ida@example.org>"}
    own, clipped = MetadataFields(), MetadataFields()
    own.add_front_matter(front)
    clipped.add_front_matter({**front, "url": "https://example.org/ink"})
    assert (own.document_arguments()["author"], clipped.document_arguments()["author"]) == ("Ida Pen", "")


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


def test_signs_and_the_marks_of_a_conflict_are_no_tags() -> None:
    assert tag_list("ink, =======, *, paper\\_old, 🚢") == ("ink", "paper_old", "🚢")


@pytest.mark.parametrize("line", ["- [[Tags]]: [[ink]]", "[[Tags]]:: ink", "- **[[Tags]]**: ink"])
def test_a_fields_name_may_be_a_link(line: str) -> None:
    pair = split_field(line)
    assert pair and field_name(pair[0]) == "tags" and tag_list(pair[1]) == ("ink",)

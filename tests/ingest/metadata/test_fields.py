"""Metadata in each form becomes the same fields."""

from __future__ import annotations

import pytest

from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import field_name
from ingest.metadata.tags import tag_list


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
def test_a_field_is_read_in_each_form(line: str) -> None:
    pair = split_field(line)
    assert pair is not None
    assert (pair[0].lower(), pair[1]) == ("author", "Ada Comb")


@pytest.mark.parametrize("line", ["No colon here", "https://example.org", "- [[Author]]", "12:30 left the house"])
def test_other_lines_are_no_fields(line: str) -> None:
    assert split_field(line) is None or split_field(line)[0].lower() == "https"  # type: ignore[index]


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


def test_a_space_separates_tags_on_one_line_of_front_matter_and_not_in_a_list() -> None:
    on_a_line, listed = MetadataFields(), MetadataFields()
    on_a_line.add_front_matter({"tags": "ink paper"})
    listed.add_front_matter({"tags": ["old ink", "paper"]})
    assert on_a_line.document_arguments()["tags"] == ("ink", "paper")
    assert listed.document_arguments()["tags"] == ("old ink", "paper")


def test_pages_that_front_matter_links_to_instead_of_an_address_are_tags() -> None:
    fields = MetadataFields()
    fields.add_front_matter({"link": ["[[old ink]]", "[[paper]]"]})
    assert fields.document_arguments()["tags"] == ("old ink", "paper")


def test_the_keeper_of_the_notes_is_the_author_only_of_notes_without_a_source() -> None:
    front = {"author": "Ida Pen <ida@example.org>"}
    own, clipped = MetadataFields(), MetadataFields()
    own.add_front_matter(front)
    clipped.add_front_matter({**front, "url": "https://example.org/ink"})
    assert (own.document_arguments()["author"], clipped.document_arguments()["author"]) == ("Ida Pen", "")


@pytest.mark.parametrize("line", ["- [[Tags]]: [[ink]]", "[[Tags]]:: ink", "- **[[Tags]]**: ink"])
def test_the_name_of_a_field_can_be_a_link(line: str) -> None:
    pair = split_field(line)
    assert pair and field_name(pair[0]) == "tags" and tag_list(pair[1]) == ("ink",)


def test_an_address_is_the_works_whatever_its_key_and_a_day_in_words_is_read() -> None:
    fields = MetadataFields()
    fields.add_front_matter({"Quelle": "https://example.org/moor", "veröffentlicht am": "3. Mai 2021"})
    shown = fields.document_arguments()
    assert (shown["url"], shown["published"], shown["title"]) == ("https://example.org/moor", "2021-05-03", "")


def test_a_citation_managers_date_stands_in_parts() -> None:
    fields = MetadataFields()
    fields.add_front_matter({"issued": {"date-parts": [["2020", "6", "15"]]}})
    assert fields.document_arguments()["published"] == "2020-06-15"

"""Notes in other markups than markdown, and what a page does not show of them."""

from __future__ import annotations

from ingest.dialects import write_as_markdown
from tests.ingest.parse_text import parse_text


def test_a_comment_beside_words_is_kept_as_a_field() -> None:
    (document,) = parse_text("Buy rope. <!-- ask the chandler\nabout tar -->\n\nSell rope.", "Rope.md")
    assert [paragraph.text for paragraph in document.paragraphs] == ["Buy rope.", "Sell rope."]
    assert dict(document.fields)["hidden"] == "ask the chandler about tar"
    assert document.lines == 3


def test_a_quoted_sentence_goes_on_without_its_mark() -> None:
    written = write_as_markdown(("> The quay sleeps", "until noon.", "", "> It wakes.", "late"), "Quay.md")
    assert written.lines == ("> The quay sleeps", "> until noon.", "", "> It wakes.", "late")


def test_headings_and_fields_of_a_wiki_are_markdown() -> None:
    lines = ("= Quays", ":author: Maren Voss", "", "== North", "** inner")
    assert write_as_markdown(lines, "Quays.txt").lines == (
        "# Quays",
        "author:: Maren Voss",
        "",
        "## North",
        "  - inner",
    )


def test_lines_of_equals_signs_between_records_make_no_headings() -> None:
    lines = ("Rope", "==========", "Tar", "==========", "Oars", "==========")
    assert write_as_markdown(lines, "Rope.txt").lines[2:] == lines[2:]


def test_a_table_of_data_is_left_as_it_is() -> None:
    lines = ("a,b", "<p>x</p>,<!-- y -->")
    assert write_as_markdown(lines, "rows.csv").lines == lines

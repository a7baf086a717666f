"""What was understood is told to programs as the contract says, and to people in a few lines."""

from __future__ import annotations

import json

from assistant.cli.terminal.parse_report import document_json, summarise_documents
from tests.ingest.parse_text import parse_text

NOTE = """# Mills
## Metadata
- Author: [[Grist O. Ver]]
## Highlights
- Stones must never touch. ([View Highlight](https://read.readwise.io/read/01mill1))
    - Note: nor millers

A line at the margin.
"""

FIELDS = (
    "path format title author category url published lines skipped error highlights paragraphs meta unparsed warnings"
)
HIGHLIGHT = "text note tags color location url readwise_id highlighted_at section voice line_start line_end"


def test_the_json_has_the_contracts_fields_and_nulls() -> None:
    (document,) = parse_text(NOTE, "Mills.md")
    told = json.loads(json.dumps(document_json(document)))
    assert set(FIELDS.split()) <= set(told)
    assert told["skipped"] is None and told["error"] is None and told["url"] == ""
    assert set(HIGHLIGHT.split()) <= set(told["highlights"][0])
    assert told["unparsed"] == [{"line": 8, "text": "A line at the margin."}]
    assert told["lines"] == 7 and told["meta"] == 4


def test_people_see_what_was_understood_and_each_line_that_was_not() -> None:
    told = summarise_documents(parse_text(NOTE, "Mills.md"))
    assert "Mills by Grist O. Ver" in told
    assert "1 highlight, 1 paragraph, 4 lines of metadata, 1 line not understood" in told
    assert "Stones must never touch." in told and "note: nor millers" in told
    assert "not understood, line 8: A line at the margin." in told


def test_people_see_whose_words_stand_where() -> None:
    told = summarise_documents(
        parse_text("Stones and water\n\nI only ever saw one mill, and it was shut.\n", "Mills.md")
    )
    assert "(reader) I only ever saw one mill" in told
    captions = "1\n00:01:02,000 --> 00:01:05,000\nStones must never touch.\n"
    assert "Stones must never touch. [1:02]" in summarise_documents(parse_text(captions, "Mills.srt"))


def test_people_see_why_a_file_was_skipped_or_failed() -> None:
    assert "skipped: empty file" in summarise_documents(parse_text("", "x.md"))

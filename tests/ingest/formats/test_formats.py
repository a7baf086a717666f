"""Properties of every reader for any text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document
from ingest.formats import FORMATS
from ingest.note import Note
from ingest.parse import make_note
from tests.ingest.parse_text import parse_text

FRAGMENTS = [
    "", "", "---", "***", "# A title", "## Metadata", "## Highlights", "### Chapter", "### Highlights & Notes",
    "- Author: [[Maren Voss]]", "* URL: [https://t.example/a](https://t.example/a)", "title:: Salt (highlights)",
    "- words ([View Highlight](https://read.readwise.io/read/01a))", "- words ([Location\u00a05](https://t.example/5))",
    "    - Note: mine", "  * **Note**: mine", "    - Tags: [[a]] [[b]]", "\t- Highlights first synced by [[Readwise]]",
    "words — location: [5](kindle://book?action=open&location=5) ^ref-55", "kindle-sync:", "  title: Salt",
    "* words — [Updated on 2022-02-06 18:31:07](https://hyp.is/a/t.example)", "  * Annotation: mine",
    "==========", "Salt (Voss)", "- Your Highlight on Location 5-6 | Added on Friday, July 3, 2020 8:00:00 AM",
    "- Your Note on Location 6 | Added on Friday, July 3, 2020 8:00:00 AM", "raindrop_id: 7", "> [!quote]+ Updated",
    "> words", "> > mine", "&gt; words", "[Read on Omnivore](https://omnivore.app/me/a)", "#Omnivore",
    "[Read Original](https://t.example/a)", "source: https://t.example", "tags: [clippings]", "created: 2024-01-01",
    "### [A snip](https://share.snipd.com/snip/1)", "🎧 00:05 - 02:01 (01:56)", "#### 📚 Transcript",
    "from_snipd: true",
    "<details>", "<summary>More</summary>", "WEBVTT", "00:00:01,000 --> 00:00:02,000", "0:04", "0:05 words and words",
    "podcast: Salt", 'summary: "Words: of mine"', "timestamps:", " - time: 0:05", "   notes: words",
    "- # [Salt](https://www.youtube.com/watch?v=a)", "\t- ### {{youtube-timestamp 63}} Part",
    '\t\t- "words said aloud"',
    "\t- Key points:", "```python", "```", "| a | b |", "|---|---|", "![](data:image/png;base64,AAAA)",
    "New highlights added [[Sunday, 08-01-2023]] at 5:00 PM", "Highlight,Book Title,Book Author,Note", 'a,"b', 'c",d,e',
    "Book Title,Chapter Title,Date of Highlight,Book URL,Chapter URL,Annotation URL,Highlight,Color,Personal Note",
]  # fmt: skip
LINE = st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=30).map(lambda text: " ".join(text.split())))
LINES = st.lists(LINE, min_size=1, max_size=25)


def assert_accounts(document: Document, note: Note) -> None:
    filled = sum(bool(line.strip()) for line in note.lines)
    assert document.lines <= filled and document.meta + len(document.unparsed) <= document.lines
    for item in (*document.highlights, *document.paragraphs):
        assert 1 <= item.line_start <= item.line_end <= note.end
        assert item.text.strip()


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_a_reader_accounts_for_each_line_of_a_note_that_it_recognises(lines: list[str]) -> None:
    note = make_note(tuple(lines), "a note.md")
    for reader in FORMATS:
        if reader.recognises(note):
            documents = reader.read(note)
            assert sum(document.lines for document in documents) == sum(bool(line.strip()) for line in lines)
            for document in documents:
                assert_accounts(document, note)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_parsed_without_an_error(text: str) -> None:
    documents = parse_text(text, "a note.md")
    assert documents and all(not d.error or d.error.startswith("not text") for d in documents)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_parsing_twice_gives_the_same_documents(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert parse_text(text, "a note.md") == parse_text(text, "a note.md")

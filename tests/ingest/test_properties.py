"""Properties that hold for any text, whatever its shape."""

from __future__ import annotations

import html
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.chunk import budget_share, split_document, split_paragraph
from ingest.decode import decode_bytes
from ingest.document import Document, Paragraph
from ingest.errors import UnreadableFile
from ingest.text.clean import clean_text
from tests.ingest.parse_text import parse_text

SHAPES = [
    "---", "...", "title: A: b", "tags: #x", "author: [[N. Ame]]", "# A title", "## Metadata", "### Metadata",
    "- Author: [[N. Ame]]", "* Category: #books", "**Author:** X", "title:: T (highlights)", "author:: [[X]]\\",
    "- Summary: it says: so", "- URL: https://example.org/a(b)", "![rw-book-cover](https://example.org/x.png)",
    "## Highlights", "## New highlights added May 6, 2024 at 5:42 PM", "### Chapter", "##### ", "- ", "-", "* ", "- -",
    "\t- -", "- Highlights first synced by [[Readwise]] [[Jan 3rd, 2023]]", "- ### New highlights added [[x]]",
    "- words ([Location\u00a0122](https://readwise.io/to_kindle?action=open&asin=B0&location=122))",
    "\t- words #flashcard", "\t\t- (Page\u00a05)", "- w ([View Highlight](https://read.readwise.io/read/01a)) ^rw12345",
    "  going on", "    - Tags: [[blue]] [[favorite]] ", "    - Note: mine", "      and more", "- **Tags**: #[[x]]",
    "> quoted", "> [View Highlight](https://read.readwise.io/read/01b)", "> [!quote] said", "> [!info] Metadata",
    "[](https://read.readwise.io/read/01c)", "^abc123", "```", "~~~", "```dataview", "| a | b |", "|---|---|", "***",
    "==========", "- Your Highlight on page 9 | location 9-9 | Added on Monday, 24 June 2019 08:31:52",
    "Speaker 1", "Transcript:", "Key takeaways:", "00:00:01,000 --> 00:00:02,000", "WEBVTT", "1", "0:15",
    "Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at",
    '"a ""b""', 'x",T,A,B0,.h1,,,location,3,', "A bare heading", "A sentence that ends.", "kindle-sync:",
    "  bookId: '1'", "%% x %%", "<!--", "-->", "<div>", "&amp;#x2F;", "[1]: https://example.org", "\ufeff", "\u2028",
    "text — location: [354](kindle://book?action=open&asin=B0&location=354) ^ref-8543", "{{title}}", "((uuid))",
]  # fmt: skip

LINES = st.one_of(st.sampled_from(SHAPES), st.text(max_size=30), st.sampled_from(SHAPES).map(lambda line: "  " + line))
TEXTS = st.one_of(st.lists(LINES, max_size=25).map("\n".join), st.text(max_size=300))
PATHS = st.sampled_from(["a.md", "Readwise/Books/A (highlights).md", "x.txt", "x.csv", "x.srt", "x.vtt"])
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def own_lines(text: str) -> list[str]:
    """The lines as the readers see them."""
    try:
        return list(decode_bytes(text.encode("utf-8", errors="replace")).lines)
    except UnreadableFile:
        return []


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", html.unescape(html.unescape(text))))


def accounted(document: Document) -> int:
    """Non-blank lines that are metadata or unparsed."""
    return document.meta + len(document.unparsed)


@MANY
@given(TEXTS, PATHS)
def test_no_text_stops_a_reader_and_no_line_is_lost(text: str, path: str) -> None:
    lines = own_lines(text)
    documents = parse_text(text, path)
    assert documents
    assert not any("reader failed" in warning.why for document in documents for warning in document.warnings)
    if any(document.error for document in documents):
        return
    assert sum(document.lines for document in documents) == sum(bool(line.strip()) for line in lines)
    extracted = set[int]()
    for document in documents:
        for item in (*document.highlights, *document.paragraphs):
            assert 1 <= item.line_start <= item.line_end <= len(lines)
            assert item.text
            extracted.update(range(item.line_start, item.line_end + 1))
    others = sum(accounted(document) for document in documents)
    filled = {number for number, line in enumerate(lines, 1) if line.strip()}
    assert others >= len(filled - extracted)


@MANY
@given(TEXTS, PATHS)
def test_extracted_text_is_on_the_lines_it_names(text: str, path: str) -> None:
    lines = own_lines(text)
    for document in parse_text(text, path):
        for item in (*document.highlights, *document.paragraphs):
            written = words(clean_text("\n".join(lines[item.line_start - 1 : item.line_end])))
            for piece in re.split(r"\[image\]|\n| … ", item.text):
                assert set(words(piece).split()) <= set(re.findall(r"\w+", written)) or words(piece) in written


def page(title: str, author: str, highlights: list[str]) -> str:
    bullets = "\n".join(f"- {words}" for words in highlights)
    return f"# {title}\n\n## Metadata\n- Author: [[{author}]]\n- Category: #books\n\n## Highlights\n{bullets}\n"


NAMES = st.text(alphabet="abcdefghij KLM", min_size=3, max_size=12).filter(lambda name: len(name.strip()) > 2)
PAGES = st.builds(page, NAMES, NAMES, st.lists(NAMES.map(lambda name: f"Say {name}"), min_size=1, max_size=4))


@MANY
@given(st.lists(PAGES, min_size=1, max_size=4))
def test_a_file_of_several_pages_reads_as_the_pages_do(pages: list[str]) -> None:
    together = parse_text("\n".join(pages), "all.md")
    apart = [document for text in pages for document in parse_text(text, "all.md")]
    assert [content(document) for document in together] == [content(document) for document in apart]


def content(document: Document) -> tuple[object, ...]:
    """A document without its lines and its reader's name."""
    return document.title, document.author, document.category, [item.text for item in document.highlights]


@MANY
@given(
    st.text(max_size=4000) | st.lists(st.sampled_from(["a", "Long. ", "字", "。", "\n", "x" * 300, " "])).map("".join)
)
def test_splitting_a_paragraph_loses_no_letter_and_keeps_the_budget(text: str) -> None:
    if not text.strip():
        return
    paragraph = Paragraph(text=text, line_start=3, line_end=3 + text.count("\n"))
    pieces = list(split_paragraph(paragraph))
    assert "".join("".join(piece.split()) for piece, _, _ in pieces) == "".join(text.split())
    for piece, first, last in pieces:
        assert 3 <= first <= last <= paragraph.line_end
        assert budget_share(piece) <= 1


@MANY
@given(TEXTS, PATHS)
def test_each_passage_has_one_place_inside_its_document(text: str, path: str) -> None:
    for document in parse_text(text, path):
        passages = split_document(document, "/notes")
        assert all(len(passage.places) == 1 for passage in passages)
        assert {passage.places[0].path for passage in passages} <= {path}
        assert [passage.places[0].line_start for passage in passages] == sorted(
            passage.places[0].line_start for passage in passages
        )


@MANY
@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_named_failure(data: bytes) -> None:
    try:
        decoded = decode_bytes(data, "x.md")
    except UnreadableFile as failure:
        assert failure.path == "x.md" and failure.why
        return
    assert "\0" not in decoded.text and "\ufeff" not in decoded.text

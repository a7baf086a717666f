"""Only the text that a browser would show of raw HTML is text of the note."""

from __future__ import annotations

import pytest

from ingest.markdown.html_blocks import is_layout, is_player, show_marked, show_wrapped, shown_pieces


@pytest.mark.parametrize(
    "raw",
    [
        '<iframe src="https://example.org/film" width="5"></iframe>',
        '<video controls="" src="/kite.mp4"></video>',
        '<video>\n<source src="/kite.mp4">\n</video>',
    ],
)
def test_an_embedded_film_is_a_player(raw: str) -> None:
    assert is_player(raw)


@pytest.mark.parametrize("raw", ["<iframe src='x'></iframe> and words", "<p>Words.</p>", "<details>\n<summary>Words"])
def test_html_with_words_is_no_player(raw: str) -> None:
    assert not is_player(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('<table width="600"><tr>', True),
        ('<span style="color:red">', True),
        ("<div>", False),
        ("a <table> is a tag", False),
    ],
)
def test_a_layout_is_recognised_by_attributes_of_looks(raw: str, expected: bool) -> None:
    assert is_layout(raw) is expected


@pytest.mark.parametrize("raw", ["<![image](x)", "<!", "</", "<p style='", "<style>p {", "&amp", "<!--", "<?"])
def test_broken_html_is_read_without_failure(raw: str) -> None:
    assert not is_player(raw) and not is_layout(raw) and show_marked(raw) == raw
    list(shown_pieces(raw, 1))


def test_each_block_that_a_browser_shows_is_a_piece_with_its_lines() -> None:
    raw = (
        '<table width="5"><tr><td>Salt paid for\n the <b>old</b> road.</td>\n<td>Buy now</td></tr>\n'
        "<style>p { color: red }\n</style>\n<p>Tea &amp; silk came\nthe same way.</p></table>"
    )
    assert list(shown_pieces(raw, 10)) == [
        ("Salt paid for the old road.", 10, 11),
        ("Tea & silk came the same way.", 15, 16),
    ]


def test_a_highlight_copied_with_its_layout_becomes_what_a_browser_shows() -> None:
    marked = '<h2 style="margin:0">Locks</h2>\n<p style="color:red">A lock lifts <b>ships</b> &amp; barges.</p>'
    assert show_marked(marked) == "Locks\nA lock lifts ships & barges."


def test_a_highlight_about_html_stays_as_it_is() -> None:
    for text in ("<p> makes a paragraph", "use <p style='x'> sparingly"):
        assert show_marked(text) == text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<div>A kite <b>pulls</b>.<br>It tires.</div>", "A kite pulls.\nIt tires."),
        ("<p>A kite pulls.</p><p>It tires.</p>", "A kite pulls.\nIt tires."),
        ("<div> is a tag", "<div> is a tag"),
        ("a < b > c", "a < b > c"),
        ("<>", "<>"),
    ],
)
def test_a_text_within_one_tag_is_what_a_browser_shows(raw: str, shown: str) -> None:
    assert show_wrapped(raw) == shown

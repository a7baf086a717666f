"""Text from notes reaches the page as safe HTML, with links of safe schemes only."""

import pytest

from assistant.page.html.safe_html import (
    check_link,
    escape_text,
    obsidian_link,
    query_stems,
    render_inline,
    render_link,
    render_markdown,
    shorten,
)


@pytest.mark.parametrize("words", ['<script>alert("x")</script>', '<img src=x onerror="alert(1)">', "a & b < c"])
def test_html_in_a_note_is_shown_as_text(words: str) -> None:
    shown = render_markdown(words)
    assert "<script" not in shown and "<img" not in shown
    assert "&lt;" in shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", "file:///etc/passwd", "//evil", "", " "]
)
def test_other_schemes_make_no_link(url: str) -> None:
    assert check_link(url) == ""
    assert "<a" not in render_markdown(f"[read on]({url})")
    assert "<a" not in render_link(url, "read on")


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=1&c=2", "kindle://book?action=open", "obsidian://open?path=a"]
)
def test_a_safe_link_passes_on_no_window_and_no_referrer(url: str) -> None:
    shown = render_link(url, "there")
    assert 'rel="noopener noreferrer nofollow"' in shown
    assert escape_text(url) in shown


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    assert '"onmouseover' not in render_markdown('[x](https://example.org/"onmouseover="alert(1))')


def test_markdown_in_a_note_is_rendered() -> None:
    assert render_markdown("a **bold** and *leaning* `word`") == (
        "<p>a <strong>bold</strong> and <em>leaning</em> <code>word</code></p>"
    )
    assert render_markdown("- one\n- two") == "<ul><li>one</li><li>two</li></ul>"
    assert render_markdown("one\n\ntwo") == "<p>one</p><p>two</p>"
    assert render_inline("- one\n- two-fold\n  - three") == "one · two-fold · three"
    assert render_inline("see [[Some Page|this]] and ![a cover](https://x.org/y.png)") == "see this and [a cover]"


def test_only_the_words_of_the_query_are_marked() -> None:
    stems = query_stems("What is the marking of tides?")
    assert (
        render_inline("He marked the tide & left", stems) == "He <mark>marked</mark> the <mark>tide</mark> &amp; left"
    )
    assert render_inline("an introduction to tide tables", ("tide",)) == "an introduction to <mark>tide</mark> tables"


def test_a_notes_own_private_characters_make_no_marks() -> None:
    assert render_inline("\ue000plain\ue001 \ue0020\ue003") == "plain 0"


def test_a_shortened_text_ends_at_a_word() -> None:
    assert shorten("the moon pulls the water", 15) == "the moon pulls…"
    assert shorten("short", 15) == "short"
    assert shorten("- one\n- two\n- three", 10) == "one · two…"
    assert len(shorten("x" * 100, 20)) == 20


def test_an_obsidian_link_contains_the_whole_path() -> None:
    assert (
        obsidian_link("/home/me/My Vault/", "a/b c.md")
        == "obsidian://open?path=%2Fhome%2Fme%2FMy%20Vault%2Fa%2Fb%20c.md"
    )


def test_neighbouring_words_share_one_mark() -> None:
    assert (
        render_inline("a neap tide & ebb", ("neap", "tide", "ebb")) == "a <mark>neap tide</mark> &amp; <mark>ebb</mark>"
    )

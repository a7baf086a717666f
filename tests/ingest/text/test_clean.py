"""A cleaned text keeps its markup, has a mark for each image and no entities."""

from __future__ import annotations

import pytest

from ingest.text.clean import clean_text, drop_embedded, is_image_only


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("**bold** &amp; *it*", "**bold** & *it*"),
        ("&#x2F; &#39; &nbsp;x", "/ ' \u00a0x"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("![alt](https://example.org/a_(b).png)", "[image]"),
        ("![a [b] c](x.png) after", "[image] after"),
        ('![a](x.png "title") after', "[image] after"),
        ("[![alt](x.png)](https://example.org)", "[image]"),
        ("![[photo.jpg|300]]", "[image]"),
        ("<img src='x.png'/> after", "[image] after"),
        ("![[A note]] stays", "![[A note]] stays"),
        ("[text](https://example.org) stays", "[text](https://example.org) stays"),
        ("  outer  ", "outer"),
    ],
)
def test_a_text_is_kept_except_images_and_entities(written: str, kept: str) -> None:
    assert clean_text(written) == kept


def test_nothing_of_an_embedded_file_is_kept() -> None:
    line = f"before ![p](data:image/png;base64,{'iVBORw0KGgo' * 3000}) after"
    assert clean_text(line) == clean_text(drop_embedded(line)) == "before [image] after"


def test_a_text_of_images_alone_is_recognised() -> None:
    assert is_image_only("[image]\n[image]") and not is_image_only("[image] a") and not is_image_only("")


def test_a_link_without_words_is_removed_and_leaves_a_space() -> None:
    assert clean_text("Locks [](https://example.org/a#locks)and weirs.[](#fn-3)") == "Locks and weirs."


def test_an_exporters_own_link_and_a_lambda_are_no_empty_links() -> None:
    for text in ("Locks [](https://read.readwise.io/read/01a) and weirs", "call([]() { wait(); })"):
        assert clean_text(text) == text


def test_utf_8_that_was_read_as_latin_1_is_read_again() -> None:
    broken = "a “lock”".encode().decode("latin-1")
    assert clean_text(f"{broken} à\u00a0« gué »") == "a “lock” à\u00a0« gué »"

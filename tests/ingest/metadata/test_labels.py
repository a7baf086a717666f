"""Labels of a highlight's parts in many languages."""

import pytest

from ingest.metadata.labels import VOCABULARY, folded, is_heading_of, read_label


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("Note: loud", "note", "loud"),
        ("**Tags**:: #bells", "tags", "#bells"),
        ("*Comment*: which?", "note", "which?"),
        ("【Page Number】13", "page", "13"),
        ("(sticky note) louder", "note", "louder"),
        ("メモ：大きい", "note", "大きい"),
        ("Meine Anmerkung: laut", "note", "laut"),
        ("**My response:**", "note", ""),
    ],
)
def test_a_label_is_read_in_any_form(line: str, kind: str, value: str) -> None:
    label = read_label(line)
    assert label is not None
    assert (label.kind, label.value) == (kind, value)


@pytest.mark.parametrize("line", ["[Jonna]: yes", "We rang twice: once for Ole.", "https://bells.example"])
def test_other_lines_have_no_label(line: str) -> None:
    assert read_label(line) is None


@pytest.mark.parametrize("words", ["Highlights", "My favourite quotes & notes (3)", "Markierungen", "引用"])
def test_headings_of_highlights_are_known(words: str) -> None:
    assert is_heading_of(words, "highlight_headings")


def test_each_kind_has_its_words_in_lower_case() -> None:
    for languages in VOCABULARY["labels"].values():
        assert all(word == word.strip() and folded(word) for words in languages.values() for word in words)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Ta\u0301c gia\u0309: Vera", "author"),
        ("टिप्पणी: पीतल", "note"),
        ("पृष्ठ: 3", "page"),
        ("المؤلف: فيرا", "author"),
        ("Сторінка: 3", "page"),
        ("Štítky: mosaz", "tags"),
        ("Megjegyzés: réz", "note"),
        ("Ετικέτες: χαλκός", "tags"),
        ("Fremhævning: messing", "text"),
        ("Lenke: https://clocks.example", "link"),
        ("Päivämäärä: 4.3.2024", "date"),
        ("Capitolul: unu", "chapter"),
        ("Halaman: 3", "page"),
        ("ผู้เขียน: วีรา", "author"),
        ("הערה: פליז", "note"),
        ("Vydáno: 2018", "published"),
    ],
)
def test_labels_are_known_in_more_languages(line: str, kind: str) -> None:
    label = read_label(line)
    assert label is not None
    assert label.kind == kind

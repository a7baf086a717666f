"""Where in a full text a highlight stands."""

from __future__ import annotations

import pytest

from ingest.dedup.locate_highlight import find_span, locate_highlights

TEXT = (
    "A pen is filled in the morning. Whoever fills it at night finds the ink dried by the time it is wanted.",
    "Paper was dear. A clerk wrote across the lines he had written along, and both could still be read.",
    "Ink is older than paper. It was soot and gum. A pen is filled in the morning, they say, and emptied by noon.",
)


@pytest.mark.parametrize(
    ("highlight", "at"),
    [
        ("Whoever fills it at night finds the *ink* dried", 0),
        ("wrote across the lines he had\nwritten along, and both could still be read.", 1),
        ("by the time it is wanted.\n\nPaper was dear. A clerk wrote across the lines he had written along", 1),
        ("It was soot and gum", 2),
        ("A pen is filled in the morning", 0),
        ("filled", None),
        ("soot", 2),
        ("Nobody ever wrote such a thing about pens and paper", None),
        ("![](picture.png)", None),
    ],
)
def test_a_highlight_stands_where_most_of_its_words_stand(highlight: str, at: int | None) -> None:
    assert locate_highlights([highlight], TEXT) == [at]


def test_a_text_without_spaces_is_searched_by_its_characters() -> None:
    prose = ["朝に筆を洗う者は、夜に墨が乾いていることを知る。", "紙は高かった。書記は行の上に重ねて書いた。"]
    assert locate_highlights(["書記は行の上に重ねて", "夜に墨が乾いている"], prose) == [1, 0]


@pytest.mark.parametrize(
    ("highlight", "words"),
    [
        ("Paper was dear", "Paper was dear"),
        ("…clerk wrote *across* the lines he had writen along", "clerk wrote across the lines he had written along"),
        ("!?", ""),
    ],
)
def test_the_words_of_a_highlight_are_found_in_its_paragraph(highlight: str, words: str) -> None:
    start, end = find_span(highlight, TEXT[1])
    assert TEXT[1][start:end] == words

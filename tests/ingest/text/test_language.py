from __future__ import annotations

import pytest

from ingest.text.language import differ_in_language, guess_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A heron waits in the reeds.", "english"),
        ("Feed a kiln slowly and every pot survives.", "english"),
        ("No more than two cups a day.", "english"),
        ("Der Reiher wartet im Schilf.", "german"),
        ("La garza espera entre los juncos.", "spanish"),
        ("A garça espera entre os juncos.", "portuguese"),
        ("Le héron attend dans les roseaux.", "french"),
        ("De reiger wacht tussen het riet.", "dutch"),
        ("鷺は葦の中で待つ。", "unspaced"),
        ("17 / 4", ""),
    ],
)
def test_the_language_of_a_short_sentence(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_texts_differ_in_language_only_where_both_are_known() -> None:
    german = "Der Reiher wartet im Schilf."
    assert differ_in_language(german, "No more than two cups a day.")
    assert not differ_in_language(german, "Das Schilf ist nass und der Reiher wartet.")
    assert not differ_in_language(german, "17 / 4")

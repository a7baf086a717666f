"""The words of a question."""

import pytest

from assistant.text.tokens import read_tokens, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What's new? I don't know", ("what", "s", "new", "i", "don", "t", "know")),
        ("whats new? I dont know", ("what", "s", "new", "i", "don", "t", "know")),
        ("Ive wound it, its spring wasnt old", ("i", "ve", "wound", "it", "its", "spring", "wasn", "t", "old")),
        ("imagine hatstands", ("imagine", "hatstands")),
    ],
)
def test_a_contraction_is_two_words_with_or_without_its_apostrophe(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_the_parts_of_a_contraction_keep_their_places() -> None:
    text = "so whats it"
    assert [text[token.start : token.end] for token in read_tokens(text)] == ["so", "what", "s", "it"]

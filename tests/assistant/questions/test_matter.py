"""Which words of a question are searched for."""

from __future__ import annotations

import pytest

from assistant.questions.matter import split_matter


@pytest.mark.parametrize(
    ("form", "want", "matter"),
    [
        ("list all UNIT about copper kettles", "list", "copper kettles"),
        ("how many of my UNIT mention zinc", "count", "zinc"),
        ("what does AUTHOR say about copper", "answer", "copper"),
        ("what do my UNIT say about copper kettles", "summarise", "copper kettles"),
        ("welche UNIT habe ich über kupfer", "list", "kupfer"),
        ("how hot is molten zinc", "answer", "how hot is molten zinc"),
        ("which UNIT are tagged TAG", "list", ""),
    ],
)
def test_the_requests_own_words_are_no_matter(form: str, want: str, matter: str) -> None:
    """Nor are names; words that no example has are."""
    words = form.split()
    assert " ".join(word for word, inside in zip(words, split_matter(words, want), strict=True) if inside) == matter

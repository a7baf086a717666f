"""How much of one text stands in another: by words, and by the longest common subsequence (rougeL)."""

from __future__ import annotations

from assistant.text.content_words import folded_words

HELD_SHARE = 0.8
"""Share of a sentence's words that a span must hold for the sentence to count as part of it."""


def overlap(text: str, other: str) -> float:
    """Share of a text's words that the other text has, 0 to 1; 0 for a text without words."""
    words, other_words = folded_words(text), set(folded_words(other))
    return sum(word in other_words for word in words) / len(words) if words else 0.0


def is_held(text: str, other: str) -> bool:
    return overlap(text, other) >= HELD_SHARE


def rouge_l(candidate: str, reference: str) -> float:
    """F-measure of the longest common subsequence of words, 0 to 1."""
    candidate_words, reference_words = folded_words(candidate), folded_words(reference)
    lengths = [0] * (len(reference_words) + 1)
    for word in candidate_words:
        diagonal = 0
        for column, reference_word in enumerate(reference_words, 1):
            above = lengths[column]
            lengths[column] = diagonal + 1 if word == reference_word else max(above, lengths[column - 1])
            diagonal = above
    return 2 * lengths[-1] / max(1, len(candidate_words) + len(reference_words))

"""The parts of a text that carry its meaning: content words, numbers, names, negations.

Answerability, extraction and the support check all count with these functions, so that they do not contradict each
other.
"""

from __future__ import annotations

import re
import unicodedata

from index.lexical.stop_words import content_stop_words
from index.lexical.tokenize import stem
from ingest.text.negations import ENGLISH_NEGATIONS
from ingest.text.scripts import CJK_LETTER

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[,.\u00a0]\d+)*")
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "…": "..."})

_DIGITS = {
    word: str(n)
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100", "thousand": "1000"}


def fold_text(text: str) -> str:
    """The text with case, width and typographic quotes and dashes folded, for comparing."""
    return unicodedata.normalize("NFKC", text).translate(_FOLD).casefold()


def folded_words(text: str) -> list[str]:
    """Every word in order, folded; in scripts without spaces, every character."""
    words: list[str] = []
    for word in _WORD.findall(fold_text(text)):
        words.extend(word if CJK_LETTER.search(word) else [word])
    return words


def content_terms(text: str) -> list[str]:
    """The content words in order, as English stems; in scripts without spaces, pairs of characters."""
    terms: list[str] = []
    previous = ""
    for word in folded_words(text):
        if CJK_LETTER.match(word):
            terms.append(previous + word if previous else word)
            previous = word
            continue
        previous = ""
        word = word.removesuffix("'s")
        if word not in content_stop_words() and (len(word) > 1 or word.isdigit()):
            terms.append(_plain_number(word) if word[0].isdigit() else stem(word, "english"))
    return terms


def numbers_in(text: str) -> set[str]:
    """The numbers, without thousands separators; number words as digits, except "one", which is mostly a pronoun."""
    numbers = {_plain_number(number) for number in _NUMBER.findall(unicodedata.normalize("NFKC", text))}
    return numbers | {_DIGITS[w] for w in folded_words(text) if w in _DIGITS and w != "one"}


def _plain_number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        return text
    return re.sub(r"[,\u00a0](?=\d{3})", "", text).rstrip(".,")


def names_in(text: str) -> set[str]:
    """Folded words written like names: with a capital inside a sentence, or with a second capital anywhere.

    A sentence's first word is left out: its capital does not show a name.
    """
    names: set[str] = set()
    starts_sentence = True
    for match in re.finditer(r"[^\W_]+(?:['’.][^\W_]+)*|[.!?:;\n]+", text):
        piece = match.group()
        if not piece[0].isalnum():
            starts_sentence = True
            continue
        capital = piece[0].isupper() and piece.casefold().split("'")[0] not in content_stop_words()
        if capital and (not starts_sentence or sum(c.isupper() for c in piece) > 1):
            names.add(fold_text(piece).removesuffix("'s").removesuffix("'"))
        starts_sentence = False
    return names


def is_unspaced(text: str) -> bool:
    """Whether most of its letters belong to a script without spaces."""
    letters = [c for c in text if c.isalpha()]
    return sum(bool(CJK_LETTER.match(c)) for c in letters) > len(letters) / 2


def count_negations(text: str) -> int:
    """The number of negating words."""
    return sum(word in ENGLISH_NEGATIONS or word.endswith("n't") for word in folded_words(text))

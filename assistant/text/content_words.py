"""What in a text carries its meaning: content words, numbers, names, denials.

The gate, the choice of sentences and the checker must count the same things, or they contradict each
other; so they all count with these.
"""

from __future__ import annotations

import re
import unicodedata

from index.lexical.tokenize import stem
from ingest.text.scripts import CJK_LETTER

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMBER = re.compile(r"\d+(?:[,.\u00a0]\d+)*")
_FOLD = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "…": "..."})

STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both
    but by can could did do does doing done down during each few for from further get gets getting got had has have
    having he her here hers him his how i if in into is it its itself just let like make me mine more most my n no
    nor not now of off on once one only or other our ours out over own please s same say says said she should so
    some such t tell than that the their theirs them then there these they thing things this those though through
    to too under until up upon us use used using very was we were what whats when where whether which while who
    whom whose why will with within without would you your yours yes d ll m re ve one's mean means meant actually
    really much many exactly name describe explain list since across""".split()
)
"""Function words and the words that questions are made of; they say nothing of what is asked about."""

DENIALS = frozenset(
    "no not never none nobody nothing nowhere neither nor cannot can't don't doesn't didn't won't wouldn't isn't "
    "aren't wasn't weren't hasn't haven't hadn't couldn't shouldn't n't without hardly barely rarely".split()
)

_DIGITS = {
    word: str(n)
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100", "thousand": "1000"}


def fold_text(text: str) -> str:
    """The text with case, width and typographic quotes and dashes folded; same words, fit for comparing."""
    return unicodedata.normalize("NFKC", text).translate(_FOLD).casefold()


def find_words(text: str) -> list[str]:
    """Every word in order, folded; in scripts without spaces, every character."""
    words: list[str] = []
    for word in _WORD.findall(fold_text(text)):
        words.extend(word if CJK_LETTER.search(word) else [word])
    return words


def find_terms(text: str, language: str = "english") -> list[str]:
    """The content words in order, as stems of `language`; in scripts without spaces, pairs of characters."""
    terms: list[str] = []
    last = ""
    for word in find_words(text):
        if CJK_LETTER.match(word):
            terms.append(last + word if last else word)
            last = word
            continue
        last = ""
        word = word.removesuffix("'s")
        if word not in STOP_WORDS and (len(word) > 1 or word.isdigit()):
            terms.append(_plain_number(word) if word[0].isdigit() else stem(word, language))
    return terms


def find_numbers(text: str) -> set[str]:
    """The numbers, without thousands separators; number words as digits, except one, which is mostly a pronoun."""
    numbers = {_plain_number(found) for found in _NUMBER.findall(unicodedata.normalize("NFKC", text))}
    return numbers | {_DIGITS[w] for w in find_words(text) if w in _DIGITS and w != "one"}


def _plain_number(text: str) -> str:
    found = _NUMBER.match(text)
    if not found or found.group() != text:
        return text
    return re.sub(r"[,\u00a0](?=\d{3})", "", text).rstrip(".,")


def find_names(text: str) -> set[str]:
    """Folded words that are written like names: capitals inside a sentence, or in any place with a second capital.

    A sentence's first word is left out, as nothing tells a name from a beginning there.
    """
    names: set[str] = set()
    start = True
    for found in re.finditer(r"[^\W_]+(?:['’.][^\W_]+)*|[.!?:;\n]+", text):
        piece = found.group()
        if not piece[0].isalnum():
            start = True
            continue
        capital = piece[0].isupper() and piece.casefold().split("'")[0] not in STOP_WORDS
        if capital and (not start or sum(c.isupper() for c in piece) > 1):
            names.add(fold_text(piece).removesuffix("'s").removesuffix("'"))
        start = False
    return names


def is_unspaced(text: str) -> bool:
    """Whether most of its letters are of a script without spaces."""
    letters = [c for c in text if c.isalpha()]
    return sum(bool(CJK_LETTER.match(c)) for c in letters) > len(letters) / 2


def count_denials(text: str) -> int:
    """How many words deny."""
    return sum(word in DENIALS or word.endswith("n't") for word in find_words(text))

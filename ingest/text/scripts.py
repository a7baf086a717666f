"""Scripts that are written without spaces between words, as ranges for a regular expression's class.

The sets below differ on purpose; each names its users. Hangul is written with spaces, but its words carry particles,
so search cuts it by characters too.
"""

from __future__ import annotations

import re

_THAI_LAO_BURMESE_KHMER = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_KANA = "\u3040-\u30ff"
_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff"
_COMPATIBILITY_IDEOGRAPHS = "\uf900-\ufaff"
_HANGUL = "\uac00-\ud7af"

UNSPACED = f"{_THAI_LAO_BURMESE_KHMER}{_KANA}{_IDEOGRAPHS}{_HANGUL}{_COMPATIBILITY_IDEOGRAPHS}\uff66-\uff9f"
"""For search tokens, the reranker and the language guess: with Hangul and half-width kana."""

UNSPACED_WITHOUT_HANGUL = (
    f"{_THAI_LAO_BURMESE_KHMER}\u3005-\u3007{_KANA}\u31f0-\u31ff{_IDEOGRAPHS}{_COMPATIBILITY_IDEOGRAPHS}"
    "\U00020000-\U0003ffff"
)
"""For comparing copies: NFKC has already turned half-width kana into full-width."""

CJK_LETTER = re.compile(f"[{_KANA}{_IDEOGRAPHS}{_HANGUL}]")
"""For counting words, two letters to a word."""

VOWEL_SIGNS = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f"
    "\u0955-\u0957\u0962\u0963\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
"""Signs within words that `\\w` does not hold: accents apart from their letters, vowels of Hebrew, Arabic, Hindi and
Thai. For a class of characters."""

WIDE_CHARACTER = re.compile(f"[\u2e80-\u9fff{_HANGUL}{_COMPATIBILITY_IDEOGRAPHS}\uff00-\uffef\U00020000-\U0002ffff]")
"""For an encoder's budget, of which each of these takes about a token: letters, radicals and full-width signs."""

_FIRST_WIDE = "\u2e80"


def count_wide(text: str) -> int:
    """How many characters are at or above the CJK block: a measure of length that also counts emoji."""
    return sum(character >= _FIRST_WIDE for character in text)

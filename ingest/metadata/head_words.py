"""The words of heads: what each says of a highlight, in the languages of the vocabulary."""

from __future__ import annotations

import re
from functools import cache

from ingest.metadata.labels import FIRST_WIDE_LETTER, VOCABULARY, folded
from ingest.text.dates import EUROPEAN_MONTHS
from ingest.text.scripts import VOWEL_SIGNS

LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{VOWEL_SIGNS}])*"
TOKEN = re.compile(
    r"(?P<cjk>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)|(?P<word>" + f"{LETTERS}(?:[-'’]{LETTERS})*" + r"\.?)|"
    r"(?P<number>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?|\d+(?:[.,:/–-]\d+)*\.?%?)|(?P<sign>\S)",
)
PLACES = ("page", "location", "chapter")
MAX_COLOR_WORDS = 2


@cache
def _meanings() -> dict[str, tuple[str, str]]:
    """What a word of a head means, as its group and value."""
    meanings: dict[str, tuple[str, str]] = {}
    for kind, languages in VOCABULARY["types"].items():
        meanings.update({folded(word): ("type", kind) for words in languages.values() for word in words})
    for word in (folded(word) for words in VOCABULARY["labels"]["text"].values() for word in words):
        if word not in VOCABULARY["any_texts"]:
            meanings.setdefault(word, ("type", "highlight"))
    for color, names in VOCABULARY["colors"].items():
        meanings.update({folded(word): ("color", color) for word in names})
    for kind in PLACES:
        words = [word for names in VOCABULARY["labels"][kind].values() for word in names]
        meanings.update({folded(word): (kind, kind) for word in words})
    for word in (*VOCABULARY["weekdays"], *EUROPEAN_MONTHS, *(m for ms in VOCABULARY["months"].values() for m in ms)):
        meanings.setdefault(folded(word), ("day", word))
    for word in "年月日년월일":
        meanings[word] = ("day", word)
    dates = (word for words in VOCABULARY["labels"]["date"].values() for label in words for word in label.split())
    for word in (*VOCABULARY["fillers"], *dates):
        meanings.setdefault(folded(word), ("filler", ""))
    return meanings


def type_of_word(word: str) -> str:
    """The kind of record that a word means, `highlight` or `note`; "" for any other word."""
    group, value = meaning_of(word)
    return value if group == "type" else ""


def read_color(words: str) -> str:
    """The colour that a line is the name of, in brackets, bold or with `highlight` beside it; "" for any other."""
    tokens = [token["cjk"] or token["word"] for token in TOKEN.finditer(words) if not token["sign"]]
    meanings = [meaning_of(token) if token else ("", "") for token in tokens[: MAX_COLOR_WORDS + 1]]
    colors = [value for group, value in meanings if group == "color"]
    is_color = len(tokens) <= MAX_COLOR_WORDS and all(group in ("color", "type") for group, _ in meanings)
    return colors[0] if colors and is_color else ""


@cache
def _color_signs() -> dict[str, str]:
    return {sign: color for color, signs in VOCABULARY["color_signs"].items() for sign in signs}


def split_color_sign(text: str) -> tuple[str, str]:
    """The colour that a sign before or behind a text shows, and the text without it; "" and the text for none."""
    match = None if text.isascii() else _color_sign_pattern().search(text)
    return (
        (_color_signs()[match["sign"] or match["last"]], text[: match.start()] + text[match.end() :])
        if match
        else ("", text)
    )


@cache
def _color_sign_pattern() -> re.Pattern[str]:
    signs = "|".join(map(re.escape, _color_signs()))
    return re.compile(rf"^(?P<sign>{signs})\ufe0f?\s*" + rf"|\s*(?P<last>{signs})\ufe0f?$")


@cache
def meanings_in(word: str) -> tuple[tuple[str, str], ...]:
    """Group and value of a word; of a run of Chinese, Japanese or Korean letters those of the words within, in order;
    none where something in it is unknown."""
    meanings, plain = _meanings(), folded(word)
    if plain in meanings or not plain:
        return (meanings.get(plain, ("filler", "")),)
    elided = plain.replace("’", "'").partition("'")[2]
    if elided in meanings:
        return (meanings[elided],)
    found, at = list[tuple[str, str]](), 0
    while ord(plain[0]) >= FIRST_WIDE_LETTER and at < len(plain):
        known = next((plain[at:end] for end in range(len(plain), at, -1) if plain[at:end] in meanings), "")
        if not known:
            return ()
        found.append(meanings[known])
        at += len(known)
    return tuple(found)


def meaning_of(word: str) -> tuple[str, str]:
    """The first meaning in a word that is no filler; two empty texts where it is unknown."""
    found = meanings_in(word)
    return next((meaning for meaning in found if meaning[0] != "filler"), found[0] if found else ("", ""))

"""Lines that head a highlight and hold only its kind, colour, place and date, in any order and language.

    Yellow highlight | Location: 120
    Markierung auf Seite 14: "…"
    Hinzugefügt am 04.03.2024 | 21:12
    Page 831 - highlight (yellow)

A line is such a head where each of its words is in the vocabulary, up to its end, a colon or a quotation mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ingest.metadata.labels import VOCABULARY, folded
from ingest.text.dates import EUROPEAN_MONTHS, iso_date
from ingest.text.scripts import VOWEL_SIGNS

LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{VOWEL_SIGNS}])*"
TOKEN = re.compile(
    r"(?P<cjk>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)|(?P<word>" + f"{LETTERS}(?:[-'’]{LETTERS})*" + r"\.?)|"
    r"(?P<number>\d+(?:[.,:/–-]\d+)*\.?%?)|(?P<sign>\S)",
)
OPENS_VALUE = '"“„«「『'
MAX_HEAD_LETTERS = 160
MAX_HEADED_LETTERS = 2000
VALUE_START = re.compile(r"^.{0,159}?[:：\"“„«「『]")
PLACES = ("page", "location", "chapter")
MAX_HEAD_TOKENS = 40
MAX_COLOR_WORDS = 2
ROMAN = re.compile(r"^[ivxlc]{1,7}$", re.I)
PART_BREAK = re.compile(r"\s+[-–—|>·•]\s+")
BRACKETED_CHAPTER = re.compile(
    r"^(?P<place>[^():]{1,30}\d)\s*\((?P<chapter>[^()]{1,60})\)\s*[:：]\s*(?P<value>.*)$", re.S
)
SHORT_DATE = re.compile(r"^\d{1,2}[/.]\d{1,2}[/.]\d{2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a head says; "" where it does not."""

    type: str = ""
    """`highlight`, `note` or `bookmark`."""
    color: str = ""
    location: str = ""
    """`Page 14` or `Location 120`."""
    date: str = ""
    dated: bool = False
    """Whether it holds a day, also one that is not understood."""
    chapter: str = ""
    """Words between its kind and its place: `Highlight (yellow) - Pruning > Page 14`."""
    value: str = ""
    """The text behind it on the same line."""


@cache
def _meanings() -> dict[str, tuple[str, str]]:
    """What a word of a head means, as its group and value."""
    meanings: dict[str, tuple[str, str]] = {}
    for kind, languages in VOCABULARY["types"].items():
        meanings.update({folded(word): ("type", kind) for words in languages.values() for word in words})
    for color, names in VOCABULARY["colors"].items():
        meanings.update({folded(word): ("color", color) for word in names})
    for kind in PLACES:
        words = [word for names in VOCABULARY["labels"][kind].values() for word in names]
        meanings.update({folded(word): (kind, kind) for word in words})
    for word in (*VOCABULARY["weekdays"], *EUROPEAN_MONTHS, *(m for ms in VOCABULARY["months"].values() for m in ms)):
        meanings.setdefault(folded(word), ("day", word))
    for word in "年月日년월일":
        meanings[word] = ("day", word)
    for word in VOCABULARY["fillers"]:
        meanings.setdefault(folded(word), ("filler", ""))
    return meanings


@cache
def _more_months() -> dict[str, int]:
    return {word: int(number) for number, words in VOCABULARY["months"].items() for word in words}


def read_head(text: str) -> Head | None:
    """The head that a line is, or begins with; None for any other line."""
    text = text.replace("\u00a0", " ").replace("**", "").strip()
    if not text or len(text) > MAX_HEADED_LETTERS or (len(text) > MAX_HEAD_LETTERS and not VALUE_START.search(text)):
        return None
    cut = _length_of_head(text)
    head = text[:cut]
    if not cut or len(head) > MAX_HEAD_LETTERS:
        bracketed = _read_bracketed_chapter(text)
        return bracketed or (_read_chapter_head(text) if len(text) <= MAX_HEAD_LETTERS else None)
    return _parts(head, text[cut:].lstrip(" :：-–—").strip())


def read_color(words: str) -> str:
    """The colour that a line is the name of, in brackets, bold or with `highlight` beside it; "" for any other."""
    tokens = [token["cjk"] or token["word"] for token in TOKEN.finditer(words) if not token["sign"]]
    meanings = [_meaning(token) if token else ("", "") for token in tokens[: MAX_COLOR_WORDS + 1]]
    colors = [value for group, value in meanings if group == "color"]
    is_color = len(tokens) <= MAX_COLOR_WORDS and all(group in ("color", "type") for group, _ in meanings)
    return colors[0] if colors and is_color else ""


@cache
def _color_signs() -> dict[str, str]:
    return {sign: color for color, signs in VOCABULARY["color_signs"].items() for sign in signs}


def split_color_sign(text: str) -> tuple[str, str]:
    """The colour that a sign before or behind a text shows, and the text without it; "" and the text for none."""
    if text.isascii():
        return "", text
    for sign, color in _color_signs().items():
        if text.startswith(sign):
            return color, text[len(sign) :].lstrip("\ufe0f ")
        if text.endswith(sign):
            return color, text[: -len(sign)].rstrip()
    return "", text


def _read_bracketed_chapter(text: str) -> Head | None:
    """A place with a chapter in brackets before a colon, `Page 14 (Brine): …`, or None."""
    match = BRACKETED_CHAPTER.match(text)
    if not match or _length_of_head(match["place"]) != len(match["place"]):
        return None
    head = _parts(match["place"], match["value"])
    return replace(head, chapter=match["chapter"]) if head and head.location else None


def _read_chapter_head(text: str) -> Head | None:
    """A head with a chapter's name between its kind and its place, or None."""
    parts = PART_BREAK.split(text)
    if len(parts) < 3 or not (
        _length_of_head(parts[0]) == len(parts[0]) and _length_of_head(parts[-1]) == len(parts[-1])
    ):
        return None
    first, last = _parts(parts[0], ""), _parts(parts[-1], "")
    if not (first and first.type and last and last.location):
        return None
    inner = [part for part in parts[1:-1] if _length_of_head(part) != len(part)]
    return replace(last, type=first.type, color=first.color, chapter=" ".join(inner))


def _length_of_head(text: str) -> int:
    """How many letters belong to the head: all, or those before a colon or quotation mark; 0 for no head."""
    end, above, colon = 0, "", 0
    for count, token in enumerate(TOKEN.finditer(text)):
        if count > MAX_HEAD_TOKENS:
            return 0
        sign = token["sign"]
        if sign and sign in OPENS_VALUE:
            return token.start()
        if sign and sign in "[`!#>*?" and not end:
            return 0
        word = token["cjk"] or token["word"]
        group = _meaning(word)[0] if word else ""
        if word and not group and not (above in PLACES and ROMAN.match(word)):
            return colon
        above = group or above if word else above
        if sign and sign in ":：":
            colon = token.end()
        elif group != "filler":
            colon = 0
        end = token.end()
    return end


def _parts(head: str, value: str) -> Head | None:
    found: dict[str, str] = {}
    has_day, place_word, number_before = False, "", ""
    for token in TOKEN.finditer(head):
        word = token["cjk"] or token["word"]
        group, meaning = _meaning(word) if word else ("", "")
        if group in PLACES:
            if number_before:
                found.setdefault(group, number_before)
            place_word, number_before = ("", "") if number_before else (group, "")
        elif group in ("type", "color"):
            found.setdefault(group, meaning)
        elif group == "day":
            has_day, place_word, number_before = True, "", ""
        elif place_word and word and not group:
            found.setdefault(place_word, word)
            place_word = ""
        elif token["number"]:
            number = token["number"].rstrip(".,")
            if number.endswith("%"):
                found.setdefault("location", number)
                continue
            if place_word:
                found.setdefault(place_word, number)
                place_word = ""
            else:
                number_before = number if re.fullmatch(r"\d+(?:[-–]\d+)?", number) else ""
        elif token["sign"] and token["sign"] in "|·•;,([":
            number_before = ""
    date = read_date(head)
    dated = bool(date) or (has_day and bool(re.search(r"\d", head)))
    dated = dated or any(map(SHORT_DATE.match, re.split(r"[\s,|]+", head)))
    place = next((f"{kind.capitalize()} {found[kind]}" for kind in ("location", "page") if kind in found), "")
    if not (found.get("type") or place or dated):
        return None
    return Head(
        type=found.get("type", ""), color=found.get("color", ""), location=place, date=date, dated=dated, value=value
    )


@cache
def _meaning(word: str) -> tuple[str, str]:
    """Group and value of a word; of a run of Chinese, Japanese or Korean letters those of the words within."""
    meanings, plain = _meanings(), folded(word)
    if plain in meanings or not plain:
        return meanings.get(plain, ("filler", ""))
    if ord(plain[0]) < 0x3000:
        return "", ""
    groups, rest = list[tuple[str, str]](), plain
    for known in sorted((known for known in meanings if known in plain), key=len, reverse=True):
        if known in rest:
            groups.append(meanings[known])
            rest = rest.replace(known, "")
    return next((group for group in groups if group[0] != "filler"), groups[0]) if groups and not rest else ("", "")


def read_date(text: str) -> str:
    """The date in a head in any language of the vocabulary, in ISO 8601, with its time of day where it has one."""
    day = iso_date(text)
    if not day:
        match = re.search(r"(?<!\d)(\d{1,2})\.?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?((?:19|20)\d\d)", text)
        match = match or re.search(r"([^\W\d_]{3,12})\s+(\d{1,2}),?\s+((?:19|20)\d\d)", text)
        number, word = (
            (match[1], match[2]) if match and match[1].isdigit() else (match[2], match[1]) if match else ("", "")
        )
        month = _month(word)
        day = iso_date(f"{match[3]}-{month:02}-{int(number):02}") if match and month else ""
    if not day:
        east = re.search(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]", text)
        day = iso_date(f"{east[1]}-{int(east[2]):02}-{int(east[3]):02}") if east else ""
    if day and "T" not in day:
        clock = re.search(r"(?<![\d:])(\d{1,2}):(\d\d)(?::(\d\d))?(?![\d:])(?!\s*[AaPp]\.?[Mm])", text)
        if clock and int(clock[1]) < 24 and int(clock[2]) < 60:
            day = f"{day}T{int(clock[1]):02}:{clock[2]}:{clock[3] or '00'}"
    return day


def _month(word: str) -> int:
    plain = word.casefold()
    return EUROPEAN_MONTHS.get(plain) or _more_months().get(plain, 0)

"""Lines that head a highlight and hold only its kind, colour, place and date, in any order and language.

    Yellow highlight | Location: 120
    Markierung auf Seite 14: "…"
    Hinzugefügt am 04.03.2024 | 21:12
    Page 831 - highlight (yellow)

A line is such a head where each of its words is in the vocabulary, up to its end, a colon or a quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ingest.metadata.head_words import PLACES, TOKEN, meaning_of, meanings_in
from ingest.metadata.labels import VOCABULARY, folded, label_kind
from ingest.metadata.written_dates import read_date

OPENS_VALUE = '"“„«「『'
MAX_HEAD_LETTERS = 160
MAX_HEADED_LETTERS = 2000
VALUE_START = re.compile(r"^.{0,159}?[:：\"“„«「『]")
TYPE_OF_LABEL = {"text": "highlight", "note": "note"}
MAX_HEAD_TOKENS = 40
EMPHASISED = re.compile(r"^(?P<sign>[*_])(?P<words>[^*_]+)(?P=sign)$")
LINK = re.compile(r"(?<!!)\[(?P<label>[^\[\]\n]{1,40})\]\((?P<url>(?:[^()\s]|\([^()\s]*\))+)\)")
COUNTER = re.compile(r"^(?:[#№]\d{1,4}\s*[.)·|:–—-]?|\[\d{1,4}\])\s+")
"""A record's number before its head: `#1 · p. 12`, `[1] p. 12`."""
TIMED_QUOTATION = re.compile(
    r"^[\[(]?(?P<time>\d{1,2}(?::\d\d){1,2})[\])]?\s*[-–—:]?\s*(?P<value>[\"“„«「『].*[”\"»“」』])$", re.S
)
"""A quotation behind its time in a talk: `[17:12] “…”`."""
WORD = re.compile(r"\w")
PLAIN_NUMBER = re.compile(r"\d+(?:[-–]\d+)?$")
BREAKS = "|·•;,(["
ROMAN = re.compile(r"^[ivxlc]{1,7}$", re.I)
PART_BREAK = re.compile(r"\s+[-–—|>·•]\s+")
BRACKETED_CHAPTER = re.compile(
    r"^(?P<place>[^():]{1,30}\d)\s*\((?P<chapter>[^()]{1,60})\)\s*[:：]\s*(?P<value>.*)$", re.S
)
SHORT_DATE = re.compile(r"^\(?\d{1,2}[/.]\d{1,2}[/.]\d{2}(?:\d\d)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a head says; "" where it does not."""

    type: str = ""
    """`highlight`, `note` or `bookmark`."""
    color: str = ""
    location: str = ""
    """`Page 14` or `Location 120`."""
    page: str = ""
    """Digits, a range of them or Roman numerals; also where a location is said too."""
    position: str = ""
    """The same of a location."""
    date: str = ""
    dated: bool = False
    """Whether it holds a day, also one that is not understood."""
    chapter: str = ""
    """Words between its kind and its place: `Highlight (yellow) - Pruning > Page 14`."""
    url: str = ""
    """Of a link in it: `Location 210 [open](…)`."""
    value: str = ""
    """The text behind it on the same line."""


def read_head(text: str) -> Head | None:
    """The head that a line is, or begins with; None for any other line."""
    text = COUNTER.sub("", text.replace("\u00a0", " ").replace("**", "").strip())
    text = EMPHASISED.sub(r"\g<words>", text)
    if text.partition(" ")[0].casefold() in _phrase_words():
        text = _phrase_start().sub(_type_of_phrase, text)
    if "](" in text and (linked := _read_linked_head(text)):
        return linked
    if timed := TIMED_QUOTATION.match(text):
        return Head(location=timed["time"], value=timed["value"])
    if not text or len(text) > MAX_HEADED_LETTERS or (len(text) > MAX_HEAD_LETTERS and not VALUE_START.search(text)):
        return None
    cut = _length_of_head(text)
    head = text[:cut]
    if not cut or len(head) > MAX_HEAD_LETTERS:
        bracketed = _read_bracketed_chapter(text)
        return bracketed or (_read_chapter_head(text) if len(text) <= MAX_HEAD_LETTERS else None)
    return _parts(head, text[cut:].lstrip(" :：-–—").strip())


@cache
def _phrases() -> tuple[str, ...]:
    """The labels of several words for a text or a note."""
    labels = (word for kind in TYPE_OF_LABEL for words in VOCABULARY["labels"][kind].values() for word in words)
    return tuple(sorted((word for word in labels if " " in word), key=len, reverse=True))


@cache
def _phrase_words() -> frozenset[str]:
    """The words that these begin with."""
    return frozenset(phrase.partition(" ")[0] for phrase in _phrases())


@cache
def _phrase_start() -> re.Pattern[str]:
    """A label of several words at a head's beginning, in front of what else it says: `Direct quote (p. 12)`."""
    return re.compile(rf"^(?P<phrase>{'|'.join(map(re.escape, _phrases()))})(?=\s*[(\[|·,–—-])", re.I)


def _type_of_phrase(phrase: re.Match[str]) -> str:
    return TYPE_OF_LABEL[label_kind(phrase["phrase"])]


def _read_linked_head(text: str) -> Head | None:
    """A head without a text behind it in which a link stands, `Location 210 [open](…)`, or None. The link's label is
    left out where it only says that it opens something."""
    link = LINK.search(text)
    if not link:
        return None
    label = folded(link["label"].strip("\ufe0f "))
    opens = label_kind(label) == "link" or label in VOCABULARY["goto_words"] or not WORD.search(label)
    rest = f"{text[: link.start()]}{'' if opens else link['label']}{text[link.end() :]}".strip()
    head = read_head(rest) if rest.strip("()[] ") else None
    return replace(head, url=link["url"]) if head and head.location and not head.value else None


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
        group = meaning_of(word)[0] if word else ""
        if word and not group and not (above in PLACES and ROMAN.match(word)):
            return colon
        above = group or above if word else above
        if sign and sign in ":：":
            colon = token.end()
        elif group != "filler":
            colon = 0
        end = token.end()
    return end


def _meanings_of(head: str) -> Iterator[tuple[str, str]]:
    """Group and value of each word, number and separator of a head."""
    for token in TOKEN.finditer(head):
        word = token["cjk"] or token["word"]
        if word:
            yield from meanings_in(word) or (("", word),)
        elif token["number"]:
            yield "number", token["number"].rstrip(".,")
        elif token["sign"] in BREAKS:
            yield "break", ""


def _read_parts(head: str) -> tuple[dict[str, str], bool]:
    """What a head says by its groups of words, and whether it names a day."""
    found: dict[str, str] = {}
    has_day, place_word, number_before = False, "", ""
    for group, word in _meanings_of(head):
        if group in PLACES:
            if number_before:
                found.setdefault(group, number_before)
            place_word, number_before = ("", "") if number_before else (group, "")
        elif group in ("type", "color"):
            found.setdefault(group, word)
        elif group == "day":
            has_day, place_word, number_before = True, "", ""
        elif group == "number" and word.endswith("%"):
            found.setdefault("location", word)
        elif place_word and group in ("number", ""):
            found.setdefault(place_word, word)
            place_word = ""
        elif group == "number":
            number_before = word if PLAIN_NUMBER.match(word) else ""
        elif group == "break":
            number_before = ""
    return found, has_day


def _begins_with_typed_date(head: str) -> bool:
    """Whether the word for a highlight in a head only says what its day is: `Highlighted on Thursday, 4 March`."""
    words = list[str]()
    is_typed = False
    for token in TOKEN.finditer(head):
        word = token["cjk"] or token["word"]
        group = meaning_of(word)[0] if word else ""
        if group not in ("type", "filler"):
            break
        words.append(word)
        is_typed = is_typed or group == "type"
    return is_typed and label_kind(" ".join(words)) == "date"


def _parts(head: str, value: str) -> Head | None:
    found, has_day = _read_parts(head)
    date = read_date(head)
    dated = bool(date) or (has_day and bool(re.search(r"\d", head)))
    dated = dated or any(map(SHORT_DATE.match, re.split(r"[\s,|]+", head)))
    place = next((f"{kind.capitalize()} {found[kind]}" for kind in ("location", "page") if kind in found), "")
    if not (found.get("type") or place or dated):
        return None
    if dated and not place and _begins_with_typed_date(head):
        found.pop("type", "")
    return Head(
        type=found.get("type", ""),
        color=found.get("color", ""),
        location=place,
        page=found.get("page", ""),
        position=found.get("location", ""),
        date=date,
        dated=dated,
        value=value,
    )

"""The second line of a Kindle clipping, in the languages and firmware generations that Kindles write.

`- Your Highlight on page 9 | Location 120-122 | Added on Monday, July 31, 2017 11:11:20 PM`, and the same in Spanish,
Portuguese, French, German, Italian, Dutch, Russian, Japanese, Chinese and Korean. Keywords are searched for anywhere
in the line, because each firmware orders them differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ingest.metadata.record_heads import read_head
from ingest.text.dates import EUROPEAN_MONTHS

EntryType = Literal["highlight", "note", "bookmark", "clip"]

CLIP = (
    r"\bclip this\b|\bclipping\b|\bclip\b|\brecorte|\brecortar|\bcoupure|\bausschnitt|\britaglio|"
    r"вырезк|剪[贴貼切]|クリップ|切り抜き"
)
BOOKMARK = (
    r"\bbookmark|\bmarcador|\bsignet|\blesezeichen|\bsegnalibro|\bbladwijzer|"
    r"заклад|ブックマーク|しおり|书签|書籤|書簽|북마크"
)
NOTE = (
    r"\bnote\b|\bnota\b|\bnotiz|\bnotitie|\banota[çc]|\banmerkung|заметк|примечани|"
    r"メモ|ノート|笔记|筆記|备注|備註|注释|메모|노트"
)
HIGHLIGHT = (
    r"highlight|\bsubrayad|\bresaltad|\bdestacad|\bdestaque|\bsurlign|\bpassage|\bmarkierung|\bevidenziazion|\bmarkering|"
    r"выдел|ハイライト|标注|標註|標注|标记|標記|划线|劃線|重点|重點|하이라이트"
)
ENTRY_TYPES: tuple[tuple[EntryType, re.Pattern[str]], ...] = (
    ("bookmark", re.compile(BOOKMARK, re.I)),
    ("highlight", re.compile(HIGHLIGHT, re.I)),
    ("note", re.compile(NOTE, re.I)),
    ("clip", re.compile(CLIP, re.I)),
)
"""Bookmark comes first: Spanish `marcador` is a bookmark. Highlight comes before note: `螢光標記`."""

DASHES = "-–—‑"
NUMBER_RANGE = rf"(\d+(?:\s*(?:[{DASHES}~]|t/m|bis|à)\s*\d+)?)"
LOCATION = re.compile(
    rf"(?:\bloc(?:ation|atie|\.)|\bpos(?:ici[oó]n|i[çc][ãa]o|izione|ition|itie|\.)|\bemplacement|\bместо?\w*|位置|위치)"
    rf"[^\d|]{{0,8}}{NUMBER_RANGE}",
    re.I,
)
PAGE_BEFORE = re.compile(
    rf"(?:\bpage|\bp[áa]gina|\bseite|\bpagina|\bстраниц\w*|\bстр\.|第)\s*(?:{NUMBER_RANGE}|([ivxlcdm]+)\b)", re.I
)
PAGE_AFTER = re.compile(rf"{NUMBER_RANGE}\s*(?:ページ|页|頁|페이지|쪽)")
HEADER_START = re.compile(r"^\s*[-–—•*]\s*\S")
DATE_LABEL = re.compile(
    r"\badded\b|añadid|agregad|\badicionad|\bajout|hinzugefügt|\baggiunt|toegevoegd|добавлен|"
    r"作成日|追加|添加|新增|加入|추가",
    re.I,
)

EASTERN_DATE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
WESTERN_DATE = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.|º|er)?\s+(?:de\s+)?)?\b("
    + "|".join(sorted(EUROPEAN_MONTHS, key=len, reverse=True))
    + r")\b\.?,?\s+(?:de\s+|del\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4}|\d{2})(?![\d:])",
    re.I,
)
NUMERIC_DATE = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
CLOCK_TIME = re.compile(r"(?<!\d)(\d{1,2})\s*(?::|h|時|时|시)\s*(\d{2})(?:\s*(?::|min|m|分|분)\s*(\d{2}))?", re.I)
MORNING = re.compile(r"\bA\.?M\b|上午|午前|凌晨|早上|오전", re.I)
AFTERNOON = re.compile(r"\bP\.?M\b|下午|午後|晚上|오후", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClippingHeader:
    """A clipping's second line."""

    entry_type: EntryType
    page: str = ""
    """Digits, a range of them or Roman numerals; "" where unset."""
    location: str = ""
    """`120` or `120-122`; "" where unset."""
    added: str = ""
    """ISO 8601 date and time by the reader's clock; "" where unset."""

    @property
    def full_location(self) -> str:
        """`Page 9, Location 120-122`, or the part that is set."""
        parts = (("Page", self.page), ("Location", self.location))
        return ", ".join(f"{word} {numbers}" for word, numbers in parts if numbers)

    @property
    def location_range(self) -> tuple[int, int] | None:
        """First and last location, or page where no location is set; None without numbers."""
        return _number_range(self.location) or _number_range(self.page)


def read_header(line: str) -> ClippingHeader | None:
    """The header, or None where the line is none."""
    if not HEADER_START.match(line) or len(line) > 400:
        return None
    parts = re.split(r"[|｜]", line)
    has_date = len(parts) > 1 and bool(DATE_LABEL.search(parts[-1]) or re.search(r"\d{4}|\d:\d\d", parts[-1]))
    text = " | ".join(parts[:-1] if has_date else parts)
    entry_type = next((entry_type for entry_type, pattern in ENTRY_TYPES if pattern.search(text)), None)
    if entry_type is None:
        if not (has_date and re.search(r"\d", text)):
            return None
        entry_type = "highlight"  # an unknown language: a number, a bar and a date make a header too
    head = read_head(line.strip().lstrip(DASHES + "•* "))
    location = LOCATION.search(text)
    page = PAGE_BEFORE.search(text) or PAGE_AFTER.search(text)
    if not (entry_type == "clip" or has_date or location or page):
        return None
    place = head.location.partition(" ") if head else ("", "", "")
    return ClippingHeader(
        entry_type=entry_type,
        page=_with_hyphen(next(filter(None, page.groups()), "")) if page else place[2] if place[0] == "Page" else "",
        location=_complete_range(_with_hyphen(location[1] if location else place[2] if place[0] == "Location" else "")),
        added=(read_kindle_date(parts[-1]) if has_date else "") or (head.date if head else ""),
    )


def read_kindle_date(text: str) -> str:
    """`Added on Monday, July 31, 2017 11:11:20 PM` as `2017-07-31T23:11:20`, in any of the languages; else ""."""
    text = text.replace("\u202f", " ").replace("\u00a0", " ")
    day = ""
    eastern = EASTERN_DATE.search(text) or NUMERIC_DATE.search(text)
    if eastern:
        day = _date(int(eastern[1]), int(eastern[2]), int(eastern[3]))
    for match in () if day else WESTERN_DATE.finditer(text):
        month = EUROPEAN_MONTHS.get(match[2].lower())
        number = match[1] or match[3]
        if month and number:
            year = int(match[4])
            day = _date(year + 2000 if year < 100 else year, month, int(number))
            break
    clock = CLOCK_TIME.search(text, eastern.end() if eastern else 0)
    return day + (_time(clock, text) if day and clock else "")


def _date(year: int, month: int, day: int) -> str:
    try:
        return datetime(year, month, day).date().isoformat()
    except ValueError:
        return ""


def _time(clock: re.Match[str], text: str) -> str:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if AFTERNOON.search(text) and hour < 12:
        hour += 12
    elif MORNING.search(text) and hour == 12:
        hour = 0
    if hour > 23 or minute > 59 or second > 59:
        return ""
    return f"T{hour:02}:{minute:02}:{second:02}"


def _with_hyphen(numbers: str) -> str:
    return re.sub(rf"\s*(?:[{DASHES}~]|t/m|bis|à)\s*", "-", numbers.strip())


def _complete_range(numbers: str) -> str:
    """Old firmware shortens the second number: `1150-51` means 1150 to 1151."""
    first, _, last = numbers.partition("-")
    if last and len(last) < len(first) and int(last) < int(first):
        last = first[: len(first) - len(last)] + last
    return f"{first}-{last}" if last else first


def _number_range(numbers: str) -> tuple[int, int] | None:
    if not numbers or not numbers[0].isdigit():
        return None
    first, _, last = numbers.partition("-")
    return int(first), int(last or first)

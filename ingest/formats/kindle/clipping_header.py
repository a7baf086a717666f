"""The second line of a Kindle clipping, in the languages and firmware generations that Kindles write.

`- Your Highlight on page 9 | Location 120-122 | Added on Monday, July 31, 2017 11:11:20 PM`, and the same in the
languages of the vocabulary: it is a head as `ingest.metadata.record_heads` reads it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.metadata.record_heads import read_head
from ingest.metadata.written_dates import read_date

DASHES = "-–—‑"
HEADER_START = re.compile(r"^\s*[-–—•*]\s*\S")
MAX_LETTERS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ClippingHeader:
    """A clipping's second line."""

    entry_type: str
    """`highlight`, `note` or `bookmark`."""
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
    """The header, or None where the line is none. In an unknown language a number, a bar and a date make one."""
    if not HEADER_START.match(line) or len(line) > MAX_LETTERS:
        return None
    text = line.strip().lstrip(DASHES + "•* ")
    head = read_head(text)
    if head and not head.value and head.type and (head.location or head.dated):
        return ClippingHeader(
            entry_type=head.type,
            page=_with_hyphen(head.page),
            location=_complete_range(_with_hyphen(head.position)),
            added=head.date,
        )
    *parts, last = re.split(r"[|｜]", text)
    is_header = re.search(r"\d{4}|\d:\d\d", last) and any(re.search(r"\d", part) for part in parts)
    return ClippingHeader(entry_type="highlight", added=read_date(last)) if is_header else None


def _with_hyphen(numbers: str) -> str:
    return re.sub(rf"[{DASHES}]", "-", numbers)


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

"""Quotations among a note's own text: whose words they are, and lists and labelled lines parted from them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from ingest.document import Paragraph, Voice
from ingest.metadata.labels import field_name, read_label
from ingest.metadata.title_author import is_name
from ingest.metadata.trailing_metadata import OPENING_QUOTES, OUTER_QUOTES, strip_trailing_metadata
from ingest.text.first_person import speaks_of_oneself
from ingest.transcripts.turns import ROLES, read_turn

ATTRIBUTED = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:\"[^\"]{12,}\"|“[^”]{12,}”|„[^“”]{12,}[“”]|«[^»]{12,}»|»[^«]{12,}«|「[^」]{6,}」)"
    r"(?:\s*[—–~-]{1,2}\s*[^\n]{2,80}|\s+\(?(?P<name>[^\n]{3,80}))$"
)
"""A quotation with who said it behind or below: `“…” — Maren Voss, *Salt and Tide*`."""
LED_QUOTATION = re.compile(r"^[^\n:：\"“„«「”]{1,40}[:：]\s*(?=[\"“„«「”])")
"""What stands before a quotation and says whose it is or that it is one: `Useful quote: “…”`."""
MIN_QUOTED_WORDS = 4
ITEM_SIGN = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
KEY_START = re.compile(r"^\W{0,3}[^\W\d_][^\n:：]{1,30}[:：]\s")
"""Of a line that begins with a label: `Evaluation: …`."""
PIECE_START = re.compile(rf"{ITEM_SIGN.pattern}|{KEY_START.pattern}|^\|")


def voice_of_quotation(text: str, *, has_author: bool, speakers: Collection[str] = ()) -> Voice | None:
    """The voice of a passage that is only quotations, perhaps behind the name of one of the speakers, or None."""
    attributed = ATTRIBUTED.match(text)
    if attributed and (not attributed["name"] or _is_who(re.split(r"[,:)]", attributed["name"])[0].strip())):
        return "author"
    lines = items(text)
    turn = read_turn(lines[0]) if len(lines) == 1 else None
    if turn and turn.speaker in speakers and OUTER_QUOTES.match(turn.words):
        return "author"
    if len(lines) > 1 and text[:1] in OPENING_QUOTES and OUTER_QUOTES.match(" ".join(lines)):
        lines = [" ".join(lines)]
    led = [_without_lead(line) for line in lines]
    is_led = led != lines and all(line[:1] in OPENING_QUOTES for line in led)
    lines = led if is_led else lines
    if not lines or any(line[:1] not in OPENING_QUOTES for line in lines):
        return None
    stripped = [strip_trailing_metadata(line) for line in lines]
    if not all(each.quoted and len(each.text.split()) >= MIN_QUOTED_WORDS for each in stripped):
        return None
    is_told = all(each.location for each in stripped) or (has_author and not is_led)
    return "author" if is_told else "unknown"


def _is_who(words: str) -> bool:
    return is_name(words) or words.casefold() in ROLES


def _without_lead(line: str) -> str:
    """A line without what stands before a quotation and a colon, unless that is the name of a field."""
    if line.startswith("|"):
        line = next((cell for cell in reversed(line.split("|")) if cell.strip()), line).strip()
    lead = LED_QUOTATION.match(line)
    return line[lead.end() :] if lead and not field_name(lead[0].strip(" :：*_")) else line


def items(text: str) -> list[str]:
    """The lines of a text without the signs of a list."""
    return [ITEM_SIGN.sub("", line) for line in text.split("\n") if line.strip()]


def split_quotations(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A list, table or block of labelled lines, cut where quotations, a summary or own words begin and end."""
    lines = paragraph.text.split("\n")
    starts = [at for at, line in enumerate(lines) if at == 0 or PIECE_START.match(line)]
    if len(starts) < 2 or len(lines) - 1 != paragraph.line_end - paragraph.line_start:
        yield paragraph
        return
    pieces = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    kinds = [_kind_of_piece("\n".join(piece)) for piece in pieces]
    first = paragraph.line_start
    while pieces:
        count = next((at for at, kind in enumerate(kinds) if kind != kinds[0]), len(kinds))
        text = "\n".join(line for piece in pieces[:count] for line in piece)
        yield replace(paragraph, text=text, line_start=first, line_end=first + text.count("\n"))
        first += text.count("\n") + 1
        pieces, kinds = pieces[count:], kinds[count:]


def begins_with_own_key(text: str) -> bool:
    """Whether a text begins with a label in the first person: `Why I saved this: …`."""
    key = KEY_START.match(ITEM_SIGN.sub("", text))
    return key is not None and speaks_of_oneself(key[0])


def _kind_of_piece(text: str) -> str:
    label = read_label(ITEM_SIGN.sub("", text))
    if label and label.kind == "summary":
        return "summary"
    if begins_with_own_key(text):
        return "own"
    return "quotation" if voice_of_quotation(text, has_author=True) else ""

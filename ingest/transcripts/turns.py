"""Lines at which somebody begins to speak, or at which a transcript says its time, whatever tool wrote them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.metadata.labels import field_name, label_kind
from ingest.note import Note
from ingest.transcripts.timestamps import parse_seconds

CLOCK = r"\d{1,2}(?::\d\d){1,2}(?:[.,]\d{1,3})?"
TIME_LINE = re.compile(
    r"^\s*(?:[-*>]\s+)?(?:\*\*|\(|\[)*(?P<time>\d{1,2}(?::\d\d){1,2})(?:[.,]\d{1,3})?"
    r"(?:\s*(?:-->|–|-)\s*\d{1,2}(?::\d\d){1,2}(?:[.,]\d{1,3})?)?(?:\*\*|\)|\])*"
    r"(?:\(https?://[^\s()]*\))?(?:\*\*)?(?!\d)\s*(?:[·•|:–—-]+\s+)?(?P<words>.*)$"
)
MACHINE_NAME = r"\w+[ _-]\d{1,3}(?!\d|:\d)"
NAME = r"[^\W\d_a-z][\w.’'&-]*(?: (?:[^\W\d_a-z][\w.’'-]*|\d{1,2}(?![\d:])|de|van|von|der|da|del|di|la|le|bin|al)){0,4}"
SPEAKER = re.compile(
    rf"^(?:>>\s*)?(?P<mark>\*\*|__|\[)?(?P<name>(?:{MACHINE_NAME}|{NAME})(?: \([^()\d][^()]{{0,40}}\))?)\]?(?:\*\*|__)?"
    rf"\s*(?P<time>[(\[]?{CLOCK}(?P<half>\s?[AaPp]\.?[Mm]\b\.?)?[)\]]?)?(?:\*\*|__)?\s*(?P<colon>[:：])?(?:\*\*|__)?"
    rf"(?:\s*(?P<behind>[(\[]{CLOCK}[)\]])[:：]?)?(?P<gap>\s*)(?P<words>.*)$",
    re.S,
)
END_STAMP = re.compile(rf"\s*#(?P<time>{CLOCK}(?:-\d)?)#\s*$")
"""The time at a turn's end, as programs for interviews write it: `#00:00:12-4#`."""
CHAT_STAMP = re.compile(
    r"^\W?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?\]?(?:\s+[-–—])?\s+(?=\S)"
)
"""Day and time before a message: `[04.03.24, 21:10:11] `, `04/03/2024, 21:10 - `."""
SPEAKER_ALONE = re.compile(rf"^(?:{MACHINE_NAME}|{NAME})$")
IN_BRACKETS = re.compile(r" \([^()\d][^()]{0,40}\)$")
"""A speaker's firm or part behind their name."""
BULLET = re.compile(r"^\s*(?:[-*>]\s+)?")
MACHINE = re.compile(rf"^{MACHINE_NAME}$")
ROLES = frozenset(("host", "guest", "speaker"))
"""Speakers whose names are fields of a work elsewhere."""
TIME_CELL = re.compile(r"^\d{1,2}(?::\d\d){1,2}$")
ROW_CELLS = 3
"""Of a table of turns: time, speaker, words."""
MIN_TURNS = 3
MAX_LABEL_SHARE = 0.2
"""Of the lines that begin like turns, those that begin with a label of a highlight or a work."""


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """A line with a time or a speaker."""

    words: str
    """Behind both."""
    seconds: int | None = None
    speaker: str = ""
    """As written, with what stands in brackets behind it: `Maren Voss (host)`."""


Turns = dict[int, SpeakerTurn]
"""By the numbers of their lines."""


def read_turn(line: str) -> SpeakerTurn | None:
    """The turn that a line begins: `**Maren Voss:** [0:12] words`, `0:12 words`, `[SPEAKER_00]: words`, `Q: words`, or
    a speaker, a time or both alone. A time of the day, `9:10 PM`, is none of a recording."""
    end = END_STAMP.search(line) if line.rstrip().endswith("#") else None
    if end and (turn := read_turn(line[: end.start()])):
        return turn if turn.seconds is not None else replace(turn, seconds=parse_seconds(end["time"].split("-")[0]))
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line[:1] == "|" else []
    if len(cells) == ROW_CELLS and TIME_CELL.match(cells[0]):
        return SpeakerTurn(cells[2], parse_seconds(cells[0]), cells[1])
    match = TIME_LINE.match(line) if ":" in line else None
    if match:
        behind = _read_speaker(match["words"])
        if behind and behind.seconds is None:
            return SpeakerTurn(behind.words, parse_seconds(match["time"]), behind.speaker)
        return SpeakerTurn(match["words"], parse_seconds(match["time"]))
    return _read_speaker(CHAT_STAMP.sub("", BULLET.sub("", line)).rstrip())


def _read_speaker(text: str) -> SpeakerTurn | None:
    """The turn that a speaker begins; None where neither a colon, a time nor marks set a name off from prose.

    Groups of SPEAKER: `behind` is a time behind the colon, `gap` the space in front of the words.
    """
    if not any(sign in text[:100] for sign in ":：*_[") and not MACHINE.match(text):
        return None
    match = SPEAKER.match(text)
    if not match:
        return None
    name, words, time = match["name"], match["words"], match["time"] or match["behind"]
    if match["mark"] and words.count(match["mark"]) == 1:
        words = words.removesuffix(match["mark"])
    is_set_off = bool(match["mark"] or MACHINE.match(name))
    if match["colon"]:
        is_turn = bool(match["gap"] or match["behind"] or not words or match["colon"] == "：")
    elif time:
        is_turn = not words or time[0] in "([" or is_set_off
    else:
        is_turn = not words and is_set_off and match["mark"] != "["
    seconds = parse_seconds(time.strip("()[]")) if time and not match["half"] else None
    return SpeakerTurn(words, seconds, name) if is_turn else None


def are_turns(turns: Sequence[SpeakerTurn]) -> bool:
    """Whether lines with speakers are a conversation: names that come again in turn, and are no labels."""
    names = [turn.speaker.casefold() for turn in turns]
    counts = Counter(names)
    labels = sum(_is_label(name) for name in names)
    if not names or labels > MAX_LABEL_SHARE * len(names):
        return False
    if any(map(MACHINE.match, names)):
        return len(names) > 1 and (len(counts) < len(names) or any("_" in name for name in names))
    changes = sum(above != below for above, below in pairwise(names))
    recurring = len(counts) < len(names) and 2 * len(counts) <= len(names) + 1
    return len(names) >= MIN_TURNS and len(counts) > 1 and recurring and 2 * changes >= len(names) - 1


def _is_label(name: str) -> bool:
    return name not in ROLES and bool(field_name(name) or label_kind(name))


def without_head(turns: Turns, lines: Sequence[str]) -> Turns:
    """The turns without fields such as `Date: …` in the first block of a note, none of whose names comes again."""
    end = next((number for number in range(min(turns), len(lines) + 1) if not lines[number - 1].strip()), 0)
    head = {turn.speaker for number, turn in turns.items() if number < end}
    below = {number: turn for number, turn in turns.items() if number >= end}
    is_head = len(head) == len(turns) - len(below) and head.isdisjoint(turn.speaker for turn in below.values())
    return below if is_head else turns


def is_machine_name(name: str) -> bool:
    """Whether a speaker is one that a machine told apart: `SPEAKER_00`, `Speaker 2`."""
    return bool(MACHINE.match(name))


def with_names_behind(note: Note, timed: Turns) -> Turns:
    """The turns with the speakers that stand alone behind their times, where these come again and words stand below."""
    names = {
        number: turn.words.strip()
        for number, turn in timed.items()
        if SPEAKER_ALONE.match(IN_BRACKETS.sub("", turn.words.strip())) and note.text(number + 1, number + 1).strip()
    }
    if not len(set(names.values())) < len(names) == len(timed):
        return timed
    return {number: SpeakerTurn("", timed[number].seconds, name) for number, name in names.items()}


def with_names_above(note: Note, timed: Turns) -> Turns:
    """The turns with the speakers that stand alone on the lines above their times, where these come again."""
    names = {
        number - 1: note.line(number - 1).strip()
        for number, turn in timed.items()
        if not (turn.speaker or turn.words) and number > 1 and SPEAKER_ALONE.match(note.line(number - 1).strip())
    }
    if not len(set(names.values())) < len(names) == len(timed):
        return timed
    return {above: SpeakerTurn("", timed[above + 1].seconds, name) for above, name in names.items()}

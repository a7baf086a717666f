"""The speakers whose words stand in a note behind their names: `Maren Voss: the harbour keeps its own clock`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from ingest.document import Paragraph
from ingest.markdown.list_lines import BULLET
from ingest.metadata.fields import field_name
from ingest.metadata.labels import label_kind
from ingest.metadata.title_author import is_name
from ingest.text.first_person import PRONOUNS
from ingest.transcripts.turns import ROLES, Turn, are_turns, read_turn
from ingest.voices.own_labels import OWN_LABEL

MIN_NAME_WORDS = 2


def find_speakers(texts: Iterable[str]) -> frozenset[str]:
    """The names of speakers before colons; none where one stands alone and the reader does not speak.

    A full name at the beginning of a line is one; in a list, and where a single name comes again in turn, it must be
    named elsewhere too, since a list of definitions looks the same.
    """
    prose = [text for text in texts if not text.startswith(("```", "~~~"))]
    lines = [line for text in prose for line in text.split("\n")]
    turns = [(line, turn) for line in lines if (turn := _spoken(line))]
    if not turns:
        return frozenset()
    heads = Counter(turn.speaker for _, turn in turns)
    whole = "\n".join(prose)
    elsewhere = {name for name, times in heads.items() if whole.count(name) > times}
    full = {turn.speaker for line, turn in turns if _is_full_name(turn.speaker) and not BULLET.match(line)}
    named = full | {name for name in elsewhere if _is_full_name(name)}
    if are_turns([turn for _, turn in turns]):
        named |= {name for name in elsewhere if name.casefold() not in PRONOUNS}
    return frozenset(named) if len(named) + any(map(OWN_LABEL.match, lines)) > 1 else frozenset()


def _is_full_name(name: str) -> bool:
    return is_name(name) and len(name.split()) >= MIN_NAME_WORDS and not any(map(str.isdigit, name))


def speaker_of(line: str, speakers: Collection[str]) -> str:
    """The speaker whose words a line begins, or ""."""
    turn = _spoken(line) if speakers else None
    return turn.speaker if turn and turn.speaker in speakers else ""


def split_turns(paragraph: Paragraph, speakers: Collection[str]) -> Iterator[Paragraph]:
    """A paragraph whose lines are those of the file, cut where another speaker or the reader begins."""
    lines = paragraph.text.split("\n")
    starts = [at for at, line in enumerate(lines) if at and (speaker_of(line, speakers) or OWN_LABEL.match(line))]
    if not starts or len(lines) - 1 != paragraph.line_end - paragraph.line_start:
        yield paragraph
        return
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        text = "\n".join(lines[start:end]).rstrip()
        first = paragraph.line_start + start
        yield replace(paragraph, text=text, line_start=first, line_end=first + text.count("\n"))


def _spoken(line: str) -> Turn | None:
    turn = read_turn(line) if ":" in line or "：" in line else None
    if not turn or not turn.speaker or not turn.words:
        return None
    name = turn.speaker.casefold()
    is_label = name not in ROLES and (field_name(name) or label_kind(name))
    return None if is_label else turn

"""The speakers whose words stand in a note behind their names: `Maren Voss: the harbour keeps its own clock`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from ingest.document import Paragraph
from ingest.metadata.fields import field_name
from ingest.metadata.labels import label_kind
from ingest.metadata.title_author import is_name
from ingest.text.first_person import PRONOUNS
from ingest.transcripts.turns import ROLES, Turn, are_turns, read_turn
from ingest.voices.own_labels import OWN_LABEL

MIN_NAME_WORDS = 2


def find_speakers(texts: Iterable[str]) -> frozenset[str]:
    """The names of speakers before colons: full names, or names that come again in turn; none where one stands alone
    and the reader does not speak."""
    lines = [line for text in texts if ":" in text or "：" in text for line in text.split("\n")]
    turns = [turn for turn in map(_spoken, lines) if turn]
    named = {turn.speaker for turn in turns if is_name(turn.speaker) and len(turn.speaker.split()) >= MIN_NAME_WORDS}
    if are_turns(turns):
        named |= {turn.speaker for turn in turns if turn.speaker.casefold() not in PRONOUNS}
    return frozenset(named) if len(named) + any(map(OWN_LABEL.match, lines)) > 1 else frozenset()


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

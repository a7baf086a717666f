"""The speakers whose words stand in a note behind their names: `Maren Voss: the harbour keeps its own clock`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from ingest.document import Paragraph
from ingest.markdown.list_lines import BULLET
from ingest.metadata.labels import field_name, label_kind
from ingest.metadata.title_author import is_name
from ingest.text.first_person import PRONOUNS
from ingest.transcripts.turns import ROLES, SpeakerTurn, are_turns, read_turn
from ingest.voices.own_labels import OWN_LABEL

MIN_NAME_WORDS = 2
BETWEEN_NAMES = re.compile(
    r"\s*(?:[,;、・/&|:：]|\b(?:and|und|et|y|e|i|en|и|och|with|mit|avec|con|com|met|z|с|med)\b|と|和)\s*", re.I
)


def find_speakers(texts: Iterable[str]) -> frozenset[str]:
    """The names of speakers before colons; none where one stands alone and the reader does not speak.

    A full name at the beginning of a line is one; in a list, and where a single name comes again in turn, it must
    stand beside another in a list of those present, since a list of definitions looks the same.
    """
    prose = [text for text in texts if not text.startswith(("```", "~~~"))]
    lines = [line for text in prose for line in text.split("\n")]
    turns = [(line, turn) for line in lines if (turn := _spoken(line))]
    if not turns:
        return frozenset()
    present = _listed_together(lines, {turn.speaker for _, turn in turns})
    named = {turn.speaker for line, turn in turns if _is_full_name(turn.speaker) and not BULLET.match(line)}
    named |= {name for name in present if _is_full_name(name)}
    if are_turns([turn for _, turn in turns]):
        named |= {name for name in present if name.casefold() not in PRONOUNS}
    return frozenset(named) if len(named) + any(map(OWN_LABEL.match, lines)) > 1 else frozenset()


def _listed_together(lines: Iterable[str], names: Collection[str]) -> set[str]:
    """The names that a line lists with others of them: `With Vera and Tomas`."""
    listed = ({part.strip(" .*_") for part in BETWEEN_NAMES.split(line)} & set(names) for line in lines)
    return {name for together in listed if len(together) > 1 for name in together}


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


def _spoken(line: str) -> SpeakerTurn | None:
    turn = read_turn(line) if ":" in line or "：" in line else None
    if not turn or not turn.speaker or not turn.words:
        return None
    name = turn.speaker.casefold()
    is_label = name not in ROLES and (field_name(name) or label_kind(name))
    return None if is_label else turn

"""What the lines of a page of linked highlights are: callouts, annotations of the highlight above, parts of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.extraction.highlight_builder import HighlightBuilder
from ingest.extraction.link_groups import BLOCK_ID, OWN_LINK, QUOTE_MARK, unquoted
from ingest.markdown.list_lines import BULLET, FENCE
from ingest.markdown.quotes import CALLOUT_HEAD
from ingest.metadata.annotations import Annotation, parse_annotation
from ingest.metadata.locations import strip_location
from ingest.note import Note

CALLOUT = re.compile(rf"^\s*>?\s*{CALLOUT_HEAD}(?P<words>.*)$")
TAGS = re.compile(r"^(?:#[^\s#]\S*\s*)+$")
NOTE_CALLOUTS = frozenset(["note", "comment", "thoughts", "thought", "mynote", "my-note"])
QUOTE_CALLOUTS = frozenset(("quote", "cite", "highlight"))
NUMBER = re.compile(r"^\s{0,3}\d{1,3}[.)]\s+")


def words_of(line: str) -> str:
    """A line's words without its quotation mark, or those in a callout's head."""
    callout = CALLOUT.match(line)
    return callout["words"] if callout else unquoted(line)


def is_quote_callout(line: str) -> bool:
    callout = CALLOUT.match(line)
    return callout is not None and callout["kind"].lower() in QUOTE_CALLOUTS


def is_annotation_group(note: Note, numbers: Sequence[int]) -> bool:
    """Whether lines annotate the highlight above them: a block id, tags, `Note: …`, a note's callout."""
    if _ends_in_own_link(note.line(numbers[-1])):
        return False
    first = note.line(numbers[0])
    callout = CALLOUT.match(first)
    if callout:
        return callout["kind"].lower() in NOTE_CALLOUTS
    words = unquoted(first)
    return bool(BLOCK_ID.match(words) or TAGS.match(words) or _line_annotation(first))


def is_annotation_line(line: str) -> bool:
    """Whether a line can only annotate a highlight above it: a listed place, note or tags, a note's callout."""
    callout = CALLOUT.match(line)
    if callout and callout["kind"].lower() in NOTE_CALLOUTS:
        return True
    annotation = _line_annotation(line)
    return annotation is not None and annotation.kind in ("place", "note", "tags")


def annotate(highlight: HighlightBuilder, note: Note, numbers: Sequence[int]) -> None:
    """Adds lines to the annotations of the highlight above them; what has no label is a note."""
    kind, lines = "", list[str]()
    for number in numbers:
        raw = note.line(number)
        callout = CALLOUT.match(raw)
        words = callout["words"] if callout else re.sub(r"^\s*[-*]\s+", "", unquoted(raw)).strip()
        annotation = parse_annotation(words)
        highlight.end = number
        if BLOCK_ID.match(words):
            highlight.lines[-1] = (highlight.lines[-1][0], f"{highlight.lines[-1][1]} {words.strip()}")
            continue
        if TAGS.match(words) and not annotation and kind != "note":
            highlight.annotations.add("tags", [words])
            continue
        if callout or (annotation and _is_of_highlight(annotation)):
            if kind:
                highlight.annotations.add(kind, lines)
            kind, lines = (annotation.kind, [annotation.value]) if annotation else ("note", [words])
        elif kind:
            lines.append(words)
        else:
            kind, lines = "note", [words]
    if kind:
        highlight.annotations.add(kind, lines)


def link_follows(note: Note, numbers: Sequence[int]) -> bool:
    """Whether a line ends only in a block id and the next is the highlight's link."""
    first, *rest = (strip_location(unquoted(note.line(number))) for number in numbers)
    return not first.url and not first.location and any(located.url and not located.text for located in rest)


def split_numbered(note: Note, numbers: Sequence[int]) -> list[list[int]]:
    """The lines of a block, split at each `1.`, `2.` … where it is a list of two or more."""
    heads = [number for number in numbers if NUMBER.match(unquoted(note.line(number)))]
    if len(heads) < 2 or heads[0] != numbers[0]:
        return [list(numbers)]
    ends = [*heads[1:], numbers[-1] + 1]
    return [[n for n in numbers if head <= n < end] for head, end in zip(heads, ends, strict=True)]


def count_before_code(note: Note, numbers: Sequence[int]) -> int:
    """The number of lines above a block of code that follows tags or ids; all where there is none."""
    for at, number in enumerate(numbers):
        if at and FENCE.match(note.line(number)):
            return at
        if is_annotation_line(note.line(number)):
            break
    return len(numbers)


def continues_list(note: Note, numbers: Sequence[int]) -> bool:
    """Whether lines are a list of the work that continues below a link, rather than annotations.

    Below a quotation, lines that are not quoted are the reader's.
    """
    if QUOTE_MARK.match(note.line(numbers[0] - 1)):
        return False
    lines = [note.line(number) for number in numbers]
    return sum(map(bool, map(BULLET.match, lines))) > 1 and not any(map(is_annotation_line, lines))


def _ends_in_own_link(line: str) -> bool:
    """Whether a line ends in a highlight's own link: then it is a highlight, and no note on another."""
    line = line.rstrip()
    return "](" in line and any(link.end() == len(line) for link in OWN_LINK.finditer(line))


def _line_annotation(line: str) -> Annotation | None:
    annotation = parse_annotation(re.sub(r"^[-*]\s+", "", unquoted(line)))
    return annotation if annotation and _is_of_highlight(annotation) else None


def _is_of_highlight(annotation: Annotation) -> bool:
    """Whether it annotates the highlight above it; a place must look like one."""
    return annotation.kind in ("note", "tags", "color", "date") or (
        annotation.kind == "place"
        and bool(re.match(r"(?:Location |Page )?\d[\d\s:–-]*$|\[|https?://", annotation.value))
    )

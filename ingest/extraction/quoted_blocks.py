"""Quotes and callouts among a note's blocks: whose words they are, and their text without marks."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.document import Voice
from ingest.document_builder import DocumentBuilder
from ingest.markdown.blocks import Block
from ingest.markdown.quotes import CALLOUT_HEAD
from ingest.text.clean import clean_text
from ingest.voices.own_labels import reader_of_label

LIST_MARK = re.compile(r"^(?:[-*+]|\d+[.)])\s+")
ASIDE = re.compile(r"^\s{0,3}>>+[ \t]?", re.M)
"""`>>` without a `>` above it indents the note's own words; it quotes nothing."""
QUOTE_MARKS = re.compile(r"^(?:\s{0,3}>[ \t]?)+", re.M)
INNER_CALLOUT = re.compile(rf"^{CALLOUT_HEAD}", re.M)
CALLOUT = re.compile(rf"^\s*{CALLOUT_HEAD}(?P<words>.*)(?:\n|$)")
MACHINE_CALLOUTS = frozenset(["summary", "abstract", "tldr", "ai", "ai-summary", "ai-notes", "chatgpt"])
"""Callouts that clippers fill with a model's words about a page."""


def unquote(raw: str, voice: Voice) -> tuple[str, Voice]:
    """A quote's text and voice: a summary callout is a machine's, one titled `My comment` the reader's, any
    other has the note's `voice`."""
    if all(map(ASIDE.match, raw.split("\n"))):
        return ASIDE.sub("", raw), voice
    raw = QUOTE_MARKS.sub("", raw)
    callout = CALLOUT.match(raw)
    kind = callout["kind"].lower() if callout else "quote"
    if callout and kind in MACHINE_CALLOUTS:
        return INNER_CALLOUT.sub("", raw[callout.end() :] or callout["words"]), "machine"
    if callout:
        voice = reader_of_label(f"{callout['words']}:", voice)
    head = callout.end() if callout else 0
    raw = raw[:head] + INNER_CALLOUT.sub("", raw[head:])
    return raw, "author" if kind in ("quote", "cite") else voice


def strip_callout_mark(draft: DocumentBuilder, raw: str, start: int) -> tuple[int, str]:
    """First line and text of a callout without `[!note]`; a title behind that stays."""
    callout = CALLOUT.match(raw)
    if not callout:
        return start, raw
    if callout["words"].strip() or callout.end() == len(raw):
        return start, raw[callout.start("words") :]
    draft.mark_meta(start)
    return start + 1, raw[callout.end() :]


def join_aside(draft: DocumentBuilder, block: Block, section: tuple[str, ...], voice: Voice) -> bool:
    """Joins words indented by `>>` to the one line right above them, their subject; returns whether it did."""
    raw = draft.note.lines[block.start - 1 : block.end]
    above = draft.paragraphs[-1] if draft.paragraphs else None
    if above is None or (above.section, above.voice) != (section, voice) or not all(map(ASIDE.match, raw)):
        return False
    first, *others = draft.note.lines[above.line_start - 1 : above.line_end]
    is_apart = any(line.strip() for line in draft.note.lines[above.line_end : block.start - 1])
    if is_apart or not all(ASIDE.match(line) or not line.strip() for line in others) or ASIDE.match(first):
        return False
    aside = clean_text("\n".join(ASIDE.sub("", line) for line in raw))
    gap = "\n" * (block.start - above.line_end)
    draft.paragraphs.pop()
    draft.add_paragraph(replace(above, text=f"{LIST_MARK.sub('', above.text)}{gap}{aside}", line_end=block.end))
    return True

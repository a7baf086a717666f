"""The readers, in the order in which they are tried: the first that recognises a note reads it.

A reader is a module with `NAME`, `recognises(note) -> bool` and `read(note) -> tuple[Document, ...]`. Its docstring
says how it recognises a note and shows a short example. `general.markdown` comes last and accepts any note.

- `skip`: which notes hold nothing to read
- `readwise`, `kindle`, `podcasts`, `apps`, `general`: the readers
"""

from __future__ import annotations

from typing import Protocol

from ingest.document import Document
from ingest.formats.apps import chat, glasp, hypothesis, omnivore, raindrop
from ingest.formats.general import (
    article,
    csv_table,
    highlights_page,
    json_lines,
    logseq_outline,
    markdown,
    sourced_outline,
    web_clipper,
)
from ingest.formats.kindle import clippings, obsidian_plugin
from ingest.formats.podcasts import notes, podcast_yaml, snipd, subtitles, transcript
from ingest.formats.readwise import account, bulk, csv_export, flashcards, logseq, obsidian, roam
from ingest.note import Note


class Format(Protocol):
    """The interface of a reader's module."""

    @property
    def NAME(self) -> str: ...

    def recognises(self, note: Note) -> bool:
        """Whether the note has this shape; cheap, and never raises."""
        ...

    def read(self, note: Note) -> tuple[Document, ...]:
        """The note's documents, which together account for each of its non-blank lines."""
        ...


FORMATS: tuple[Format, ...] = (
    # Shapes with distinctive marks first, broad ones last.
    json_lines,
    account,
    clippings,
    obsidian_plugin,
    hypothesis,
    glasp,
    snipd,
    raindrop,
    web_clipper,
    omnivore,
    podcast_yaml,
    subtitles,
    csv_export,
    csv_table,
    flashcards,
    roam,
    logseq,
    bulk,
    obsidian,
    sourced_outline,
    logseq_outline,
    chat,
    transcript,
    highlights_page,
    article,
    notes,
    markdown,
)

FRONT_MATTER_FORMATS: tuple[Format, ...] = (podcast_yaml,)
"""Readers of notes whose text is in the front matter; such a note is never skipped as empty."""

HANDWRITTEN_FORMATS: tuple[Format, ...] = (chat, logseq_outline, notes, markdown)
"""Readers of notes that no exporter wrote; a list of links among these is an index, and skipped."""

TEXT_FORMATS: tuple[Format, ...] = (logseq_outline, transcript, notes, article, markdown)
"""Readers that take a page of text, not one of marks; a saved page of these is read as a full text."""

"""The readers, in the order in which they are asked; the first that recognises a note reads it.

A reader is a module with `NAME`, `recognises(note) -> bool` and `read(note) -> tuple[Document, ...]`;
its docstring says what it knows a note by and shows a short example. `general` comes last and takes anything.
"""

from __future__ import annotations

from typing import Protocol

from ingest.document import Document
from ingest.formats import (
    article,
    csv_table,
    general,
    glasp,
    highlights_page,
    hypothesis,
    json_lines,
    kindle_clippings,
    kindle_notebook,
    kindle_plugin,
    logseq_outline,
    matter,
    omnivore,
    oreilly,
    podcast_notes,
    podcast_yaml,
    raindrop,
    readwise_account,
    readwise_bulk,
    readwise_csv,
    readwise_flashcards,
    readwise_logseq,
    readwise_obsidian,
    readwise_roam,
    snipd,
    subtitles,
    web_clipper,
    weread,
    youtube_transcript,
)
from ingest.note import Note


class Format(Protocol):
    """What a reader's module offers."""

    @property
    def NAME(self) -> str: ...

    def recognises(self, note: Note) -> bool:
        """Whether this note is of this shape; cheap, and never raises."""
        ...

    def read(self, note: Note) -> tuple[Document, ...]:
        """The note's documents; over them every non-blank line of the note is accounted for."""
        ...


FORMATS: tuple[Format, ...] = (
    # Shapes with marks of their own first, the broad ones last.
    json_lines,
    readwise_account,
    kindle_clippings,
    kindle_plugin,
    kindle_notebook,
    matter,
    hypothesis,
    glasp,
    snipd,
    raindrop,
    weread,
    web_clipper,
    omnivore,
    podcast_yaml,
    subtitles,
    oreilly,
    readwise_csv,
    csv_table,
    readwise_flashcards,
    readwise_roam,
    readwise_logseq,
    readwise_bulk,
    readwise_obsidian,
    logseq_outline,
    youtube_transcript,
    podcast_notes,
    highlights_page,
    article,
    general,
)

IN_FRONT: tuple[Format, ...] = (podcast_yaml,)
"""Readers of notes whose words stand in the front matter: such a note is never passed over as empty."""

WRITTEN_BY_HAND: tuple[Format, ...] = (logseq_outline, podcast_notes, general)
"""Readers of notes that no exporter wrote: a list of links among these is an index, and passed over."""

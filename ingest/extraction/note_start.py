"""The draft and the fields that most readers begin with."""

from __future__ import annotations

from ingest.document_builder import DocumentBuilder
from ingest.metadata.fields import MetadataFields
from ingest.note import Note


def start_draft(note: Note) -> tuple[DocumentBuilder, MetadataFields]:
    """A draft of the whole note with its warnings, the front matter's lines as metadata, and its fields."""
    draft, fields = DocumentBuilder(note), MetadataFields()
    draft.warnings.extend(note.warnings)
    draft.mark_meta(1, note.body - 1)
    fields.add_front_matter(note.front)
    return draft, fields

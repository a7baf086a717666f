"""A messenger's export in which one person writes, as people do to themselves.

    04/03/2024 21:12 - Runa: buy lamps for the corridor
    04/03/2024 21:15 - Runa: "The salt road is never empty." (Ilse Varga, p. 14)

Known by a day and a time before most lines, and one name behind them all. The messages are the reader's where the file
is named as a chat with oneself; else nobody's for sure. One of several people is read as a transcript.
"""

from __future__ import annotations

import re

from ingest.document import Document, Paragraph, Voice
from ingest.document_builder import DocumentBuilder
from ingest.metadata.fields import MetadataFields
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.clean import clean_text
from ingest.transcripts.turns import CHAT_STAMP, MIN_TURNS, Turns, read_turn
from ingest.voices.evidence import gather_evidence
from ingest.voices.whose_words import settle_voices

NAME = "chat"

SELF = re.compile(
    r"\b(?:yourself|self|saved messages|jezelf|избранное)\b|自己|自分|나와의|メモ|"
    r"\((?:you|du|dich|vous|moi|t[úu]|voc[êe]|jij|ty|ja|вы|sen|jag|mig)\)|^(?:you|du|vous|voc[êe]|вы)$",
    re.I,
)
"""By which a messenger calls a chat with oneself: `Runa (você)`. A pronoun must stand alone or in brackets, as `Sen`
and `Du` are names too."""


def recognises(note: Note) -> bool:
    filled = sum(bool(line.strip()) for line in note.lines)
    messages = _messages(note)
    is_most = len(messages) >= MIN_TURNS and 2 * len(messages) >= filled
    return is_most and len({turn.speaker for turn in messages.values()}) == 1


def _messages(note: Note) -> Turns:
    """The messages by the numbers of their first lines."""
    stamped = ((number, line) for number, line in enumerate(note.lines, 1) if CHAT_STAMP.match(line))
    return {number: turn for number, line in stamped if (turn := read_turn(line)) and turn.speaker}


def read(note: Note) -> tuple[Document, ...]:
    draft, fields = DocumentBuilder(note), MetadataFields()
    draft.warnings.extend(note.warnings)
    messages = _messages(note)
    title = title_from_path(note.path)
    sender = next(iter(messages.values())).speaker
    fields.keep("sender", sender)
    voice: Voice = "reader" if SELF.search(title) or SELF.search(sender) else "unknown"
    for start, message in messages.items():
        end = start
        while end < note.end and note.line(end + 1).strip() and not CHAT_STAMP.match(note.line(end + 1)):
            end += 1
        text = clean_text("\n".join([message.words, *note.lines[start:end]]))
        draft.add_paragraph(Paragraph(text=text, line_start=start, line_end=end, voice=voice))
    draft.mark_rest_as_furniture()
    document = draft.finish(format=NAME, **fields.document_arguments(title))
    return (settle_voices(document, gather_evidence(note, fields)),)

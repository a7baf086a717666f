"""Labels by which the reader speaks: `My note: `, `Me: `."""

from __future__ import annotations

import re

from ingest.document import Voice
from ingest.metadata.labels import VOCABULARY, read_label
from ingest.text.first_person import PRONOUNS

POSSESSIVES = frozenset(VOCABULARY["possessives"])
OWN_LABEL = re.compile(rf"^[\W\d]*(?:{'|'.join(PRONOUNS)})\s*[:：]\s", re.I)
"""`Me: ` before what the reader said."""


def reader_of_label(raw: str, voice: Voice) -> Voice:
    """The reader where a text begins with a label such as `My note:`, else the voice."""
    label = read_label(raw) if voice != "reader" else None
    is_own = label and label.kind == "note" and not POSSESSIVES.isdisjoint(label.key.casefold().split())
    return "reader" if is_own else voice

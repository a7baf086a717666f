"""Labels by which the reader speaks: `My note: `, `Me: `."""

from __future__ import annotations

import re

from ingest.document import Voice
from ingest.metadata.labels import VOCABULARY, is_heading_of, read_label
from ingest.text.first_person import PRONOUNS

POSSESSIVES = frozenset(VOCABULARY["possessives"])
OWN_LABEL = re.compile(rf"^[\W\d]*(?:{'|'.join(PRONOUNS)})\s*[:：]\s", re.I)
"""`Me: ` before what the reader said."""

OWN_VIEW = re.compile(r"^[\W\d]*(?P<key>[^\W\d][^\n:：]{2,30})[:：]\s")
"""What can be a heading of the reader's own at the beginning of a text: `My take: `."""


def reader_of_label(raw: str, voice: Voice) -> Voice:
    """The reader where a text begins with a label such as `My note:`, else the voice."""
    label = read_label(raw) if voice != "reader" else None
    is_own = label and label.kind == "note" and not POSSESSIVES.isdisjoint(label.key.casefold().split())
    named = OWN_VIEW.match(raw) if voice != "reader" and not is_own else None
    return "reader" if is_own or (named and is_heading_of(named["key"], "own_headings")) else voice

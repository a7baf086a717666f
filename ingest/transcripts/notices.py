"""What stands in a transcript and nobody said: sounds, and a program's own words."""

from __future__ import annotations

import re

from ingest.metadata.labels import begins_with_any

SOUND = re.compile(r"^(?:[\[(][^\[\]()]{1,30}[\])]|<[^<>]{3,40}>|[♪♫\s]+)$")
"""What is heard, not said, `[music]`, or left out, `<Media omitted>`."""
NOTICE = re.compile(
    r"^(?:[^\W\d_][^.!?,]{1,40} )?(?:(?:has )?(?:started|stopped|ended|paused|resumed) (?:the |this )?"
    r"(?:recording|transcription|meeting|call)|(?:has )?(?:joined|left)(?: the (?:meeting|call))?)\.?$|"
    r"^(?:the )?(?:recording|transcription|call) (?:has )?(?:started|stopped|ended)(?: (?:after|at) [\d:]+)?\.?$", re.I,
)  # fmt: skip
"""What a meeting's program writes between the words."""


def is_notice(words: str) -> bool:
    """Whether a program wrote a line: that somebody joined, what was left out, a button of its page."""
    return bool(begins_with_any("furniture").match(words) or NOTICE.match(words.strip("*_")))

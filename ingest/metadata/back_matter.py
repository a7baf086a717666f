"""Properties at the end of a note, as programs write them below its text, `id: …`, `created_time: …`; and those of a
table's file above its rows, `#separator:tab`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from ingest.metadata.fields import field_name

PROPERTY = re.compile(r"^(?P<key>[a-z][a-z\d]*(?:_[a-z\d]*)*):(?:[ \t]+(?P<value>\S.*?))?[ \t]*$")
MIN_PROPERTIES = 4
MIN_KNOWN = 2
"""Of the keys, those that programs use; a list of one's own has none or one."""
MAX_VALUE_WORDS = 15
FILE_PROPERTY = re.compile(r"^#(?P<key>[a-z][a-z ]*):(?P<value>\S.*?)[ \t]*$")
MIN_FILE_PROPERTIES = 2


def read_file_properties(lines: Sequence[str]) -> dict[str, str]:
    """The properties in a file's first lines, `#separator:tab`; none where these are fewer than two."""
    matches = list(takewhile(bool, map(FILE_PROPERTY.match, lines)))
    return {match["key"]: match["value"] for match in matches if match} if len(matches) >= MIN_FILE_PROPERTIES else {}


def read_back_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The properties in the last lines and the number of the first; nothing and 0 where these are no properties."""
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    values, first = dict[str, str](), last + 1
    while first > 1 and (match := PROPERTY.match(lines[first - 2])) and match["key"] not in values:
        values[match["key"]] = match["value"] or ""
        first -= 1
    is_apart = first == 1 or not lines[first - 2].strip()
    known = sum(bool(field_name(key)) or key == "id" or key.endswith(("_id", "_time")) for key in values)
    is_short = all(len(value.split()) <= MAX_VALUE_WORDS for value in values.values())
    if len(values) < MIN_PROPERTIES or known < MIN_KNOWN or not is_apart or not is_short or first == 1:
        return {}, 0
    return dict(reversed(values.items())), first

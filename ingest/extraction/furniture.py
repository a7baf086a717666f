"""Lines of a paragraph that are no text."""

from __future__ import annotations

import re

from ingest.document import Voice
from ingest.document_builder import DocumentBuilder
from ingest.markdown.links import link_targets
from ingest.markdown.list_lines import FENCE
from ingest.metadata.labels import begins_with_any

SEPARATOR = re.compile(r"^\s*\\?[=_~*•·-]{4,}\s*$")
CALL = re.compile(
    r"^\W*(?:subscribe|join|follow|sign up|support|donate|become a (?:member|patron)|get (?:the|my|our)|"
    r"check out (?:my|our)|abonni\w*|abonnier\w*|suscr[ií]b\w*|inscreva-se)\b[^.!?]{0,80}https?://\S+\s*$",
    re.I,
)
"""A call below a video or an article: `Subscribe for free: https://…`."""
PLACEHOLDER = re.compile(
    r"^\W*(?:no (?:notes?|highlights?|content|text) (?:yet|so far)|nothing (?:here )?yet|coming soon)\W*$", re.I
)
COMMENT_MARK = re.compile(r"^\s*%%(?P<words>(?:(?!%%).)*)$")


def without_furniture(draft: DocumentBuilder, start: int, raw: str, voice: Voice) -> str:
    """A paragraph without the lines that are no text: separators, placeholders, in a page's own text calls too."""
    kept: list[str] = []
    for number, line in enumerate(raw.split("\n"), start):
        if SEPARATOR.match(line):
            draft.mark_meta(number)
        elif PLACEHOLDER.match(line) or (voice == "author" and CALL.match(line)):
            draft.mark_furniture(number)
        else:
            kept.append(line)
    return "\n".join(kept)


def is_tool_link(line: str) -> bool:
    """Whether a line is a tool's own link to its page: `*Open in Raindrop:* [Link](https://…)`."""
    return bool(begins_with_any("furniture").match(line) and link_targets(line))


def hide_comments(draft: DocumentBuilder, first: int, last: int) -> list[str]:
    """The lines, blank in place of those that only mark where a comment of several lines begins or ends, and all of a
    comment that holds a program's settings."""
    lines = list(draft.note.lines[first - 1 : last])
    opened = 0
    for number in range(first, first + len(lines)):
        mark = COMMENT_MARK.match(lines[number - first])
        if not mark:
            continue
        if not opened:
            opened = number
            continue
        inner = draft.note.lines[opened - 1 : number]
        is_program = any(map(FENCE.match, inner)) or ":settings" in inner[0]
        for hidden in range(opened, number + 1) if is_program else (opened, number):
            if is_program or not (COMMENT_MARK.match(lines[hidden - first]) or mark)["words"].strip():
                lines[hidden - first] = ""
        draft.mark_furniture(opened, number) if is_program else draft.mark_meta(opened)
        draft.mark_meta(number)
        opened = 0
    return lines

"""A passage's sentences as plain text, fit to be quoted, scored and checked one by one."""

from __future__ import annotations

import re

_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"'`])(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|etc|e\.g|i\.e|cf|al|fig|no|vol|pp?|ch|ed|eds|inc|ltd|co|"
    r"corp|gen|col|lt|sgt|capt|rev|hon|gov|sen|rep|pres|approx|ca|c|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"lit|[a-z](?:\.[a-z])*)\.$",
    re.IGNORECASE,
)
_END = re.compile(r"(?:[.!?…]+[\"'”’)\]*_]*(?:\s+''|\s+\))?(?=\s|$))|[。！？]+[」』”’）]*")
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?|!\[\[[^\]]*\]\]|<img\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_WIKI = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]]*)\]\]")
_MARKS = re.compile(r"(?<!\w)(\*\*\*|\*\*|\*|___|__|_|==|~~|`{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL)
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)", re.M)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_FOOT_MARK = re.compile(r"\[\^[^\]]+\]")


def plain_text(markup: str) -> str:
    """The words of a passage without markdown and HTML marks; links keep their words, images go."""
    text = _IMAGE.sub("", markup)
    text = _FOOT_MARK.sub("", _WIKI.sub(r"\1", _LINK.sub(r"\1", text)))
    text = _LINE_MARK.sub("", _TAG.sub("", text))
    for _ in range(2):
        text = _MARKS.sub(r"\2", text)
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def split_sentences(text: str) -> list[str]:
    """The sentences of plain text in order; a line break ends one only after a stop, a blank line or before a list.

    Every word of the text is in exactly one sentence. A piece of one or two words joins the sentence before it.
    """
    pieces: list[str] = []
    for block in re.split(r"\n\s*\n|\n(?=[^a-z\s])", text):
        pieces.extend(_split_block(" ".join(block.split())))
    return pieces


def _split_block(block: str) -> list[str]:
    found: list[str] = []
    start = 0
    for end in _END.finditer(block):
        piece = block[start : end.end()]
        if end.group()[0] == "." and _runs_on(piece, block[end.end() :]):
            continue
        found.append(piece.strip())
        start = end.end()
    rest = block[start:].strip()
    if rest and found and len(rest.split()) < 2 and not any(c.isalnum() for c in rest):
        found[-1] = f"{found[-1]} {rest}"
    elif rest:
        found.append(rest)
    return [piece for piece in found if piece]


def _runs_on(piece: str, rest: str) -> bool:
    """Whether the full stop that ends the piece is no sentence's end."""
    if _ABBREVIATION.search(piece):
        return True
    return rest.lstrip()[:1].islower() and len(piece.split()) < 2

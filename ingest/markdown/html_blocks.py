"""Raw HTML in a note: what a browser would show of it, and whether it is but a player.

Mailed newsletters come with their layout, tables within tables, sometimes below their own text once more:
100,000 characters of which 3,000 are words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

LAYOUT = re.compile(
    r"<(?:div|table|tbody|tr|td|span|font|center)\b[^<>]*\b(?:style|bgcolor|cellpadding|width|align)\s*=", re.I
)
STYLED = re.compile(r"\s*<(?:p|h[1-6]|div|table|span|ul|ol|blockquote)\b[^<>]*\bstyle\s*=", re.I)
PLAYER = re.compile(
    r"^\s*(?:<(iframe|video|audio|embed|object)\b[^<>]*>\s*(?:<(?:source|track|param)\b[^<>]*>\s*)*"
    r"(?:[^<>]{0,120}</\1>)?\s*)+$",
    re.I,
)
TAG = re.compile(r"<!--.*?-->|<(?P<close>/?)(?P<name>[A-Za-z][\w-]*)\b[^<>]*>", re.S)
UNSEEN = re.compile(r"<(style|script|head|title)\b[^<>]*>.*?</\1>", re.I | re.S)
INLINE = frozenset("a abbr b code em font i mark s small span strong sub sup u".split())
FEWEST_WORDS = 4
"""A piece of a layout with fewer words is a button or a label."""


def show_marked(text: str) -> str:
    """What a browser would show of a highlight that was copied with the page's layout; any other text as it is."""
    return "\n".join(words for words, _, _ in shown_pieces(text, 1, fewest=1)) if STYLED.match(text) else text


def is_player(raw: str) -> bool:
    """Whether a block of HTML is but a film, sound or page set in."""
    return bool(PLAYER.match(raw))


def is_layout(raw: str) -> bool:
    """Whether HTML says how a page looks, rather than being spoken of."""
    return bool(LAYOUT.search(raw))


def shown_pieces(raw: str, first: int, fewest: int = FEWEST_WORDS) -> Iterator[tuple[str, int, int]]:
    """The texts of `fewest` words or more that a browser would show as blocks, with their lines.

    `first` is the number of raw's first line.
    """
    raw = UNSEEN.sub(lambda found: "\n" * found[0].count("\n"), raw)
    words: list[str] = []
    start = end = at = 0
    for tag in [*TAG.finditer(raw), None]:
        text = raw[at : tag.start() if tag else len(raw)]
        if text.strip():
            ahead = len(text) - len(text.lstrip())
            start = start or first + raw.count("\n", 0, at + ahead)
            end = first + raw.count("\n", 0, at + len(text.rstrip()))
        words.append(text)
        inline = tag is not None and (tag["name"] or "").lower() in INLINE
        if not inline and start:
            piece = " ".join(html.unescape("".join(words)).split())
            if len(piece.split()) >= fewest:
                yield piece, start, end
            start = 0
        if not inline:
            words = []
        at = tag.end() if tag else at

"""Raw HTML in a note: the text a browser would show of it, and whether it only embeds a player.

Mailed newsletters bring their layout, tables within tables, sometimes below their own text once more:
100,000 characters of which 3,000 are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser

PLAYERS = frozenset("iframe video audio embed object".split())
PLAYER_PARTS = frozenset("source track param".split())
MAX_FALLBACK_LETTERS = 120
"""Of the text within a player, shown by browsers that cannot play it."""
LAYOUT_TAGS = frozenset("div table tbody tr td span font center".split())
LAYOUT_ATTRIBUTES = frozenset("style bgcolor cellpadding width align".split())
STYLED_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 div table span ul ol blockquote".split())
HIDDEN_TAGS = frozenset("style script head title".split())
INLINE_TAGS = frozenset("a abbr b code em font i mark s small span strong sub sup u".split())
UNCLOSED = re.compile(r"<(?!!--|[^<>]*>)")
"""A `<` that begins no tag: HTMLParser needs quadratic time for many of them, as for comments that never end."""
MIN_PIECE_WORDS = 4
"""A piece of a layout with fewer words is a button or a label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlToken:
    """A tag, a text or a comment of raw HTML."""

    tag: str
    """In lower case, `p` or `/p`; `!` for a comment, "" for a text."""
    text: str
    """With its entities decoded."""
    attributes: frozenset[str]
    """Names of a tag's attributes."""
    line: int
    """On which it begins, from 0."""


def show_marked(text: str) -> str:
    """What a browser would show of a highlight that was copied with the page's layout; any other text as it is."""
    if not text.lstrip().startswith("<"):
        return text
    first = next((token for token in read_tokens(text) if token.tag or token.text.strip()), None)
    if not first or first.tag not in STYLED_TAGS or "style" not in first.attributes:
        return text
    return "\n".join(words for words, _, _ in shown_pieces(text, 1, min_words=1))


def show_wrapped(text: str) -> str:
    """What a browser would show of a text that stands whole within one tag, as forms on the web save it."""
    if not (text.startswith("<") and text.endswith(">")):
        return text
    tags = [token.tag for token in read_tokens(text)]
    is_wrapped = len(tags) > 2 and tags[0] in STYLED_TAGS and tags[-1] == f"/{tags[0]}"
    return "\n".join(words for words, _, _ in shown_pieces(text, 1, min_words=1)) if is_wrapped else text


def is_player(raw: str) -> bool:
    """Whether a block of HTML only embeds films, sounds or pages."""
    player, fallback, is_embedded = "", "", False
    for token in read_tokens(raw):
        if not token.tag and (player or not token.text.strip()):
            fallback += token.text.strip()
        elif player and token.tag == f"/{player}" and len(fallback) <= MAX_FALLBACK_LETTERS:
            player = fallback = ""
        elif token.tag in PLAYERS and not fallback:
            player, is_embedded = token.tag, True
        elif fallback or not player or token.tag not in PLAYER_PARTS:
            return False
    return is_embedded and not fallback


def is_layout(raw: str) -> bool:
    """Whether HTML says how a page looks, rather than being written about."""
    return any(token.tag in LAYOUT_TAGS and token.attributes & LAYOUT_ATTRIBUTES for token in read_tokens(raw))


def shown_pieces(raw: str, first: int, min_words: int = MIN_PIECE_WORDS) -> Iterator[tuple[str, int, int]]:
    """The texts of `min_words` words or more that a browser would show as blocks, with their lines.

    `first` is the number of raw's first line.
    """
    words: list[str] = []
    start = end = 0
    hidden, lowered = "", raw.lower()
    for token in [*read_tokens(raw), None]:
        if token and hidden:
            hidden = "" if token.tag == f"/{hidden}" else hidden
        elif token and not token.tag:
            if token.text.strip():
                ahead = len(token.text) - len(token.text.lstrip())
                start = start or first + token.line + token.text.count("\n", 0, ahead)
                end = first + token.line + token.text.rstrip().count("\n")
            words.append(token.text)
        elif token and token.tag in HIDDEN_TAGS and f"</{token.tag}>" in lowered:
            hidden = token.tag
        elif token is None or token.tag.removeprefix("/") not in INLINE_TAGS:
            text = " ".join("".join(words).split())
            if start and len(text.split()) >= min_words:
                yield text, start, end
            words, start = [], 0


@lru_cache(maxsize=4)
def read_tokens(raw: str) -> tuple[HtmlToken, ...]:
    """The tokens of raw HTML in order. Cached because the functions above read one block in turn."""
    tokenizer = _Tokenizer()
    closed = raw.rfind("-->") + 1
    raw = raw[:closed] + raw[closed:].replace("<!--", "&lt;!--")
    tokenizer.feed(UNCLOSED.sub("&lt;", raw))
    tokenizer.close()
    return tuple(tokenizer.tokens)


class _Tokenizer(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[HtmlToken] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attributes=frozenset(name for name, _ in attrs))

    def handle_endtag(self, tag: str) -> None:
        self._add(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self._add("", data)

    def handle_comment(self, data: str) -> None:
        self._add("!")

    def parse_html_declaration(self, i: int) -> int:
        """Reads every declaration as a comment: the base class raises AssertionError on `<![` in plain text."""
        return self.parse_comment(i) if self.rawdata.startswith("<!--", i) else self.parse_bogus_comment(i)

    def _add(self, tag: str, text: str = "", attributes: frozenset[str] = frozenset()) -> None:
        self.tokens.append(HtmlToken(tag=tag, text=text, attributes=attributes, line=self.getpos()[0] - 1))

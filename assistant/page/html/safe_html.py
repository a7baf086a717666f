"""Words from notes and models made harmless for a page: escaped, marked, and their links checked."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit

SAFE_SCHEMES = frozenset(("http", "https", "kindle", "obsidian"))

_MARK_ON, _MARK_OFF = "\ue000", "\ue001"
_PRIVATE = re.compile("[\ue000-\ue00f\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Our own marks, control characters, and the overrides that would turn a line's reading order round."""
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.S)
_ITALIC = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![\w*])", re.S)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)")
_WIKI = re.compile(r"\[\[(?:[^\]|\n]*\|)?([^\]|\n]+)\]\]")
_HEADING = re.compile(r"^#{1,6}\s+", re.M)
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_DASH = re.compile(r"\n\s*[-*+•]\s+")


def escape_text(text: str) -> str:
    """`text` safe inside an element and inside a quoted attribute."""
    return html.escape(_PRIVATE.sub("", text), quote=True)


def check_link(url: str) -> str:
    """`url` where its scheme is one that a note may link to, else ""."""
    url = _PRIVATE.sub("", url).strip()
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    return url if scheme in SAFE_SCHEMES and not re.search(r"[\s<>\"]", url) else ""


def render_link(url: str, label: str, css: str = "") -> str:
    """An anchor that gives the other side no window and no referrer; the bare label where the link is not safe."""
    safe = check_link(url)
    if not safe:
        return escape_text(label)
    kind = f' class="{css}"' if css else ""
    return (
        f'<a{kind} href="{escape_text(safe)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{escape_text(label)}</a>"
    )


def obsidian_link(folder: str, path: str) -> str:
    """The link that opens a note in Obsidian, where its vault is known there."""
    return "obsidian://open?path=" + quote(f"{folder.rstrip('/')}/{path}", safe="")


def render_markdown(text: str, marked: Collection[str] = ()) -> str:
    """Markdown of a note as paragraphs and lists: bold, italic, code and safe links; images only as a word.

    marked: lower-case word beginnings to mark; whatever else looks like markup is shown as written.
    """
    text = _mark_stems(_PRIVATE.sub("", text), marked) if marked else _PRIVATE.sub("", text)
    blocks = re.split(r"\n\s*\n", text.strip())
    return "".join(_render_block(block) for block in blocks if block.strip())


def render_inline(text: str, marked: Collection[str] = ()) -> str:
    """As `render_markdown`, in one run without paragraphs."""
    flat = _flatten(_HEADING.sub("", _PRIVATE.sub("", text)))
    return _render_spans(_mark_stems(flat, marked) if marked else flat)


def render_trouble(why: str) -> str:
    """What went wrong, in a box: the house's failures end in the repair, and write commands in backticks."""
    return f'<div class="notice is-trouble" role="alert"><p>{render_message(why)}</p></div>'


def render_message(words: str) -> str:
    """The program's own words, escaped, what stands in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape_text(words))


def query_stems(question: str) -> tuple[str, ...]:
    """The stream words of a question, cut to a stem's length so that `mark` finds `marked`."""
    words = {w.lower() for w in _WORD.findall(question)}
    return tuple(sorted(_stem(w) for w in words if w not in _PLAIN and (len(w) > 2 or not w.isascii())))


def contains_stem(text: str, marked: Collection[str]) -> bool:
    """Whether `render_markdown` would mark a word of it."""
    return any(_has_stem(word, marked) for word in _WORD.findall(text))


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters in one line, cut at a word; links as their labels, so that none is cut in two."""
    flat = _flatten(_WIKI.sub(r"\1", _LINK.sub(_label_of, text)))
    if len(flat) <= limit:
        return flat
    cut = flat[: limit - 1]
    if flat[limit - 1] != " " and " " in cut[limit // 2 :]:
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(".,;:– ") + "…"


def _flatten(text: str) -> str:
    """One line; the points of a list parted by dots in place of their dashes."""
    return " ".join(_DASH.sub(" · ", text.strip().removeprefix("- ")).split())


def _render_block(block: str) -> str:
    lines = block.splitlines()
    if all(_BULLET.match(line) for line in lines):
        items = "".join(f"<li>{_render_spans(_BULLET.sub('', line, count=1))}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    quoted = "\n".join(re.sub(r"^\s*>\s?", "", line) for line in lines)
    return "<p>" + _render_spans(_HEADING.sub("", quoted)).replace("\n", "<br>") + "</p>"


def _render_spans(text: str) -> str:
    kept: list[str] = []

    def keep(markup: str) -> str:
        kept.append(markup)
        return f"\ue002{len(kept) - 1}\ue003"

    text = _CODE.sub(lambda m: keep(f"<code>{html.escape(m[1])}</code>"), text)
    text = _LINK.sub(lambda m: keep(_inline_link(m)), text)
    text = html.escape(_WIKI.sub(r"\1", text))
    text = _BOLD.sub(r"<strong>\2</strong>", text)
    text = _ITALIC.sub(r"<em>\2</em>", text)
    text = re.sub("\ue002(\\d+)\ue003", lambda m: kept[int(m[1])], text)
    text = re.sub(f"{_MARK_OFF}(\\s+){_MARK_ON}", r"\1", text)  # words side by side share one mark
    return text.replace(_MARK_ON, "<mark>").replace(_MARK_OFF, "</mark>")


def _inline_link(found: re.Match[str]) -> str:
    label, url = found[1], re.sub(f"[{_MARK_ON}{_MARK_OFF}]", "", found[2])
    if found[0].startswith("!"):
        return f"[{html.escape(label) or 'image'}]"
    plain = _BOLD.sub(r"\2", re.sub(f"[{_MARK_ON}{_MARK_OFF}]", "", label))
    return render_link(url, plain or url)


def _label_of(found: re.Match[str]) -> str:
    return f"[{found[1] or 'image'}]" if found[0].startswith("!") else found[1] or found[2]


def _mark_stems(text: str, marked: Collection[str]) -> str:
    def wrap(found: re.Match[str]) -> str:
        return f"{_MARK_ON}{found[0]}{_MARK_OFF}" if _has_stem(found[0], marked) else found[0]

    return _WORD.sub(wrap, text)


def _has_stem(word: str, marked: Collection[str]) -> bool:
    return any(word.lower().startswith(stem) and len(word) - len(stem) <= 4 for stem in marked)


def _stem(word: str) -> str:
    return re.sub(r"(?:['’]s|ies|ing|ed|es|s|y)$", "", word) if len(word) > 4 else word


_PLAIN = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "that",
        "this",
        "from",
        "what",
        "who",
        "whom",
        "which",
        "when",
        "where",
        "why",
        "how",
        "does",
        "did",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "can",
        "could",
        "should",
        "would",
        "will",
        "not",
        "you",
        "your",
        "about",
        "into",
        "than",
        "then",
        "them",
        "they",
        "there",
        "their",
        "its",
        "his",
        "her",
        "our",
        "out",
    ]
)

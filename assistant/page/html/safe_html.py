"""Text from notes and models as safe HTML: escaped, query words marked, links checked.

Only a small part of Markdown is rendered, so that any other markup appears as written. The plain-text functions of
`ingest` and `assistant/text` drop markup instead of rendering it, and know nothing of the marks.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit

from index.lexical.stop_words import unmarked_words

SAFE_SCHEMES = frozenset(("http", "https", "kindle", "obsidian"))
MAX_ENDING_LETTERS = 4
"""Letters after a stem within which a word is still marked: `marking` for `mark`, not `introduction` for `intro`."""

_MARK_ON, _MARK_OFF = "\ue000", "\ue001"
_PRIVATE = re.compile("[\ue000-\ue00f\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Our own marks, control characters, and the overrides that reverse the reading order of a line."""
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
    """`url` if its scheme is one that a note may link to, else ""."""
    url = _PRIVATE.sub("", url).strip()
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:
        return ""
    return url if scheme in SAFE_SCHEMES and not re.search(r"[\s<>\"]", url) else ""


def render_link(url: str, label: str, css: str = "") -> str:
    """An anchor that passes on neither window nor referrer; only the label if the link is not safe."""
    safe = check_link(url)
    if not safe:
        return escape_text(label)
    css_class = f' class="{css}"' if css else ""
    return (
        f'<a{css_class} href="{escape_text(safe)}" target="_blank" rel="noopener noreferrer nofollow">'
        f"{escape_text(label)}</a>"
    )


def obsidian_link(folder: str, path: str) -> str:
    """The link that opens a note in Obsidian, if its vault is registered there."""
    return "obsidian://open?path=" + quote(f"{folder.rstrip('/')}/{path}", safe="")


def render_markdown(text: str, stems: Collection[str] = ()) -> str:
    """Markdown as paragraphs and lists: bold, italic, code and safe links; an image becomes its label.

    stems: words that begin with one of these are marked, see `query_stems`.
    """
    blocks = re.split(r"\n\s*\n", _mark_words(_PRIVATE.sub("", text), stems).strip())
    return "".join(_render_block(block) for block in blocks if block.strip())


def render_inline(text: str, stems: Collection[str] = ()) -> str:
    """Like `render_markdown`, as one line without paragraphs."""
    line = _one_line(_HEADING.sub("", _PRIVATE.sub("", text)))
    return _render_spans(_mark_words(line, stems))


def render_marked(text: str, span: tuple[int, int], max_letters: int) -> str:
    """Plain text with the characters of `span` marked; shortened at both ends where it is long, around them."""
    start, end = span
    room = max(0, max_letters - (end - start)) // 2
    first, last = max(0, start - room), min(len(text), max(end, start) + room)
    before, marked, after = (
        escape_text(re.sub(r"\s+", " ", part)) for part in (text[first:start], text[start:end], text[end:last])
    )
    lead, tail = "…" if first else "", "…" if last < len(text) else ""
    return f"{lead}{before}{f'<mark>{marked}</mark>' if marked else ''}{after}{tail}"


def render_message(message: str) -> str:
    """A message of the program, escaped, with commands in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape_text(message))


def render_trouble(message: str) -> str:
    """An error message in a box."""
    return f'<div class="notice is-trouble" role="alert"><p>{render_message(message)}</p></div>'


def query_stems(query: str) -> tuple[str, ...]:
    """The lower-case content words of a query, cut so that `mark` also matches `marked`."""
    words = {word.lower() for word in _WORD.findall(query)} - unmarked_words()
    return tuple(sorted(_stem(word) for word in words if len(word) > 2 or not word.isascii()))


def contains_stem(text: str, stems: Collection[str]) -> bool:
    """Whether `render_markdown` would mark a word of the text."""
    return any(_has_stem(word, stems) for word in _WORD.findall(text))


def shorten(text: str, max_letters: int) -> str:
    """One line of at most `max_letters`, cut at a word; links become their labels, so that none is cut in two."""
    line = _one_line(_WIKI.sub(r"\1", _LINK.sub(_link_label, text)))
    if len(line) <= max_letters:
        return line
    cut = line[: max_letters - 1]
    if line[max_letters - 1] != " " and " " in cut[max_letters // 2 :]:
        cut = cut.rsplit(" ", 1)[0]
    return cut.rstrip(".,;:– ") + "…"


def _one_line(text: str) -> str:
    """The text in one line, list items separated by dots."""
    return " ".join(_DASH.sub(" · ", text.strip().removeprefix("- ")).split())


def _render_block(block: str) -> str:
    lines = block.splitlines()
    if all(_BULLET.match(line) for line in lines):
        items = "".join(f"<li>{_render_spans(_BULLET.sub('', line, count=1))}</li>" for line in lines)
        return f"<ul>{items}</ul>"
    unquoted = "\n".join(re.sub(r"^\s*>\s?", "", line) for line in lines)
    return "<p>" + _render_spans(_HEADING.sub("", unquoted)).replace("\n", "<br>") + "</p>"


def _render_spans(text: str) -> str:
    """Code, links, bold, italic and marks. Finished markup waits in `markup` while the rest is escaped."""
    markup: list[str] = []

    def keep(finished: str) -> str:
        markup.append(finished)
        return f"\ue002{len(markup) - 1}\ue003"

    text = _CODE.sub(lambda match: keep(f"<code>{html.escape(match[1])}</code>"), text)
    text = _LINK.sub(lambda match: keep(_render_markdown_link(match)), text)
    text = html.escape(_WIKI.sub(r"\1", text))
    text = _BOLD.sub(r"<strong>\2</strong>", text)
    text = _ITALIC.sub(r"<em>\2</em>", text)
    text = re.sub("\ue002(\\d+)\ue003", lambda match: markup[int(match[1])], text)
    text = re.sub(f"{_MARK_OFF}(\\s+){_MARK_ON}", r"\1", text)  # neighbouring words share one mark
    return text.replace(_MARK_ON, "<mark>").replace(_MARK_OFF, "</mark>")


def _render_markdown_link(match: re.Match[str]) -> str:
    label, url = match[1], re.sub(f"[{_MARK_ON}{_MARK_OFF}]", "", match[2])
    if match[0].startswith("!"):
        return f"[{html.escape(label) or 'image'}]"
    plain = _BOLD.sub(r"\2", re.sub(f"[{_MARK_ON}{_MARK_OFF}]", "", label))
    return render_link(url, plain or url)


def _link_label(match: re.Match[str]) -> str:
    return f"[{match[1] or 'image'}]" if match[0].startswith("!") else match[1] or match[2]


def _mark_words(text: str, stems: Collection[str]) -> str:
    if not stems:
        return text
    return _WORD.sub(lambda m: f"{_MARK_ON}{m[0]}{_MARK_OFF}" if _has_stem(m[0], stems) else m[0], text)


def _has_stem(word: str, stems: Collection[str]) -> bool:
    return any(word.lower().startswith(stem) and len(word) - len(stem) <= MAX_ENDING_LETTERS for stem in stems)


def _stem(word: str) -> str:
    return re.sub(r"(?:['’]s|ies|ing|ed|es|s|y)$", "", word) if len(word) > 4 else word

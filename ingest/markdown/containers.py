"""Blocks between an opening and a closing line, as HTML, AsciiDoc, reStructuredText, LaTeX, Pandoc, template languages
and forums write them, as markdown's quotations, callouts and headings.

    <details><summary>About</summary>        ###### About
    [quote, Maren Voss, Salt and Tide]       > [!quote] Maren Voss, Salt and Tide
    ____                                     >
    The harbour keeps its own clock.         > The harbour keeps its own clock.
    ____

Every line keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.markdown.list_lines import is_fence

KINDS = {
    "quote": "quote blockquote epigraph pull-quote pullquote quotation quotes verse displayquote excerpt zitat citat "
    "citation cita citaat cytat цитата",
    "note": "note notes aside admonition callout hint tip info important warning caution attention seealso remark "
    "comment marginnote sidebar box",
    "plain": "details div section article figure center spoiler expand collapse collapsible toggle tabs tab columns "
    "column container document main p",
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words.split()}
"""What a block holds, by the word in its opening line: a quotation, a remark, or text as around it."""
MAX_BLOCK_LINES = 400
MAY_OPEN = re.compile(
    r"(?im)^[ \t>]*(?:[-*+][ \t]+)?(?:</?(?:details|summary|aside|blockquote|figure|div|section|article|p|li|h[1-6])\b|"
    r":{3,}[ \t]*\{?[.\w]|`{3}\{|!!![ \t]|\?\?\?\+?[ \t]|\{%|\{\{[<%]|\[[a-z]+[\],=]|"
    r"_{4}[ \t]*$|\\begin\{|\.\.[ \t]+[\w-]+::|<<<)"
)
"""A sign that a text holds such a block."""
HTML_TAG_WORDS = r"(?P<rest>(?:\s[^<>]*)?)>"
OPENINGS = tuple(
    (re.compile(opening, re.I), closing)
    for opening, closing in (
        (rf"<(?P<kind>[a-z][\w-]*){HTML_TAG_WORDS}(?P<words>.*)$", r"</{kind}\s*>"),
        (r":{3,}\s*\{?[.\s]*(?P<kind>[a-z][\w-]*)(?P<rest>[^:]*)$", r"^\s*:{{3,}}\s*$"),
        (r"`{3,}\{(?P<kind>[a-z][\w-]*)\}(?P<rest>.*)$", r"^\s*`{{3,}}\s*$"),
        (r"\{%-?\s*(?P<kind>[a-z][\w-]*)(?P<rest>.*?)-?%\}(?P<words>.*)$", r"\{{%-?\s*end_?{kind}\s*-?%\}}"),
        (
            r"\{\{[<%]\s*(?P<kind>[a-z][\w-]*)(?P<rest>.*?)[>%]\}\}(?P<words>.*)$",
            r"\{{\{{[<%]\s*/\s*{kind}\s*[>%].{{2}}",
        ),
        (r"\[(?P<kind>[a-z]+)(?P<rest>(?:=[^\]\[]*)?)\](?P<words>(?!\().*)$", r"\[/{kind}\]"),
        (r"\\begin\{(?P<kind>[a-z]+)\*?\}(?P<rest>.*)$", r"\\end\{{{kind}\*?\}}"),
        (r"<{3}(?P<kind>)(?P<rest>)$", r"^\s*<<<(?P<by>.*)$"),
        (r"_{4}(?P<kind>)(?P<rest>)$", r"^\s*_{{4}}\s*$"),
    )
)  # fmt: skip
"""How a block opens, and the pattern of its closing line."""
DIRECTIVE = re.compile(r"\.\.\s+(?P<kind>[a-z][\w-]*)::(?P<rest>.*)$", re.I)
"""Of reStructuredText: the lines further in belong to it."""
ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?)\s+(?P<kind>[a-z][\w-]*)(?P<rest>(?:\s.*)?)$", re.I)
"""Of MkDocs, the lines further in too: `!!! tip "Tides"`."""
ATTRIBUTES = re.compile(r"^\[(?P<kind>[a-z]+)(?P<rest>(?:,[^\[\]]*)?)\]$", re.I)
"""Of AsciiDoc, above a delimited block or a paragraph."""
DELIMITER = re.compile(r"^(?:_{4,}|={4,}|-{2}|\*{4,}|\"\")$")
QUOTED_VALUE = re.compile(r"(?P<name>[\w-]+)\s*=\s*(?:\"(?P<a>[^\"]*)\"|'(?P<b>[^']*)')")
NAMED_VALUES = ("title", "author", "by", "cite", "source", "attribution", "caption", "name")
NO_TITLE = re.compile(r"[.#][\w-]+|[\w-]+\s*=\s*\S+|[{}\[\]\"']")
SUMMARY = re.compile(r"<summary[^<>]*>(?P<words>.*?)(?:</summary>|$)", re.I)
BYLINE_TAG = re.compile(r"^\s*</?(?:cite|footer|figcaption)\b[^<>]*>", re.I)
CONTENT_TAG = re.compile(r"</?(?:p|div|cite|footer|figcaption|section|article|figure|center|summary)\b[^<>]*>", re.I)
LEAD = re.compile(r"^(?P<lead>[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+)?)(?P<text>.*?)\s*$")
HEADING_TAG = re.compile(r"^<h(?P<level>[1-6])\b[^<>]*>(?P<words>.*?)</h[1-6]>$", re.I)
RULE_TAG = re.compile(r"^<hr\b[^<>]*>$", re.I)
ITEM_TAG = re.compile(r"^<li\b[^<>]*>(?P<words>.*?)(?:</li>)?$", re.I)
CLASS = re.compile(r"\bclass\s*=\s*[\"']([^\"']+)", re.I)
CLASS_WORDS = frozenset(("highlight", "quote", "blockquote", "note", "comment", "remark"))
BUTTON = re.compile(r"^\W*(?:click|tap|expand|toggle|spoiler)\b", re.I)
MAX_HEADING_WORDS = 4
BARE_TAGS = re.compile(
    r"^(?:<(?P<name>p|div|section|article|figure|center)\s*>(?P<words>(?:(?!</?(?P=name)\b).)*)</(?P=name)>|"
    r"</?(?:details|summary|ul|ol|div|section|article|figure|center|p)\s*>)$",
    re.I,
)
LAYOUT = re.compile(r"<(?:t[dr]|script|body|html|head|style)\b|\bstyle\s*=", re.I)


@dataclass(frozen=True, slots=True)
class Container:
    """A block in a text, by the positions of its lines."""

    kind: str
    """`quote`, `note` or `plain`."""
    first: int
    """Its first line of content."""
    last: int
    """The line behind its content: the closing one, or the first below."""
    after: int
    """The first line below it."""
    title: str
    words: str = ""
    """Content on its opening line."""
    words_last: str = ""
    """Content on its closing line."""


def containers_to_markdown(lines: Sequence[str]) -> list[str]:
    """The lines with each such block as markdown, and blank where a line only marked its edge."""
    text = "\n".join(lines)
    if not MAY_OPEN.search(text):
        return list(lines)
    return _written(list(lines), is_layout=bool(LAYOUT.search(text)))


def _written(lines: list[str], *, is_layout: bool) -> list[str]:
    written, at, fenced = list[str](), 0, False
    while at < len(lines):
        container = None if fenced else _container_at(lines, at)
        if container is None or (is_layout and container.kind == "plain"):
            fenced = fenced != is_fence(lines[at])
            written.append(lines[at] if fenced or is_layout else _without_tags(lines[at]))
            at += 1
            continue
        inner = _written(lines[container.first : container.last], is_layout=is_layout)
        written += _write(lines, at, container, inner)
        at = container.after
    return written


def _container_at(lines: list[str], at: int) -> Container | None:
    """The block that opens at a line, or None."""
    match = LEAD.match(lines[at])
    assert match is not None
    text = match["text"]
    if not text or text[0] not in "<:`{[\\._!?":
        return None
    if directive := DIRECTIVE.match(text) or ADMONITION.match(text):
        return _indented(lines, at, directive)
    if attributes := ATTRIBUTES.match(text):
        return _delimited(lines, at, attributes)
    for opening, closing in OPENINGS:
        match = opening.match(text)
        kind = (_kind_of(match["kind"] or "quote") or ("plain" if text[0] == ":" else "")) if match else ""
        kind = _kind_of_class(match["rest"]) or kind if match and kind == "plain" and text[0] == "<" else kind
        if match and kind:
            return _closed(lines, at, match, kind, closing)
    return None


def _closed(lines: list[str], at: int, match: re.Match[str], kind: str, closing: str) -> Container | None:
    """The block down to its closing line, or None where that is missing."""
    end = re.compile(closing.format(kind=re.escape(match["kind"])), re.I)
    words = (match.groupdict().get("words") or "").strip()
    title = _title(match["rest"], is_tag=match[0].startswith("<"))
    if found := end.search(words):
        is_whole = not words[found.end() :].strip()
        return Container(kind, at + 1, at + 1, at + 1, title, words[: found.start()].strip()) if is_whole else None
    for below in range(at + 1, min(len(lines), at + MAX_BLOCK_LINES)):
        if found := end.search(lines[below]):
            if lines[below][found.end() :].strip():
                return None
            by = (found.groupdict().get("by") or "").strip()
            before = lines[below][: found.start()].strip()
            return Container(kind, at + 1, below, below + 1, title, words, before or (f"— {by}" if by else ""))
    return None


def _indented(lines: list[str], at: int, match: re.Match[str]) -> Container | None:
    kind = _kind_of(match["kind"])
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or lines[end][0] in " \t"):
        end += 1
    while end > at + 1 and not lines[end - 1].strip():
        end -= 1
    return Container(kind, at + 1, end, end, match["rest"].strip(" \"'")) if kind else None


def _delimited(lines: list[str], at: int, match: re.Match[str]) -> Container | None:
    kind = _kind_of(match["kind"])
    title = ", ".join(part.strip(" \"'") for part in match["rest"].split(",") if part.strip())
    edge = lines[at + 1].strip() if at + 1 < len(lines) else ""
    if not kind or not edge:
        return None
    if not DELIMITER.match(edge):
        end = next((n for n in range(at + 1, len(lines)) if not lines[n].strip()), len(lines))
        return Container(kind, at + 1, end, end, title)
    end = next((n for n in range(at + 2, len(lines)) if lines[n].strip() == edge), 0)
    return Container(kind, at + 2, end, end + 1, title) if end else None


def _kind_of(word: str) -> str:
    """What a block of a kind holds: `quote`, `note` or `plain`; "" where the kind is unknown."""
    return KIND_OF.get(word.casefold().replace("_", "-").removeprefix("callout-"), "")


def _kind_of_class(attributes: str) -> str:
    """What an HTML tag's class says that it holds: `highlight`, `noteText`; "" where it says nothing known."""
    match = CLASS.search(attributes)
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", match[1]).lower()) if match else []
    return next(("quote" if word == "highlight" else _kind_of(word) for word in words if word in CLASS_WORDS), "")


def _title(rest: str, *, is_tag: bool) -> str:
    """Who or what a block's opening line names: in named values, or by itself where it is no tag of HTML."""
    named = [match["a"] or match["b"] or "" for match in QUOTED_VALUE.finditer(rest) if match["name"] in NAMED_VALUES]
    return ", ".join(named) if named or is_tag else NO_TITLE.sub("", rest.removeprefix("=")).strip()


def _write(lines: list[str], at: int, container: Container, inner: list[str]) -> list[str]:
    """A block's lines as markdown, as many as it has."""
    match = LEAD.match(lines[at])
    lead = match["lead"] if match else ""
    if container.kind == "plain":
        return _write_plain(lead, container, inner)
    below = " " * len(lead) if lead.strip() and ">" not in lead else lead
    last = _without_edges(container.words_last)
    quoted = _quoted([_without_edges(line) for line in inner], below, has_end=bool(last))
    closing = [f"{below}> {last}" if last else ""] * (container.after - container.last)
    first = _opening_words(container)
    opening = f"{lead}> {first}" if first else f"{lead}>" if lead.strip() else ""
    edges = [f"{below}>" if first and quoted[:1] != [""] else ""] * (container.first - at - 1)
    return [opening, *edges, *quoted, *closing]


def _write_plain(lead: str, container: Container, inner: list[str]) -> list[str]:
    """A block of text, the words that it is closed under as a heading; an empty heading ends what these head."""
    summary = SUMMARY.search(container.words)
    words = container.title or (summary["words"] if summary else "")
    words = _heading(words) if words else _without_tags(container.words)
    is_headed = any(line.startswith("######") for line in [words, *inner])
    last = _without_tags(container.words_last) or ("######" if is_headed else "")
    return [f"{lead}{words}" if words else "", *inner, *[last] * (container.after - container.last)]


def _opening_words(container: Container) -> str:
    """What stands on a quotation's or a remark's first line: a callout's sign, who is quoted, or its first words."""
    words = _without_edges(container.words)
    if words:
        return f"{words} — {container.title}" if container.title else words
    is_bare = container.kind == "quote" and not container.title
    return "" if is_bare else f"[!{container.kind}] {container.title}".rstrip()


def _quoted(content: list[str], lead: str, *, has_end: bool) -> list[str]:
    """Lines as a quotation; blank ones at its edges stay blank."""
    filled = [at for at, line in enumerate(content) if line]
    first, last = (filled[0], len(content) if has_end else filled[-1]) if filled else (len(content), 0)
    return [f"{lead}> {line}" if line else f"{lead}>" if first < at < last else "" for at, line in enumerate(content)]


def _heading(words: str) -> str:
    """The words that stand for a closed block: nothing for a button, a heading where they are few."""
    words = words.strip()
    if BUTTON.match(words):
        return ""
    return words if len(words.split()) > MAX_HEADING_WORDS else f"###### {words}"


def _without_edges(line: str) -> str:
    """A line of a block without its delimiter, its indentation and tags; what names a source stands behind a dash."""
    text = line.strip()
    if DELIMITER.match(text):
        return ""
    words = CONTENT_TAG.sub("", text).strip()
    return f"— {words}" if BYLINE_TAG.match(text) and words and words[0] not in "—–-" else words


def _without_tags(line: str) -> str:
    """A line of HTML that is a heading, an item or text, without its tags."""
    text = line.strip()
    if not text.startswith("<") or not text.endswith(">"):
        return line
    if heading := HEADING_TAG.match(text):
        return f"{'#' * int(heading['level'])} {heading['words']}"
    if RULE_TAG.match(text):
        return "---"
    if item := ITEM_TAG.match(text):
        return f"- {item['words']}"
    if summary := SUMMARY.match(text):
        return _heading(summary["words"])
    bare = BARE_TAGS.match(text)
    return (bare["words"] or "").strip() if bare else line

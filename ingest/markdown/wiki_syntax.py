"""Headings, fields and remarks as AsciiDoc, reStructuredText, MediaWiki and Textile write them, as markdown's."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ingest.markdown.list_lines import is_fence

ASCIIDOC = re.compile(r"^={1,5} \S")
WIKI = re.compile(r"^(={2,6}) \S.* \1\s*$")
TEXTILE = re.compile(r"^(?:h[1-6]|bq)\. \S")
SIGNS = re.compile(r"(?m)^(?:={1,6} \S|h[1-6]\. \S|bq\. \S|:[A-Za-z][\w -]*: )")
"""What shows that a text may be written so."""
FIELD = re.compile(r"^:(?P<key>[A-Za-z][\w -]{0,30}):\s+(?P<value>\S.*)$")
DEFINITION = re.compile(r"^:[ \t]+(?=\S)")
TERM = re.compile(r"^[^\W_].*[^:：.!?]$")
MAX_TERM_WORDS = 8
UNDERLINES = (re.compile(r"^={3,}\s*$"), re.compile(r"^-{4,}\s*$"))
"""Of a title, and of a chapter."""
Rewrite = Callable[[re.Match[str]], str]


def _heading(match: re.Match[str]) -> str:
    return f"{'#' * min(6, int(match['level']) if match['level'].isdigit() else len(match['level']))} {match['words']}"


PATTERNS: tuple[tuple[re.Pattern[str], Rewrite], ...] = (
    (re.compile(r"^(?P<level>={2,6}) (?P<words>\S.*?) (?P=level)\s*$"), _heading),
    (re.compile(r"^(?P<level>={1,6}) (?P<words>\S.*)$"), _heading),
    (re.compile(r"^h(?P<level>[1-6])\. (?P<words>\S.*)$"), _heading),
    (re.compile(r"^bq\. (?P<words>\S.*)$"), lambda match: f"> {match['words']}"),
    (FIELD, lambda match: f"{match['key']}:: {match['value']}"),
    (re.compile(r"^// (?P<words>\S.*)$"), lambda match: match["words"]),
    (re.compile(r"^(?P<stars>\*{2,5}) (?P<words>\S.*)$"), lambda m: f"{'  ' * (len(m['stars']) - 1)}- {m['words']}"),
)


def wiki_to_markdown(lines: Sequence[str]) -> list[str]:
    """The lines as markdown, where a title, a heading or a field at the head shows that a text is written so."""
    text = "\n".join(lines)
    lines = _with_definitions(_with_headings(lines)) if "\n:" in text else _with_headings(lines)
    if not SIGNS.search(text) or not _is_wiki(lines):
        return list(lines)
    written, fenced = list[str](), False
    for line in lines:
        fenced = fenced != is_fence(line)
        written.append(line if fenced else _line_to_markdown(line))
    return written


def _with_definitions(lines: Sequence[str]) -> list[str]:
    """The lines, those of a definition list as a heading and bullets below it: a term, and `: text` right below."""
    written = list(lines)
    for at, line in enumerate(lines):
        definition = DEFINITION.match(line)
        if not definition or not at:
            continue
        above = written[at - 1].strip()
        is_term = (
            bool(TERM.match(above)) and len(above.split()) <= MAX_TERM_WORDS and (at == 1 or not lines[at - 2].strip())
        )
        if is_term or (above.startswith("- ") and DEFINITION.match(lines[at - 1])):
            written[at] = f"- {line[definition.end() :]}"
            written[at - 1] = f"###### {above}" if is_term else written[at - 1]
    return written


def _with_headings(lines: Sequence[str]) -> list[str]:
    """The lines, one that stands alone above a line of `=` or `-` as a heading: above `=` the first, else one about as
    long as that line.

    Lines of one sign and length part records.
    """
    written = list(lines)
    for level, sign in enumerate(UNDERLINES, 1):
        _write_underlined(lines, written, level, sign)
    return written


def _write_underlined(lines: Sequence[str], written: list[str], level: int, sign: re.Pattern[str]) -> None:
    underlines = [at for at, line in enumerate(lines) if at and line[:1] in "=-" and sign.match(line)]
    first = next((at for at, line in enumerate(lines) if line.strip()), 0)
    are_rules = len(underlines) > 1 and len({len(lines[at].strip()) for at in underlines}) == 1
    for at in underlines:
        title = lines[at - 1].strip()
        is_alone = at == 1 or not lines[at - 2].strip()
        is_as_long = abs(len(title) - len(lines[at].strip())) <= 2 and not are_rules and any(lines[at + 1 :])
        is_as_long = is_as_long and title[-1:] not in ".!?…”"
        is_first = at - 1 == first and level == 1
        if title[:1].isalnum() and is_alone and (is_first or is_as_long):
            written[at - 1 : at + 1] = [f"{'#' * level} {title}", ""]


def _is_wiki(lines: Sequence[str]) -> bool:
    """Whether the first line is a title or a field of such a markup, or several lines are its headings."""
    first = next(filter(str.strip, lines), "")
    if any(line.startswith(".. ") and "::" in line for line in lines):
        return True
    if ASCIIDOC.match(first) or WIKI.match(first) or FIELD.match(first):
        return True
    return sum(bool(WIKI.match(line) or TEXTILE.match(line)) for line in lines) > 1


def _line_to_markdown(line: str) -> str:
    for pattern, rewrite in PATTERNS:
        if match := pattern.match(line):
            return rewrite(match)
    return line

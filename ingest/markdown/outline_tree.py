"""Parses an outline into a tree: bullets with their own lines, and the bullets below each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.markdown.blocks import heading_of
from ingest.markdown.links import bare_link
from ingest.markdown.list_lines import BULLET, indent_of, strip_indent
from ingest.text.clean import clean_text

MACRO = re.compile(r"\{\{[^{}]*\}\}")
"""Logseq's `{{video …}}`, `{{embed …}}`: commands to the program, no text."""
TASK_MACRO = re.compile(r"^\{\{\s*(?:\[\[)?(TODO|DONE)(?:\]\])?\s*\}\}")
"""Roam's task at a bullet's beginning."""
LEADING_TIME = re.compile(r"^(\d{1,2}(?::\d\d){1,2})\s*(?:[-–—|]\s*)?")
HEADING_DEPTH_OFFSET = 10
"""Subtracted from the level of a heading outside the outline, which so is further out than any bullet."""
WORDLESS = re.compile(r"^(?:\s|\(\([\w-]+\)\)|\[:span\]|[-–—*_.:])*$")
"""Also of Logseq's mark for a picture of a page."""

ONLY_LINK = re.compile(
    r"^\W*\[\W*(?:source|snip|clip|link|listen|audio|play)?\W*\]\(\s*(?P<url>https?://[^\s()]+)\s*\)\W*$", re.I
)
"""A bullet that is only the link of the bullet above it."""


@dataclass(slots=True)
class OutlineNode:
    """A bullet with its own lines and the bullets below it."""

    depth: int
    """Columns before it; below 0 for a heading that is no bullet."""
    lines: list[tuple[int, str]]
    """Pairs of line number and line, without bullet and indentation."""
    children: list[OutlineNode] = field(default_factory=list)
    link: str = ""
    """The address of a bullet below it that was only a link."""

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines).strip()

    @property
    def start(self) -> int:
        return self.lines[0][0]

    @property
    def end(self) -> int:
        """The last of its own lines."""
        return self.lines[-1][0]

    @property
    def last(self) -> int:
        """The last line of all below it."""
        return self.children[-1].last if self.children else self.end

    @property
    def words(self) -> int:
        """Of it and all below it."""
        return len(self.text.split()) + sum(child.words for child in self.children)


def parse_outline(lines: Iterable[tuple[int, str]]) -> list[OutlineNode]:
    """The outermost bullets of numbered lines; a line without a bullet continues the bullet above it.

    A heading without a bullet has the bullets beneath as its children.
    """
    roots: list[OutlineNode] = []
    path: list[OutlineNode] = []
    for number, line in lines:
        node = _read_node(number, line)
        if node:
            while path and path[-1].depth >= node.depth:
                path.pop()
            (path[-1].children if path else roots).append(node)
            path.append(node)
        elif path and path[-1].depth < 0 and line.strip():
            path[-1].children.append(OutlineNode(depth=0, lines=[(number, line.strip())]))
        elif path and line.strip():
            path[-1].lines.append((number, strip_indent(line, path[-1].depth + 2)))
        elif line.strip():
            roots.append(OutlineNode(depth=0, lines=[(number, line.strip())]))
    return _below_headings(roots)


def _read_node(number: int, line: str) -> OutlineNode | None:
    """The bullet or heading on a line, or None."""
    bullet, heading = BULLET.match(line), heading_of(line)
    if bullet:
        text = TASK_MACRO.sub(r"\1", bullet["text"] or "").strip()
        return OutlineNode(depth=indent_of(line), lines=[(number, text)])
    return OutlineNode(depth=heading[0] - HEADING_DEPTH_OFFSET, lines=[(number, line.strip())]) if heading else None


def _below_headings(nodes: list[OutlineNode]) -> list[OutlineNode]:
    """The bullets, where those beside a heading without bullets become its children, up to the next heading."""
    kept: list[OutlineNode] = []
    heading: OutlineNode | None = None
    for node in nodes:
        node.children = _below_headings(node.children)
        if heading_of(node.text):
            heading = None if node.children else node
            kept.append(node)
        elif heading:
            heading.children.append(node)
        else:
            kept.append(node)
    return kept


def detach_links(node: OutlineNode) -> Iterator[OutlineNode]:
    """Removes the bullets below that are only a link and yields them; the address goes to the bullet above each."""
    for child in node.children:
        yield from detach_links(child)
    for child in node.children:
        link = ONLY_LINK.match(child.text) if not child.children else None
        if link:
            node.link = node.link or link["url"]
            yield child
    node.children = [child for child in node.children if child.children or not ONLY_LINK.match(child.text)]


def write_outline(nodes: Sequence[OutlineNode], depth: int = 0) -> list[str]:
    """Bullets as lines, each level indented by two spaces; a lone bullet has no mark."""
    lines: list[str] = []
    for node in nodes:
        text = MACRO.sub("", node.text).strip()
        mark = "- " if depth or len(nodes) > 1 else ""
        if text:
            lines.append("  " * max(0, depth - 1) + mark + text.replace("\n", "\n" + "  " * depth))
        lines += write_outline(node.children, depth + 1)
    return lines


def visible_words(text: str) -> str:
    """A bullet's words without macros, a leading time and markup; "" where none are left."""
    heading = heading_of(text) if "\n" not in text else None
    text = MACRO.sub("", heading[1] if heading else text).strip()
    text = LEADING_TIME.sub("", text)
    text = clean_text(bare_link(text) if heading else text)
    if text.startswith("**") and text.endswith("**"):
        text = text.strip("*")
    return "" if WORDLESS.match(text) else text

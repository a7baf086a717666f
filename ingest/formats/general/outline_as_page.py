"""An outline written as a page: the bullets that name a work, a chapter or a part of it as headings, the fields below
them as lines, and all other bullets at the margin with their own below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.formats.general.outline_bullets import author_label, author_of, is_placed
from ingest.markdown.bare_lists import ENDS_SENTENCE
from ingest.markdown.blocks import heading_of
from ingest.markdown.outline_tree import OutlineNode, visible_words
from ingest.markdown.plain_text import can_be_heading
from ingest.metadata.fields import split_field
from ingest.metadata.labels import field_name, is_heading_of, label_kind, read_label
from ingest.metadata.record_heads import read_head
from ingest.metadata.title_author import title_and_author
from ingest.transcripts.speech_rate import PAGE_PROPERTY

MAX_LEVEL = 6
INDENT = " " * 4
VALUED = ("note", "page", "location", "date", "tags", "color")
QUOTE_TAG = re.compile(r"^#(?P<kind>[^\W\d_]+)\s+(?=\S)")
"""A tag before a text that says what it is: `#quote The harbour …`."""


def outline_as_page(lines: Sequence[str], nodes: Sequence[OutlineNode], *, has_author: bool) -> list[str]:
    """The lines of an outline as those of a page, each in its place. has_author: whether a work's author is named.

    No lines where bullets have properties, where the works stand below some of the outermost bullets only, or where a
    text stands below a part that it is not in: no page can say that.
    """
    page = list(lines)
    if any(PAGE_PROPERTY.match(line) for node in nodes for line in _inner_lines(node)):
        return []
    if _has_root_outside_works(nodes):
        return []
    return page if _write(nodes, page, 1, has_author=has_author) else []


def _has_root_outside_works(nodes: Sequence[OutlineNode]) -> bool:
    """Whether works stand below some of the outermost bullets and others have bullets about something else."""
    roots = [node for node in nodes if node.children]
    shelves = [any(map(_names_work, node.children)) for node in roots]
    return any(shelves) and not any(map(author_of, roots)) and not all(shelves)


def _names_work(node: OutlineNode) -> bool:
    """Whether a bullet or one below it names a work with its author."""
    return bool(author_of(node)) or any(map(_names_work, node.children))


def _inner_lines(node: OutlineNode) -> Iterator[str]:
    """The lines below the first of a bullet, and of those below it."""
    yield from (line for _, line in node.lines[1:])
    for child in node.children:
        yield from _inner_lines(child)


def _write(nodes: Sequence[OutlineNode], page: list[str], level: int, *, has_author: bool) -> bool:
    """Writes bullets of one level and those below; whether a page can hold them."""
    parts = [node for node in nodes if _heads_part(node, has_author=has_author)]
    for node in nodes:
        if node not in parts and not (parts and node.children and can_be_heading(node.text)):
            if parts and node.start > parts[0].start:
                return False
            _write_item(node, page, 0)
            continue
        page[node.start - 1] = f"{'#' * min(level, MAX_LEVEL)} {_heading_words(node)}"
        fields = [child for child in node.children if _is_field(child)]
        for child in fields:
            page[child.start - 1] = child.text
        below = [child for child in node.children if child not in fields]
        if not _write(below, page, level + 1, has_author=has_author):
            return False
    return True


def _heads_part(node: OutlineNode, *, has_author: bool) -> bool:
    """Whether a bullet over bullets is a heading: one by its look, or of a work, of highlights, of the reader's part,
    or over such bullets or bullets with their places."""
    words, head = visible_words(node.text), read_head(node.text)
    if not node.children or "\n" in node.text or (head and (head.location or head.value)):
        return False
    if heading_of(node.text) or words.endswith((":", "：")):
        return True
    if is_heading_of(words, "highlight_headings") or is_heading_of(words, "own_headings") or author_of(node):
        return True
    if has_author and label_kind(words) == "note":
        return True
    if ENDS_SENTENCE.search(words):
        return False
    return any(_heads_part(child, has_author=has_author) or is_placed(child) for child in node.children)


def _heading_words(node: OutlineNode) -> str:
    """The words of a heading; a work with its author behind a dash."""
    words = node.text.lstrip("# ").rstrip(":： ")
    title, author = title_and_author(words)
    return f"{title} - {author}" if author else words


def _is_field(node: OutlineNode) -> bool:
    """Whether a bullet without others is a field of the work: `Author:: Tove Halling`, `by Tove Halling`."""
    if node.children or "\n" in node.text:
        return False
    label, pair = read_label(node.text), split_field(node.text)
    is_mark = label is not None and label.kind in ("text", "note")
    return not is_mark and bool(author_label(node.text) or (pair and (field_name(pair[0]) or "::" in node.text)))


def _write_item(node: OutlineNode, page: list[str], depth: int) -> None:
    """Writes a bullet and those below it, a label without a colon over one bullet before that one's words."""
    tag, lone = QUOTE_TAG.match(node.text), _lone_value(node)
    for number, _ in node.lines:
        text = page[number - 1].strip()
        page[number - 1] = f"{INDENT * depth}{'' if number == node.start else '  '}{text}"
    if tag and label_kind(tag["kind"]) == "text":
        page[node.start - 1] = f"{INDENT * depth}- > {node.text[tag.end() :]}"
    if lone:
        page[node.start - 1], page[lone.start - 1] = f"{INDENT * depth}- {node.text}:", f"{INDENT * depth}  {lone.text}"
        return
    for child in node.children:
        _write_item(child, page, depth + 1)


def _lone_value(node: OutlineNode) -> OutlineNode | None:
    """The bullet that is the value of a label without a colon: `Page` over `14`."""
    is_label = len(node.children) == 1 and not node.children[0].children and "\n" not in node.text
    return node.children[0] if is_label and label_kind(node.text) in VALUED else None

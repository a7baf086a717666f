"""Org's syntax in a note of any kind, written as markdown line by line: quotations, drawers, tasks, headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

SIGN = re.compile(r"^\s*(?:[-*+]\s+)?(?:#\+\w|:(?:PROPERTIES|LOGBOOK):\s*$)", re.I)
KEYWORD = re.compile(r"^#\+(?P<key>[A-Za-z]\w*):\s*(?P<value>.*?)\s*$")
BLOCK = re.compile(r"^(?P<lead>\s*)(?P<bullet>[-*+]\s+)?#\+(?P<edge>BEGIN|END)_(?P<kind>\w+)\s*(?P<rest>.*)$", re.I)
DRAWER = re.compile(r"^(?P<lead>\s*):(?P<key>[\w-]+):\s*(?P<value>.*?)\s*$")
TASK = re.compile(r"^\*+\s+(?P<state>TODO|NEXT|WAITING|DONE|CANCELLED)\s+(?=\S)")
STARS = re.compile(r"^(?P<stars>\*+)\s+(?=\S)")
PLANNING = re.compile(r"^(\s*(?:SCHEDULED|DEADLINE|CLOSED):\s*)[<\[]([^<>\[\]]+)[>\]]\s*$")
LOG_LINE = re.compile(r"^\s*(?::(?:LOGBOOK|END):|CLOCK:\s*\[.*)\s*$")
"""Of the drawer in which Org keeps when a task was worked on."""
CODE_KINDS = ("src", "example")
FIELD_OF_KEYWORD = {"filetags": "tags"}


def is_org(lines: Sequence[str]) -> bool:
    """Whether a note holds a keyword, a block or a drawer of Org's."""
    return any(("#+" in line or ":P" in line or ":L" in line) and SIGN.match(line) for line in lines)


def org_to_markdown(lines: Sequence[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """The lines as markdown, each in its place and blank where it only marks; and the keywords at the head."""
    values = dict[str, str]()
    written, kind, in_drawer = list[str](), "", False
    has_stars = any(line.startswith(("** ", ":PROPERTIES:")) or KEYWORD.match(line) for line in lines)
    for line in lines:
        keyword, block, drawer = KEYWORD.match(line), BLOCK.match(line), DRAWER.match(line)
        if block:
            is_begin = block["edge"].upper() == "BEGIN"
            kind = block["kind"].lower() if is_begin else ""
            written.append(_block_edge(block, is_begin=is_begin))
        elif kind in CODE_KINDS:
            written.append(line)
        elif kind:
            text = line.lstrip()
            written.append(f"{line[: len(line) - len(text)]}> {text}" if text else "")
        elif keyword:
            key = keyword["key"].lower()
            values.setdefault(FIELD_OF_KEYWORD.get(key, key), keyword["value"].strip(":").replace(":", ", "))
            written.append("")
        elif drawer and (in_drawer or drawer["key"].upper() == "PROPERTIES"):
            in_drawer = drawer["key"].upper() != "END"
            is_edge = drawer["key"].upper() in ("PROPERTIES", "END")
            written.append("" if is_edge else f"{drawer['lead']}{drawer['key']}:: {drawer['value']}")
        elif LOG_LINE.match(line):
            written.append("")
        else:
            written.append(_outline_line(line, titled="title" in values) if has_stars else line)
    return tuple(written), values


def _block_edge(block: re.Match[str], *, is_begin: bool) -> str:
    if block["kind"].lower() in CODE_KINDS:
        return f"{block['lead']}{block['bullet'] or ''}```{block['rest'] if is_begin else ''}".rstrip()
    return f"{block['lead']}{block['bullet']}>" if is_begin and block["bullet"] else ""


def _outline_line(line: str, *, titled: bool) -> str:
    """A heading, task or planning line as markdown writes it."""
    if task := TASK.match(line):
        return f"- [{'x' if task['state'] in ('DONE', 'CANCELLED') else ' '}] {line[task.end() :]}"
    if stars := STARS.match(line):
        return f"{'#' * min(6, len(stars['stars']) + titled)} {line[stars.end() :]}"
    return PLANNING.sub(r"\1\2", line)

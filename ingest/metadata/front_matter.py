"""The block between `---` lines at a note's head. YAML's home.

One published block in fourteen is not YAML (unquoted colons, values beginning with `@` or `#`), so what YAML refuses
is read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.document import Warning

MAX_BLOCK_LINES = 2_000
"""Within which the closing `---` is searched."""

PAIR = re.compile(r"^([^\s:#\[\]{}\-][^:\[\]{}]{0,60}?)\s*:(?:\s+(.*)|\s*)$")
ITEM = re.compile(r"^\s*-\s+(.*)$")
UNQUOTED_VALUE = re.compile(r"^(\s*[\w][\w .()-]*:\s+|\s*-\s+)((?:#|\[\[|@|%|`|\{\{).*?)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """A block's values: strings, lists or mappings of them; no dates or numbers."""

    values: Mapping[str, Any] = field(default_factory=dict)
    end: int = 0
    """The closing line's number; 0 where there is no block."""
    warnings: tuple[Warning, ...] = ()


def read_front_matter(lines: Sequence[str], start: int = 1) -> FrontMatter:
    """The block that begins at line `start` or after blank lines below it; an empty Front where none does."""
    first = start
    while first <= len(lines) and not lines[first - 1].strip():
        first += 1
    if first > len(lines) or lines[first - 1].rstrip() != "---":
        return FrontMatter()
    last = _closing_line(lines, first)
    if not last:
        return FrontMatter()
    block = [line.replace("\t", "  ") for line in lines[first : last - 1]]
    if not any(map(PAIR.match, block)):
        if any(line.strip() for line in block):
            return FrontMatter()
        return FrontMatter(end=last)
    values = _load_yaml(block)
    if values is not None:
        return FrontMatter(values=values, end=last)
    return FrontMatter(
        values=dict(_read_pairs(block)),
        end=last,
        warnings=(Warning(line=first, why="front matter is no valid YAML; read line by line"),),
    )


def _closing_line(lines: Sequence[str], first: int) -> int:
    for number in range(first + 1, min(len(lines), first + MAX_BLOCK_LINES) + 1):
        if lines[number - 1].rstrip() in ("---", "..."):
            return number
    return 0


def _load_yaml(block: Sequence[str]) -> dict[str, Any] | None:
    import yaml

    text = "\n".join(UNQUOTED_VALUE.sub(_quote, line) for line in block)
    if re.search(r"[\[{]{9}", text) or re.search(r"^\s*[\w-]+:\s+[&*]\w", text, re.M):
        return None
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        values = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return {str(key): value for key, value in values.items()} if isinstance(values, dict) else None


def _quote(match: re.Match[str]) -> str:
    return match[1] + "'" + match[2].replace("'", "''") + "'"


def _read_pairs(block: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """`key: value` lines with their continuation lines, or with the `- item` lines below an empty value.

    Other lines are ignored.
    """
    key, value, items = "", "", list[str]()
    for line in block:
        pair = PAIR.match(line)
        item = ITEM.match(line)
        if item and key and not value:
            items.append(_unquoted(item[1]))
        elif pair:
            if key and (value or items):
                yield key, value or items
            key, value, items = pair[1].strip(), _unquoted(pair[2] or ""), []
        elif value and line.strip() and not item:
            value = f"{value}\n{line.strip()}"
    if key and (value or items):
        yield key, value or items


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value

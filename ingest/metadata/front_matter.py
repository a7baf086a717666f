"""The metadata at a note's head: YAML, TOML or JSON; and properties below its text. YAML's home.

One published block in fourteen is not YAML (unquoted colons, values beginning with `@` or `#`), so what YAML refuses
is read line by line.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from ingest.document import Warning
from ingest.metadata.labels import field_name, label_kind
from ingest.metadata.tags import flat_values

MAX_BLOCK_LINES = 2_000
"""Within which the closing `---` is searched."""

PAIR = re.compile(r"^([^\s:#\[\]{}\-][^:\[\]{}]{0,60}?)\s*:(?:\s+(.*)|\s*)$")
TOML_PAIR = re.compile(r"^\s*([\w.-]+)\s*=\s*(.*?)\s*$")
MAX_KEY_WORDS = 4
MIN_SENTENCE_WORDS = 4
"""From so many words on, the value of an unknown key that begins like a sentence may be one."""
TEXT_FIELDS = ("", "note", "summary")
MIN_TEXT_WORDS = 5
UNTELLING_FIELDS = frozenset(("title", "full title", "aliases", "date", "published"))
UNTELLING_KEYS = frozenset(("id", "uuid", "cssclass", "cssclasses", "modified", "lastmod", "permalink", "layout"))
UNFILLED = re.compile(r"\{\{|<%|\$\{")
SENTENCE_END = re.compile(r"\w[.!?…。！？।]+[\"”’»)]?(?:\s|$)")
PERCENT_KEYS = ("title", "author", "published")
ITEM = re.compile(r"^\s*-\s+(.*)$")
UNQUOTED_VALUE = re.compile(r"^(\s*[\w][\w .()-]*:\s+|\s*-\s+)((?:#|\[\[|@|%|`|\{\{).*?)\s*$")
PROPERTY = re.compile(r"^(?P<key>[a-z][a-z\d]*(?:_[a-z\d]*)*):(?:[ \t]+(?P<value>\S.*?))?[ \t]*$")
MIN_PROPERTIES = 4
MIN_KNOWN = 2
"""Of the keys, those that programs use; a list of one's own has none or one."""
MAX_VALUE_WORDS = 15
FILE_PROPERTY = re.compile(r"^#(?P<key>[a-z][a-z ]*):(?P<value>\S.*?)[ \t]*$")
MIN_FILE_PROPERTIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """A block's values: strings, lists or mappings of them; no dates or numbers."""

    values: Mapping[str, Any] = field(default_factory=dict)
    end: int = 0
    """The closing line's number; 0 where there is no block."""
    warnings: tuple[Warning, ...] = ()


def read_front_matter(lines: Sequence[str], start: int = 1) -> FrontMatter:
    """The block that begins at line `start` or after blank lines below it; an empty FrontMatter where none does.

    It is YAML or JSON between `---` lines, TOML between `+++` lines, or JSON alone. A note that begins with a rule and
    prose has none.
    """
    first = start
    while first <= len(lines) and not lines[first - 1].strip():
        first += 1
    opening = lines[first - 1].rstrip() if first <= len(lines) else ""
    if opening == "+++":
        return _read_toml(lines, first)
    if opening.startswith("% ") and start == first == 1:
        return _read_percent_lines(lines)
    if opening.startswith("{"):
        return _read_bare_json(lines, first)
    last = _closing_line(lines, first, ("---", "...")) if opening == "---" else 0
    if not last:
        return FrontMatter()
    block = [line.replace("\t", "  ") for line in lines[first : last - 1]]
    text = "\n".join(block).strip()
    if text.startswith("{"):
        values = _load_json(text)
        return FrontMatter(values=values, end=last) if values else FrontMatter()
    if not _has_keys(block):
        return FrontMatter() if text else FrontMatter(end=last)
    loaded = _load_yaml(block)
    if loaded is not None:
        return FrontMatter(values=loaded, end=last)
    return FrontMatter(
        values=dict(_read_pairs(block)),
        end=last,
        warnings=(Warning(line=first, why="front matter is no valid YAML; read line by line"),),
    )


def has_properties(values: Mapping[str, Any]) -> bool:
    """Whether front matter says more of a note than its title, its days and what a template left unfilled."""
    filled = {key: str(value) for key, value in values.items() if value not in (None, "", [], {}, [None])}
    telling = [key for key, value in filled.items() if not UNFILLED.search(value)]
    return any(field_name(key) not in UNTELLING_FIELDS and key.casefold() not in UNTELLING_KEYS for key in telling)


def front_texts(values: Mapping[str, Any]) -> list[str]:
    """The values of front matter that are text of some sentences rather than fields."""
    texts = ((key, text) for key, value in values.items() for text in flat_values(value))
    return [
        text
        for key, text in texts
        if field_name(key) in TEXT_FIELDS and len(text.split()) >= MIN_TEXT_WORDS and SENTENCE_END.search(text)
    ]


def _has_keys(block: Sequence[str]) -> bool:
    """Whether most of the lines at the left are keys: `key: value`, and not sentences with a colon."""
    tops = [line for line in block if line.strip() and not line[0].isspace() and line[0] not in "#-]}"]
    keys = sum(bool(pair and _is_key(pair[1].strip("\"' "), (pair[2] or "").strip())) for pair in map(PAIR.match, tops))
    return keys > 0 and 2 * keys >= len(tops)


def _is_key(key: str, value: str) -> bool:
    if field_name(key) or label_kind(key) or not value or not key[0].isupper():
        return len(key.split()) <= MAX_KEY_WORDS
    words = value.split()
    return len(words) < MIN_SENTENCE_WORDS or value[0] in "\"'[{|>#@" or not (words[1].islower() or value[-1] in ".!?")


def _read_percent_lines(lines: Sequence[str]) -> FrontMatter:
    """Pandoc's title block: title, authors and date, each behind a percent sign, and a blank line below."""
    block = list(takewhile(lambda line: line.startswith("%"), lines))
    below = lines[len(block)] if len(block) < len(lines) else ""
    if len(block) > len(PERCENT_KEYS) or below.strip():
        return FrontMatter()
    values = {key: line[1:].strip() for key, line in zip(PERCENT_KEYS, block, strict=False)}
    return FrontMatter(values=values, end=len(block))


def _read_toml(lines: Sequence[str], first: int) -> FrontMatter:
    last = _closing_line(lines, first, ("+++",))
    if not last:
        return FrontMatter()
    block = lines[first : last - 1]
    try:
        return FrontMatter(values=_as_strings(tomllib.loads("\n".join(block))), end=last)
    except (tomllib.TOMLDecodeError, RecursionError):
        pairs = {match[1].strip(): _unquoted(match[2]) for match in map(TOML_PAIR.match, block) if match}
        warning = Warning(line=first, why="front matter is no valid TOML; read line by line")
        return FrontMatter(values=pairs, end=last, warnings=(warning,)) if pairs else FrontMatter()


def _read_bare_json(lines: Sequence[str], first: int) -> FrontMatter:
    """An object at the head of a note that goes on below it with something else than JSON."""
    for last in range(first, min(len(lines), first + MAX_BLOCK_LINES) + 1):
        if lines[last - 1].rstrip().endswith("}"):
            values = _load_json("\n".join(lines[first - 1 : last]))
            below = next((line for line in lines[last:] if line.strip()), "{")
            is_head = bool(values) and any(map(field_name, values)) and not below.lstrip().startswith(("{", "[", ","))
            if values:
                return FrontMatter(values=values, end=last) if is_head else FrontMatter()
            if last == first:
                return FrontMatter()
    return FrontMatter()


def _load_json(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return _as_strings(values) if isinstance(values, dict) else {}


def _as_strings(value: Any) -> Any:
    """A value with its numbers and dates as they are written."""
    if isinstance(value, dict):
        return {str(key): _as_strings(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_strings(inner) for inner in value]
    if value is None or isinstance(value, str):
        return value or ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _closing_line(lines: Sequence[str], first: int, signs: tuple[str, ...]) -> int:
    for number in range(first + 1, min(len(lines), first + MAX_BLOCK_LINES) + 1):
        if lines[number - 1].rstrip() in signs:
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


def read_file_properties(lines: Sequence[str]) -> dict[str, str]:
    """The properties in a file's first lines, `#separator:tab`; none where these are fewer than two."""
    matches = list(takewhile(bool, map(FILE_PROPERTY.match, lines)))
    return {match["key"]: match["value"] for match in matches if match} if len(matches) >= MIN_FILE_PROPERTIES else {}


def read_back_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """The properties in the last lines and the number of the first; nothing and 0 where these are no properties."""
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    values, first = dict[str, str](), last + 1
    while first > 1 and (match := PROPERTY.match(lines[first - 2])) and match["key"] not in values:
        values[match["key"]] = match["value"] or ""
        first -= 1
    is_apart = first == 1 or not lines[first - 2].strip()
    known = sum(bool(field_name(key)) or key == "id" or key.endswith(("_id", "_time")) for key in values)
    is_short = all(len(value.split()) <= MAX_VALUE_WORDS for value in values.values())
    if len(values) < MIN_PROPERTIES or known < MIN_KNOWN or not is_apart or not is_short or first == 1:
        return {}, 0
    return dict(reversed(values.items())), first

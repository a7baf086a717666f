"""Title and author of a work as they stand above or within records, without labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ingest.markdown.links import bare_link
from ingest.metadata.head_words import type_of_word
from ingest.metadata.labels import VOCABULARY, begins_with_any, folded, is_heading_of, read_label
from ingest.metadata.record_heads import read_head
from ingest.text.dates import iso_date

IN_MARKS = re.compile(r"(?:<<|《|『)(?P<words>[^<>《》『』]+)(?:>>|》|』)\s*(?P<behind>.*)$")
BY = "|".join(VOCABULARY["by_words"])
BEFORE_NAME = re.compile(rf"^[\s,，:：/／|—–-]*(?:作者|著者|{BY})?[\s:：]*", re.I)
COUNT_BEHIND = re.compile(r"\(\d+\)\W*$")
COUNTED_BY = re.compile(rf"\s+(?:{BY})\s+@?\w+$", re.I)
NAME_IN_BRACKETS = re.compile(r"^(?P<title>\S.*?)\s*[(（](?P<author>[^()（）\d/]{3,80})[)）]$")
BEFORE_AUTHOR = (re.compile(r"\s+[-–—]\s+"), re.compile(rf"\s+(?:{BY})\s+"))
"""What stands between a title and its author, the surest first."""
BYLINE = re.compile(
    rf"^[*_]*(?:{BY}|autor|автор|(?P<of>de|da|van))\s+(?P<name>(?:\b[^\W\d_]\.|[^\W\d_])(?:\b[^\W\d_]\.|[^.:!?]){{2,60}}?)[*_]*$",
    re.I,
)
NAME_WORD = r"(?:[^\W\d_a-zа-я][\w.'’-]*|de|van|von|da|del|della|di|du|la|le|al|bin|den|der|ter)"
NAME = re.compile(
    rf"^(?P<name>{NAME_WORD}(?:\s+{NAME_WORD}){{1,4}}|{NAME_WORD},\s*{NAME_WORD}(?:\s+{NAME_WORD})*)(?:,?\s*\(?\d{{4}}\)?)?$"
)
EASTERN_NAME = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,4}(?:[·・ ][\u4e00-\u9fff]{1,6}){0,2}|[\uac00-\ud7af]{2,4}|"
    r"[\u30a0-\u30ff]{2,8}・[\u30a0-\u30ff・]{2,12})$"
)
COMMA_NAME = re.compile(r"^(?P<title>\S.+?),\s+(?P<name>[^,]+)$")
MIN_NAME_WORDS = 2
BOLD_SIGNS = re.compile(r"\*\*|__")
PART_SIGN = re.compile(r"[,;|·•(]")
DOT = re.compile(r"\s+[·•|]\s+")
MAX_DOTTED_LETTERS = 200
SITE = re.compile(r"^(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?$")
WORD_BEFORE_DATE = re.compile(
    r"^[^\W\d_]+(?:\s+(?:to|in|with|by)\s+[\w-]+)?(?:\s+(?:on|am|le|el|em|il))?:?\s+(?=\d|[^\W\d_]+\.?\s+\d)"
)
LEAD_WORD = re.compile(r"[^\W\d_]+|&")
JOINING_WORDS = frozenset(("&", "and", "und", "et", "y", "e", "i", "en", "och", "и"))
EASTERN_TRAIL = re.compile(r"^(?P<title>\S.*?)(?:\s*の|\s+)(?P<what>[\u30a0-\u30ff\uac00-\ud7af]{2,8})$")
QUOTED_WORK = re.compile(
    rf"^[\"“„«]\s*(?P<title>[^”\"»“]+?)\s*[”\"»“]\s*[,—–-]*\s*(?:(?:{BY}|de)\s+|d['’])?"
    r"(?P<author>[^\W\d_][^”\"»“:!?]{2,60})$"
)
"""`«Salt and Tide» by Maren Voss`."""
OWNER = re.compile(r"^[^\W\d_]{2,20}['’]s\s+(?=(?:notes|highlights|annotations|quotes)\b)", re.I)
"""Whose notes on a work follow: `Runa’s Notes From`."""
LINK = re.compile(r"^\[[^\[\]]*\]\((?P<url>https?://[^()\s]+)\)$")
DATED_WORK = re.compile(r"^(?P<author>[^\W\d_][^:\d]{2,60}):\s+(?P<title>\S.*?),?\s+\(?(?:1[5-9]|20)\d\d\)?$")
"""`Maren Voss: Salt and Tide (2019)`."""
YEAR = re.compile(r"^(?:1[5-9]|20)\d\d$")
LENGTH = re.compile(r"^\d+\s*(?:min\w*|h|hours?|pages?|words)\.?(?:\s+\w+)?$", re.I)
MAX_NAME_WORDS = 6
MIN_LEAD_WORDS = 3
"""Of `Notes on the book`; `Book notes` may be a title."""
MAX_SMALL_WORD_LETTERS = 4
"""Of prepositions and articles in any language."""
QUOTED_TITLE = re.compile(r"^(?P<author>[^“\"„]{3,60}?)[.,:]?\s*[“\"„«](?P<title>[^”\"»“]+?)[.,]?[”\"»“][.,]?")


def without_counts(line: str) -> str:
    """A line without the counts of highlights behind a title: `(Highlight: 3; Note: 1)`."""
    cut = re.search(r"\s*[(\[][^()\[\]]*[)\]]\s*$", line)
    if cut and is_count(cut[0].strip(" ()[]")):
        return line[: cut.start()].rstrip()
    return line


def is_count(line: str) -> bool:
    """Whether a line only counts highlights and notes: `3 Highlights | 1 Notes`, `*2 highlights, last synced …*`,
    `Цитаты (3)`."""
    if COUNT_BEHIND.search(line) and is_heading_of(line, "highlight_headings"):
        return True
    head = read_head(COUNTED_BY.sub("", _without_furniture(line.strip("*_ ")).replace("(s)", "")))
    return bool(
        head and head.type and not head.location and not head.dated and not head.value and re.search(r"\d", line)
    )


def _without_furniture(line: str) -> str:
    """A line without a tool's own words behind a comma or another sign."""
    furniture = begins_with_any("furniture")
    ends = (sign.start() for sign in PART_SIGN.finditer(line) if furniture.match(line[sign.end() :]))
    return line[: next(ends, len(line))]


def is_name(line: str) -> bool:
    """Whether a line looks like a person's name, perhaps with a year behind it."""
    return bool(NAME.match(line) or EASTERN_NAME.match(line)) and len(line.split()) <= MAX_NAME_WORDS


def byline(line: str) -> str:
    """The name in `by Maren Voss` or `Maren Voss, 2019`, or ""."""
    line = bare_link(line)
    match = BYLINE.match(line)
    name = match["name"].strip("*_ ") if match else ""
    if match and len(name.split()) <= MAX_NAME_WORDS and (is_name(name) or not match["of"]):
        return name
    dated = re.match(rf"^(?P<name>{NAME_WORD}(?:\s+{NAME_WORD}){{1,4}}),?\s*\(?(?:1[5-9]|20)\d\d\)?$", line.strip())
    return dated["name"] if dated else ""


def title_and_author(line: str) -> tuple[str, str]:
    """Title and author of a line such as `Salt and Tide - Maren Voss (12)` or `Salt and Tide (Voss, Maren)`."""
    line = without_counts(line.strip())
    marked = IN_MARKS.search(line)
    if marked:
        line = re.sub(r"\s*\(\d+\)$", "", marked["words"]).strip()
        label = read_label(marked["behind"].strip())
        name = BEFORE_NAME.sub("", marked["behind"]).strip()
        if is_heading_of(name, "highlight_headings"):
            return line, ""
        if is_name(name) or (label and label.kind == "author" and name):
            return line, name
    quoted = QUOTED_WORK.match(line)
    if quoted and is_name(quoted["author"].strip()):
        return quoted["title"], quoted["author"].strip()
    line = line.strip('"“”«»')
    dated = DATED_WORK.match(line)
    if dated and is_name(dated["author"]):
        return dated["title"], dated["author"]
    bracketed = NAME_IN_BRACKETS.match(line)
    if bracketed and not is_tools_own(bracketed["author"]):
        return bracketed["title"].strip('"“” '), bracketed["author"].strip()
    for between in (sign for pattern in BEFORE_AUTHOR for sign in reversed(list(pattern.finditer(line)))):
        author = line[between.end() :].strip()
        if between.start() and is_name(author):
            return line[: between.start()].strip('"“” '), author
    return line, ""


def work_in(line: str) -> tuple[str, str]:
    """Title and author of a line `Title — Author`, `Title by Author` or `Title, Author`; "" for no author."""
    title, author = title_and_author(line.strip())
    comma = None if author else COMMA_NAME.match(line.strip())
    if comma:
        title, author = comma["title"], comma["name"].strip()
    return (title, author) if is_name(author) and len(author.split()) >= MIN_NAME_WORDS else (line.strip(), "")


def dotted_fields(line: str) -> list[tuple[str, str]]:
    """The fields of a line `by Maren Voss · tides.example · saved 4 March 2024 · #sea`; none where it is not one."""
    if len(line) > MAX_DOTTED_LETTERS:
        return []
    parts = [part.strip().strip("*_") for part in DOT.split(line) if part.strip()]
    if len(parts) < 2:
        return []
    pairs = [_field_in(part) or ("source", part) for part in parts]
    names = [pair for pair in pairs if pair[0] == "author"]
    known = sum(pair[0] != "source" for pair in pairs)
    if not names or known < 2 or known < len(parts) - 1:
        return []
    return [("publisher", value) if pair in names[1:] else pair for pair in pairs for value in pair[1:]]


def _field_in(part: str) -> tuple[str, str] | None:
    if name := byline(part) or (part if is_name(part) and " " in part else ""):
        return "author", name
    if part.startswith("#"):
        return "tags", part
    if link := LINK.match(part):
        return "url", link["url"]
    if YEAR.match(part):
        return "year", part
    if LENGTH.match(part):
        return "length", part
    if SITE.match(part):
        return ("url" if "://" in part else "site"), part
    day = iso_date(WORD_BEFORE_DATE.sub("", part))
    return ("saved" if WORD_BEFORE_DATE.match(part) else "date", part) if day else None


def is_tools_own(line: str) -> bool:
    """Whether a line is a tool's own words: `Exported from Tidebook`, `Click to expand`."""
    line = line.strip("*_ ")
    return bool(begins_with_any("furniture").match(line) or _export_line().match(line))


@cache
def _export_line() -> re.Pattern[str]:
    """`Exported from Tidebook`, or in languages that say so last `Tidebook 앱에서 내보냄`."""
    exported, between, last = (
        "|".join(map(re.escape, words))
        for words in (VOCABULARY["export_words"], _prepositions(), VOCABULARY["furniture_ends"])
    )
    name = r"\S+(?:\s\S+){0,3}"
    return re.compile(rf"^\W*(?:(?:{exported})\s+(?:{between})\s+{name}|{name}\s?(?:{last}))\W*$", re.I)


def without_lead(line: str) -> str:
    """A title without `Notes and highlights for` before it; "" where the line is nothing else."""
    line = OWNER.sub("", line)
    if _says_only_what_notes(line):
        return ""
    lead = begins_with_any("title_leads").match(line)
    end = lead.end() if lead and not line[lead.end() : lead.end() + 1].isalnum() else _length_of_lead(line)
    rest = line[end:].strip(" :：*_")
    line = _without_eastern_trail(line)
    return line if not end else rest if QUOTED_WORK.match(rest) else rest.strip('"“”„«»')


def _without_eastern_trail(line: str) -> str:
    """A title without `のハイライト`, as Japanese and Korean put behind it what other languages put before."""
    trail = EASTERN_TRAIL.match(line)
    return trail["title"] if trail and type_of_word(trail["what"]) else line


def _says_only_what_notes(line: str) -> bool:
    """Whether a line only says that a notebook was exported, `Cuaderno exportado para`, or that notes on a work follow,
    `Notizen zum Buch`."""
    words = [folded(word[0]) for word in LEAD_WORD.finditer(line)]
    names_notebook = all(not set(words).isdisjoint(VOCABULARY[name]) for name in ("notebook_words", "export_words"))
    names_notes = len(words) >= MIN_LEAD_WORDS and type_of_word(words[0]) and words[-1] in VOCABULARY["labelled_things"]
    known = (*VOCABULARY["notebook_words"], *VOCABULARY["export_words"], *VOCABULARY["fillers"])
    between = words[:-1] if names_notes else words
    return bool(names_notebook or names_notes) and all(
        word in known or type_of_word(word) or len(word) <= MAX_SMALL_WORD_LETTERS for word in between
    )


def _length_of_lead(line: str) -> int:
    """How many letters of a line are words for highlights, perhaps with an app's name, up to `from` or `for`; 0 where
    these are `notes` alone, as titles begin with too."""
    found = list[str]()
    for word in LEAD_WORD.finditer(line):
        plain = folded(word[0])
        if found and plain in _prepositions():
            return word.end() if set(found) != {"note"} else 0
        kind = "app" if plain in VOCABULARY["apps"] else type_of_word(plain)
        kind = kind or ("highlight" if is_heading_of(plain, "highlight_headings") else "")
        if not kind and plain not in VOCABULARY["possessives"] and plain not in JOINING_WORDS:
            return 0
        found += [kind] if kind else []
    return 0


@cache
def _prepositions() -> frozenset[str]:
    """The words between what was taken out of a work and its name: `from`, `für`, `de`."""
    phrases = (*VOCABULARY["title_leads"], *VOCABULARY["source_trailers"])
    return frozenset((*(folded(phrase.split()[-1]) for phrase in phrases if " " in phrase), *VOCABULARY["pasted_from"]))


def work_above(lines: Sequence[str]) -> tuple[str, str, int]:
    """Title and author in the first lines of a plain text, and how many lines they take."""
    lines = [BOLD_SIGNS.sub("", line).strip(" *_") for line in lines]
    if len(lines) > 1 and not without_lead(lines[0]):
        title, author, taken = work_above(lines[1:])
        return title, author, taken + 1 if taken else 0
    first = without_lead(lines[0]) if lines else ""
    if not lines or len(first) > 150 or (first == lines[0] and first[-1:] in ".!?”"):
        return "", "", 0
    title, author = title_and_author(first)
    if len(lines) > 1 and not author and (name := byline(lines[1]) or (lines[1] if is_name(lines[1]) else "")):
        return title, name, 2
    taken = 2 if len(lines) > 1 and author and lines[1].strip() == author else 1
    return title, author, taken


def source_of_trailer(lines: Sequence[str]) -> tuple[str, str] | None:
    """Title and author below or behind `Excerpt From`, or None where lines are no such trailer."""
    begins = begins_with_any("source_trailers").match(lines[0]) if lines else None
    label = read_label(lines[0]) if begins else None
    if not begins or (label and label.kind == "text"):
        return _source_of_address(lines)
    rest = lines[0][begins.end() :].strip(" :：")
    furniture = begins_with_any("furniture")
    below = [line for line in lines[1:] if not furniture.match(line) and "://" not in line]
    if not rest and below and (quoted := QUOTED_TITLE.match(below[0])):
        return quoted["title"].strip(), quoted["author"].strip()
    if not rest:
        return (below[0].strip(), below[1].strip() if len(below) > 1 else "") if below else ("", "")
    quoted = QUOTED_TITLE.match(rest)
    if quoted:
        return quoted["title"].strip(), quoted["author"].strip()
    return title_and_author(re.split(r"\.\s+(?=Apple|iBooks)|https?://", rest)[0].strip(" ."))


def _source_of_address(lines: Sequence[str]) -> tuple[str, str] | None:
    """Title and author of `From The Tide Hour: Knots, 4 March 2024` above an address, or None."""
    word, _, rest = lines[0].partition(" ") if len(lines) > 1 else ("", "", "")
    if not rest or not is_heading_of(word, "pasted_from") or not SITE.match(lines[1].strip("<> ")):
        return None
    title, _, day = rest.rpartition(", ")
    return title_and_author(title if title and iso_date(day) else rest)


def names_an_app(text: str) -> bool:
    """Whether a text names a reading tool of the vocabulary."""
    return any(app in text.casefold() for app in VOCABULARY["apps"])

"""Evidence for where the words of a note come from: a page or work that somebody else wrote, or the reader.

Each kind counts once, however often it is found. `whose_words` decides from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingest.markdown.blocks import heading_of
from ingest.markdown.list_lines import BULLET
from ingest.markdown.plain_text import READING_TIME
from ingest.metadata.fields import MetadataFields, split_field
from ingest.metadata.labels import begins_with_any, folded, is_heading_of
from ingest.metadata.title_author import BY, byline, is_name, names_an_app, work_in
from ingest.metadata.titles import title_from_path
from ingest.note import Note
from ingest.text.dates import date_of_name, iso_date
from ingest.text.first_person import speaks_of_oneself

WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("evidence_words.json").read_text("utf-8"))

MAX_HEAD_LINES = 12
"""In which a byline, a reading time or a credit stands."""
MAX_SHORT_LETTERS = 200
"""Of a button, a byline, a credit."""
MAX_BUTTON_WORDS = 12
MAX_CREDIT_WORDS = 12
MAX_DATE_WORDS = 6
MIN_HEADLINES = 2
MIN_BULLET_SHARE = 0.8
SEPARATED = re.compile(r"\s*[|·•]\s*")
AROUND_BUTTON = re.compile(r"^\W*(?:\d[\d.,]*[kK]?\s+)?\W*|[\s\W]*(?:\(\d+\)|\d[\d.,]*[kK]?)?\W*$")
CLIPPING = re.compile(r"(?:^|[/\s_#-])(?:web[ -]?)?clipp(?:ing|ed)s?(?=/|$)", re.I | re.M)
"""A folder or a tag of clipped pages."""
HTML_COMMENT = re.compile(r"<!--.*?-->")
BOLD_QUESTION = re.compile(r"^(?:\*\*|__).+[?？](?:\*\*|__)$")
MIN_QUESTIONS = 2
PROGRAM = re.compile(r"^(?:[a-z]+(?:\.[a-z]+)+|[a-z]+-(?:desktop|mobile|android|ios|cli|web|clipper|plugin))$")
"""`joplin-desktop`, `net.cozic.joplin-desktop`."""
HANDLE = re.compile(
    r"^\W*(?:(?P<name>[^\W\d_][\w .'’-]{1,40}?)\W+)?(?<!\[)@[\w.]{2,30}(?:@[\w.-]+)?\b\W*(?:$|[·|,]|\d|[A-Z][a-z]{2})"
)
"""A line with the name by which somebody writes to a network: `**Lena Fors** (@lena) · Mar 4, 2024`."""
NOTICE = re.compile(r"^\W*(?:©|\(c\)\s*\d{4}|copyright\b|all rights reserved)", re.I)
TASK = re.compile(r"^\s*[-*+]\s+\[[ xX]\]\s")
QUOTED_SPAN = re.compile(
    r"[“”][^”]*”|\"[^\"]*\"|„[^“”]*[“”]|«[^»]*»|»[^«]*«|「[^」]*」|『[^』]*』|(?<!\w)‘[^’]*’(?!\w)"
)
NOTE_LINK = re.compile(r"(?<!!)\[\[[^\[\]]+\]\]")
NAME_BEHIND = re.compile(r"^\W*(?P<what>[^\d:：]{3,40}?)\s*(?:[:：]|\b(?:" + BY + r")\b)\s*(?P<name>[^()]{3,60}?)\W*$")
PARTS_OF_CREDIT = re.compile(r"\s*(?:&|,|\b(?:and|und|et|y|e|en|i|и|och)\b)\s*")
SITE_LAST = re.compile(
    r"(?:^|[,·|(]\s*)(?:www\.)?(?!\d)[\w-]+(?:\.[\w-]+)*\."
    r"(?!(?:md|txt|pdf|docx?|epub|csv|json|html?|py|js|ts|sh|jpe?g|png|gif|svg|mp[34]|zip)\b)[a-z]{2,7}(?:/\S*)?\W*$"
)
"""A line that ends in the name of a site, and not of a file."""
PASSED_ON = re.compile(r"^\W*(?:via|h/t|hat tip)\s+(?P<who>\S.{2,40})$", re.I)
ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The kinds of evidence that a note gives."""

    page: frozenset[str]
    """That its text was copied from a page: an address, a reading time, buttons."""
    work: frozenset[str]
    """That it is about a work: an author, a work's number, a credit."""
    own: frozenset[str]
    """That the reader wrote it: tasks, the first person, a day as its name."""


def gather_evidence(note: Note, fields: MetadataFields) -> Evidence:
    """The evidence of a note whose fields were read."""
    text = _Text(note, fields)
    page, work, own = (frozenset(kind for kind, holds in kinds.items() if holds(text)) for kinds in KINDS)
    return Evidence(page=page, work=work, own=own)


def is_outline(note: Note) -> bool:
    """Whether a note is nearly all bullets: web pages are not written so."""
    texts = [line for line in note.lines[note.body - 1 :] if line.strip() and not heading_of(line)]
    return sum(bool(BULLET.match(line)) for line in texts) >= MIN_BULLET_SHARE * max(1, len(texts))


def is_button(line: str) -> bool:
    """Whether a line is a button, or the words of a page or a newsletter around its text: `Share | 12 Comments`."""
    text = HTML_COMMENT.sub("", line).strip().strip("*_#[]")
    if not text or len(text) > MAX_SHORT_LETTERS or len(text.split()) > MAX_BUTTON_WORDS:
        return False
    if text.casefold().lstrip().startswith(_button_starts()):
        return True
    parts = [folded(AROUND_BUTTON.sub("", part)) for part in SEPARATED.split(text)]
    return any(parts) and all(not part or part in _words("buttons") for part in parts)


def is_part_of_talk(heading: str) -> bool:
    """Whether a heading is one that programs write above what was said: `Transcript`."""
    return folded(heading) in _words("exported_parts")


def is_headline(line: str) -> bool:
    """Whether a line is a headline of a web page: most of its words begin with a capital, and it ends no sentence."""
    words = [word for word in line.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= 5 and capitals >= 0.8 * len(words) and not ITEM.match(line) and not line.endswith(".")


def without_quotations(line: str) -> str:
    """A line without what stands in quotation marks, and "" for a quoted line."""
    return "" if ITEM.sub("", line).lstrip().startswith(">") else QUOTED_SPAN.sub(" ", line)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(map(folded, WORDS[name]))


@cache
def _button_starts() -> tuple[str, ...]:
    return tuple(WORDS["button_starts"])


@cache
def _starts(name: str) -> re.Pattern[str]:
    words = sorted(map(re.escape, WORDS[name]), key=len, reverse=True)
    return re.compile(rf"^\W*(?:{'|'.join(words)})(?![^\W\d_])", re.I)


class _Text:
    """A note's lines as the evidence looks at them."""

    def __init__(self, note: Note, fields: MetadataFields) -> None:
        self.note = note
        self.fields = fields
        self.arguments = fields.document_arguments()
        self.lines = [line.strip() for line in note.lines[note.body - 1 :] if line.strip()]
        self.head = [
            line for line in self.lines[:MAX_HEAD_LINES] if len(line) <= MAX_SHORT_LETTERS and not heading_of(line)
        ]
        headings = filter(None, map(heading_of, self.lines))
        self.is_export = any(is_part_of_talk(heading[1]) for heading in headings)
        """Whether a program took down what was said in it, and did not only keep the reader's notes."""
        pairs = [*fields.pairs.items(), *filter(None, map(split_field, self.head))]
        self.keys = {folded(key) for key, value in pairs if value.strip()}
        self.program_keys = {folded(key) for key, value in pairs if PROGRAM.match(value.strip())}
        """Of fields that only name the program that keeps the note."""


def _is_dated_byline(text: _Text) -> bool:
    """Whether a byline and a date stand next to each other above the text, as pages have them."""
    for above, below in zip(text.head, text.head[1:], strict=False):
        for name, day in ((above, below), (below, above)):
            if byline(name) and len(day.split()) <= MAX_DATE_WORDS and iso_date(day):
                return True
    return False


def _ends_in_headlines(text: _Text) -> bool:
    """Whether the last lines are headlines of other pages: they end no sentence and are no items."""
    last = text.lines[-MIN_HEADLINES:] if len(text.lines) > 2 * MIN_HEADLINES else []
    return bool(last) and all(is_headline(line) for line in last)


def _is_interview(text: _Text) -> bool:
    """Whether questions stand in bold on a page whose name or heading says that it is an interview."""
    head = f"{text.note.path} {' '.join(text.lines[:2])}".casefold()
    questions = sum(bool(BOLD_QUESTION.match(line)) for line in text.lines)
    return questions >= MIN_QUESTIONS and any(word in head for word in _words("interviews"))


def _is_signed(text: _Text) -> bool:
    """Whether a line behind a dash names the author: `— Maren Voss, Salt and Tide, 1931`."""
    author = str(text.arguments["author"])
    return bool(author) and any(re.match(rf"[—–-]+\s*{re.escape(author)}\b", line) for line in text.lines)


def _is_credit(line: str) -> bool:
    """Whether a line says who made a song, a recipe or a picture: `Words and music: Della Quince`."""
    match = NAME_BEHIND.match(line) if len(line.split()) <= MAX_CREDIT_WORDS else None
    if not match:
        return False
    kinds = PARTS_OF_CREDIT.split(folded(match["what"]))
    name = match["name"].split(",")[0].strip()
    return bool(kinds) and set(kinds) <= _words("credits") and is_name(name)


def _has_source_field(text: _Text) -> bool:
    lists = ("source_keys", "source_words", "pasted_from")
    named = any(is_heading_of(key, name) for key in text.keys - text.program_keys for name in lists)
    return "publisher" in text.keys or named or any(_is_passed_on(line) for line in text.lines[-1:])


def _is_passed_on(line: str) -> bool:
    """Whether a line names whom a text came from: `via @voss`, `h/t Maren Voss`."""
    match = PASSED_ON.match(line)
    return bool(match and (match["who"][0] == "@" or is_name(match["who"]) or SITE_LAST.search(match["who"])))


def _names_tool(text: _Text) -> bool:
    """Whether the first or last line is a reading tool's own: `Exported from Liner`, `Your daily Readwise`."""
    lines = [line for line in (*text.lines[:1], *text.lines[-1:]) if len(line.split()) <= MAX_BUTTON_WORDS]
    own_words = (begins_with_any("furniture"), _starts("addresses"))
    return any(names_an_app(line) and any(words.match(line) for words in own_words) for line in lines)


def _names_work(text: _Text) -> bool:
    """Whether a note's name or first line is a work's title with its author."""
    first = [line for line in text.lines[:1] if len(line) <= MAX_SHORT_LETTERS]
    heads = [heading[1] if (heading := heading_of(line)) else line for line in first]
    return any(bool(work_in(line)[1]) for line in (title_from_path(text.note.path), *heads))


def _is_reading_record(text: _Text) -> bool:
    """Whether a field or a line says when or how well a work was read."""
    if not _words("reading_records").isdisjoint(text.keys):
        return True
    starts = _starts("reading_records")
    return any(
        len(line.split()) <= MAX_BUTTON_WORDS and starts.match(line) and re.search(r"\d", line) for line in text.head
    )


def _is_draft(text: _Text) -> bool:
    status = " ".join(str(text.note.front.get(key, "")) for key in ("status", "state", "tags"))
    name = title_from_path(text.note.path)
    words = re.findall(r"[^\W\d_]+", f"{status} {name}".casefold())
    marked = {key.casefold() for key, value in text.note.front.items() if value is True or value == "true"}
    return not _words("drafts").isdisjoint((*words, *marked))


def _in_own_folder(text: _Text) -> bool:
    return not _words("own_folders").isdisjoint(map(folded, text.note.path.split("/")[:-1]))


Kind = Callable[[_Text], object]

PAGE_KINDS: dict[str, Kind] = {
    "clipping": lambda text: CLIPPING.search("\n".join([text.note.path, *text.arguments["tags"]])),
    "address": lambda text: text.arguments["url"],
    "reading time": lambda text: any(map(READING_TIME.search, text.lines[:MAX_HEAD_LINES])),
    "buttons": lambda text: any(map(is_button, text.lines)),
    "copyright": lambda text: any(map(NOTICE.match, text.lines)),
    "dated byline": _is_dated_byline,
    "headlines": _ends_in_headlines,
    "signature": _is_signed,
}
WORK_KINDS: dict[str, Kind] = {
    "author": lambda text: text.fields.get("author") or any(map(byline, text.head[:3])),
    "interview": _is_interview,
    "handle": lambda text: any(map(HANDLE.match, text.head)),
    "credit": lambda text: any(map(_is_credit, text.head)),
    "site": lambda text: any(SITE_LAST.search(line) and len(line.split()) <= MAX_CREDIT_WORDS for line in text.head),
    "source": _has_source_field,
    "title": _names_work,
    "tool": _names_tool,
}
OWN_KINDS: dict[str, Kind] = {
    "day": lambda text: date_of_name(text.note.path),
    "outline": lambda text: is_outline(text.note),
    "talk": lambda text: not (_words("talk_keys").isdisjoint(text.keys) or text.is_export),
    "tasks": lambda text: any(map(TASK.match, text.lines)),
    "first person": lambda text: any(speaks_of_oneself(without_quotations(line)) for line in text.lines),
    "links": lambda text: any(map(NOTE_LINK.search, text.lines)),
    "reading record": _is_reading_record,
    "draft": _is_draft,
    "folder": _in_own_folder,
}
KINDS = (PAGE_KINDS, WORK_KINDS, OWN_KINDS)

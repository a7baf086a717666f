"""What stands around a highlight's text, taken off in any order: links, places, tags, dates, block ids, `<mark>`,
quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.metadata.labels import label_kind
from ingest.metadata.locations import strip_location
from ingest.metadata.record_heads import Head, read_head
from ingest.metadata.tags import tag_list
from ingest.text.clean import clean_text
from ingest.text.dates import iso_date

MAX_TAGS_LETTERS = 1_000
TAGGED_ENDS = ".!?…)\"”»'’。！？」>=*_],0123456789"
"""The last letter of a text or of its place, with tags behind."""
TAGS = re.compile(r"(?:[\s,]*+#(?:\[\[[^\[\]]+\]\]|(?=[^\s#,\[\]()]*[^\W\d])[^\s#,\[\]()]++))++\s*$")
"""Possessive, since an address that an export cut up, `&#x2F;a&#x2F;b`, can be split in countless ways."""
LINK = re.compile(
    r"[(\[（]?\s*(?:[-—–]\s*)?(?<!!)\[(?P<label>[^\[\]\n]{0,60})\] ?"
    r"\((?P<url>(?:[^()\s]|\([^()\s]*\))+)\)\s*[)\]）]?[.,;]?\s*$"
)
WIKILINK = re.compile(r"\s*\[\[(?P<target>[^\[\]|]+)(?:\|(?P<label>[^\[\]]*))?\]\]\s*$")
BRACKETED = re.compile(r"\s*[(\[（](?P<words>[^()\[\]（）]{1,60})[)\]）]\s*$")
BEHIND_QUOTE = re.compile(r"^(?P<text>.*[”\"»“」』])[\s,–—-]*(?P<words>[^”\"»“」』]{2,60})$", re.S)
"""A place without brackets behind a quotation."""
PAGE_BEHIND_QUOTE = re.compile(r"^(?P<text>.*[”\"»“」』])\s*[(\[](?P<page>\d{1,4}(?:[-–]\d{1,4})?)[)\]]$", re.S)
"""`“…” [14]`."""
LEADING_LINK = re.compile(
    r"^[(\[]?\[(?P<label>[^\[\]\n]{1,40})\]\((?P<url>(?:[^()\s]|\([^()\s]*\))+)\)[)\]]?\s*[:：–—-]?\s+(?=\S)"
)
"""A place's link before the text."""
MAX_HEAD_LETTERS = 80
"""Of a place and date behind a text."""
DASH = re.compile(r"\s(?:[—–]|- )")
DASHED = re.compile(r"\s+(?:[—–]|-(?=\s))\s*(?P<words>(?=[^—–\d]*\d)[^—–]+)$")
"""A place or date behind a dash."""
TIMED = re.compile(r"(?<=[.!?…。！？”\"»’')\]])\s*[-–—@]?\s*[(\[]?(?P<time>\d{1,2}(?::\d\d){1,2})[)\]]?\s*$")
"""A time of a talk behind a sentence."""
CITATION = re.compile(r"\s*\([^()\n]{2,80}[,:]\s*(?:pp?\.|S\.|стр\.|p[áa]gs?\.)?\s*(?P<page>\d+(?:[-–]\d+)?)\)\s*$")
"""`(Voss, 2019, p. 12)` behind a quotation."""
APP_LINK = re.compile(
    r"^(?P<text>[“\"„«].*[”\"»“].*\]\((?!https?:)[a-z][\w+.-]*://[^()\s]+\)[)\]]?)\s+(?P<remark>[^\s\[(#].*)$", re.S
)
REMARK_BEHIND = re.compile(
    r"^(?P<text>[“\"„«][^”\"»“]+[”\"»“](?:\s*[(\[][^()\[\]]{1,40}[)\]])?)\s+--\s+(?P<remark>\S.*)$", re.S
)
"""`“…” -- for the talk`."""
CITED_PAGE = re.compile(r"(?::|\bpp?\.?\s*|,\s*)(?P<page>\d+(?:[-–]\d+)?)\s*$")
GO_TO = re.compile(
    r"^\W*(?:link|view|open|go to|jump|source|read|show|see|ver|voir|öffnen|vedi|abrir|ouvrir)?\b[\w\s]{0,24}\W*$", re.I
)
OUTER_QUOTES = re.compile(
    r"^(?:\"(?P<a>[^\"]+)\"|“(?P<b>[^”]+)”|„(?P<c>[^“”]+)[“”]|«(?P<d>[^»]+)»|»(?P<h>[^«]+)«|"
    r"「(?P<e>[^」]+)」|『(?P<f>[^』]+)』|‘(?P<g>[^’]{20,})’|”(?P<i>[^”]+)”)$",
    re.S,
)
OPENING_QUOTES = '"“„«»「『‘”'
HTML_MARK = re.compile(r"</?(?:mark|span|font|u|h[1-6]|blockquote|p|div)\b[^<>]*>", re.I)
MARKED = re.compile(r"^==(?P<text>[^=]+)==$", re.S)
EMPHASISED_LINK = re.compile(r"^(?P<sign>\*{1,3}|_{1,3})(?P<text>[^*_\s].*\]\([^()\s]+\)\)?)(?P=sign)$", re.S)
"""A text with the link behind it, all in italics."""


@dataclass(slots=True)
class StrippedText:
    """A highlight's text alone, and what stood around it."""

    text: str
    location: str = ""
    url: str = ""
    readwise_id: str = ""
    date: str = ""
    type: str = ""
    """`note` where the tail says that the text is one: `([note on p. 27](…))`."""
    tags: list[str] = field(default_factory=list)
    remark: str = ""
    """Words behind the link of a quotation: `“…” ([pdf](zotero://…)) for the talk`."""
    citation: str = ""
    """`Voss, 2019, p. 12`."""
    led: bool = False
    """Whether the place stood in front of the text."""
    quoted: bool = False
    """Whether the whole text stood in quotation marks, `==` or `<mark>`."""

    @property
    def is_placed(self) -> bool:
        return bool(self.location or self.url)


def strip_trailing_metadata(text: str) -> StrippedText:
    """Takes everything off a text that is not the highlight itself."""
    stripped = StrippedText(text=text.strip())
    _strip_leading_link(stripped)
    if emphasised := EMPHASISED_LINK.match(stripped.text):
        stripped.text = emphasised["text"]
    behind = APP_LINK.match(stripped.text) if "](" in stripped.text else None
    behind = behind or (REMARK_BEHIND.match(stripped.text) if " --" in stripped.text else None)
    if behind:
        stripped.text, stripped.remark = behind["text"], behind["remark"].strip()
    for _ in range(8):
        before = stripped.text
        _strip_head(stripped)
        _strip_known(stripped)
        _strip_tags(stripped)
        _strip_link(stripped)
        _strip_place(stripped)
        _strip_marks(stripped)
        if stripped.text == before:
            break
    stripped.text = clean_text(stripped.text)
    return stripped


def _strip_known(stripped: StrippedText) -> None:
    located = strip_location(stripped.text)
    if located.has_tail and located.text.strip():
        stripped.text, stripped.location = located.text.rstrip(" —–\t\n"), stripped.location or located.location
        stripped.url, stripped.readwise_id = stripped.url or located.url, stripped.readwise_id or located.readwise_id
        stripped.tags += located.tags
        stripped.date = stripped.date or located.date


def _strip_leading_link(stripped: StrippedText) -> None:
    leading = LEADING_LINK.match(stripped.text) if "](" in stripped.text[:60] else None
    head = read_head(leading["label"]) if leading else None
    place = head.location if head and not head.value else ""
    if leading and not place and not leading["url"].startswith("http"):
        place = _cited_page(leading["label"])
    if leading and place:
        stripped.text, stripped.location, stripped.url = stripped.text[leading.end() :], place, leading["url"]
        stripped.led = True


def _strip_tags(stripped: StrippedText) -> None:
    match = TAGS.search(stripped.text, max(0, len(stripped.text) - MAX_TAGS_LETTERS)) if "#" in stripped.text else None
    before = stripped.text[: match.start()].rstrip() if match else ""
    if match and before and (before[-1] in TAGGED_ENDS or _dashed_head(before)[1]):
        tags = tag_list(match[0])
        stripped.date = stripped.date or next(filter(None, map(iso_date, tags)), "")
        stripped.tags += [tag for tag in tags if not iso_date(tag) and tag not in stripped.tags]
        stripped.text = stripped.text[: match.start()].rstrip()


def _strip_link(stripped: StrippedText) -> None:
    match = LINK.search(stripped.text) if "](" in stripped.text or "] (" in stripped.text else None
    if not match or match.start() == 0:
        return
    label = match["label"].strip()
    head = read_head(label) if label else None
    page = _cited_page(label)
    is_app = not match["url"].startswith(("http", "/", ".", "#", "mailto"))
    is_link = label_kind(label.strip("\ufe0f ")) == "link" or bool(label and not re.search(r"\w", label))
    goes_to = bool(GO_TO.match(label)) and len(label.split()) <= 3
    if head and not head.value and (head.location or head.type):
        stripped.location, stripped.type = (
            stripped.location or head.location,
            stripped.type or (head.type if head.type == "note" else ""),
        )
    elif is_app and page:
        stripped.location = stripped.location or page
        stripped.citation = stripped.citation or label
    elif not is_app and not (goes_to and match[0].lstrip().startswith(("(", "[[", "—", "- "))) and not is_link:
        return
    stripped.url = stripped.url or match["url"]
    stripped.text = stripped.text[: match.start()].rstrip(" —–\t\n")


def _cited_page(label: str) -> str:
    """The page at the end of a citation, `Voss, 2019, S. 12`; "" without one."""
    page = CITED_PAGE.search(label)
    head = None if page else read_head(label.rpartition(",")[2])
    return f"Page {page['page']}" if page else head.location if head and not head.value else ""


def _strip_place(stripped: StrippedText) -> None:
    _strip_head(stripped)
    last = stripped.text.rstrip()[-1:]
    cited = CITATION.search(stripped.text) if last == ")" else None
    if cited and (stripped.url or stripped.text[: cited.start()].rstrip()[-1:] in '”"»“’』」'):
        stripped.location = stripped.location or f"Page {cited['page']}"
        stripped.citation = cited[0].strip(" ()")
        stripped.text = stripped.text[: cited.start()].rstrip()
        return
    paged = PAGE_BEHIND_QUOTE.match(stripped.text) if stripped.text[:1] in OPENING_QUOTES else None
    if paged:
        stripped.location, stripped.text = stripped.location or f"Page {paged['page']}", paged["text"]
        return
    timed = TIMED.search(stripped.text) if last.isdecimal() or last in ")]" else None
    if timed and timed.start():
        stripped.location = stripped.location or timed["time"]
        stripped.text = stripped.text[: timed.start()].rstrip()
        return
    behind = BEHIND_QUOTE.match(stripped.text) if stripped.text[:1] in OPENING_QUOTES else None
    head = read_head(behind["words"]) if behind else None
    if behind and head and head.location and not head.value:
        stripped.location, stripped.date = stripped.location or head.location, stripped.date or head.date
        stripped.text = behind["text"]


def _strip_head(stripped: StrippedText) -> None:
    """Takes off a place or date in brackets or behind a dash."""
    first = max(0, len(stripped.text) - MAX_HEAD_LETTERS)
    bracketed = BRACKETED.search(stripped.text, first) if stripped.text.rstrip()[-1:] in ")]）" else None
    match, head = _head_in(bracketed) if bracketed else _dashed_head(stripped.text)
    if not match or not head:
        return
    stripped.location, stripped.date = stripped.location or head.location, stripped.date or head.date
    stripped.text = stripped.text[: match.start()].rstrip()


def _dashed_head(text: str) -> tuple[re.Match[str] | None, Head | None]:
    """The place or date behind a dash at the end of a text, and what it says; None for both where there is none."""
    match = DASHED.search(text, max(0, len(text) - MAX_HEAD_LETTERS)) if DASH.search(text[-MAX_HEAD_LETTERS:]) else None
    return _head_in(match) if match else (None, None)


def _head_in(match: re.Match[str]) -> tuple[re.Match[str] | None, Head | None]:
    """A match whose words are no more than a place or date, and what they say; None for both where they are more."""
    head = read_head(match["words"]) if match.start() else None
    says_where = head and not head.value and (head.location or (head.date and not head.type))
    return (match, head) if says_where else (None, None)


def _strip_marks(stripped: StrippedText) -> None:
    text = HTML_MARK.sub("", stripped.text).strip() if "<" in stripped.text else stripped.text
    stripped.quoted = stripped.quoted or ("<mark" in stripped.text and text != stripped.text)
    match = OUTER_QUOTES.match(text) if text[:1] in OPENING_QUOTES else None
    if match:
        text, stripped.quoted = next(filter(None, match.groups())).strip(), True
    elif marked := MARKED.match(text):
        text, stripped.quoted = marked["text"].strip(), True
    stripped.text = text

"""The location, link and id that exporters append to a highlight's text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.metadata.labels import label_kind
from ingest.metadata.tags import tag_list
from ingest.text.dates import iso_date

LINK_TARGET = r" ?\((?P<url>(?:[^()\s]|\([^()\s]*\))*)\)"
LINK_LABEL = (
    r"(?P<label>(?:[Ll]ocation|Loc\.?|[Pp]age|Time|View Highlight|View Tweet|View Video|View Clip|View|"
    r"Open|Go to|Jump to|in context|Read on Omnivore|Link|Source|Highlight|Read|Tweet|Kindle|⤴️|🔗|↗|→)"
    r"[^\[\]]{0,40}|)"
)
HIGHLIGHT_URL = re.compile(
    r"read\.readwise\.io/\w|readwise\.io/(?:open|to_kindle|reader|bookreview)/?[?\w]|instapaper\.com/read/|"
    r"/status/\d|share\.snipd\.com/\w|airr\.io/\w|^kindle://|hyp\.is/\w|omnivore\.app/\w|"
    r"youtube\.com/watch\?.*t=|youtu\.be/.*t=|glasp\.co/\w|#:~:text=|oreilly\.com/\S*highlight"
)
TAIL_LINK = re.compile(
    r"(?P<open>[(\[（]?\s*)(?:[-—–]\s*)?\[" + LINK_LABEL + r"\]" + LINK_TARGET + r"\s*(?P<close>[)\]）]?)\s*$"
)
OWN_TAIL = re.compile(
    r"(?P<open>[(（]?\s*)\[(?P<label>[^\[\]\n]{1,40})\] ?\((?P<url>(?:https?://(?:read\.readwise\.io/read/|"
    r"readwise\.io/(?:open/\d|to_kindle)|instapaper\.com/read/\d)|kindle://)(?:[^()\s]|\([^()\s]*\))*)\)"
    r"\s*(?P<close>[)）]?)\s*$"
)
"""A highlight's own address, whatever a template calls it: `([Ver destaque](https://read.readwise.io/read/01…))`."""
PLACE_TAIL = re.compile(
    r"(?P<open>[(（]?\s*)\[(?P<label>[^\W\d_][\w ]{1,30})\]" + LINK_TARGET + r"\s*(?P<close>[)）]?)\s*$"
)
"""A link called no more than a place: `[Position](https://…#h1)`."""
MAX_OWN_LABEL_WORDS = 3
"""A longer label belongs to the text."""
LEADING_LINK = re.compile(
    r"^[(\[]?\[(?P<label>(?:[Ll]ocation|Loc\.?|[Pp]age|[Ss]eite|[Pp]osición|[Ee]mplacement)[\s\u00a0]+[\divxlc:–-]+)\]"
    + LINK_TARGET
    + r"[)\]]?\s*[:：–—-]?\s+(?=\S)"
)
"""A location's link before the text: `[Location 120](https://…): The harbour …`."""
LOOSE_TAIL = re.compile(r"(?P<open>\()\[(?P<label>View \w+)\]\((?P<url>https?://(?:(?!\]\()\S)+)(?P<close>\))\)\s*$")
"""A link whose address has an unbalanced bracket."""
TAIL_BARE = re.compile(
    r"\((?:View (?:Highlight|Tweet|Video|Clip|in (?:Reader|Readwise|context))|Open in (?:Reader|Readwise))\)\s*$"
)
"""The label of a link without its address: `(View Highlight)`."""
TAIL_LOCATION = re.compile(
    r"\((?P<place>(?:Page|Location|Loc\.?|Time)[\s\u00a0]+[\divxlcIVXLC](?:[\w\s.:–-]|,(?=\s*\d{1,3}\b)){0,28})\)\s*$"
)
TAIL_BLOCK_ID = re.compile(r"(?:^|\s)\s*\^(?P<id>(?:rw|ref-|hl|h)?[\w-]*\d[\w-]*)\s*$")
KINDLE_TAIL = re.compile(r"\s*[—–-]+\s*(?P<kind>location|page):\s*\[(?P<place>[^\]]*)\]" + LINK_TARGET + r"\s*$", re.I)
READWISE_ID = re.compile(r"readwise\.io/open/(\d+)|\brw(\d+)")
NUMBERED_LABEL = re.compile(r"^[^\W\d_]{2,12}[\s\u00a0]+\d[\d:–-]*$")
"""A location in any language: `Posición 122`."""
LOCATION = re.compile(r"^(?:[Ll]ocation|Loc\.?|[Pp]age|Time)[\s\u00a0]+\S")
PLACE_KINDS = ("page", "location")
LOCATION_WORDS = {"location": "Location", "page": "Page"}
STOPS = ".,;:!?…*_”"
LINK_BEFORE_STOP = re.compile(
    r"\[(View Highlight|)\]\(https?://(?:read\.)?readwise\.io/(?:read|open)/[^()\s]*\)\)?([.,;:!?…*_”]+)$"
)
"""A highlight's link before the full stop of its sentence, or before the end of its emphasis."""
TAIL_TAGS = re.compile(r"(?:[\s,]+#(?:\[\[[^\[\]]+\]\]|[^\s#,\[\]()]+))+\s*$")
"""Tags that a template writes behind a highlight's link."""
TAIL_MARKS = ("](", "] (http", "(Page", "(Location", "(View ", "(Open in ")
"""One of these is in each line that ends in a link or location."""
SPACES = re.compile(r"[\s\u00a0]+")
REMEMBERED_LINES = 4_096
"""What was read of the last ones is kept: recognisers, the shape of a list and its reader ask for it in turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A highlight's text without its tail, and what the tail says; "" is unset."""

    text: str
    location: str = ""
    """With plain spaces: `Location 122`, `Page 5`; a time without the word: `0:12:58`."""
    url: str = ""
    readwise_id: str = ""
    has_tail: bool = False
    tags: tuple[str, ...] = ()
    date: str = ""
    """Of a tag behind the link that is a day: `#[[2023-06-10]]`."""


def strip_location(text: str) -> Located:
    """Splits location links, block ids and locations off the end of `text`, however many there are."""
    date, tags = "", list[str]()
    text = text.rstrip()
    leading = LEADING_LINK.match(text) if text[:2].strip("([ ") != text[:2] and "](" in text[:200] else None
    if leading:
        located = strip_location(text[leading.end() :])
        return replace(
            located,
            location=located.location or tidy_location(leading["label"]),
            url=located.url or leading["url"],
            has_tail=True,
        )
    if text[-1:] not in ")]）" and "](" not in text[-400:] and "#" not in text[-200:] and "^" not in text[-60:]:
        return Located(text=text)
    tagged = TAIL_TAGS.search(text, max(0, len(text) - 200)) if "#" in text[-200:] else None
    if tagged and text[: tagged.start()].endswith(")") and _last_tail(text[: tagged.start()])[0] < tagged.start():
        for tag in tag_list(tagged[0]):
            date, tags = (date or iso_date(tag), tags) if iso_date(tag) else (date, [*tags, tag])
        text = text[: tagged.start()]
    located = _strip_tails(text)
    return replace(located, tags=tuple(tags), date=date) if tagged else located


@lru_cache(maxsize=REMEMBERED_LINES)
def _strip_tails(text: str) -> Located:
    """Splits the links, block ids and locations off a text that ends in no tags; dates, which a whole file makes clear,
    are read elsewhere."""
    location = url = readwise_id = stop = ""
    has_tail = False
    while text:
        ends_in_stop = not stop and text[-1] in STOPS
        link = LINK_BEFORE_STOP.search(text, max(0, len(text) - 400)) if ends_in_stop else None
        if link:
            stop, text = link[2], text[: link.start(2)]
        if text[-1] not in ")]）" and "^" not in text[-60:]:
            break
        cut, tail_location, tail_url, tail_id = _last_tail(text)
        if cut == len(text):
            break
        text = text[:cut].rstrip()
        has_tail = True
        location = tail_location or location
        readwise_id = tail_id or readwise_id
        if tail_url and (not url or "readwise.io/open/" in url):
            url = tail_url
    if has_tail and text.endswith(("\n—", "\n–", "\n-", " —")):
        text = text[:-1].rstrip()
    return Located(
        text=text + stop,
        location=location,
        url=url,
        readwise_id=readwise_id,
        has_tail=has_tail,
    )


def ends_in_location(line: str) -> bool:
    """Whether a line ends in a highlight's link or location."""
    return any(mark in line for mark in TAIL_MARKS) and strip_location(line).has_tail


def _last_tail(text: str) -> tuple[int, str, str, str]:
    """Where the last tail begins (the text's length where there is none), its location, link and id."""
    tail_at = max(0, len(text) - 2000)
    colon_at = text.rfind(": [", tail_at)
    kindle = KINDLE_TAIL.search(text, max(0, colon_at - 20)) if colon_at >= 0 else None
    if kindle:
        place = kindle["place"].strip()
        location = f"{kindle['kind'].capitalize()} {place}" if place else ""
        return kindle.start(), location, kindle["url"], ""
    caret_at = text.rfind("^", len(text) - 80 if len(text) > 80 else 0)
    block = TAIL_BLOCK_ID.search(text, max(0, caret_at - 8)) if caret_at >= 0 else None
    if block:
        digits = READWISE_ID.match(block["id"])
        return block.start(), "", "", (digits[1] or digits[2] or "") if digits else ""
    link_at = text.rfind("[", tail_at)
    while link_at >= 0:
        link = TAIL_LINK.search(text, max(0, link_at - 4)) or _own_tail(text, max(0, link_at - 4))
        if link:
            return _link_tail(link, text)
        link_at = text.rfind("[", tail_at, link_at) if text[link_at - 1 : link_at] == "(" else -1
    place_match = TAIL_LOCATION.search(text, max(0, len(text) - 60))
    if place_match:
        return place_match.start(), tidy_location(place_match["place"]), "", ""
    bare = TAIL_BARE.search(text, max(0, len(text) - 60))
    return bare.start() if bare else len(text), "", "", ""


def _own_tail(text: str, at: int) -> re.Match[str] | None:
    """A highlight's own link under a label of a template or a place's name, or with an unbalanced bracket in its
    address."""
    own = OWN_TAIL.search(text, at)
    if own and len(own["label"].split()) <= MAX_OWN_LABEL_WORDS:
        return own
    place = PLACE_TAIL.search(text, at)
    if place and label_kind(place["label"]) in PLACE_KINDS:
        return place
    return LOOSE_TAIL.search(text, at)


def _link_tail(link: re.Match[str], text: str) -> tuple[int, str, str, str]:
    label, url = link["label"].strip(), link["url"]
    cut_open = link["open"].strip() in ("(", "（") and not link["close"] and url.endswith(")")
    url = url[:-1] if cut_open else url
    is_place = bool(LOCATION.match(label)) or (link.re is OWN_TAIL and bool(NUMBERED_LABEL.match(label)))
    if not is_place and not (
        HIGHLIGHT_URL.search(url) or label.startswith("View ") or label_kind(label) in PLACE_KINDS
    ):
        return len(text), "", "", ""
    digits = READWISE_ID.search(url) if "readwise.io/open/" in url else None
    whole = link["close"] or cut_open or not link["open"].strip()
    start = link.start() if whole else link.start() + len(link["open"])
    return start, tidy_location(label) if is_place else "", url, (digits[1] if digits else "")


def format_location(kind: str, place: str) -> str:
    """A location from Readwise's API or CSV: `Location 122`, `Page 5`, `0:12:38`; "" where it is only an order."""
    kind = kind.lower()
    if kind == "time_offset" and place.isdigit():
        minutes, seconds = divmod(int(place), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    word = LOCATION_WORDS.get(kind, "")
    return f"{word} {place}" if word and place else ""


def tidy_location(label: str) -> str:
    """`Location\u00a0122` as `Location 122`; `Time 0:12:58` as `0:12:58`."""
    tidy = SPACES.sub(" ", label).strip()
    tidy = tidy[:1].upper() + tidy[1:]
    return tidy[5:] if tidy.startswith("Time ") else tidy

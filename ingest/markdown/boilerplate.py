"""Recognises boilerplate in a note: the page's menus, buttons and notices, tables of contents, a keeper's footer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.document import Voice
from ingest.markdown.blocks import Block
from ingest.text.dates import iso_date

LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]{0,300}\]){0,300})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
LINKED_IMAGE = re.compile(
    r"\[?!\[[^\[\]]*\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)(?:\]\((?:[^()\s]|\([^()\s]*\))*\))?"
)
WIKILINK = re.compile(r"!?\[\[[^\[\]]+\]\]")
MENU_LABEL = re.compile(
    r"^(?:\W*|\W*\d{1,3}\W*(?:\[find in text\])?|(?:see|read|view) (?:the )?(?:full|original) \w+(?: \w+)?\W*|"
    r"\W*(?:rss|atom|feed|home|about(?: me| us)?|contact|archives?|subscribe|share|reply|"
    r"comments?|permalink|next|previous|back|menu|log ?in|sign ?(?:in|up)|"
    r"(?:read|see|find out|learn|view|show) (?:more|all)(?: \w+){0,3}|download(?: \w+){0,2}|\d+ recent \w+)\W*)$",
    re.I,
)
"""The label of a link alone on its line that navigates a site: a menu entry, an arrow, a footnote's number."""
MAX_BUTTON_WORDS = 3
"""A link alone on its line with no more words is a button, byline or bare address, as are the 248 in the shared full
texts."""
MIN_MENU_LINKS = 5
"""A list of at least so many links and nothing else, each as short as a button, navigates a site."""
LONE_NUMBER = re.compile(r"^[\[(^#]?\d{1,3}[\])^.:]?$")
"""A page's or a footnote's number, left alone where the page was split."""
NOTICE = re.compile(
    r"^\W*(?:(?:your|this) browser (?:does not|doesn.t|cannot|can.t) (?:support|play|display)\b.{0,80}|"
    r"some content could not be imported from the original document\b.{0,20}|"
    r"full text of this document omitted because\b.{0,60}|"
    r"no compatible source was found for this media|this is a modal window|"
    r"(?:beginning|end) of dialog window\b.{0,80}|by subscribing, you agree to\b.{0,80}|"
    r"advertisements?|sponsored|loading|share(?: this)?(?: (?:post|article|page|story))?|follow(?: us)?|tweet|"
    r"subscribe|(?:no )?comments?(?: disabled| closed)?|leave a (?:comment|reply)|contact us|skip to (?:main )?content|"
    r"(?:\d{1,2}|an?) (?:second|minute|hour|day|week|month|year)s? ago)\W*$",
    re.I,
)
"""Notices that a page, a player or the copying tool shows beside the text."""
FILING_WORDS = re.compile(
    r"^\W*(?:(?:topics?|tags?|tagged|categor(?:y|ies)|filed under|posted (?:in|on)|labels?|keywords|"
    r"share(?: this| on)*|follow(?: us)?(?: on)?|related(?: posts| articles| stories)?|see also|read next)\W*)?$",
    re.I,
)
"""Words beside links that say where a page is filed, or to whom it can be sent."""
INTERNAL_LINK = re.compile(r"\[[^\[\]]*\]\(#[^()]*\)|\[\[#[^\[\]]*\]\]")
"""A link to a heading of the note itself; a list of them is a table of contents."""
DATE_LINE = re.compile(
    r"^(?:[A-Z][a-z]+day,? )?(?:[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})$"
)
LINKS_HEADING = re.compile(
    r"^(?:appendix\b|(?:internal |external |linked |related )*(?:links?|references?|notes?|backlinks?)$|see also$)",
    re.I,
)
"""Headings below which a note keeps its links to other notes."""
SOURCE_CALLOUT = re.compile(r"^\s*>\s*\[!(?:source|link|url|reference)s?\]", re.I)
"""A callout that names the source of a note."""
QUOTE_MARK = re.compile(r"^\s*>\s*(?:\[![\w-]+\].*)?", re.M)
KEPT_ON = re.compile(
    r"^\W*(?:(?:this )?(?:note|page|clip|clipping) )?(?:was )?(?:created|clipped|captured|saved|imported|synced|"
    r"updated|last (?:modified|updated|edited))\b.{0,160}(?<!\d)(?:19|20)\d\d-\d\d-\d\d\b[\])\w:.* ]{0,12}$",
    re.I,
)
"""A line that says when a note was saved."""
SIGNATURE = re.compile(r"^\W*(?:©\W*)?[^\W\d_][\w .'’-]{2,40}(?:<[^<>@\s]+@[^<>@\s]+>)?\s*[|©]\s*(?:19|20)\d\d\W*$")
"""A keeper's name and a year, a note's last line."""


def is_boilerplate(raw: str, block: Block, voice: Voice, section: Sequence[str], *, above: bool) -> bool:
    """Whether a block, whose lines are `raw`, is boilerplate.

    In any note: a table of contents, links to other notes below a heading for them, the keeper's footer. In a page's
    own text, whose voice is the author's: menus, buttons, notices, a lone number, and a date `above` all text.
    """
    if block.kind == "quote":
        return bool(SOURCE_CALLOUT.match(raw)) and not re.search(r"\w", QUOTE_MARK.sub("", LINK.sub("", raw)))
    if block.kind not in ("paragraph", "list", "table"):
        return False
    if INTERNAL_LINK.search(raw) and "![" not in raw and not re.search(r"[^\W\d]", INTERNAL_LINK.sub("", raw)):
        return True
    if (
        section
        and LINKS_HEADING.match(section[-1])
        and WIKILINK.search(raw)
        and not re.search(r"\w", WIKILINK.sub("", raw))
    ):
        return True
    if block.kind == "paragraph" and "\n" not in raw and (KEPT_ON.match(raw) or SIGNATURE.match(raw)):
        return True
    return voice == "author" and _is_page_furniture(raw, block, above=above)


def _is_page_furniture(raw: str, block: Block, *, above: bool) -> bool:
    if block.kind == "list":
        labels = [match[1] for match in LINK.finditer(raw)]
        if not labels or "![" in raw or re.search(r"\w", LINK.sub("", raw)):
            return False
        return all(map(MENU_LABEL.match, labels)) or (len(labels) >= MIN_MENU_LINKS and all(map(_is_button, labels)))
    line = raw.strip().strip("*_")
    if above and DATE_LINE.match(line):
        return bool(iso_date(line))
    if block.kind == "table" and "](" not in raw:
        return False
    return all(map(_is_beside_text, raw.split("\n")))


def _is_beside_text(line: str) -> bool:
    """Whether a line of a page is beside its text: a picture, a notice, a number, or links that lead elsewhere."""
    bare = LINKED_IMAGE.sub(" ", line).strip().strip("*_").strip()
    labels = [match[1] for match in LINK.finditer(bare)]
    rest = WIKILINK.sub("", LINK.sub("", bare))
    if LONE_NUMBER.match(bare) or NOTICE.match(rest if labels else bare):
        return True
    if not labels:
        return not re.search(r"\w", rest)
    return bool(FILING_WORDS.match(rest)) and (bool(re.search(r"\w", rest)) or all(map(_is_button, labels)))


def _is_button(label: str) -> bool:
    return bool(MENU_LABEL.match(label)) or len(label.split()) <= MAX_BUTTON_WORDS

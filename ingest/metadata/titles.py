"""A title from a file's name, for a file that states none."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

EXPORT_SUFFIXES = (
    re.compile(r"\s*\((?:highlights|Highlights|notes|Notes)\)$"),
    re.compile(r"\s*\(Updated [^()]*\d{4}[^()]*\)$"),
    re.compile(r"\s*\(\d{1,4}\)$"),
    re.compile(r"\s*[-–]\s*(?:[Hh]ighlights|[Nn]otes)$"),
    re.compile(r"\s+Highlights$"),
    re.compile(r"[-_]readwise-hl$"),
)
FILE_SUFFIX = re.compile(r"(?<=\w)\.(?:pdf|epub|mobi|azw3?|docx?|djvu|fb2)$", re.I)
"""The suffix of a title that is a file's name; an address keeps it."""
ENTITY_WITHOUT_HASH = re.compile(r"&(\d{2,4});")
"""An entity whose number an export turned into a link: `&[39](<39.md>);`."""
UTF16_LOW_BYTES = str.maketrans("\x13\x14\x18\x19\x1c\x1d", "–—‘’“”")
"""Dashes and quotation marks of a PDF's title in UTF-16 of which an exporter kept each lower byte."""
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
CLOSES_FIRST = re.compile(r'[^"]*[^\s"(\[]"(?!$)')
"""Text whose first quotation mark is a closing one."""
UNREAD_COUNT = re.compile(r"^\(\d{1,3}\+?\)\s+(?=\S)")
SECOND_COPY = re.compile(r"^(?P<title>.*\S) (?P<number>[2-9])$")
PART_WORD = re.compile(
    r"\b(?:parts?|vol(?:ume)?|chapter|episode|ep|season|level|version|no|day|book|parte|teil)\.?$|#$", re.I
)
BACKUP_NAME = re.compile(r"^\d{4}-\d\d-\d\d[T_]\d\d_\d\d_\d\d")
NUMBER_PREFIX = re.compile(r"^\d{5,}-(?=\D)")


def title_from_path(path: str) -> str:
    """The title in a file's relative path.

    Percent-escapes and entities are decoded, Logseq's `___` namespaces cut to their last part, exporters' suffixes
    (` (highlights)`, ` (Updated May 3, 2024 at 4:15 PM)`, ` (467)`) removed. For a Logseq backup
    (`logseq/bak/pages/<title>/<time stamp>.md`) it is the folder's name.
    """
    parts = path.replace("\\", "/").split("/")
    name = parts[-1].rsplit(".", 1)[0] if "." in parts[-1][1:] else parts[-1]
    if len(parts) > 1 and BACKUP_NAME.match(name):
        name = parts[-2]
    name = unicodedata.normalize("NFC", html.unescape(unquote(name)))
    if "___" in name:
        name = name.rsplit("___", 1)[-1] or name
    return tidy_title(NUMBER_PREFIX.sub("", name))


def without_copy_number(title: str, url: str) -> str:
    """A file name's title without the ` 2` of a second copy; `Part 2` stays, and a number that the address has too."""
    match = SECOND_COPY.match(title)
    if not match or PART_WORD.search(match["title"]):
        return title
    last = re.escape(match["title"].split()[-1].strip(".,:;!?").lower())
    return title if re.search(rf"{last}\W*{match['number']}\b", url.lower()) else match["title"]


def without_unread_count(title: str) -> str:
    """A page's title without the count that a browser's tab showed before it: `(12) Why wicks curl`."""
    return UNREAD_COUNT.sub("", title) or title


def tidy_title(title: str) -> str:
    """A title without quotation marks around it, exporters' suffixes, and an opening bracket that is never closed:
    some tools cut `(English edition) My book` to `(English`."""
    if CONTROLS.search(title):
        title = CONTROLS.sub(" ", title.translate(UTF16_LOW_BYTES))
    title = ENTITY_WITHOUT_HASH.sub(lambda entity: html.unescape(f"&#{entity[1]};"), title)
    tidy = " ".join(title.replace("\u200b", "").removeprefix("þÿ").split())
    while True:
        shorter = re.sub(r"^(?:Readwise|Highlights|Books|Articles|Podcasts|Tweets)/(?=\S)", "", _unquoted(tidy))
        for suffix in EXPORT_SUFFIXES:
            shorter = suffix.sub("", shorter).strip() or shorter
        shorter = shorter if "://" in shorter else FILE_SUFFIX.sub("", shorter)
        if shorter[:1] == "(" and ")" not in shorter:
            shorter = shorter[1:].strip() or shorter
        if shorter == tidy:
            return tidy
        tidy = shorter


def _unquoted(title: str) -> str:
    """A title without quotation marks around the whole of it, single or doubled; `"Rain" and "Snow"` keeps its own."""
    while len(title) > 2 and title[0] == title[-1] == '"' and not CLOSES_FIRST.match(title[1:-1]):
        title = title[1:-1].strip()
    return title

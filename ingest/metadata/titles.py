"""A title from a file's name, where the file itself has none."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

TAILS = (
    re.compile(r"\s*\((?:highlights|Highlights|notes|Notes)\)$"),
    re.compile(r"\s*\(Updated [^()]*\d{4}[^()]*\)$"),
    re.compile(r"\s*\(\d{1,4}\)$"),
    re.compile(r"\s*[-–]\s*(?:[Hh]ighlights|[Nn]otes)$"),
    re.compile(r"\s+Highlights$"),
    re.compile(r"[-_]readwise-hl$"),
)
FILE_END = re.compile(r"(?<=\w)\.(?:pdf|epub|mobi|azw3?|docx?|djvu|fb2)$", re.I)
"""Of a title that is a file's name; an address keeps it."""
LOST_HASH = re.compile(r"&(\d{2,4});")
"""An entity of which an export has made a link of the number: `&[39](<39.md>);`."""
UTF16_CUT = str.maketrans("\x13\x14\x18\x19\x1c\x1d", "–—‘’“”")
"""A PDF's title in UTF-16 of which an exporter kept each letter's lower byte: its dashes and quotation marks."""
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
CLOSES_FIRST = re.compile(r'[^"]*[^\s"(\[]"(?!$)')
"""Words of which the first quotation mark ends something."""
STAMP = re.compile(r"^\d{4}-\d\d-\d\d[T_]\d\d_\d\d_\d\d")
NUMBERED = re.compile(r"^\d{5,}-(?=\D)")


def title_from_path(path: str) -> str:
    """The title that a file's relative path tells.

    Percent-escapes and entities are undone, Logseq's `___` namespaces cut to their last part, exporters'
    tails (` (highlights)`, ` (Updated May 3, 2024 at 4:15 PM)`, ` (467)`) left out. Of a Logseq backup
    (`logseq/bak/pages/<title>/<time stamp>.md`) it is the folder's name.
    """
    parts = path.replace("\\", "/").split("/")
    name = parts[-1].rsplit(".", 1)[0] if "." in parts[-1][1:] else parts[-1]
    if len(parts) > 1 and STAMP.match(name):
        name = parts[-2]
    name = unicodedata.normalize("NFC", html.unescape(unquote(name)))
    if "___" in name:
        name = name.rsplit("___", 1)[-1] or name
    return tidy_title(NUMBERED.sub("", name))


def tidy_title(title: str) -> str:
    """A title without quotation marks around it, without what exporters hang on it, and without a bracket at its
    head that nothing closes: of `(English edition) My book` some tools keep `(English`."""
    if CONTROLS.search(title):
        title = CONTROLS.sub(" ", title.translate(UTF16_CUT))
    title = LOST_HASH.sub(lambda found: html.unescape(f"&#{found[1]};"), title)
    tidy = " ".join(title.replace("\u200b", "").removeprefix("þÿ").split())
    while True:
        shorter = re.sub(r"^(?:Readwise|Highlights|Books|Articles|Podcasts|Tweets)/(?=\S)", "", _bare(tidy))
        for tail in TAILS:
            shorter = tail.sub("", shorter).strip() or shorter
        shorter = shorter if "://" in shorter else FILE_END.sub("", shorter)
        if shorter[:1] == "(" and ")" not in shorter:
            shorter = shorter[1:].strip() or shorter
        if shorter == tidy:
            return tidy
        tidy = shorter


def _bare(title: str) -> str:
    """A title without the quotation marks around it as a whole, once or twice.

    They are such where the next one opens: in `"Rain" and "Snow"` it closes.
    """
    while len(title) > 2 and title[0] == title[-1] == '"' and not CLOSES_FIRST.match(title[1:-1]):
        title = title[1:-1].strip()
    return title

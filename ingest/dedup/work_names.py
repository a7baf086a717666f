"""Brings the title, author and URL of a work to one form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from ingest.dedup.normalise import normalise_text
from ingest.full_text.identifiers import find_doi, normalise_isbn

_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|mc_[ce]id|ref|ref_src|ref_url|source|src|share|smid|s|si|feature|cmpid|sh|__readwise\w*"
    r"|amp|outputtype|output|via|igshid|spm|mkt_tok|_hs\w+|trk|campaign\w*|mod|st|reflink|t|curator|guccounter)$"
)
"""Query fields that do not change the page."""
_NOWHERE = re.compile(r"(^|/)(404|error|not-?found|login|signin|subscribe|home|index(\.\w+)?)?/?$")
_HOST_PREFIX = re.compile(r"^(www\d?|m|mobile|amp|old|en\.m)\.(?=[^.]+\.)")
_AMP_CACHE = re.compile(r"[^/]*(google\.com/amp/(s/)?|\.cdn\.ampproject\.org(?=/|$)(/[cv]/(s/)?)?)")
"""Before the address of the page in that of its copy."""
_PRIVATE = re.compile(r"(^|\.)(readwise\.io(?!/reader/document_raw_content/\d)|share\.snipd\.com)(/|$)")
"""Pages of the exporting tool; a document that the reader uploaded to Readwise has its only address there."""
_COPY = re.compile(
    r"\s*(\(\d{1,5}\)|-\d{1,2}| \d{1,2}|\(highlights\)|\(updated [^)]*\)|[-_ ]copy( \d+)?)$", re.IGNORECASE
)


@lru_cache(maxsize=16384)
def canonical_url(url: str) -> str:
    """Host, path and relevant query: without scheme, www, amp, mobile host, tracking, fragment and last slash.

    "" where the address names no work: a home page, `/404`, a page of the exporting tool.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or _PRIVATE.search(host + parts.path):
        return ""
    host = _HOST_PREFIX.sub("", host)
    path = parts.path
    if cached := _AMP_CACHE.match(host + path):
        return canonical_url("https://" + (host + path)[cached.end() :])
    if host == "youtu.be":
        host, path, query = "youtube.com", "/watch", [("v", path.strip("/"))]
    else:
        query = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name.casefold())]
        if host == "youtube.com":
            query = [(name, value) for name, value in query if name == "v"]
    if host == "twitter.com":
        host = "x.com"
    path = re.sub(r"/(amp/?|index\.(html?|php))$|\.amp(?=$|\.html$)", "", path.rstrip("/")).rstrip("/")
    path = re.sub(r"^/amp(?=/.)", "", path)
    if _NOWHERE.search(path) and not query:
        return ""
    return host + path + (f"?{urlencode(sorted(query))}" if query else "")


def find_identifier(url: str, fields: Mapping[str, str]) -> str:
    """`doi 10...` or `isbn 978...` of a work, from its address or other metadata; "" without one.

    A DOI names a chapter of a book more closely than the book's ISBN.
    """
    named = {re.sub(r"\W|_", "", name).lower(): value for name, value in fields.items()}
    address = unquote(url) if "doi.org/" in url.lower() else ""
    if doi := find_doi(f"{address} {named.get('doi', '')}"):
        return f"doi {doi}"
    written = next((named[name] for name in ("isbn", "isbn13", "isbn10") if named.get(name)), "")
    isbns = (normalise_isbn(part) for part in re.split(r"[,;/\s]+(?=[\d\"'])", written))
    isbn = next(filter(None, isbns), "") or normalise_isbn(written)
    return f"isbn {isbn}" if isbn else ""


@lru_cache(maxsize=16384)
def title_words(title: str) -> tuple[str, ...]:
    """The words of a title, without suffixes that tools append to a copy: `(467)`, `-2`, `(highlights)`,
    `(Updated …)`."""
    while True:
        shorter = _COPY.sub("", title)
        if shorter == title or not shorter:
            return normalise_text(title).words
        title = shorter


def titles_alike(one: str, other: str) -> bool:
    """Whether two titles can name one work: the same words, or one begins the other (a subtitle is missing)."""
    short, long = sorted((title_words(one), title_words(other)), key=len)
    if not short:
        return False
    if short == long[: len(short)]:
        return True
    return "".join(short) == "".join(long)


@lru_cache(maxsize=16384)
def author_names(author: str) -> frozenset[str]:
    """The last words of an author's names, and every word of four letters or more; `Ada-Wren` equals `Ada Wren`."""
    names = set()
    for name in re.split(r"[,;&|/]|\band\b|\[\[|\]\]", author.replace("-", " ")):
        words = normalise_text(name).words
        if words:
            names |= {words[-1], *(word for word in words if len(word) >= 4)}
    return frozenset(names)


def authors_alike(one: str, other: str) -> bool:
    """Whether two authors have a name in common; an unset author matches any."""
    return not one or not other or bool(author_names(one) & author_names(other))

"""What a browser or another program sends, checked: every value is untrusted until it has passed here."""

from __future__ import annotations

import json
from typing import Any

from assistant.library.interfaces import AnswerOptions
from index.search.filters import Filters

MAX_TEXT_LETTERS = 2000
"""Characters of a question, or of any other text, that are read."""
VOICES = {
    "author": "the authors’ words",
    "reader": "my own words",
    "machine": "machines’ words",
    "unknown": "unattributed words",
}
"""A voice, as `Only in …` names it."""
FACETS = ("category", "author", "tag", "voice", "year")

Request = dict[str, Any]


def text_of(request: Request, name: str) -> str:
    """A text value of the request; "" if there is none."""
    value = request.get(name, "")
    return value[:MAX_TEXT_LETTERS] if isinstance(value, str) else ""


def visit_of(request: Request) -> str:
    """The visit that calls, an id that the page's script makes and sends with each call."""
    return text_of(request, "visit")


def parse_filters(request: Request) -> Filters:
    """The filters; `year` stands for its first and last day."""
    year = text_of(request, "year")[:4]
    return Filters(
        category=text_of(request, "category"),
        author=text_of(request, "author"),
        title=text_of(request, "title"),
        tag=text_of(request, "tag"),
        voice=text_of(request, "voice"),
        source=text_of(request, "source"),
        since=year or text_of(request, "since"),
        until=year or text_of(request, "until"),
    )


def parse_scope(scope: str) -> tuple[Filters, str, AnswerOptions]:
    """What the page sends with a question, as JSON: the filters, the same in words, and how to answer."""
    try:
        request = json.loads(scope or "{}")
    except ValueError:
        request = {}
    if not isinstance(request, dict):
        request = {}
    words = [VOICES.get(text_of(request, key), "") if key == "voice" else text_of(request, key) for key in FACETS]
    return parse_filters(request), ", ".join(word for word in words if word), parse_options(request)


def parse_options(request: Request) -> AnswerOptions:
    """How to answer: `way`, and `strictness` as a number or its digits."""
    mode = text_of(request, "way")
    try:
        strictness = min(1.0, max(0.0, float(request.get("strictness", ""))))
    except (TypeError, ValueError):
        strictness = None
    return AnswerOptions(mode="quote" if mode == "quote" else "write" if mode == "write" else "", strictness=strictness)

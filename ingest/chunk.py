"""A document into passages: highlights whole, prose by sentences within a budget."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from ingest.document import Document, Highlight, Paragraph
from ingest.passage import Passage, Place
from ingest.text.clean import IMAGE_MARK, is_image_only
from ingest.text.scripts import WIDE_CHARACTER
from ingest.text.sentences import cut_sentences

MAX_PASSAGE_WORDS = 160
MAX_PASSAGE_WIDE = 180
"""The budget of one passage in words, or in CJK characters: what fits the smallest encoder's 256 tokens with
title and section in front."""

FILLED = 0.9
"""Share of the budget that pieces are planned at: sentences end where they will, and a full plan leaves a stub."""

FEW_WORDS = 40
"""A paragraph of fewer says little alone: "But we can stop it." It is kept with the one beside it.

Of 35 exported collections and four public ones it is speeches, chats and steps of a guide that are written so. Not
fitted: about two sentences."""
MOST_JOINED = 0.75
"""Share of the budget up to which short paragraphs are kept together."""

WORD = re.compile(r"\s*\S+(?:\s+\Z)?")
PLACEHOLDER = "〇○◯"
"""Circles to be filled in, in a form that its keeper has left as it was."""
SIGNS = ("P", "Z", "C")
PROSE_SIGNS = (*SIGNS, "Sk", "Sm")
"""Kinds of characters that say nothing; in prose the bars of a table and the ticks of a fence neither. A formula that
somebody marked, and an emoji anywhere, stay."""
POINTERS = re.compile(r"^(?:[^\w\[\]]*!?\[\[[^\[\]]+\]\])+[^\w\[\]]*$")
"""Nothing but links to other notes: what they say stands there."""
PICTURE_LINK = re.compile(r"^(?:https?://t\.co/\w+\s*)+$")
"""What is left of a tweet that was but a picture or another tweet: 64 of the 5,154 in the shared collections."""
LONE_MARK = re.compile(rf"[ \t]*{re.escape(IMAGE_MARK)}")


def split_document(document: Document, source: str) -> tuple[Passage, ...]:
    """The passages of a document, in its order, each with one place in `source`.

    Short paragraphs are kept together. The texts of the passages, put together, are those of the paragraphs but for
    white space and the marks of images. A picture, a row of signs or links to other notes alone give none: there is
    nothing in them to find or to quote.
    """
    parts: list[tuple[int, Passage]] = []
    for highlight in document.highlights:
        if not highlight.note and _is_empty(highlight.text):
            continue
        parts.append((highlight.line_start, _of_highlight(document, highlight, source)))
    taken = {line for highlight in document.highlights for line in (highlight.line_start, highlight.line_end)}
    for paragraph in join_short(document.paragraphs, taken):
        for piece, first, last in split_paragraph(paragraph):
            text = _without_images(piece)
            if not _says_nothing(text, of=PROSE_SIGNS) and not POINTERS.match(text):
                parts.append((first, _of_prose(document, paragraph, text, first, last, source)))
    parts.sort(key=lambda part: part[0])
    return tuple(passage for _, passage in parts)


def join_short(paragraphs: Iterable[Paragraph], taken: Container[int]) -> Iterator[Paragraph]:
    """The paragraphs in their order, short ones put together with those beside them in their section.

    taken: lines of highlights; nothing is joined over them. What has a place of its own, such as a time, stays alone.
    """
    held: Paragraph | None = None
    for paragraph in paragraphs:
        if held and _belong(held, paragraph, taken):
            gap = "\n" * (paragraph.line_start - held.line_end)
            held = replace(held, text=f"{held.text}{gap}{paragraph.text}", line_end=paragraph.line_end)
            continue
        if held:
            yield held
        held = paragraph
    if held:
        yield held


def _belong(first: Paragraph, second: Paragraph, taken: Container[int]) -> bool:
    costs = budget_share(first.text), budget_share(second.text)
    return (
        min(costs) < FEW_WORDS / MAX_PASSAGE_WORDS
        and sum(costs) <= MOST_JOINED
        and (first.section, first.voice) == (second.section, second.voice)
        and not (first.location or first.url or second.location or second.url)
        and 1 <= second.line_start - first.line_end <= 2
        and first.line_end + 1 not in taken
        and _knows_lines(first)
        and _knows_lines(second)
    )


def _knows_lines(paragraph: Paragraph) -> bool:
    """Whether each line of the text is one of the file."""
    return paragraph.text.count("\n") == paragraph.line_end - paragraph.line_start


def split_paragraph(paragraph: Paragraph) -> Iterator[tuple[str, int, int]]:
    """Pieces of a paragraph within the budget, with the lines on which each stands."""
    text = paragraph.text
    by_line = _knows_lines(paragraph)
    at = 0
    for piece in split_prose(text):
        start = text.find(piece, at)
        at = start + len(piece)
        if by_line:
            first = paragraph.line_start + text.count("\n", 0, start)
            yield piece, first, first + piece.count("\n")
        else:
            yield piece, paragraph.line_start, paragraph.line_end


def split_prose(text: str) -> Iterator[str]:
    """Runs of whole sentences within the budget, of about one length; a longer sentence is cut between words.

    Filled to the brim, the last piece would be a stub without its context, cited by a line much longer than it is.
    """
    whole_cost = budget_share(text)
    pieces = 1 if whole_cost <= 1 else math.ceil(whole_cost / FILLED)
    fair = whole_cost / pieces
    held, used, given = "", 0.0, 0
    for sentence in _runs(text):
        more = budget_share(held + sentence)
        until = used + budget_share(held)
        if held and (more > 1 or (given + 1 < pieces and 2 * (given + 1) * fair < until + used + more)):
            yield from _stripped(held)
            held, used, given = "", until, given + 1
        held += sentence
        if budget_share(held) > 1:
            *whole, rest = _cut(held)
            for piece in whole:
                yield from _stripped(piece)
            used, given, held = used + budget_share("".join(whole)), given + len(whole), rest
    yield from _stripped(held)


def budget_share(text: str) -> float:
    """The share of the budget that a text takes; above 1 it must be split."""
    wide = len(WIDE_CHARACTER.findall(text))
    words = len(WIDE_CHARACTER.sub(" ", text).split()) if wide else len(text.split())
    return words / MAX_PASSAGE_WORDS + wide / MAX_PASSAGE_WIDE


def _runs(text: str) -> Iterator[str]:
    """Sentences, and within them lines: a list or a poem has no full stops."""
    for sentence in cut_sentences(text):
        yield from sentence.splitlines(keepends=True)


def _cut(text: str) -> list[str]:
    """A text of one sentence too long, in pieces within the budget."""
    pieces, held, used = [], "", 0.0
    for word in WORD.findall(text):
        price = budget_share(word)
        if price > 1 or len(word) > 1000:
            pieces += [held] if held else []
            pieces += [word[at : at + MAX_PASSAGE_WIDE] for at in range(0, len(word), MAX_PASSAGE_WIDE)]
            held, used = "", 0.0
            continue
        if held and used + price > 1:
            pieces.append(held)
            held, used = "", 0.0
        held += word
        used += price
    return [*pieces, held]


def _is_empty(text: str) -> bool:
    """Whether somebody marked nothing that has words: a picture, or what stands for one."""
    return is_image_only(text) or bool(PICTURE_LINK.match(text)) or _says_nothing(text, of=SIGNS)


def _says_nothing(text: str, *, of: tuple[str, ...]) -> bool:
    """Whether a text is of signs and spaces alone; `of`: the kinds of characters that are such."""
    return all(unicodedata.category(char).startswith(of) or char in PLACEHOLDER for char in text)


def _without_images(text: str) -> str:
    return LONE_MARK.sub("", text).strip() if IMAGE_MARK in text else text


def _stripped(text: str) -> Iterator[str]:
    if text.strip():
        yield text.strip()


def _of_highlight(document: Document, highlight: Highlight, source: str) -> Passage:
    return Passage(
        text=highlight.text,
        kind="highlight",
        voice=highlight.voice,
        note=highlight.note,
        tags=highlight.tags,
        color=highlight.color,
        readwise_id=highlight.readwise_id,
        highlighted_at=highlight.highlighted_at,
        favorite=highlight.favorite,
        parts=highlight.parts,
        places=(
            _place(
                document,
                source,
                highlight.line_start,
                highlight.line_end,
                highlight.section,
                url=highlight.url,
                location=highlight.location,
            ),
        ),
    )


def _of_prose(document: Document, paragraph: Paragraph, text: str, first: int, last: int, source: str) -> Passage:
    return Passage(
        text=text,
        kind="prose",
        voice=paragraph.voice,
        full_text=document.full_text,
        places=(
            _place(document, source, first, last, paragraph.section, url=paragraph.url, location=paragraph.location),
        ),
    )


def _place(
    document: Document,
    source: str,
    first: int,
    last: int,
    section: tuple[str, ...],
    *,
    url: str = "",
    location: str = "",
) -> Place:
    return Place(
        source=source,
        path=document.path,
        line_start=first,
        line_end=last,
        section=section,
        title=document.title,
        author=document.author,
        category=document.category,
        published=document.published,
        document_url=document.url,
        url=url,
        location=location,
        asin=document.asin,
        book_id=document.readwise_id,
    )

"""Splits a document into passages: highlights whole, prose by sentences within a budget."""

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
"""The budget of one passage in words, or in wide characters: it fits the smallest encoder's 256 tokens with title and
section in front."""

PLANNED_SHARE = 0.9
"""Share of the budget that pieces are planned at: sentences seldom end at the full budget, which leaves a stub."""

SHORT_PARAGRAPH_WORDS = 40
"""A paragraph of fewer says little alone ("But we can stop it.") and is joined to its neighbour.

In 35 exported and four public collections these are speeches, chats and steps of a guide. Not fitted: about two
sentences."""
MAX_JOINED_SHARE = 0.75
"""Share of the budget up to which short paragraphs are joined."""

WORD = re.compile(r"\s*\S+(?:\s+\Z)?")
EMPTY_CIRCLES = "〇○◯"
"""Circles to be filled in, left in a form."""
WORDLESS = ("P", "Z", "C")
WORDLESS_IN_PROSE = (*WORDLESS, "Sk", "Sm")
"""Unicode categories of characters that say nothing; in prose the bars of a table and the backticks of a fence too. A
formula that somebody marked, and an emoji anywhere, stay."""
ONLY_LINKS = re.compile(r"^(?:[^\w\[\]]*!?\[\[[^\[\]]+\]\])+[^\w\[\]]*$")
"""Only links to other notes, where the text is."""
ONLY_SHORT_LINKS = re.compile(r"^(?:https?://t\.co/\w+\s*)+$")
"""What is left of a tweet that was only a picture or another tweet: 64 of the 5,154 in the shared collections."""
IMAGE_MARKS = re.compile(rf"[ \t]*{re.escape(IMAGE_MARK)}")


def split_document(document: Document, source: str) -> tuple[Passage, ...]:
    """The passages of a document in order, each with one place in `source`.

    Short paragraphs are joined. The texts of the passages together are those of the paragraphs without white space
    and image marks. A picture, punctuation or links to other notes alone give no passage: there is nothing to quote.
    """
    passages = [
        _from_highlight(document, highlight, source)
        for highlight in document.highlights
        if highlight.note or not _is_empty(highlight.text)
    ]
    taken = {line for highlight in document.highlights for line in (highlight.line_start, highlight.line_end)}
    for paragraph in join_short_paragraphs(document.paragraphs, taken):
        for piece, first, last in split_paragraph(paragraph):
            text = _without_images(piece)
            if not _is_wordless(text, categories=WORDLESS_IN_PROSE) and not ONLY_LINKS.match(text):
                passages.append(_from_paragraph(document, paragraph, text, first, last, source))
    return tuple(sorted(passages, key=lambda passage: passage.places[0].line_start))


def join_short_paragraphs(paragraphs: Iterable[Paragraph], taken: Container[int]) -> Iterator[Paragraph]:
    """The paragraphs in order, short ones joined to their neighbours in the section.

    taken: lines of highlights; nothing is joined across them. A paragraph with a location, such as a time, stays
    alone.
    """
    held: Paragraph | None = None
    for paragraph in paragraphs:
        if held and _belong_together(held, paragraph, taken):
            gap = "\n" * (paragraph.line_start - held.line_end)
            held = replace(held, text=f"{held.text}{gap}{paragraph.text}", line_end=paragraph.line_end)
            continue
        if held:
            yield held
        held = paragraph
    if held:
        yield held


def _belong_together(first: Paragraph, second: Paragraph, taken: Container[int]) -> bool:
    costs = budget_share(first.text), budget_share(second.text)
    return (
        min(costs) < SHORT_PARAGRAPH_WORDS / MAX_PASSAGE_WORDS
        and sum(costs) <= MAX_JOINED_SHARE
        and (first.section, first.voice) == (second.section, second.voice)
        and not (first.location or first.url or second.location or second.url)
        and 1 <= second.line_start - first.line_end <= 2
        and first.line_end + 1 not in taken
        and _knows_lines(first)
        and _knows_lines(second)
    )


def _knows_lines(paragraph: Paragraph) -> bool:
    """Whether each line of the text is one line of the file."""
    return paragraph.text.count("\n") == paragraph.line_end - paragraph.line_start


def split_paragraph(paragraph: Paragraph) -> Iterator[tuple[str, int, int]]:
    """Pieces of a paragraph within the budget, each with its first and last line."""
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
    """Runs of whole sentences within the budget, of about equal length; a longer sentence is cut between words.

    If each piece were full, the last would be a stub without context, cited by a line much longer than itself.
    """
    total = budget_share(text)
    pieces = 1 if total <= 1 else math.ceil(total / PLANNED_SHARE)
    fair = total / pieces
    held, used, count = "", 0.0, 0
    for sentence in _sentence_lines(text):
        extended = budget_share(held + sentence)
        until = used + budget_share(held)
        if held and (extended > 1 or (count + 1 < pieces and 2 * (count + 1) * fair < until + used + extended)):
            yield from _if_text(held)
            held, used, count = "", until, count + 1
        held += sentence
        if budget_share(held) > 1:
            *whole, rest = _cut_long_sentence(held)
            for piece in whole:
                yield from _if_text(piece)
            used, count, held = used + budget_share("".join(whole)), count + len(whole), rest
    yield from _if_text(held)


def budget_share(text: str) -> float:
    """The share of one passage's budget that a text takes; above 1 it must be split."""
    wide = len(WIDE_CHARACTER.findall(text))
    words = len(WIDE_CHARACTER.sub(" ", text).split()) if wide else len(text.split())
    return words / MAX_PASSAGE_WORDS + wide / MAX_PASSAGE_WIDE


def _sentence_lines(text: str) -> Iterator[str]:
    """Sentences, cut at line breaks too: a list or a poem has no full stops."""
    for sentence in cut_sentences(text):
        yield from sentence.splitlines(keepends=True)


def _cut_long_sentence(text: str) -> list[str]:
    """A sentence that is too long, in pieces within the budget."""
    pieces, held, used = [], "", 0.0
    for word in WORD.findall(text):
        share = budget_share(word)
        if share > 1 or len(word) > 1000:
            pieces += [held] if held else []
            pieces += [word[at : at + MAX_PASSAGE_WIDE] for at in range(0, len(word), MAX_PASSAGE_WIDE)]
            held, used = "", 0.0
            continue
        if held and used + share > 1:
            pieces.append(held)
            held, used = "", 0.0
        held += word
        used += share
    return [*pieces, held]


def _is_empty(text: str) -> bool:
    """Whether a marked text has no words: a picture, or the link that replaces one."""
    return is_image_only(text) or bool(ONLY_SHORT_LINKS.match(text)) or _is_wordless(text, categories=WORDLESS)


def _is_wordless(text: str, *, categories: tuple[str, ...]) -> bool:
    """Whether a text has only characters of these Unicode categories, which are no words."""
    return all(unicodedata.category(char).startswith(categories) or char in EMPTY_CIRCLES for char in text)


def _without_images(text: str) -> str:
    return IMAGE_MARKS.sub("", text).strip() if IMAGE_MARK in text else text


def _if_text(text: str) -> Iterator[str]:
    if text.strip():
        yield text.strip()


def _from_highlight(document: Document, highlight: Highlight, source: str) -> Passage:
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
        places=(_place(document, source, highlight, highlight.line_start, highlight.line_end),),
    )


def _from_paragraph(document: Document, paragraph: Paragraph, text: str, first: int, last: int, source: str) -> Passage:
    return Passage(
        text=text,
        kind="prose",
        voice=paragraph.voice,
        full_text=document.full_text,
        places=(_place(document, source, paragraph, first, last),),
    )


def _place(document: Document, source: str, item: Highlight | Paragraph, first: int, last: int) -> Place:
    return Place(
        source=source,
        path=document.path,
        line_start=first,
        line_end=last,
        section=item.section,
        title=document.title,
        author=document.author,
        category=document.category,
        published=document.published,
        date=document.date,
        document_url=document.url,
        url=item.url,
        location=item.location,
        page=item.page,
        locator=item.locator,
        asin=document.asin,
        book_id=document.readwise_id,
    )

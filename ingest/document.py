"""What a reader extracts from a file: documents with highlights and paragraphs.

In all of these "" and () mean unset, lines count from 1 and line spans include both ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Voice = Literal["author", "reader", "machine", "unknown"]
"""Whose words they are: the work's author or speaker, the reader of these notes, or a machine
(Snipd takeaways, AI summaries); "unknown" where a source is hinted at but not who speaks. Never shown as one
another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """An excerpt that the reader marked, with the annotations on it."""

    text: str
    """As written, decoded (entities, encodings), markup kept, an image as `[image]`; never empty."""
    line_start: int
    line_end: int
    note: str = ""
    """The reader's own words on it; may have several lines."""
    tags: tuple[str, ...] = ()
    """Without `#` or `[[ ]]`, in the order written."""
    color: str = ""
    location: str = ""
    """As the tool writes it, with plain spaces: `Location 122`, `Page 5`, `0:12:58`."""
    url: str = ""
    """Opens this very highlight (Reader, Kindle, Snipd, tweet)."""
    readwise_id: str = ""
    """Digits of Readwise's highlight id."""
    highlighted_at: str = ""
    """ISO 8601, a date or a date with time."""
    section: tuple[str, ...] = ()
    """Chapter headings above it, outermost first."""
    voice: Voice = "author"
    """Of `text`; `note` is always the reader's."""
    favorite: bool = False
    parts: int = 1
    """How many highlights Readwise's `.c1 .c2` joined in it; text across a join is no quotation."""
    page: int = 0
    """Of the PDF that it is marked in."""
    locator: str = ""
    """Where it stands in a file that has neither lines nor pages: `part 3, paragraph 12`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A piece of a note's prose: a paragraph, list, table or code block."""

    text: str
    line_start: int
    line_end: int
    section: tuple[str, ...] = ()
    voice: Voice = "author"
    location: str = ""
    """Its time in a talk, `0:12:58`, or a location as a highlight's."""
    url: str = ""
    """Opens the video at that second."""
    page: int = 0
    """Of a PDF, where it begins."""
    locator: str = ""
    """As a highlight's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:
    """A problem that stopped nothing: broken front matter, a guessed encoding, a link not followed."""

    line: int
    """0 where the whole file is meant."""
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unparsed:
    """A line that no rule of its format recognised."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One book, article, episode or tweet as one place in one file describes it; a file can hold several.

    Every non-blank line of it is in a highlight, a paragraph, `meta` or `unparsed`;
    over a file's documents `lines` adds up to the file's.
    """

    path: str
    """Relative to the source folder, with `/`."""
    format: str
    """Name of the reader in `ingest.formats` that read it."""
    title: str = ""
    author: str = ""
    """Several joined by `, `."""
    category: str = ""
    """`books`, `articles`, `tweets`, `podcasts`, `videos`, `supplementals` or ""."""
    url: str = ""
    """Of the work itself."""
    published: str = ""
    """ISO 8601 date of publication, only from metadata that says so."""
    date: str = ""
    """ISO 8601 date of the note itself: a daily note's file name, `created:`."""
    tags: tuple[str, ...] = ()
    """Of the document."""
    note: str = ""
    """The reader's own words on the whole document."""
    asin: str = ""
    readwise_id: str = ""
    """Readwise's id of the book (`user_book_id`)."""
    fields: tuple[tuple[str, str], ...] = ()
    """Names and values of other metadata, as written, in the order of the file; each name once."""
    full_text: bool = False
    """Whether the paragraphs are the work's own full text (clipping, Reader's full document)."""
    lines: int = 0
    """Its own non-blank lines."""
    skipped: str = ""
    """Why nothing was extracted: a log, an index, an empty file."""
    error: str = ""
    """Why the file gave no text."""
    highlights: tuple[Highlight, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    meta: int = 0
    """Non-blank lines of metadata, headings, separators and skipped content."""
    unparsed: tuple[Unparsed, ...] = ()
    warnings: tuple[Warning, ...] = ()

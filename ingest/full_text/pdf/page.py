"""What is read of a PDF: words with their places on a page, marks, outline, metadata."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """In points, from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or one character of a script without spaces."""

    text: str
    box: Box
    spaced: bool
    """Whether a space or a line's end stands before it."""
    hyphenated: bool = False
    """Whether a hyphen at a line's end follows that its text does not have."""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation of one of the kinds that hold a reader's words."""

    kind: str
    boxes: tuple[Box, ...]
    note: str
    color: str
    date: str
    """As the file has it, `D:20240131...`."""


@dataclass(frozen=True, slots=True)
class PdfPage:
    number: int
    """From 1."""
    words: tuple[Word, ...] = ()
    marks: tuple[Mark, ...] = ()
    has_images: bool = False


@dataclass(frozen=True, slots=True)
class PdfHead:
    """What a PDF says of itself."""

    metadata: dict[str, str]
    outline: tuple[tuple[int, str, int], ...]
    """Level from 0, title and page of each bookmark."""
    pages: int

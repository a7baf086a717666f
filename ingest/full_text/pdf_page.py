"""Words of a PDF's pages with their places, its marks, outline and metadata. pypdfium2's home."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.full_text.content import UnreadableText
from ingest.text.scripts import WIDE_CHARACTER

MAX_PAGES = 10_000
MAX_PAGE_CHARACTERS = 200_000
"""A page with more is a drawing or made to stop programs; the rest of it is left out."""
MAX_ANNOTATIONS = 5_000
"""Of one page."""
HYPHEN = "\x02"
"""What the library writes for a hyphen at the end of a line, in front of the next line's first word."""
SUPERSCRIPT_SHARE = 0.8
"""Height of a raised number against the letter before it."""
MARKUP_TYPES = {9: "highlight", 10: "underline", 11: "squiggly", 12: "strikeout"}
NOTE_TYPES = {1: "text", 3: "free text"}


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
class Page:
    number: int
    words: tuple[Word, ...]
    marks: tuple[Mark, ...]
    has_images: bool
    width: float


@dataclass(frozen=True, slots=True)
class PdfHead:
    """What a PDF says of itself."""

    metadata: dict[str, str]
    outline: tuple[tuple[int, str, int], ...]
    """Level from 0, title and page of each bookmark."""
    pages: int


class PdfFile:
    """An open PDF."""

    def __init__(self, path: Path) -> None:
        """Raises UnreadableText where it cannot be opened."""
        import pypdfium2
        import pypdfium2.raw

        self._raw: Any = pypdfium2.raw
        try:
            self._pdf: Any = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as failure:
            locked = "password" in str(failure).lower()
            raise UnreadableText(
                "encrypted: it opens only with a password" if locked else "a broken PDF: it cannot be opened"
            ) from failure
        if len(self._pdf) > MAX_PAGES:
            raise UnreadableText(f"{len(self._pdf):,} pages: more than the {MAX_PAGES:,} that are read of one file")

    def head(self) -> PdfHead:
        return PdfHead(
            metadata={name: value.replace("\0", "").strip() for name, value in self._pdf.get_metadata_dict().items()},
            outline=tuple(self._outline()),
            pages=len(self._pdf),
        )

    def _outline(self) -> Iterator[tuple[int, str, int]]:
        try:
            for item in self._pdf.get_toc(max_depth=6):
                target = item.get_dest()
                index = target.get_index() if target else None
                title = " ".join(item.get_title().replace("\0", "").split())
                if index is not None and title:
                    yield item.level, title, index + 1
        except Exception:  # a broken outline; the text is read without it
            return

    def pages(self) -> Iterator[Page]:
        """The pages in order; a broken one has no words."""
        for index in range(len(self._pdf)):
            try:
                page = self._pdf[index]
            except Exception:
                yield Page(index + 1, (), (), False, 0)
                continue
            try:
                yield self._read_page(page, index + 1)
            finally:
                page.close()

    def _read_page(self, page: Any, number: int) -> Page:
        raw = self._raw
        text = page.get_textpage()
        try:
            words = tuple(_upright(list(_read_words(raw, text))))
        finally:
            text.close()
        kinds = {raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page, n)) for n in range(_objects(raw, page))}
        marks = tuple(_read_marks(raw, page))
        return Page(number, words, marks, raw.FPDF_PAGEOBJ_IMAGE in kinds, page.get_width())


def _objects(raw: Any, page: Any) -> int:
    """How many drawn objects of a page are looked at for pictures."""
    return min(int(raw.FPDFPage_CountObjects(page)), 100)


def _read_words(raw: Any, text: Any) -> Iterator[tuple[Word, int]]:
    """The words in the order of the file, each with its angle in quarter turns, counter-clockwise."""
    count = min(raw.FPDFText_CountChars(text), MAX_PAGE_CHARACTERS)
    codes = [raw.FPDFText_GetUnicode(text, at) for at in range(count)]
    box_of = _BoxReader(raw, text)
    start, spaced, at = -1, True, 0

    def angle_of(at: int) -> int:
        return -round(float(raw.FPDFText_GetCharAngle(text, at)) / 1.5708) % 4

    def finish(end: int, hyphenated: bool = False) -> Iterator[tuple[Word, int]]:
        nonlocal start
        angle = angle_of(start)
        if end - start > 1 and angle_of(end - 1) != angle:  # a stamp and the text, without a space between
            turn = next(at for at in range(start, end) if angle_of(at) != angle)
            yield from finish(turn)
            start, angle = turn, angle_of(turn)
        written = _decode(codes[start:end])
        if written:
            box = _around(box_of(start), box_of(end - 1))
            bold = raw.FPDFText_GetFontWeight(text, start) >= 600
            yield Word(written, box, spaced, hyphenated, bold), angle

    while at < count:
        code = codes[at]
        char = chr(code) if code < 0x110000 else " "
        if char == HYPHEN or code == 0xFFFE:
            if start >= 0:
                yield from finish(at, hyphenated=True)
            start, spaced = -1, False
        elif char.isspace() or code in (0, 0xAD):
            if start >= 0:
                yield from finish(at)
                spaced = False
            start, spaced = -1, spaced or char.isspace()
        elif WIDE_CHARACTER.match(char):
            if start >= 0:
                yield from finish(at)
                spaced = False
            start = at
            yield from finish(at + 1)
            start, spaced = -1, False
        elif start >= 0 and char.isdigit() and _is_raised(box_of, codes, start, at):
            yield from finish(at)
            end = at
            while end < count and chr(codes[end]).isdigit():
                end += 1
            start, spaced = at, False
            for word, angle in finish(end):
                yield replace(word, text=f"[{word.text}]"), angle
            start, at = -1, end
            continue
        elif start < 0:
            start = at
        at += 1
    if start >= 0:
        yield from finish(count)


def _is_raised(box_of: _BoxReader, codes: list[int], start: int, at: int) -> bool:
    """Whether a number behind a letter or a full stop is set smaller and above: the mark of a footnote."""
    if chr(codes[at - 1]).isdigit() or at == start:
        return False
    before, number = box_of(start), box_of(at)
    return number.height < SUPERSCRIPT_SHARE * before.height and number.middle > before.middle


class _BoxReader:
    """The boxes of a page's characters, by the height of their font."""

    def __init__(self, raw: Any, text: Any) -> None:
        self._raw, self._text, self._box = raw, text, raw.FS_RECTF()

    def __call__(self, at: int) -> Box:
        box = self._box
        self._raw.FPDFText_GetLooseCharBox(self._text, at, box)
        return Box(box.left, min(box.bottom, box.top), box.right, max(box.bottom, box.top))


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.bottom, other.bottom), max(one.right, other.right), max(one.top, other.top)
    )


def _decode(codes: list[int]) -> str:
    """Characters of these codes; halves of surrogate pairs joined, controls left out."""
    text = "".join(chr(code) for code in codes if 0x20 <= code < 0x110000)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore").replace("\ufffe", "")


def _upright(words: list[tuple[Word, int]]) -> Iterator[Word]:
    """The words that stand as most of the page does, turned upright; a stamp up the margin is left out."""
    if not words:
        return
    angle = Counter(angle for _, angle in words).most_common(1)[0][0]
    for word, turned in words:
        if turned == angle:
            yield replace(word, box=_turn(word.box, angle)) if angle else word


def _turn(box: Box, quarters: int) -> Box:
    """A box of text that is turned by quarters, counter-clockwise, in the frame in which it stands upright."""
    for _ in range(quarters):
        box = Box(box.bottom, -box.right, box.top, -box.left)
    return box


def _read_marks(raw: Any, page: Any) -> Iterator[Mark]:
    """The marks of a page; what was replied to one belongs to its note."""
    marks: dict[int, Mark] = {}
    replies: list[tuple[int, str]] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            type = raw.FPDFAnnot_GetSubtype(annotation)
            kind = MARKUP_TYPES.get(type) or NOTE_TYPES.get(type)
            note = _string(raw, annotation, b"Contents")
            if raw.FPDFAnnot_HasKey(annotation, b"IRT"):
                replies.append((_answered(raw, page, annotation), note))
            elif kind:
                marks[index] = Mark(
                    kind=kind,
                    boxes=tuple(_boxes(raw, annotation)),
                    note=note,
                    color=_color(raw, annotation),
                    date=_string(raw, annotation, b"M") or _string(raw, annotation, b"CreationDate"),
                )
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    for index, note in replies:
        if note and index in marks:
            joined = "\n\n".join(filter(None, (marks[index].note, note)))
            marks[index] = replace(marks[index], note=joined)
    yield from marks.values()


def _answered(raw: Any, page: Any, annotation: Any) -> int:
    """The index of the annotation that one replies to; -1 where it is gone."""
    other = raw.FPDFAnnot_GetLinkedAnnot(annotation, b"IRT")
    if not other:
        return -1
    try:
        return int(raw.FPDFPage_GetAnnotIndex(page, other))
    finally:
        raw.FPDFPage_CloseAnnot(other)


def _boxes(raw: Any, annotation: Any) -> Iterator[Box]:
    """The boxes of the marked lines; that of the annotation itself where it names none."""
    points = raw.FS_QUADPOINTSF()
    count = raw.FPDFAnnot_CountAttachmentPoints(annotation)
    for index in range(min(count, MAX_ANNOTATIONS)):
        if raw.FPDFAnnot_GetAttachmentPoints(annotation, index, points):
            across = (points.x1, points.x2, points.x3, points.x4)
            up = (points.y1, points.y2, points.y3, points.y4)
            yield Box(min(across), min(up), max(across), max(up))
    if not count:
        rectangle = raw.FS_RECTF()
        if raw.FPDFAnnot_GetRect(annotation, rectangle):
            bottom, top = sorted((rectangle.bottom, rectangle.top))
            yield Box(rectangle.left, bottom, rectangle.right, top)


def _string(raw: Any, annotation: Any, key: bytes) -> str:
    length = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), length)
    text = buffer.raw[: length - 2].decode("utf-16-le", "ignore").replace("\0", "")
    return "\n".join(text.splitlines()).strip()


def _color(raw: Any, annotation: Any) -> str:
    """As `#ffcc00`; "" where none is set."""
    if not raw.FPDFAnnot_HasKey(annotation, b"C"):
        return ""
    raw.FPDFAnnot_SetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)  # else the colour is not told
    channels = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFAnnot_GetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, *channels):
        return ""
    return "#" + "".join(f"{channel.value:02x}" for channel in channels[:3])

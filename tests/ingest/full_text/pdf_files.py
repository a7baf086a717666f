"""PDFs set by reportlab: columns, running heads, notes at the foot, words parted at line ends, marks."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

PAGE_WIDTH, PAGE_HEIGHT = A4


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set."""

    columns: int = 1
    size: float = 10
    font: str = "Times-Roman"
    hyphens: bool = False
    justified: bool = False
    indent: float = 12
    """Of a paragraph's first line; 0 where a gap parts paragraphs."""
    gap: float = 0
    """Between paragraphs."""
    head: str = ""
    """The running head of every page, `#` for its number."""
    foot: str = ""
    row_by_row: bool = False
    """Whether a page is written line by line across its columns."""
    notes: Sequence[str] = ()
    """Notes at the foot of the first column of each page, in turn."""
    lines: int = 40
    """Of a column."""
    title: str = ""
    """Across all columns, at the top of the first page."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """Where a line of the text stands."""

    page: int
    x: float
    y: float
    text: str
    word_space: float
    setting: Setting

    def characters(self) -> Iterator[tuple[str, float, float]]:
        """Each character with its left and right edge."""
        at = self.x
        for character in self.text:
            width = pdfmetrics.stringWidth(character, self.setting.font, self.setting.size)
            width += self.word_space if character == " " else 0
            yield character, at, at + width
            at += width


@dataclass(slots=True)
class _Setter:
    """Sets lines of text into columns and pages."""

    canvas: Canvas
    setting: Setting
    page: int = 1
    written: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    lines: list[SetLine] = field(default_factory=list)

    def column_width(self) -> float:
        return (PAGE_WIDTH - 140 - 22 * (self.setting.columns - 1)) / self.setting.columns

    def set_all(self, texts: Sequence[str]) -> None:
        setting = self.setting
        lines = [line for text in texts for line in self._break(text)]
        pitch = setting.size * 1.25
        top = PAGE_HEIGHT - 90 - (60 if setting.title else 0)
        column, y = 0, top
        notes = iter(setting.notes)
        self._furnish()
        if setting.title:
            self._later(
                PAGE_HEIGHT - 100, 0, lambda: self._plain(70, PAGE_HEIGHT - 100, setting.title, 20, "Times-Bold")
            )
        note = next(notes, "")
        bottom = top - setting.lines * pitch
        for text, first, last in lines:
            if y < bottom:
                if note and not column:
                    self._later(bottom - 20, column, lambda y=bottom - 20, note=note: self._plain(70, y, note, 7))
                    note = ""
                column, y = column + 1, top
                if column == setting.columns:
                    self._new_page()
                    column, top, note = 0, PAGE_HEIGHT - 90, next(notes, "")
                    y, bottom = top, top - setting.lines * pitch
            if first:
                y -= setting.gap
            x = 70 + column * (self.column_width() + 22) + (setting.indent if first else 0)
            width = self.column_width() - (setting.indent if first else 0)
            self._later(y, column, lambda x=x, y=y, text=text, w=width, last=last: self._line(x, y, text, w, last))
            y -= pitch
        self._flush()

    def _later(self, y: float, column: int, draw: Callable[[], None]) -> None:
        self.written.append((y, column, draw))

    def _flush(self) -> None:
        if self.setting.row_by_row:
            self.written.sort(key=lambda item: (-item[0], item[1]))
        for _, _, draw in self.written:
            draw()
        self.written = []

    def _new_page(self) -> None:
        self._flush()
        self.canvas.showPage()
        self.page += 1
        self._furnish()

    def _furnish(self) -> None:
        for words, y in ((self.setting.head, PAGE_HEIGHT - 50), (self.setting.foot, 40)):
            if words:
                text = words.replace("#", str(self.page))
                x = 70 if self.page % 2 else 300
                self._later(y, 0, lambda x=x, y=y, text=text: self._plain(x, y, text, 8))

    def _plain(self, x: float, y: float, text: str, size: float, font: str = "Times-Roman") -> None:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)

    def _line(self, x: float, y: float, text: str, width: float, last: bool) -> None:
        setting = self.setting
        written = self.canvas.beginText(x, y)
        written.setFont(setting.font, setting.size)
        gaps = text.count(" ")
        spare = width - pdfmetrics.stringWidth(text, setting.font, setting.size)
        space = spare / gaps if setting.justified and not last and gaps else 0
        written.setWordSpace(space)
        written.textOut(text)
        self.lines.append(SetLine(self.page, x, y, text, space, setting))
        self.canvas.drawText(written)

    def _break(self, text: str) -> Iterator[tuple[str, bool, bool]]:
        """The lines of a paragraph, each with whether it is the first and the last."""
        setting = self.setting
        line, first = "", True
        words = text.split()
        while words:
            word = words.pop(0)
            width = self.column_width() - (setting.indent if first else 0)
            fits = f"{line} {word}".strip()
            if pdfmetrics.stringWidth(fits, setting.font, setting.size) <= width:
                line = fits
                continue
            cut = next(
                (
                    at
                    for at in range(len(word) - 3, 2, -1)
                    if setting.hyphens
                    and word[:at].isalpha()
                    and pdfmetrics.stringWidth(f"{line} {word[:at]}-", setting.font, setting.size) <= width
                ),
                0,
            )
            hyphen = word.find("-") if setting.hyphens else -1
            if (
                hyphen > 0
                and pdfmetrics.stringWidth(f"{line} {word[: hyphen + 1]}", setting.font, setting.size) <= width
            ):
                yield f"{line} {word[: hyphen + 1]}".strip(), first, False
                words.insert(0, word[hyphen + 1 :])
            elif cut:
                yield f"{line} {word[:cut]}-".strip(), first, False
                words.insert(0, word[cut:])
            else:
                yield line, first, False
                words.insert(0, word)
            line, first = "", False
        if line:
            yield line, first, True


def write_set_pdf(path: Path, texts: Sequence[str], setting: Setting, **metadata: str) -> list[SetLine]:
    """A PDF of paragraphs in columns; its lines."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for name, value in metadata.items():
        getattr(canvas, f"set{name.title()}")(value)
    setter = _Setter(canvas, setting)
    setter.set_all(texts)
    canvas.save()
    return setter.lines


def write_story_pdf(path: Path, chapters: Sequence[tuple[str, Sequence[str]]], *, footer: bool = True) -> None:
    """A PDF of chapters with headings and bookmarks, set by the library's own layout."""
    styles = getSampleStyleSheet()
    body = ParagraphStyle("body", parent=styles["BodyText"], alignment=4)
    story: list[object] = []
    for heading, texts in chapters:
        story += [Paragraph(heading, styles["Heading1"]), *(Paragraph(text, body) for text in texts), PageBreak()]

    def furnish(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        if footer:
            canvas.drawCentredString(PAGE_WIDTH / 2, 30, f"Page {document.page} of a short book")

    document = SimpleDocTemplate(str(path), pagesize=A4, title="A Short Book", author="Ilse Brandvold", invariant=1)
    document.build(story, onFirstPage=furnish, onLaterPages=furnish)


def write_list_pdf(path: Path, texts: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """A PDF with a list and a table between paragraphs."""
    styles = getSampleStyleSheet()
    half = len(texts) // 2
    table = Table([list(row) for row in cells], style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    items = ListFlowable([Paragraph(text, styles["BodyText"]) for text in texts[half:]], bulletType="bullet")
    story = [Paragraph("Lists", styles["Title"])]
    story += [Paragraph(text, styles["BodyText"]) for text in texts[:half]]
    story += [Spacer(1, 12), items, Spacer(1, 12), table]
    SimpleDocTemplate(str(path), pagesize=A4, title="Lists", invariant=1).build(story)


def write_bookmarked_pdf(path: Path, chapters: Sequence[tuple[str, str]]) -> None:
    """A PDF of a page a chapter, whose headings only the bookmarks tell."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for at, (heading, text) in enumerate(chapters):
        canvas.bookmarkPage(f"c{at}")
        canvas.addOutlineEntry(heading, f"c{at}", 0)
        setter = _Setter(canvas, Setting())
        setter.set_all([text])
        canvas.showPage()
    canvas.save()


def write_wide_pdf(path: Path, texts: Sequence[str]) -> None:
    """A PDF in Japanese: lines without spaces."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    y = PAGE_HEIGHT - 80
    for text in texts:
        for at in range(0, len(text), 30):
            canvas.setFont("HeiseiMin-W3", 12)
            canvas.drawString(70 if at else 82, y, text[at : at + 30])
            y -= 18
    canvas.save()


def write_scan_pdf(path: Path, pages: int = 2) -> None:
    """A PDF of pictures."""
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (200, 280), 210).save(picture, "PNG")
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for _ in range(pages):
        picture.seek(0)
        canvas.drawImage(ImageReader(picture), 0, 0, PAGE_WIDTH, PAGE_HEIGHT)
        canvas.showPage()
    canvas.save()


def write_locked_pdf(path: Path, text: str) -> None:
    """A PDF that opens only with a password."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1, encrypt="secret")
    canvas.drawString(70, 700, text)
    canvas.save()


def write_turned_pdf(path: Path, texts: Sequence[str]) -> None:
    """A PDF whose text runs up the page, with a stamp that does not."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.drawString(20, 20, "A stamp")
    canvas.rotate(90)
    canvas.translate(0, -PAGE_WIDTH)
    y = PAGE_WIDTH - 60
    for text in texts:
        canvas.drawString(60, y, text)
        y -= 14
    canvas.save()


def boxes_of(lines: Sequence[SetLine], words: str) -> list[tuple[int, list[float]]]:
    """Where words stand: the page and the quad points of each line of them."""
    characters: list[tuple[str, SetLine | None, float, float]] = []
    for line in lines:
        characters += [(character, line, left, right) for character, left, right in line.characters()]
        if line.text.endswith("-") and line.text[-2:-1].isalpha():
            characters.pop()
        else:
            characters.append((" ", None, 0, 0))
    start = "".join(character for character, *_ in characters).index(words)
    edges: dict[tuple[int, float], list[tuple[float, float]]] = {}
    for _, line, left, right in characters[start : start + len(words)]:
        if line:
            edges.setdefault((line.page, line.y), []).append((left, right))
    size = lines[0].setting.size
    quads = []
    for (page, y), spans in edges.items():
        left, right, bottom, top = spans[0][0], spans[-1][1], y - 0.2 * size, y + 0.8 * size
        quads.append((page, [left, top, right, top, left, bottom, right, bottom]))
    return quads


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark to add to a PDF."""

    words: str
    note: str = ""
    color: str = "ffff00"
    kind: str = "highlight"
    date: str = "D:20240229183000+01'00'"
    reply: str = ""
    """A second note, in reply to the first."""


def mark_pdf(path: Path, lines: Sequence[SetLine], marks: Sequence[Mark]) -> None:
    """Add marks over words, and notes beside them, to a PDF of these lines."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import Highlight, MarkupAnnotation, Text
    from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(path))
    for mark in marks:
        quads_of_lines = boxes_of(lines, mark.words)
        page = quads_of_lines[0][0]
        points = [value for of_page, quad in quads_of_lines for value in quad if of_page == page]
        rectangle = (min(points[::2]), min(points[1::2]), max(points[::2]), max(points[1::2]))
        added: MarkupAnnotation
        if mark.kind == "text":
            added = Text(rect=rectangle, text=mark.note)
        else:
            quads = ArrayObject(map(FloatObject, points))
            added = Highlight(rect=rectangle, quad_points=quads, highlight_color=mark.color)
            added[NameObject("/Subtype")] = NameObject(f"/{mark.kind.title()}")
            if mark.kind == "strikeout":
                added[NameObject("/Subtype")] = NameObject("/StrikeOut")
            if mark.note:
                added[NameObject("/Contents")] = TextStringObject(mark.note)
        added[NameObject("/Type")] = NameObject("/Annot")
        added[NameObject("/M")] = TextStringObject(mark.date)
        writer.add_annotation(page_number=page - 1, annotation=added)
        if mark.reply:
            reply = Text(rect=rectangle, text=mark.reply)
            reply[NameObject("/IRT")] = list.__getitem__(writer.pages[page - 1]["/Annots"], -1)
            writer.add_annotation(page_number=page - 1, annotation=reply)
    writer.write(path)

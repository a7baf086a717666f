"""The paragraphs of a PDF from the lines of its pages, notes at the foot behind the paragraph they interrupt. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.full_text.pdf.layout import ColumnLine
from ingest.full_text.pdf.page import Word
from ingest.full_text.pdf.running_heads import find_running_heads

HEADING_SHARE = 1.12
"""Of the text's size, from which a short line is a heading."""
SMALL_SHARE = 0.92
"""Of the text's size, below which a paragraph at the foot of a page is a note."""
MAX_HEADING_CHARACTERS = 200
GAP_SHARE = 1.35
"""Of the usual distance of two lines: a wider one parts paragraphs."""
INDENT_SHARE = 0.5
"""Of the font's height: a line that begins further in begins a paragraph."""
SHORT_LINE_SHARE = 0.85
"""Of the column's width: a line that ends a sentence before it ends a paragraph."""
ENDS_SENTENCE = re.compile(r"[.!?…:;。！？」』”’\"')\]]$")
CONTENTS_LINE = re.compile(r"(?:[.·…]\s?){5,}\W*\w{0,6}$")
"""An entry of a table of contents: dots up to a page number."""
LIST_ITEM = re.compile(r"^(?:[•‣▪●○◦·*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\[\d{1,3}\])\s")


@dataclass(slots=True)
class PdfParagraph:
    """Lines that make one text, with the words they are made of."""

    lines: list[ColumnLine]
    pages: list[int]
    """The page of each line."""
    level: int = 0
    is_note: bool = False
    """Whether it is a note at the foot of a page."""
    size: float = field(default=0.0)

    @property
    def words(self) -> Iterator[tuple[int, Word]]:
        """Each word with its page."""
        for page, line in zip(self.pages, self.lines, strict=True):
            for word in line.words:
                yield page, word


def make_paragraphs(pages: Mapping[int, Sequence[ColumnLine]]) -> list[PdfParagraph]:
    """The paragraphs of the pages' lines in reading order, headings with their level."""
    heads = find_running_heads(pages)
    kept = {
        number: [line for line in lines if (number, line) not in heads and not CONTENTS_LINE.search(line.text)]
        for number, lines in pages.items()
    }
    every = [line for lines in kept.values() for line in lines]
    if not every:
        return []
    size = _text_size(every)
    pitch = _usual_pitch(kept.values(), size)
    levels = _heading_levels(every, size)
    text: list[PdfParagraph] = []
    for number, lines in kept.items():
        found = list(_split_paragraphs(number, lines, pitch, levels, size))
        _mark_notes(found, size)
        for paragraph in found:
            last = next((other for other in reversed(text) if not other.is_note), None)
            if not paragraph.is_note and last and _continues(last, paragraph):
                last.lines += paragraph.lines
                last.pages += paragraph.pages
            else:
                text.append(paragraph)
    return text


def _text_size(lines: Sequence[ColumnLine]) -> float:
    """The size of most of the text."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.words)
    return max(1.0, sizes.most_common(1)[0][0])


def _usual_pitch(pages: Iterable[Sequence[ColumnLine]], size: float) -> float:
    """The usual distance of two lines of the text."""
    pitches: Counter[float] = Counter()
    for lines in pages:
        for above, line in pairwise(lines):
            distance = above.box.middle - line.box.middle
            if above.column == line.column and 0.5 * size < distance < 3 * size:
                pitches[round(distance * 2) / 2] += 1
    return pitches.most_common(1)[0][0] if pitches else 1.2 * size


def _heading_levels(lines: Sequence[ColumnLine], size: float) -> dict[float, int]:
    """A level for each size of font above the text's, the largest 1."""
    sizes = sorted({round(line.size) for line in lines if line.size >= HEADING_SHARE * size}, reverse=True)
    return {large: min(level, 6) for level, large in enumerate(sizes, 1)}


def _split_paragraphs(
    page: int, lines: Sequence[ColumnLine], pitch: float, levels: Mapping[float, int], size: float
) -> Iterator[PdfParagraph]:
    margins = _margins(lines)
    held: PdfParagraph | None = None
    for line in lines:
        level = levels.get(round(line.size), 0) if line.size >= HEADING_SHARE * size else 0
        if held and not _begins(held, line, level, margins, pitch):
            held.lines.append(line)
            held.pages.append(page)
            continue
        if held:
            yield _as_heading(held, levels, size)
        held = PdfParagraph([line], [page], level, size=line.size)
    if held:
        yield _as_heading(held, levels, size)


def _as_heading(paragraph: PdfParagraph, levels: Mapping[float, int], size: float) -> PdfParagraph:
    """The paragraph, a heading where it is short and set large, or bold and alone in one line."""
    text = " ".join(line.text for line in paragraph.lines)
    letters = any(char.isalpha() for char in text)
    if not letters or len(text) > MAX_HEADING_CHARACTERS or (len(paragraph.lines) > 1 and text.rstrip()[-1:] == "."):
        paragraph.level = 0
    elif not paragraph.level and _is_bold_heading(paragraph, text) and paragraph.size >= SMALL_SHARE * size:
        paragraph.level = min(len(levels) + 1, 6)
    return paragraph


def _is_bold_heading(paragraph: PdfParagraph, text: str) -> bool:
    if len(paragraph.lines) > 1 or not paragraph.lines[0].is_bold or len(text) > 100:
        return False
    return not re.search(r"[.:;,!]$", text) and len(text.split()) <= 12


def _margins(lines: Sequence[ColumnLine]) -> dict[int, tuple[float, float]]:
    """The left and right edge of each column's text."""
    edges: dict[int, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for line in lines:
        edges[line.column][0].append(line.box.left)
        edges[line.column][1].append(line.box.right)
    return {column: (_common_left(left), max(right)) for column, (left, right) in edges.items()}


def _common_left(edges: Sequence[float]) -> float:
    """The left edge of most lines; the leftmost of two that are equally common."""
    counts = Counter(round(edge) for edge in edges)
    most = max(counts.values())
    return float(min(edge for edge, count in counts.items() if count == most))


def _begins(
    held: PdfParagraph, line: ColumnLine, level: int, margins: Mapping[int, tuple[float, float]], pitch: float
) -> bool:
    """Whether a line begins a paragraph of its own."""
    above = held.lines[-1]
    if level != held.level or abs(line.size - above.size) > 0.12 * above.size:
        return True
    if level:
        return line.column != above.column or above.box.middle - line.box.middle > 1.8 * line.size
    if above.words[-1].hyphenated:
        return False
    if line.column != above.column:
        return not _runs_on(held, line, margins)
    if above.is_bold != line.is_bold and (above.is_bold or line.is_bold) and len(held.lines) == 1:
        return True
    left, right = margins[line.column]
    if above.box.middle - line.box.middle > max(GAP_SHARE * pitch, 1.05 * line.size) and _is_gap(held, line, pitch):
        return True
    if LIST_ITEM.match(line.text):
        return True
    indent = INDENT_SHARE * line.size
    hangs = len(held.lines) > 1 and line.box.left - above.box.left <= indent
    deeper = min(line.box.left - left, line.box.left - above.box.left) > indent
    if deeper and not hangs and not LIST_ITEM.match(held.lines[0].text):
        return True
    short = above.box.right < left + SHORT_LINE_SHARE * (right - left)
    return short and bool(ENDS_SENTENCE.search(above.text))


def _is_gap(held: PdfParagraph, line: ColumnLine, pitch: float) -> bool:
    """Whether a line is further below than the lines of its paragraph are from each other."""
    lines = held.lines
    own = [one.box.middle - two.box.middle for one, two in pairwise(lines)]
    distance = lines[-1].box.middle - line.box.middle
    return not own or distance > 1.2 * median(own)


def _runs_on(held: PdfParagraph, line: ColumnLine, margins: Mapping[int, tuple[float, float]]) -> bool:
    """Whether a paragraph goes on in the next column."""
    left, _ = margins[line.column]
    indented = line.box.left - left > INDENT_SHARE * line.size
    return not indented and not ENDS_SENTENCE.search(held.lines[-1].text) and not LIST_ITEM.match(line.text)


def _mark_notes(paragraphs: Sequence[PdfParagraph], size: float) -> None:
    """Mark the small paragraphs with which the columns of a page end."""
    by_column: dict[int, list[PdfParagraph]] = defaultdict(list)
    for paragraph in paragraphs:
        by_column[paragraph.lines[-1].column].append(paragraph)
    for found in by_column.values():
        for paragraph in reversed(found):
            if paragraph.size >= SMALL_SHARE * size or paragraph.level:
                break
            paragraph.is_note = True
    if all(paragraph.is_note for paragraph in paragraphs):
        for paragraph in paragraphs:
            paragraph.is_note = False


def _continues(last: PdfParagraph, paragraph: PdfParagraph) -> bool:
    """Whether the first paragraph of a page or column goes on with the last of the one before."""
    if last.level or paragraph.level or abs(last.size - paragraph.size) > 0.12 * last.size:
        return False
    above, line = last.lines[-1], paragraph.lines[0]
    if last.pages[-1] == paragraph.pages[0] and above.column == line.column:
        return False
    if above.words[-1].hyphenated:
        return True
    text = line.text
    return not ENDS_SENTENCE.search(above.text) and not LIST_ITEM.match(text) and not text[:1].isdigit()

"""The reader's marks in a PDF as annotations: the words below them, the note, the colour's name, the date. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.full_text.colors import name_color
from ingest.full_text.content import Annotation
from ingest.full_text.identifiers import read_pdf_date
from ingest.full_text.pdf.hyphens import WordJoiner
from ingest.full_text.pdf.page import Box, Mark, Word
from ingest.full_text.pdf.paragraphs import PdfParagraph


def read_annotations(
    paragraphs: Sequence[PdfParagraph], marks: Mapping[int, Iterable[Mark]], joiner: WordJoiner
) -> list[Annotation]:
    """The annotations by page and place on it. marks: by page.

    A mark without words below it, and a note alone, go to the paragraph next to them.
    """
    places: dict[int, list[tuple[int, Word]]] = defaultdict(list)
    for index, paragraph in enumerate(paragraphs):
        for page, word in paragraph.words:
            places[page].append((index, word))
    found: list[Annotation] = []
    for page, of_page in sorted(marks.items()):
        for mark in of_page:
            annotation = _read_mark(mark, page, places[page], joiner, len(paragraphs))
            if annotation.text or annotation.note:
                found.append(annotation)
    return sorted(_without_repeats(found), key=lambda annotation: annotation.block)


def _read_mark(mark: Mark, page: int, places: Sequence[tuple[int, Word]], joiner: WordJoiner, count: int) -> Annotation:
    below = [place for place in places if any(_covers(box, place[1].box) for box in mark.boxes)]
    is_note = mark.kind in ("text", "free text")
    text = "" if is_note else _join(below, joiner)
    block = below[0][0] if below else _nearest(mark, places, count)
    note = "" if mark.note.split() == text.split() else mark.note  # some tools copy the words into the note
    return Annotation(
        text=text, note=note, color=name_color(mark.color), page=page, date=read_pdf_date(mark.date), block=block
    )


def _covers(mark: Box, word: Box) -> bool:
    """Whether most of a word lies below a mark."""
    across = min(mark.right, word.right) - max(mark.left, word.left)
    return mark.bottom < word.middle < mark.top and across > 0.5 * (word.right - word.left)


def _join(below: Sequence[tuple[int, Word]], joiner: WordJoiner) -> str:
    """The words of each paragraph, a line break between paragraphs."""
    texts: dict[int, list[Word]] = defaultdict(list)
    for index, word in below:
        texts[index].append(word)
    return "\n".join(map(joiner.join, texts.values())).strip()


def _nearest(mark: Mark, places: Sequence[tuple[int, Word]], count: int) -> int:
    """The paragraph of the word next to a mark; the last where its page has none."""
    if not places or not mark.boxes:
        return max(0, count - 1)
    box = mark.boxes[0]

    def distance(word: Box) -> float:
        across = max(word.left - box.right, box.left - word.right, 0)
        return abs(word.middle - box.middle) + across / 4

    return min(places, key=lambda place: distance(place[1].box))[0]


def _without_repeats(found: Sequence[Annotation]) -> Iterator[Annotation]:
    """Annotations without those that say the same on the same words; two marks on one text become one with both
    notes."""
    by_text: dict[tuple[int, str, int], Annotation] = {}
    alone: list[Annotation] = []
    for annotation in found:
        if not annotation.text:
            alone.append(annotation)
            continue
        key = (annotation.page, annotation.text, annotation.block)
        before = by_text.get(key)
        if before is None:
            by_text[key] = annotation
        elif annotation.note and annotation.note not in before.note:
            by_text[key] = replace(before, note="\n\n".join(filter(None, (before.note, annotation.note))))
    yield from by_text.values()
    yield from alone

"""Joins the words of a PDF's lines. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ingest.full_text.pdf.page import Word
from ingest.full_text.pdf.paragraphs import PdfParagraph


class WordJoiner:
    """Joins the words of paragraphs, with or without the hyphens of line ends, by the words of the whole text."""

    def __init__(self, paragraphs: Iterable[PdfParagraph]) -> None:
        self._known: Counter[str] = Counter()
        for paragraph in paragraphs:
            before = False
            for _, word in paragraph.words:
                if not before and not word.hyphenated:
                    self._known[_bare(word.text)] += 1
                before = word.hyphenated

    def join(self, words: Iterable[Word]) -> str:
        text, hyphen = "", False
        for word in words:
            if hyphen:
                text += ("-" if self._keeps_hyphen(text.rsplit(" ", 1)[-1], word.text) else "") + word.text
            else:
                text += " " * (word.spaced and bool(text)) + word.text
            hyphen = word.hyphenated
        return text + "-" * hyphen

    def _keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether a word that a line's end parts has a hyphen of its own."""
        first, second = _bare(first), _bare(second)
        joined, hyphened = self._known[first + second], self._known[f"{first}-{second}"]
        if joined or hyphened:
            return hyphened > joined
        if not second[:1].isalpha() or second[:1].isupper() or not first[-1:].isalpha():
            return True
        return bool(self._known[first] and self._known[second] and min(len(first), len(second)) >= 3)


def _bare(text: str) -> str:
    """A word without the signs around it; its case tells a name or a start of a sentence, and is kept for one letter
    only where the rest is small."""
    bare = text.strip("“”\"'‘’«»()[]{}.,;:!?…*†‡")
    return bare if bare[1:] != bare[1:].lower() else bare.lower() if bare[:1].isupper() and len(bare) > 1 else bare

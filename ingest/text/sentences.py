"""Splits text into sentences. The home of sentencex, which knows the abbreviations of many languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from ingest.text.language import guess_language

LANGUAGE_CODES = {
    "danish": "da",
    "dutch": "nl",
    "english": "en",
    "finnish": "fi",
    "french": "fr",
    "german": "de",
    "greek": "el",
    "hindi": "hi",
    "hungarian": "hu",
    "italian": "it",
    "norwegian": "no",
    "portuguese": "pt",
    "romanian": "ro",
    "russian": "ru",
    "spanish": "es",
    "swedish": "sv",
    "turkish": "tr",
    "unspaced": "zh",
}
"""The splitter's code for each language that is distinguished."""

NO_SENTENCE_END = re.compile(
    r"(?:^\W*\d*\W*|\b(?:al|approx|ca|cf|ed|eds|pp|vol|vols|chap|sec|lit)\.\s*)$", re.IGNORECASE
)
"""A false end of a sentence: the number of a list item, or an abbreviation the splitter lacks."""


def cut_sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each with the white space after it; joined, they are the text."""
    code = LANGUAGE_CODES.get(guess_language(text), "en")
    at, last = 0, len(text.rstrip())
    for boundary in get_sentence_boundaries(code, text):
        end = boundary["end_index"]
        if end < last and not NO_SENTENCE_END.search(text[at:end]):
            yield text[at:end]
            at = end
    if at < len(text):
        yield text[at:]

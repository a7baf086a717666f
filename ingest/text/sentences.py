"""Where sentences end: sentencex's home, which knows the abbreviations of many languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from ingest.text.language import guess_language

CODES = {
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
"""Of the languages that are told apart, the code under which the splitter knows each."""


RUNS_ON = re.compile(r"(?:^\W*\d*\W*|\b(?:al|approx|ca|cf|ed|eds|pp|vol|vols|chap|sec|lit)\.\s*)$", re.IGNORECASE)
"""A piece that ends no sentence though the splitter says so: the number of a list, and abbreviations it lacks."""


def cut_sentences(text: str) -> Iterator[str]:
    """The sentences of a text, each with the white space after it: joined, they are the text again."""
    code = CODES.get(guess_language(text), "en")
    at = 0
    for boundary in get_sentence_boundaries(code, text):
        end = boundary["end_index"]
        if text[end:].strip() and not RUNS_ON.search(text[at:end]):
            yield text[at:end]
            at = end
    if at < len(text):
        yield text[at:]

"""Which lines of a file hold words that its document does not show."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from ingest.document import Document, Highlight, Paragraph
from ingest.metadata.labels import KEYS_OF_FIELD, VOCABULARY
from ingest.text.clean import clean_text, image_words
from ingest.text.dates import EUROPEAN_MONTHS as MONTHS
from ingest.text.scripts import WIDE_CHARACTER
from ingest.text.words import NO_WORDS, WORD, is_plain, plain_words

BUTTONS = frozenset(
    "view open in kindle new highlights added first synced resynced by readwise highlighted full document contents "
    "cover rw book ref id uuid collapsed true false null none metadata image tweet tweets thread flashcard flashcards "
    "card transcript key takeaways video youtube snip snips episode embed group order sec find text md "
    "amazon airrquote webvtt align start position line size region second seconds minute minutes hour hours points "
    "span expanded begin excerpt link links hid toc yes rl public offset free instant preview "
    "このアイテムのクリップの上限に達しました".split()
)
"""Words that exporters and note programs write around a highlight: buttons, states and marks of syntax."""
ORDINALS = ("st", "nd", "rd", "th")
SYNTAX = re.compile(
    r"\[![\w-]+(?:\|[^\[\]]*)?\]|^[ \t>]*:{3,}[ \t]*\{?\.?[\w-]+\}?|\{%.*?%\}|"
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?:^|(?<=\s))\^[\w-]+\s*$|"
    r"\b(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{16,}\b|^[ \t]*(?::(?:LOGBOOK|PROPERTIES|END):|CLOCK:[ \t]*\[.*)[ \t]*$",
    re.I | re.M,
)
"""A callout's sign, a block's kind, a template's command, a block's or a highlight's id, an outliner's clock."""
ANGLED_ADDRESS = re.compile(r"\]\(<.*?>\)")
"""Behind a link."""


@cache
def label_words() -> frozenset[str]:
    """The words of labels and of what exporters write, in all languages of the vocabulary."""
    keys = " ".join(KEYS_OF_FIELD.values()).replace("_", " ")
    texts = "\n".join([*_strings(VOCABULARY), *MONTHS, keys, *ORDINALS])
    return frozenset([*plain_words(texts), *BUTTONS])


@cache
def _unspaced_labels() -> re.Pattern[str]:
    """The labels of languages without spaces, and the parts of their dates."""
    texts = {text.strip().casefold() for text in _strings(VOCABULARY)}
    unspaced = sorted(filter(WIDE_CHARACTER.search, texts), key=len, reverse=True)
    return re.compile(
        "|".join(
            [
                *map(re.escape, unspaced),
                "星期",
                "[年月日時时分秒周曜火水木金土一二三四五六上中下午前後后的のを第页頁第至]",
            ]
        )
    )


def is_label(word: str) -> bool:
    """Whether a word is one that labels, dates and buttons of exporters are made of."""
    if word in label_words():
        return True
    if word.isascii() or not WIDE_CHARACTER.search(word):
        return False
    return not [part for part in plain_words(_unspaced_labels().sub(" ", word)) if part not in label_words()]


@dataclass(frozen=True, slots=True)
class ShownWords:
    """The words that a document shows."""

    text: str
    """All that it shows, in lower case."""
    words: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> ShownWords:
        shown = html.unescape("\n".join(_shown_texts(document)))
        text = shown.casefold()
        return cls(text, frozenset(WORD.findall(text)).union([] if is_plain(shown) else plain_words(shown)))

    def without(self, words: Iterable[str], spared: Container[str] | None) -> set[str]:
        """Those of the words that are not shown, nor part of the text in a script without spaces, nor to be spared."""
        missing = {word for word in set(words) - self.words if word.isascii() or word not in self.text}
        return {word for word in missing if not (is_label(word) if spared is None else word in spared)}


def find_hidden_words(
    lines: Mapping[int, str], shown: ShownWords, spared: Container[str] | None = None
) -> dict[int, set[str]]:
    """The words of each line that neither the document shows nor a label is made of, by the line's number.

    `spared` are the words to pass over in place of labels.
    """
    words = {number: line_words(line) for number, line in _lines_with_suspects(lines, shown, spared).items()}
    suspects = shown.without(chain.from_iterable(words.values()), spared)
    found = ((number, suspects.intersection(words[number])) for number in words)
    return {number: hidden for number, some in found if some and (hidden := _still_hidden(lines[number], some))}


def _lines_with_suspects(lines: Mapping[int, str], shown: ShownWords, spared: Container[str] | None) -> dict[int, str]:
    """The lines that may hold a hidden word: those whose runs of letters are not all shown as they stand, and those
    whose words are not told by these runs."""
    runs = {number: WORD.findall(line.casefold()) for number, line in lines.items() if is_plain(line)}
    unknown = shown.without(chain.from_iterable(runs.values()), spared)
    return {
        number: line for number, line in lines.items() if number not in runs or not unknown.isdisjoint(runs[number])
    }


def line_words(text: str) -> list[str]:
    """The words of a file's text, those of addresses, tags and marks of syntax left out."""
    return plain_words(SYNTAX.sub(" ", NO_WORDS.sub(" ", ANGLED_ADDRESS.sub(" ", text))))


def _still_hidden(line: str, hidden: set[str]) -> set[str]:
    """Those of a line's hidden words that its cleaned text holds, or the descriptions of its images."""
    cleaned = clean_text(line)
    if cleaned == line:
        return hidden
    return hidden.intersection([*line_words(cleaned), *plain_words(image_words(line))])


def _shown_texts(document: Document) -> Iterator[str]:
    yield from (document.title, document.author, document.category, document.url, document.published, document.date)
    yield from (document.note, document.asin, document.readwise_id, *document.tags)
    for pair in document.fields:
        yield from pair
    for highlight in document.highlights:
        yield from (highlight.text, highlight.note, highlight.color, highlight.location, highlight.url)
        yield from (highlight.highlighted_at, *highlight.tags)
    for paragraph in document.paragraphs:
        yield from (paragraph.text, paragraph.location, paragraph.url)
    items: tuple[Highlight | Paragraph, ...] = (*document.highlights, *document.paragraphs)
    yield from {heading for item in items for heading in item.section}
    yield from (warning.why for warning in document.warnings)


def _strings(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [value]
    values = value.values() if isinstance(value, dict) else value
    return [text for inner in values for text in _strings(inner)]

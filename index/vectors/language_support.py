"""What an encoder trained on English cannot do for notes and questions in other languages."""

from __future__ import annotations

from dataclasses import dataclass

from index.catalog.catalog import Catalog
from index.catalog.full_text import count_languages
from index.vectors.encoder_list import FIRST_MULTILINGUAL, find_encoder
from ingest.text.language import guess_language

OTHER_SCRIPTS = frozenset({"unspaced", "russian", "greek", "arabic", "hindi"})
"""Languages in scripts that an English encoder splits into unknown or single characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageGap:
    """Most passages are in languages that the encoder does not read."""

    foreign: int
    """Passages in other languages."""
    total: int
    """Passages whose language is known."""
    embedder: str
    proposed: str
    """The encoder that mends it."""

    def __str__(self) -> str:
        return (
            f"{self.foreign:,} of {self.total:,} passages are not in English, the only language that the encoder"
            f" {self.embedder} knows: search finds them by their words, hardly by their meaning"
        )


def knows_only_english(embedder: str) -> bool:
    """Of a listed encoder; others are taken to know the notes' languages."""
    listed = find_encoder(embedder)
    return listed is not None and listed.languages == "english"


def knows_many_languages(embedder: str) -> bool:
    """Of a listed encoder; of others that is not known."""
    listed = find_encoder(embedder)
    return listed is not None and listed.languages == "many"


def can_embed_question(embedder: str, text: str) -> bool:
    """Whether an encoder knows the script of a question."""
    return not knows_only_english(embedder) or guess_language(text) not in OTHER_SCRIPTS


def find_language_gap(catalog: Catalog) -> LanguageGap | None:
    """The gap of the encoder in use; None where there is none, or where another encoder is being changed to."""
    embedder = catalog.state.wanted_embedder
    if not knows_only_english(embedder):
        return None
    counts = count_languages(catalog)
    total = sum(count for language, count in counts.items() if language)
    foreign = total - counts.get("english", 0)
    if 2 * foreign <= total:
        return None
    return LanguageGap(foreign=foreign, total=total, embedder=embedder, proposed=FIRST_MULTILINGUAL)

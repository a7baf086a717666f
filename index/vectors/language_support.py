"""What an encoder trained on English alone cannot do for notes and questions in other languages."""

from __future__ import annotations

from index.catalog.catalog import Catalog
from index.catalog.full_text import count_languages
from ingest.text.language import guess_language

ENGLISH_ONLY = frozenset({"all-MiniLM-L6-v2"})
"""Names of encoders trained on English, the packaged one among them."""
OTHER_SCRIPTS = frozenset({"unspaced", "russian", "greek", "arabic", "hindi"})
"""Languages in scripts that an English encoder splits into unknown or single characters."""


def can_embed_question(embedder: str, text: str) -> bool:
    """Whether an encoder knows the script of a question."""
    return embedder not in ENGLISH_ONLY or guess_language(text) not in OTHER_SCRIPTS


def explain_language_gap(catalog: Catalog, embedder: str) -> str:
    """One line for the reader where most passages are in languages that the encoder does not know; else ""."""
    if embedder not in ENGLISH_ONLY:
        return ""
    counts = count_languages(catalog)
    total = sum(count for language, count in counts.items() if language)
    foreign = total - counts.get("english", 0)
    if 2 * foreign <= total:
        return ""
    return (
        f"{foreign} of {total} passages are not in English, the only language that the encoder {embedder} knows:"
        " search finds them by their words, hardly by their meaning. A multilingual encoder helps:"
        " notes ingest --embedder sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
    )

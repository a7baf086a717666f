"""What an encoder that knows English alone cannot do for notes and questions in other languages."""

from __future__ import annotations

import sqlite3

from index.lexical.full_text import count_languages
from ingest.text.language import guess_language

ENGLISH_ONLY = frozenset({"all-MiniLM-L6-v2"})
"""Names of encoders trained on English, the packaged one among them."""
OTHER_SCRIPTS = frozenset({"unspaced", "russian", "greek", "arabic", "hindi"})


def reads_question(embedder: str, text: str) -> bool:
    """Whether an encoder makes anything of a question: of other scripts an English one sees single signs."""
    return embedder not in ENGLISH_ONLY or guess_language(text) not in OTHER_SCRIPTS


def explain_language_gap(connection: sqlite3.Connection, embedder: str) -> str:
    """One line for the reader where most passages are not in the bundled encoder's language; else ""."""
    if embedder not in ENGLISH_ONLY:
        return ""
    counts = count_languages(connection)
    foreign = sum(count for language, count in counts.items() if language not in ("english", ""))
    told = sum(count for language, count in counts.items() if language != "")
    if 2 * foreign <= told:
        return ""
    return (
        f"{foreign} of {told} passages are not in English, which is all that the encoder {embedder} knows: they"
        " are found by their words, hardly by their meaning. A multilingual encoder helps:"
        " notes ingest --embedder sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
    )

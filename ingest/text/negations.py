"""Words that negate: a copy keeps them, and an answer must not lose them."""

from __future__ import annotations

_WORDS = "not no never none nothing nor neither without cannot".split()
_CONTRACTIONS = "can't don't doesn't isn't wasn't won't aren't weren't didn't".split()
_OTHER_LANGUAGES = (
    "nicht kein keine nie ohne ne pas jamais sans non mai senza nunca sin não nem sem не нет без 不 没 沒 無 无 未 非"
)

NEGATIONS = frozenset((*_WORDS, *(word.replace("'", "") for word in _CONTRACTIONS), *_OTHER_LANGUAGES.split()))
"""In several languages, as `ingest.dedup.normalise` writes words: without apostrophes."""

ENGLISH_NEGATIONS = frozenset(_WORDS + _CONTRACTIONS) | frozenset(
    "nobody nowhere wouldn't hasn't haven't hadn't couldn't shouldn't n't hardly barely rarely".split()
)
"""With apostrophes, and with words that deny in part."""

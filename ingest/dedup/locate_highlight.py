"""Where in a work's full text a highlight is. Pure, and by words alone.

Each run of words of a highlight votes for the paragraphs that have it; the paragraph with most votes is taken. Tools
cut a highlight anywhere and join paragraphs in it, so it need not be whole in one: half of its runs in the text are
enough, for two texts of one work have that many in common only where one quotes the other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from ingest.dedup.normalise import NormalisedText, normalise_text, word_runs
from ingest.text.scripts import WIDE_CHARACTER

RUN_WORDS = 3
"""Words in a run; a shorter highlight is one run."""
RUN_CHARACTERS = 6
"""The same for a script without spaces, in characters."""
MIN_RUN_SHARE = 0.5
"""Share of a highlight's runs that are somewhere in the text."""
MAX_SHIFT = 4
"""Words by which the parts of a highlight may be further apart in the text than in it."""
WORD = re.compile(rf"{WIDE_CHARACTER.pattern}|[^\W_]+")
MIN_AMBIGUOUS_WORDS = 5
"""Size from which a highlight that is in several paragraphs is placed in the first; a shorter one says too little."""


def locate_highlights(highlights: Sequence[str], prose: Sequence[str]) -> list[int | None]:
    """For each highlight the index of the paragraph that has most of it; None where none has.

    Both are texts of one work. Of paragraphs that have the same share of a highlight the first is taken.
    """
    paragraphs = [normalise_text(text) for text in prose]
    holders: dict[int, Mapping[str, Collection[int]]] = {}
    indices: list[int | None] = []
    for text in highlights:
        highlight = normalise_text(text)
        length = min(RUN_CHARACTERS if highlight.unspaced else RUN_WORDS, len(highlight.coded))
        if length not in holders:
            holders[length] = _index_runs(paragraphs, length)
        indices.append(_choose(highlight, word_runs(highlight.coded, length), holders[length]) if length else None)
    return indices


def find_span(highlight: str, paragraph: str) -> tuple[int, int]:
    """The first character of a paragraph that a highlight in it has, and the one behind its last; (0, 0) without any.

    Words are compared: a typo or a cut word at an end is passed over.
    """
    words = [(match[0].casefold(), match.start(), match.end()) for match in WORD.finditer(paragraph)]
    wanted = [match[0].casefold() for match in WORD.finditer(highlight)]
    matcher = SequenceMatcher(None, wanted, [word for word, _, _ in words], autojunk=False)
    longest = matcher.find_longest_match()
    if not longest.size:
        return 0, 0
    near = [
        block
        for block in matcher.get_matching_blocks()
        if block.size and abs((block.b - block.a) - (longest.b - longest.a)) <= MAX_SHIFT
    ]
    return words[near[0].b][1], words[near[-1].b + near[-1].size - 1][2]


def _choose(highlight: NormalisedText, runs: Collection[str], holders: Mapping[str, Collection[int]]) -> int | None:
    votes = Counter(index for run in runs for index in holders.get(run, ()))
    if sum(run in holders for run in runs) < MIN_RUN_SHARE * len(runs):
        return None
    most = max(votes.values())
    best = [index for index, count in votes.items() if count == most]
    return None if len(best) > 1 and highlight.size < MIN_AMBIGUOUS_WORDS else min(best)


def _index_runs(paragraphs: Iterable[NormalisedText], length: int) -> Mapping[str, Collection[int]]:
    """For each run of words the indices of the paragraphs that have it."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, paragraph in enumerate(paragraphs):
        for run in word_runs(paragraph.coded, length) if length else ():
            holders[run].append(index)
    return dict(holders)

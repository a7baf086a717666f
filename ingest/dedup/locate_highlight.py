"""Where in a work's full text a highlight stands. Pure, and by words alone.

A highlight's runs of words each vote for the paragraphs that hold them; the paragraph with the most has it. Tools cut
a highlight anywhere and join paragraphs in it, so it need not stand whole in one: half of its runs in the text are
enough, for two texts of one work have that many in common only where one quotes the other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from ingest.dedup.normalise import NormalisedText, read_form

RUN, RUN_UNSPACED = 3, 6
"""Words, or characters of an unspaced script, in a run; a shorter highlight is one run."""
LEAST_FOUND = 0.5
"""Of a highlight's runs, those that stand somewhere in the text."""
LEAST_TELLING = 5
"""Words: of a shorter highlight that stands in several paragraphs nobody can say which is meant."""


def find_paragraphs(highlights: Sequence[str], prose: Sequence[str]) -> list[int | None]:
    """For each highlight which paragraph it stands in, or most of it; None where in none.

    Both are texts of one work. Of paragraphs that hold the same of a highlight the first is meant.
    """
    paragraphs = [read_form(text) for text in prose]
    holders: dict[int, Mapping[str, Collection[int]]] = {}
    found: list[int | None] = []
    for text in highlights:
        form = read_form(text)
        length = min(RUN_UNSPACED if form.unspaced else RUN, len(form.coded))
        if length not in holders:
            holders[length] = _hold_runs(paragraphs, length)
        found.append(_choose(form, _runs(form, length), holders[length]) if length else None)
    return found


def _choose(form: NormalisedText, runs: Collection[str], holders: Mapping[str, Collection[int]]) -> int | None:
    votes = Counter(at for run in runs for at in holders.get(run, ()))
    if sum(run in holders for run in runs) < LEAST_FOUND * len(runs):
        return None
    most = max(votes.values())
    best = [at for at, count in votes.items() if count == most]
    return None if len(best) > 1 and form.size < LEAST_TELLING else min(best)


def _hold_runs(paragraphs: Iterable[NormalisedText], length: int) -> Mapping[str, Collection[int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for at, form in enumerate(paragraphs):
        for run in _runs(form, length) if length else ():
            holders[run].append(at)
    return dict(holders)


def _runs(form: NormalisedText, length: int) -> frozenset[str]:
    return frozenset(form.coded[at : at + length] for at in range(len(form.coded) - length + 1))

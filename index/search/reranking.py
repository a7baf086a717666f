"""What moves a passage up or down beside its score: quotations, the reader's own, repeats, works. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from index.lexical.stop_words import stop_words
from ingest.passage import Passage
from ingest.text.scripts import UNSPACED

QUOTED_RUN = 6
"""Words in a row of the question that stand in a passage and make it a quotation; of CJK, characters."""
QUOTED_TELLING = 3
"""How many of them must tell something: "what is the difference between the" is nobody's."""
OWN = 0.02
"""Added for a favourite, the reader's own words or a reader's note; the best fused score is about 1."""
REPEAT = 0.85
"""Share of two passages' words that both have, from which the lower one is a repeat."""
LATER_OF_WORK = 0.85
"""Factor on the third and each later passage of a work, once more for each."""

_QUOTED = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』]{3,})[\"”“»」』]")
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")


def find_quotations(question: str) -> tuple[str, ...]:
    """The texts that a question may quote: those in quotation marks, of two words or more; else all of it."""
    marked = tuple(part for part in _QUOTED.findall(question) if len(words_of(part)) >= 2)
    if marked:
        return marked
    return (question,) if len(words_of(question)) >= 4 else ()


def words_of(text: str) -> list[str]:
    """Folded words; each character of an unspaced script is one."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def quoted_length(quotations: Sequence[str], text: str) -> int:
    """Words of the longest quotation that stands in a text, whole or by a run of `QUOTED_RUN`; else 0."""
    said = words_of(text)
    joined = f" {' '.join(said)} "
    longest = 0
    for quotation in quotations:
        asked = words_of(quotation)
        if asked and f" {' '.join(asked)} " in joined:
            longest = max(longest, len(asked))
            continue
        longest = max(longest, _longest_run(asked, joined))
    return longest


def _longest_run(asked: Sequence[str], joined: str) -> int:
    best, start, end = 0, 0, QUOTED_RUN
    while end <= len(asked):
        run = asked[start:end]
        if f" {' '.join(run)} " in joined:
            if sum(word not in stop_words() for word in run) >= QUOTED_TELLING:
                best = max(best, len(run))
            end += 1
        else:
            start += 1
            end = max(end, start + QUOTED_RUN)
    return best


def own_bonus(passage: Passage) -> float:
    """What the reader's own words, note or favourite add to a score."""
    return OWN if passage.favorite or passage.note or passage.voice == "reader" else 0.0


def order_passages(
    scores: Mapping[str, float], passages: Mapping[str, Passage], quotations: Sequence[str]
) -> list[str]:
    """Ids, best first: quotations before all, then by score and `own_bonus`."""
    quoted = {one: quoted_length(quotations, f"{p.text}\n{p.note}") for one, p in passages.items()}
    return sorted(passages, key=lambda one: (-quoted[one], -(scores[one] + own_bonus(passages[one])), one))


def sink_repeats(ordered: Sequence[str], passages: Mapping[str, Passage]) -> list[str]:
    """The same ids; one that says what a better one says already comes after all that don't."""
    kept: list[str] = []
    sunk: list[str] = []
    seen: list[frozenset[str]] = []
    for one in ordered:
        said = frozenset(words_of(passages[one].text))
        if any(_alike(said, other) for other in seen):
            sunk.append(one)
        else:
            kept.append(one)
            seen.append(said)
    return kept + sunk


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    small, large = sorted((len(first), len(second)))
    if not small or small < REPEAT * large:
        return False
    common = len(first & second)
    return common >= REPEAT * (small + large - common)


def cap_works(ordered: Sequence[str], works: Mapping[str, str], most: int) -> list[str]:
    """The ids without those beyond `most` of a work; 0 for no cap."""
    if most < 1:
        return list(ordered)
    counts: dict[str, int] = {}
    kept = []
    for one in ordered:
        counts[works[one]] = counts.get(works[one], 0) + 1
        if counts[works[one]] <= most:
            kept.append(one)
    return kept


def lower_later(ordered: Sequence[str], scores: Mapping[str, float], works: Mapping[str, str]) -> list[str]:
    """The same ids, with the third and later passage of a work counting less."""
    counts: dict[str, int] = {}
    lowered = {}
    for one in ordered:
        counts[works[one]] = counts.get(works[one], 0) + 1
        lowered[one] = scores[one] * LATER_OF_WORK ** max(0, counts[works[one]] - 2)
    return sorted(ordered, key=lambda one: -lowered[one])


def work_of(passage: Passage) -> str:
    """What tells works apart where the catalog has joined none: title and author, else the file."""
    place = passage.places[0]
    if place.title:
        return f"{place.title.casefold()}\0{place.author.casefold()}"
    return f"{place.source}\0{place.path}"

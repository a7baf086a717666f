"""Moves passages up or down: quotations, the reader's own words, repeats, passages of one work. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from index.lexical.stop_words import stop_words
from ingest.passage import Passage
from ingest.text.scripts import UNSPACED

MIN_QUOTED_WORDS = 6
"""Words of the question in a row that, in a passage, are a quotation; of an unspaced script, characters."""
MIN_QUOTED_CONTENT_WORDS = 3
"""How many of them must be no stop words: "what is the difference between the" is no quotation."""
OWN_BONUS = 0.02
"""Added for a favourite, the reader's own words or a reader's note; the best fused score is about 1."""
UNMARKED_MALUS = 0.02
"""Taken from a passage of a full text that the reader did not mark; see bench/quality/marked_first.py."""
MAX_LIFT = 0.2
"""By which a highlight may score less than its paragraph, which says more, and still come before it; see there too."""
LIFTED_LEAD = 1e-6
MIN_REPEAT_SHARE = 0.85
"""Share of two passages' words that both have, from which the lower one is a repeat."""
LATER_FACTOR = 0.85
"""On the third passage of a work; to the second power on the fourth, and so on."""

_QUOTED = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』]{3,})[\"”“»」』]")
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")


def find_quotations(question: str) -> tuple[str, ...]:
    """The texts that a question may quote: those of two words or more in quotation marks, else the whole question."""
    marked = tuple(part for part in _QUOTED.findall(question) if len(_split_words(part)) >= 2)
    if marked:
        return marked
    return (question,) if len(_split_words(question)) >= 4 else ()


def _split_words(text: str) -> list[str]:
    """Case-folded words; each character of an unspaced script is one."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def quoted_length(quotations: Sequence[str], text: str) -> int:
    """Words of the longest quotation in a text, whole or in part (`MIN_QUOTED_WORDS`); 0 for none."""
    joined = f" {' '.join(_split_words(text))} "
    longest = 0
    for quotation in quotations:
        words = _split_words(quotation)
        is_whole = words and f" {' '.join(words)} " in joined
        longest = max(longest, len(words) if is_whole else _longest_run(words, joined))
    return longest


def _longest_run(words: Sequence[str], joined: str) -> int:
    best, start, end = 0, 0, MIN_QUOTED_WORDS
    while end <= len(words):
        run = words[start:end]
        if f" {' '.join(run)} " in joined:
            if sum(word not in stop_words() for word in run) >= MIN_QUOTED_CONTENT_WORDS:
                best = max(best, len(run))
            end += 1
        else:
            start += 1
            end = max(end, start + MIN_QUOTED_WORDS)
    return best


def weigh_unmarked(scores: Mapping[str, float], passages: Mapping[str, Passage]) -> dict[str, float]:
    """The scores of these passages, less `UNMARKED_MALUS` for text that the reader did not mark."""
    unmarked = {id for id, passage in passages.items() if passage.origin == "full text"}
    return {id: scores[id] - UNMARKED_MALUS * (id in unmarked) for id in passages}


def lift_highlights(scores: Mapping[str, float], paragraphs: Mapping[str, str]) -> dict[str, float]:
    """The scores, where a highlight comes just before the paragraph it stands in unless that bears far more on the
    question. paragraphs: by highlight."""
    lifted = dict(scores)
    for highlight, paragraph in paragraphs.items():
        if highlight in scores and 0 <= scores.get(paragraph, -1.0) - scores[highlight] <= MAX_LIFT:
            lifted[highlight] = scores[paragraph] + LIFTED_LEAD
    return lifted


def own_bonus(passage: Passage) -> float:
    """The bonus of the reader's own words, notes and favourites."""
    return OWN_BONUS if passage.favorite or passage.note or passage.voice == "reader" else 0.0


def order_passages(
    scores: Mapping[str, float], passages: Mapping[str, Passage], quotations: Sequence[str]
) -> list[str]:
    """Ids, best first: quotations before all, then by score and `own_bonus`."""
    quoted = {id: quoted_length(quotations, f"{passage.text}\n{passage.note}") for id, passage in passages.items()}
    return sorted(passages, key=lambda id: (-quoted[id], -(scores[id] + own_bonus(passages[id])), id))


def sink_repeats(ordered: Sequence[str], passages: Mapping[str, Passage]) -> list[str]:
    """The same ids, with those that repeat a better one after all others."""
    kept: dict[str, frozenset[str]] = {}
    for id in ordered:
        words = frozenset(_split_words(passages[id].text))
        if not any(_is_repeat(words, other) for other in kept.values()):
            kept[id] = words
    return [*kept, *(id for id in ordered if id not in kept)]


def _is_repeat(first: frozenset[str], second: frozenset[str]) -> bool:
    small, large = sorted((len(first), len(second)))
    if not small or small < MIN_REPEAT_SHARE * large:
        return False
    common = len(first & second)
    return common >= MIN_REPEAT_SHARE * (small + large - common)


def cap_works(ordered: Sequence[str], works: Mapping[str, str], most: int) -> list[str]:
    """The ids, at most `most` of a work; 0 for no limit."""
    return [id for id, nth in _number_within_works(ordered, works) if most < 1 or nth <= most]


def demote_later(ordered: Sequence[str], scores: Mapping[str, float], works: Mapping[str, str]) -> list[str]:
    """The same ids, where the third and later passage of a work counts less."""
    demoted = {id: scores[id] * LATER_FACTOR ** max(0, nth - 2) for id, nth in _number_within_works(ordered, works)}
    return sorted(ordered, key=lambda id: -demoted[id])


def _number_within_works(ordered: Sequence[str], works: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """Each id, and which of its work's passages it is, from 1."""
    counts: Counter[str] = Counter()
    for id in ordered:
        counts[works[id]] += 1
        yield id, counts[works[id]]


def work_keys(passages: Mapping[str, Passage]) -> dict[str, str]:
    """By id, what tells the works of passages apart without the catalog: title and author, else the file.

    A full text whose file names no author is of the work with its title.
    """
    places = {id: passage.places[0] for id, passage in passages.items()}
    authors = {place.title.casefold(): place.author.casefold() for place in places.values() if place.author}
    keys = {}
    for id, place in places.items():
        title = place.title.casefold()
        author = place.author.casefold() or authors.get(title, "")
        keys[id] = f"{title}\0{author}" if title else f"{place.source}\0{place.path}"
    return keys

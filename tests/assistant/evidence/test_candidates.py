"""Which sentences of the evidence are compared with the question."""

from __future__ import annotations

import pytest

from assistant.evidence.candidates import MAX_SCORED_WORDS, cover, rarity_of, score_evidence
from assistant.evidence.extraction import choose_sentences, rank_sentences
from index.search.evidence import Evidence
from ingest.passage import Passage, Place

FILLER = "The keeper wrote down each tide of the long winter and went to bed."


def evidence(number: int, text: str) -> Evidence:
    place = Place(source="/n", path=f"{number}.md", line_start=1, line_end=2, title=f"Work {number}")
    passage = Passage(text=text, kind="highlight", voice="author", places=(place,))
    return Evidence(passage=passage, rank=number + 1, score=1.0, cosine=0.5, lexical=1.0)


def test_sentences_beyond_the_bound_are_not_scored() -> None:
    """The first passage and the best of each other, then those that name most of the question; none is lost."""
    items = [evidence(number, " ".join([FILLER] * 7 + [f"Pump {number} froze."])) for number in range(4)]
    scored = score_evidence("Which pump froze?", items, None, lambda term: 1.0)
    words = sum(len(candidate.text.split()) for candidate in scored.candidates)
    assert words <= MAX_SCORED_WORDS < sum(len(item.passage.text.split()) for item in items)
    assert {(c.evidence, c.place) for c in scored.candidates} >= {(0, at) for at in range(8)} | {
        (number, 7) for number in (1, 2, 3)
    }
    every = [*scored.candidates, *scored.unscored]
    assert sorted((c.evidence, c.place) for c in every) == [(n, at) for n in range(4) for at in range(8)]


def test_a_short_highlight_is_quoted_whole_though_a_part_of_it_was_not_scored() -> None:
    """Sentences that were not scored still complete a quoted highlight."""
    long = evidence(0, " ".join(f"{FILLER[:-1]} {number} times." for number in range(14)))
    short = evidence(1, "Pump nine froze at dawn. Nobody had drained it. The valve was new.")
    items = [long, short]
    scored = score_evidence("Why did pump nine freeze?", items, None, lambda term: 1.0)
    assert [c.text for c in scored.unscored if c.evidence == 1]
    ranked = rank_sentences("Why did pump nine freeze?", items, scored)
    quotes = [quote.candidate.text for quote in choose_sentences("Why did pump nine freeze?", items, ranked)]
    assert [text for text in quotes if text in short.passage.text] == [
        "Pump nine froze at dawn.", "Nobody had drained it.", "The valve was new."
    ]  # fmt: skip


def test_a_line_of_a_template_is_no_sentence_to_quote() -> None:
    """Such a line names every word of the title and says nothing."""
    items = [
        evidence(0, "Tags:: Pump Mending"),
        evidence(1, "Source: the keeper wrote that pumps freeze at dawn in May."),
    ]
    scored = score_evidence("What is pump mending?", items, None, lambda term: 1.0)
    assert [c.text for c in scored.candidates] == ["Source: the keeper wrote that pumps freeze at dawn in May."]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    """In a small collection too, a word of every passage still tells something."""
    rarity = rarity_of({"pump": 5, "heron": 1}.__getitem__, 5)
    assert 0.3 < rarity("pump") < rarity("heron") <= 1
    assert cover({"pump": 1.0, "heron": 3.0}, {"heron"}) == pytest.approx(0.75)

"""Which sentences of the evidence are compared with the question."""

from __future__ import annotations

import pytest

from assistant.evidence.candidates import WEIGHED_WORDS, cover, rarity_of, read_evidence
from assistant.evidence.extraction import choose_sentences
from index.search.evidence import Evidence
from ingest.passage import Passage, Place

FILLER = "The keeper wrote down each tide of the long winter and went to bed."


def evidence(number: int, text: str) -> Evidence:
    place = Place(source="/n", path=f"{number}.md", line_start=1, line_end=2, title=f"Work {number}")
    passage = Passage(text=text, kind="highlight", voice="author", places=(place,))
    return Evidence(passage=passage, rank=number + 1, score=1.0, cosine=0.5, lexical=1.0)


def test_sentences_beyond_the_bound_are_set_aside() -> None:
    """The first passage and the best of each other are weighed, then what names most of the question; none is lost."""
    found = [evidence(number, " ".join([FILLER] * 7 + [f"Pump {number} froze."])) for number in range(4)]
    reading = read_evidence("Which pump froze?", found, None, lambda term: 1.0)
    words = sum(len(one.text.split()) for one in reading.candidates)
    assert words <= WEIGHED_WORDS < sum(len(one.passage.text.split()) for one in found)
    assert {(one.evidence, one.place) for one in reading.candidates} >= {(0, at) for at in range(8)} | {
        (number, 7) for number in (1, 2, 3)
    }
    every = [*reading.candidates, *reading.aside]
    assert sorted((one.evidence, one.place) for one in every) == [(n, at) for n in range(4) for at in range(8)]


def test_a_short_highlight_is_quoted_whole_though_a_part_of_it_was_set_aside() -> None:
    """What was not weighed still completes what is quoted."""
    long = evidence(0, " ".join(f"{FILLER[:-1]} {number} times." for number in range(14)))
    short = evidence(1, "Pump nine froze at dawn. Nobody had drained it. The valve was new.")
    found = [long, short]
    reading = read_evidence("Why did pump nine freeze?", found, None, lambda term: 1.0)
    assert [one.text for one in reading.aside if one.evidence == 1]
    told = [one.candidate.text for one in choose_sentences("Why did pump nine freeze?", found, reading)]
    assert [text for text in told if text in short.passage.text] == [
        "Pump nine froze at dawn.", "Nobody had drained it.", "The valve was new."
    ]  # fmt: skip


def test_a_line_of_a_template_is_no_sentence_to_quote() -> None:
    """It names every word of the title and says nothing."""
    found = [
        evidence(0, "Tags:: Pump Mending"),
        evidence(1, "Source: the keeper wrote that pumps freeze at dawn in May."),
    ]
    reading = read_evidence("What is pump mending?", found, None, lambda term: 1.0)
    assert [one.text for one in reading.candidates] == ["Source: the keeper wrote that pumps freeze at dawn in May."]


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    """In a small collection too, a word of every passage still tells something."""
    rarity = rarity_of({"pump": 5, "heron": 1}.__getitem__, 5)
    assert 0.3 < rarity("pump") < rarity("heron") <= 1
    assert cover({"pump": 1.0, "heron": 3.0}, {"heron"}) == pytest.approx(0.75)

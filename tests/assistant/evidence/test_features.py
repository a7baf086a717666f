"""What speaks for a sentence, on passages made for it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.evidence.candidates import score_evidence
from assistant.evidence.features import sentence_signals
from assistant.evidence.logistic import load_logistic
from index.search.evidence import Evidence
from ingest.passage import Passage, Place


def read(question: str, *texts: str, path: str = "a.md") -> list[Mapping[str, float]]:
    """The signals of each sentence of these passages of one file, without an encoder."""
    place = Place(source="/n", path=path, line_start=1, line_end=2, title="On wells")
    found = tuple(
        Evidence(
            passage=Passage(text=text, kind="prose", voice="author", places=(place,)),
            rank=number + 1, score=1.0, cosine=0.5, lexical=1.0,
        )
        for number, text in enumerate(texts)
    )  # fmt: skip
    return sentence_signals(question, found, score_evidence(question, found, None, lambda term: 1.0))


def test_every_weight_has_its_signal() -> None:
    """The fitted model and what is measured name the same things."""
    [signals] = read("How deep is the well?", "It is deep.")
    assert set(load_logistic("extraction").signals) == set(signals)


def test_a_word_that_only_one_sentence_holds_tells_that_sentence() -> None:
    """What all sentences of a passage name tells none of them from the others."""
    first, second = read("How deep is the well?", "The well is old. The well is 40 metres deep.")
    assert second["only_here"] > first["only_here"] > 0


def test_a_sentence_is_compared_with_its_own_passage_only() -> None:
    """Sentences are counted from 0 in each passage, and the first passage is the best."""
    signals = read("How deep is the well?", "One. Two. Three.", "Four.")
    assert [one["first"] for one in signals] == [1.0, 0.0, 0.0, 1.0]
    assert [one["of_best_passage"] for one in signals] == [1.0, 1.0, 1.0, 0.0]
    assert [one["of_best_note"] for one in signals] == [1.0] * 4

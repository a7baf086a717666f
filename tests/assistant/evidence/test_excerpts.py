"""What a model reads of the evidence."""

from __future__ import annotations

from assistant.evidence.candidates import score_evidence
from assistant.evidence.excerpts import cut_excerpts
from assistant.evidence.extraction import rank_sentences
from tests.assistant.made import every, evidence


def read(question: str, max_words: int, *texts: str) -> list[tuple[int, str]]:
    found = evidence(*texts)
    scored = score_evidence(question, found, None, every)
    excerpts = cut_excerpts(rank_sentences(question, found, scored), max_words)
    return [(excerpt.evidence, excerpt.text) for excerpt in excerpts]


FILLER = " ".join(f"The {name} fair was held in the rain and nobody from our village went to see it." for name in
                  ("spring", "summer", "autumn", "winter"))  # fmt: skip


def test_a_short_passage_is_read_whole() -> None:
    """Each sentence leans on the next."""
    assert read("Who mended the pump?", 50, "The pump broke. Ana mended it.") == [(0, "The pump broke. Ana mended it.")]


def test_of_a_long_passage_the_best_sentence_is_read_with_the_one_before() -> None:
    """ "She mended it" says nothing alone."""
    text = f"{FILLER} The pump of Ana Lund stands by the mill. She mended the pump in May. {FILLER}"
    [(_, excerpt)] = read("Who mended the pump in May?", 24, text)
    assert excerpt == "The pump of Ana Lund stands by the mill. She mended the pump in May."


def test_left_out_sentences_leave_a_mark() -> None:
    """What does not follow is not read as if it did."""
    text = f"Ana mended the pump. {FILLER} {FILLER} The pump broke again in June."
    [(_, excerpt)] = read("Who mended the pump, and did the pump break again?", 12, text)
    assert excerpt == "Ana mended the pump. ... The pump broke again in June."


def test_the_same_words_are_read_once() -> None:
    """A highlight inside its full text costs its words once."""
    excerpts = read("Who mended the pump?", 60, "Ana mended the pump.", f"Ana mended the pump. {FILLER}")
    assert " ".join(text for _, text in excerpts).count("Ana mended the pump.") == 1


def test_no_more_words_than_the_budget() -> None:
    """Later passages go short, the first does not."""
    texts = [f"The pump of mill {number} was mended by Ana and her two sons." for number in range(4)]
    excerpts = read("Who mended the pump?", 26, *texts)
    assert [number for number, _ in excerpts] == [0, 1]

"""The choice of sentences, on passages made for it."""

from __future__ import annotations

from assistant.evidence.candidates import score_evidence
from assistant.evidence.extraction import choose_sentences, rank_sentences
from tests.assistant.made import every, evidence


def chosen(question: str, *texts: str, kind: str = "prose") -> list[str]:
    found = evidence(*texts, kind=kind)
    choices = choose_sentences(
        question, found, rank_sentences(question, found, score_evidence(question, found, None, every))
    )
    return [choice.candidate.text for choice in choices]


def test_a_claim_is_quoted_with_what_takes_it_back() -> None:
    """A sentence that the next one denies is not quoted alone."""
    texts = chosen(
        "What is said of pumps?", "Pumps are safe is what they say of pumps. But they are not. Herons eat fish."
    )
    assert texts[:2] == ["Pumps are safe is what they say of pumps.", "But they are not."]


def test_the_year_asked_for_decides() -> None:
    """Of two sentences alike, the one with the year in the question is quoted."""
    texts = chosen("What broke in 1911?", "The pump broke in 1910. The pump broke in 1911.")
    assert "The pump broke in 1911." in texts and "The pump broke in 1910." not in texts


def test_a_heading_is_no_answer_where_something_is_said() -> None:
    """Of a web page headings are marked too, and one of them often is the very question."""
    said = "A pump lifts water by a moving piston, which makes room that the water fills."
    texts = chosen("What is a pump?", "What is a pump?", "Parts of a pump", said, kind="highlight")
    assert texts[0] == said and "What is a pump?" not in texts
    assert chosen("What is a pump?", "What is a pump?") == ["What is a pump?"]


def test_a_short_highlight_is_quoted_whole() -> None:
    """Its reader has cut it out already."""
    text = "The pump broke. It took a week. Nobody came."
    assert chosen("What broke the pump?", text, kind="highlight") == [
        "The pump broke.",
        "It took a week.",
        "Nobody came.",
    ]


def test_a_second_source_on_the_very_matter_is_heard() -> None:
    """Two views on a yes-or-no question are both given, each once."""
    texts = chosen("Are pumps safe?", "Pumps are safe.", "No pump is safe in winter.", "Herons eat fish.")
    assert texts == ["Pumps are safe.", "No pump is safe in winter."]


def test_what_contradicts_in_the_same_words_is_no_repeat() -> None:
    """A sentence whose words all stand in another, put together otherwise, is told too; a true repeat is not."""
    long = "I think that the old pump is finished and that I will not need it."
    assert chosen("Is the pump finished?", long, "The pump is not finished.") == [long, "The pump is not finished."]
    assert chosen("Is the pump finished?", long, f"{long} So.")[0:2] != [long, long]


def test_a_longer_sentence_less_sure_is_left_out() -> None:
    """What hardly bears on the question makes less of what is quoted right."""
    text = "The depth of the well is 40 metres. On Sundays the choir sang beside the mill, and nobody minded the rain."
    assert chosen("What is the depth of the well?", text) == ["The depth of the well is 40 metres."]

"""The gate and the choice of sentences, on passages made for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.asked import has_kind, kind_of
from assistant.candidates import cover, rarity_of, read_evidence
from assistant.gate import TITLED, _holds_predicate, _holds_relation, _is_lone_mention, judge, threshold_at
from assistant.linear import load_linear
from assistant.quote import choose_sentences
from index.search import Evidence
from ingest.passage import Passage, Place


def evidence(*texts: str, kind: str = "prose", lexical: float = 1.0) -> tuple[Evidence, ...]:
    """One passage each, of a file each."""
    return tuple(
        Evidence(
            passage=Passage(
                text=text, kind="highlight" if kind == "highlight" else "prose", voice="author",
                places=(Place(source="/n", path=f"{number}.md", line_start=1, line_end=2, title=f"Work {number}"),),
            ),
            rank=number + 1, score=1.0 - number / 10, cosine=0.5 - number / 10, lexical=lexical,
        )
        for number, text in enumerate(texts)
    )  # fmt: skip


def every(term: str) -> float:
    return 1.0


def chosen(question: str, *texts: str, kind: str = "prose") -> list[str]:
    found = evidence(*texts, kind=kind)
    choices = choose_sentences(question, found, read_evidence(question, found, None, every))
    return [choice.candidate.text for choice in choices]


def test_nothing_found_is_refused() -> None:
    """Without evidence there is no answer, whatever the strictness."""
    reading = read_evidence("What is a pump?", (), None, every)
    assert judge("What is a pump?", (), reading, 0.0).passes is False


def test_strictness_raises_what_is_asked_for() -> None:
    """The threshold rises with strictness and is a half in the middle."""
    assert threshold_at(0.5) == pytest.approx(0.5)
    assert 0 < threshold_at(0.0) < 0.5 < threshold_at(1.0) < 1


@pytest.mark.parametrize(
    ("question", "kept"),
    [("Why did Reis fix the pump?", True), ("Why did Vale fix the pump?", False), ("Why is GPT-4 wet?", False)],
)
def test_a_name_that_no_passage_holds_costs_confidence(question: str, kept: bool) -> None:
    """Half of a question being there is not enough."""
    found = evidence("Ana Reis fixed the pump because GPT-3 was wet.")
    reading = read_evidence(question, found, None, every)
    alone = load_linear("gate").signals
    confidence = judge(question, found, reading).confidence
    lower = judge(question.lower(), found, read_evidence(question.lower(), found, None, every)).confidence
    assert alone and (confidence > 0.5 * lower) is kept


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    """In a small collection too, a word of every passage still tells something."""
    rarity = rarity_of({"pump": 5, "heron": 1}.__getitem__, 5)
    assert 0.3 < rarity("pump") < rarity("heron") <= 1
    assert cover({"pump": 1.0, "heron": 3.0}, {"heron"}) == pytest.approx(0.75)


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


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("What is the capital of Norway?", False),
        ("What is the anthem of Norway?", True),
        ("What is the meaning of Norway?", True),
        ("What is the plot of Work 0?", True),
    ],
)
def test_what_is_asked_of_a_named_thing_must_be_named(question: str, kept: bool) -> None:
    """A line beside a name does not tell an attribute of it; of a work itself anything may be asked."""
    found = evidence("Oslo is to Norway as Rome is to Italy. The anthem of Norway is old. Work 0 says so.")
    reading = read_evidence(question, found, None, every)
    confidence = judge(question, found, reading).confidence
    lower = judge(question.lower(), found, read_evidence(question.lower(), found, None, every)).confidence
    assert (confidence > 0.7 * lower) is kept


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who fixed it?", "who"),
        ("In which year was it fixed?", "when"),
        ("How many pumps are there?", "how many"),
        ("Is data a moat?", "yes or no"),
        ("pump repair", "other"),
    ],
)
def test_a_question_asks_for_a_kind_of_answer(question: str, kind: str) -> None:
    """Read off its words."""
    assert kind_of(question) == kind


def test_an_answer_of_a_kind_is_new_to_the_question() -> None:
    """A name that stood in the question answers no who."""
    assert has_kind("who", "who paid Ana?", "Later Jon paid Ana.")
    assert not has_kind("who", "who paid Ana?", "Later they paid Ana.")
    assert has_kind("when", "when did it break?", "It broke in 1911.")


def test_a_lone_mention_is_no_advice() -> None:
    """How to do something is asked, and one passage alone is a little near: it weighs less than with company."""
    question = "How do I mend a pump?"
    found = evidence("A pump is mended by no king.", "Herons wade.")
    lone = [replace(found[0], cosine=0.4), replace(found[1], cosine=0.2)]
    beside = [replace(found[0], cosine=0.4), replace(found[1], cosine=0.3)]
    near = [replace(found[0], cosine=0.6), replace(found[1], cosine=0.2)]
    held = [_is_lone_mention(question, one) for one in (lone, beside, near)]
    assert held == [True, False, False]
    assert not _is_lone_mention("Why is a pump mended?", lone)


def test_what_is_asked_of_a_named_place_must_stand_beside_its_name() -> None:
    """A river in one passage and a place in another do not make the river of that place."""
    question = "What is the longest river in Norland?"
    apart = evidence("The longest river freezes.", "Norland is cold.")
    together = evidence("The longest river of Norland freezes.", "It is cold.")
    assert _holds_relation(question, together) and not _holds_relation(question, apart)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Did Reis's brother mend pumps?", True),
        ("Was Reis married?", False),
        ("Did Reis keep herons?", False),
        ("When was Reis married?", True),
        ("Is a pump loud?", True),
    ],
)
def test_whether_somebody_did_it_must_stand_in_a_work_with_the_name(question: str, held: bool) -> None:
    """A passage on somebody does not say what is nowhere said of them, nor does another work's."""
    assert _holds_predicate(question, evidence("Ana Reis's pump was wet.", "Herons keep still.")) is held


@pytest.mark.parametrize(
    ("kind", "title", "passes"),
    [
        ("highlight", "A Letter on Herons", True),
        ("prose", "A Letter on Herons", False),
        ("highlight", "Frost Fairs, Ferry Fares, and a Letter on Herons", False),
    ],
)
def test_highlights_of_a_work_on_what_is_asked_are_an_answer(kind: str, title: str, passes: bool) -> None:
    """What was marked in a work hardly repeats its title; prose does, and is judged by its words alone.

    A newsletter's title lists more than what the one highlight is about.
    """
    question = "What is a heron?"
    [one] = evidence("The fare across the sound is four crowns from Monday on.", kind=kind)
    found = (replace(one, passage=replace(one.passage, places=(replace(one.passage.places[0], title=title),))),)
    verdict = judge(question, found, read_evidence(question, found, None, every))
    assert (verdict.confidence >= TITLED) is passes

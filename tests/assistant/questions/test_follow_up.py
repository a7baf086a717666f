"""What a conversation leaves for the next question."""

from __future__ import annotations

import pytest

from assistant.answering.answer import NO_MORE, Answer
from assistant.answering.assistant import Assistant
from assistant.questions.follow_up import MAX_HISTORY_CHARACTERS, is_quoted, parse_follow_up, shorten_history
from index.search.evidence import Question
from index.search.query_rewriting import Turn


def after(*said: str, question: str) -> Question:
    """A question after what the user and the program said in turns."""
    roles = ("user", "assistant")
    history = tuple(Turn(role="user" if at % 2 == 0 else "assistant", content=text) for at, text in enumerate(said))
    assert {turn.role for turn in history} <= set(roles)
    return Question(text=question, history=history)


@pytest.mark.parametrize(
    "words", ["Tell me more", "more please", "What else?", "Go on", "show me more of them", "And more?"]
)
def test_more_is_asked_of_the_question_before(words: str) -> None:
    """Of the last one that was not itself for more, with all that was answered to it since."""
    more = parse_follow_up(after("What is a tide?", "A swell.", "more", "A moon.", question=words))
    assert more is not None
    assert (more.question.text, more.question.history) == ("What is a tide?", ())
    assert more.already_quoted == " a swell a moon "


@pytest.mark.parametrize(
    "words", ["What is more important?", "More on ferries", "What else did Reis write?", "Go on a trip?"]
)
def test_a_question_with_a_matter_of_its_own_is_not_for_more(words: str) -> None:
    """It names what it asks about."""
    assert parse_follow_up(after("What is a tide?", "A swell.", question=words)) is None


def test_more_of_nothing_is_a_question_as_any_other() -> None:
    """Where no answer was before, there is nothing that could be gone on with."""
    assert parse_follow_up(after(question="Tell me more")) is None
    assert parse_follow_up(after("What is a tide?", question="more")) is None


def test_a_passage_is_quoted_where_the_answer_holds_one_of_its_sentences() -> None:
    """Not where a few words do, which may stand anywhere."""
    follow_up = parse_follow_up(after("Q?", "The tide turns twice a day, they say. Indeed.", question="more"))
    assert follow_up is not None
    assert is_quoted("The *tide* turns twice a day, they say. It is the moon.", follow_up.already_quoted)
    assert not is_quoted("Indeed. The ferry waits.", follow_up.already_quoted)


def test_a_follow_up_leans_on_the_beginning_of_an_answer() -> None:
    """A long list would draw the search to it; questions are kept whole."""
    user, answer = shorten_history((Turn(role="user", content="q " * 300), Turn(role="assistant", content="a " * 300)))
    assert len(answer.content) <= MAX_HISTORY_CHARACTERS < len(user.content)


def ask_again(samples: Assistant, *said: str, question: str) -> Answer:
    return samples.ask(after(*said, question=question))


def test_more_tells_what_was_not_told(samples: Assistant) -> None:
    """Of a work the next highlights, until all were seen; of the notes other passages, or that there is no more."""
    first = ask_again(samples, question="Summarise The Leaky Bucket")
    second = ask_again(samples, "Summarise The Leaky Bucket", first.text, question="Show me more")
    third = ask_again(samples, "Summarise The Leaky Bucket", first.text, "more", second.text, question="Tell me more")
    quoted = [{sentence.text for sentence in answer.sentences[1:]} for answer in (first, second, third)]
    assert all(quoted) and not quoted[0] & quoted[1] and not (quoted[0] | quoted[1]) & quoted[2]
    assert "8 more" in second.text and "6 more" in third.text


def test_where_all_was_told_there_is_no_more(samples: Assistant) -> None:
    """It is said so, with what is near."""
    asked = "What did I mark on ferries and lighthouse keepers?"
    said = " ".join(one.passage.text for one in samples._searcher.search(Question(text=asked, top=50)).evidence)
    answer = ask_again(samples, asked, said, question="more")
    assert not answer.answered and answer.text.startswith(NO_MORE)

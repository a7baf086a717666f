"""What a conversation leaves for the next question."""

from __future__ import annotations

from assistant.questions.follow_up import MAX_HISTORY_CHARACTERS, is_quoted, shorten_history
from index.search.query_rewriting import Turn


def test_a_passage_is_quoted_where_the_answer_holds_one_of_its_sentences() -> None:
    """Not where a few words do, which may stand anywhere."""
    quoted = " the tide turns twice a day they say indeed "
    assert is_quoted("The *tide* turns twice a day, they say. It is the moon.", quoted)
    assert not is_quoted("Indeed. The ferry waits.", quoted)


def test_a_follow_up_leans_on_the_beginning_of_an_answer() -> None:
    """A long list would draw the search to it; questions are kept whole."""
    user, answer = shorten_history((Turn(role="user", content="q " * 300), Turn(role="assistant", content="a " * 300)))
    assert len(answer.content) <= MAX_HISTORY_CHARACTERS < len(user.content)

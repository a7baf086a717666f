"""Whose words may answer: the author's who is named, the reader's own, the work's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.assistant import Assistant
from index.search.evidence import Question

NOTES = {
    "Books/On Salt.md": "---\nauthor: Bo Lindgard\ncategory: books\n---\n# On Salt\n\n## Highlights\n\n"
    "- Salt draws the water out of cabbage within an hour.\n- Grown people walk some six thousand steps a day.\n",
    "Books/Slow Water.md": "---\nauthor: Ana Reisling\ncategory: books\n---\n# Slow Water\n\n## Highlights\n\n"
    "- A ditch that bends loses less soil than a straight one.\n",
    "Journal/2024-05-03.md": "# 2024-05-03\n\nI walked nine thousand steps a day on average this week.\n",
    "Journal/2024-06-09.md": "# 2024-06-09\n\nStarted the fence. The posts are of larch.\n",
}


@pytest.fixture(scope="module")
def library(join: Callable[[Path], Assistant], tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("library")
    for name, text in NOTES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return join(folder)


@pytest.mark.parametrize(
    ("question", "said", "unsaid"),
    [
        ("What does Bo Lindgard say about salt and cabbage?", "within an hour", "ditch"),
        ("How many steps do I walk a day on average?", "nine thousand", "six thousand"),
        ("When did I start the fence?", "9 June 2024", "cabbage"),
    ],
)
def test_the_words_of_whom_the_question_names_answer(library: Assistant, question: str, said: str, unsaid: str) -> None:
    """The reader's where the reader asks about the reader; with the day of the note."""
    answer = library.ask(Question(text=question))
    assert said in answer.text and unsaid not in answer.text


def test_what_others_say_is_not_the_answer_for_an_author(library: Assistant) -> None:
    """A passage that does not name the author says nothing of what the author says."""
    assert not library.ask(Question(text="What does Ana Reisling say about salt and cabbage?")).answered

"""Questions read as plans, with the packaged encoder and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.questions.frames import Frames
from assistant.questions.plan import Plan
from assistant.questions.read_plan import read_plan
from index.search.evidence import Question
from index.search.query_rewriting import Turn
from index.vectors.local_embedder import load_embedder
from tests.assistant.questions.made_names import NAMES, TODAY

Read = Callable[..., Plan]


@pytest.fixture(scope="module", params=["n-grams", "encoder"])
def read(request: pytest.FixtureRequest) -> Read:
    frames = Frames(load_embedder() if request.param == "encoder" else None)

    def read_after(text: str, *said: str) -> Plan:
        turns = [Turn(role="assistant" if at % 2 else "user", content=words) for at, words in enumerate(said)]
        return read_plan(Question(text=text, history=tuple(turns)), NAMES, frames, TODAY)

    return read_after


@pytest.mark.parametrize(
    ("asked", "want", "unit", "matter"),
    [
        ("How hot is molten zinc?", "answer", "", "How hot is molten zinc"),
        ("List everything on zinc", "list", "notes", "zinc"),
        ("How many of my highlights mention zinc?", "count", "highlights", "zinc"),
        ("Which of my books talk about zinc?", "list", "books", "zinc"),
        ("Which author do I quote the most?", "most", "authors", ""),
        ("What is the newest article?", "latest", "articles", ""),
        ("Find me a quote about zinc", "quotation", "", "zinc"),
        ("What is the difference between zinc and tin?", "compare", "", "zinc tin"),
        ("Summarise The Ferry Book", "summarise", "", ""),
        ("What happened on 5 May 2021?", "list", "days", ""),
        ("Which tasks are still open?", "list", "tasks", ""),
        ("How do I add another folder?", "program", "", "How do I add another folder?"),
        ("Good morning!", "talk", "", "greeting"),
        ("Wie viele Notizen habe ich zu Zink?", "count", "notes", "Zink"),
        ("¿Cuántas notas tengo sobre el zinc?", "count", "notes", "zinc"),
        ("Quantas notas tenho sobre zinco?", "count", "notes", "zinco"),
        ("Combien de notes ai-je sur le zinc ?", "count", "notes", "zinc"),
        ("我有多少条关于锌的笔记？", "count", "notes", "锌"),
    ],
)
def test_what_is_wanted_is_read_from_the_nearest_examples(
    read: Read, asked: str, want: str, unit: str, matter: str
) -> None:
    """In each of the languages; names and matter do not count."""
    plan = read(asked)
    assert (plan.want, plan.unit, plan.matter) == (want, unit, matter)


TURN = ("What does Ana Reis say about zinc?", "Zinc is patient. It waits.")


def test_another_author_is_asked_for_the_same_matter(read: Read) -> None:
    """And another matter of the same author."""
    plan = read("And Dr. Sandberg?", *TURN)
    assert (plan.matter, [each.value for each in plan.conditions]) == ("zinc", ["Dr. Oluf Sandberg"])
    plan = read("And tin?", *TURN)
    assert (plan.matter, [each.value for each in plan.conditions]) == ("tin", ["Ana Reis"])


def test_a_name_takes_the_place_of_a_name(read: Read) -> None:
    """Though no note is by that person."""
    plan = read("and Nell's?", "When is Karl's birthday?", "On 3 May.")
    assert plan.question == "When is Nell's birthday?"


def test_another_unit_is_counted_in_place_of_the_one_before(read: Read) -> None:
    plan = read("and articles?", "How many books do I have?", "You have 3 books.")
    assert (plan.want, plan.unit) == ("count", "articles")


def test_the_answer_before_can_be_asked_about(read: Read) -> None:
    """Where it is from, and whether it is sure."""
    assert read("Which book is that from?", *TURN).quoted == "Zinc is patient."
    assert read("Are you sure?", *TURN).question == "What is said about zinc?"


def test_more_leaves_out_what_was_said(read: Read) -> None:
    """In the words of all answers to the question."""
    plan = read("more", *TURN, "more", "It shines.")
    assert (plan.matter, plan.seen) == ("zinc", " zinc is patient it waits it shines ")


def test_the_second_one_is_the_second_title_of_the_answer(read: Read) -> None:
    """As if the question had written it."""
    plan = read(
        "Summarise the second one", "Which books do I have?", "You have 2 books: The Ferry Book, Salt: A Slow History."
    )
    assert (plan.want, [each.value for each in plan.conditions]) == ("summarise", ["Salt: A Slow History"])


def test_a_question_on_another_matter_takes_nothing(read: Read) -> None:
    """As if nothing had been said."""
    assert read("How many books do I have?", *TURN) == read("How many books do I have?")


@pytest.mark.parametrize(
    "asked",
    [
        "How many sources of Roman law are there?",
        "How many hours until glass may leave its kiln?",
        "What was the first bridge that was built of iron?",
    ],
)
def test_a_question_without_a_word_for_the_collection_asks_what_the_notes_say(read: Read, asked: str) -> None:
    plan = read(asked)
    assert (plan.want, plan.question) == ("answer", asked)


def test_a_folder_names_the_notes_in_it(read: Read) -> None:
    plan = read("How many recipes do I have?")
    assert (plan.want, plan.unit, plan.matter) == ("count", "notes", "")
    assert [(each.field, each.value) for each in plan.conditions] == [("path", "/Recipes/")]


def test_a_value_of_the_notes_is_one_condition_with_or_without_its_property(read: Read) -> None:
    for asked in ("Which books are paused?", "Which books have the status paused?"):
        plan = read(asked)
        assert (plan.want, plan.unit, plan.matter) == ("list", "books", "")
        told = [(each.field, each.name, each.value) for each in plan.conditions if each.field == "property"]
        assert told == [("property", "status", "paused")]

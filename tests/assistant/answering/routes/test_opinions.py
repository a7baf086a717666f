"""What the reader thought then and thinks now, told side by side."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.answer import Answer
from assistant.answering.assistant import Assistant
from assistant.answering.routes.opinions import OpinionQuestion, date_of, read_views
from index.search.evidence import Question
from ingest.passage import Passage, Place

Ask = Callable[..., Answer]


@pytest.mark.parametrize(
    ("question", "views"),
    [
        ("Have I changed my mind about fountain pens?", OpinionQuestion(topic="fountain pens", two=True)),
        (
            "What did I think of tags in 2021, and what do I think now?",
            OpinionQuestion(topic="tags", year="2021", two=True),
        ),
        ("What did I write about sleep then and now?", OpinionQuestion(topic="sleep", two=True)),
        ("How has my view on grep changed over time?", OpinionQuestion(topic="grep", two=True)),
        ("Has my opinion of outlines changed since 2019?", OpinionQuestion(topic="outlines", year="2019", two=True)),
        ("What did I think about grep in 2022?", OpinionQuestion(topic="grep", year="2022")),
        ("How do I feel about outlines?", OpinionQuestion(topic="outlines")),
        ("What did I note about it?", None),
        ("What do I say in a letter?", None),
        ("What did I mark in 2023?", None),
        ("Has Renwick changed his mind about filing?", None),
        ("How has search changed over time?", None),
    ],
)
def test_only_a_question_for_the_readers_views_is_one(question: str, views: OpinionQuestion | None) -> None:
    """It must be of the reader's own mind, and may be of two times; what it is on is what is left."""
    assert read_views(question) == views


@pytest.mark.parametrize(
    ("marked", "section", "path", "published", "date"),
    [
        ("2020-01-02T03:04:05Z", ("2019-01-01",), "a.md", "2018", "2020-01-02T03:04:05Z"),
        ("", ("Log", "2019-05-06 Monday"), "2021-01-01.md", "2018", "2019-05-06"),
        ("", ("Log",), "days/2021-01-01 first.md", "2018", "2021-01-01"),
        ("", (), "a.md", "2018-03-04", "2018-03-04"),
        ("", (), "2021-99-99.md", "", ""),
    ],
)
def test_a_passage_is_dated_by_what_stands_nearest_to_it(
    marked: str, section: tuple[str, ...], path: str, published: str, date: str
) -> None:
    """The highlight's date, else a journal's day in a heading or file name, else the document's."""
    place = Place(source="/n", path=path, line_start=1, line_end=1, section=section, published=published)
    passage = Passage(text="A line.", kind="prose", voice="reader", places=(place,), highlighted_at=marked)
    assert date_of(passage) == date


def test_both_views_are_told_in_the_order_of_time(ask: Ask) -> None:
    """The older entry and the newest, each said to be the reader's and of its year, each cited."""
    answer = ask("How has my view on keyword search changed?")
    assert answer.sentences[0].lead == "You wrote in 2022"
    assert answer.sentences[-1].lead == "You wrote in 2024"
    assert all(sentence.support == "verbatim" for sentence in answer.sentences)


def test_only_the_readers_own_words_tell_a_change_of_mind(join: Callable[[Path], Assistant], tmp_path: Path) -> None:
    """What an author says about it is not what the reader thought: without words of the reader's there is no answer."""
    (tmp_path / "Ink.md").write_text(
        "# Ink\n## Metadata\n- Author: [[Ana Reis]]\n- Full Title: Ink\n- Category: #books\n## Highlights\n"
        "- Green ink is the best ink for letters. ([Location 5](https://readwise.io/to_kindle?action=open&asin=B1&location=5))\n",
        "utf-8",
    )
    assistant = join(tmp_path)
    assert assistant.ask(Question(text="What is the best ink for letters?")).answered
    assert not assistant.ask(Question(text="Have I changed my mind about green ink?")).answered


BOOK = """# The Lamp Room
## Metadata
- Author: [[Ana Reis]]
- Full Title: The Lamp Room
- Category: #books
## Highlights
- A lighthouse keeper writes down the weather four times a night, whether anybody reads it or not. ([Location 5](https://readwise.io/to_kindle?action=open&asin=B1&location=5))
  - Note: I should keep my diary like that.
- A lens is polished with chamois and never with wool. ([Location 9](https://readwise.io/to_kindle?action=open&asin=B1&location=9))
"""


@pytest.fixture(scope="module")
def keeper(join: Callable[[Path], Assistant], tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("keeper")
    (folder / "The Lamp Room.md").write_text(BOOK, "utf-8")
    (folder / "2021-04-02.md").write_text("I wrote in my diary again: it needs an hour of its own.\n", "utf-8")
    return join(folder)


def test_what_the_reader_thinks_is_told_in_the_readers_words_with_what_they_are_on(keeper: Assistant) -> None:
    """A note says little without what it was made on, and an author's words are not the reader's."""
    told = keeper.ask(Question(text="What did I note about the lighthouse keeper's weather?")).sentences
    noted = [sentence.lead for sentence in told]
    assert "You noted" in noted and noted[noted.index("You noted") + 1] == "There it says"
    assert all(sentence.lead for sentence in told)


def test_where_the_reader_wrote_nothing_all_notes_answer(keeper: Assistant) -> None:
    """Who asks what they noted often means what they marked."""
    told = keeper.ask(Question(text="What did I note about polishing a lens?")).sentences
    assert [sentence.lead for sentence in told][:1] == [""] and "polished" in told[0].text


def test_of_two_years_only_the_one_that_is_on_the_matter_is_told(samples: Assistant) -> None:
    """An entry of another year that only comes nearest is left out; a refusal still shows what is near."""
    answer = samples.ask(Question(text="Have I changed my mind about the price of ferries?"))
    assert not answer.answered and answer.nearest

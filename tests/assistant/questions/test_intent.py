"""Questions for the catalog are told from questions for the notes."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.questions.intent import Request, read_request
from index.catalog.queries.works import WorkSummary


def work(title: str, author: str) -> WorkSummary:
    return WorkSummary(
        id=title, title=title, author=author, category="books", url="", published="", probable=False, passages=3,
        highlights=3, notes=0, full_text=False, last_highlighted="",
    )  # fmt: skip


TODAY = date(2024, 3, 6)


def ask(question: str, works: list[WorkSummary], *, alone: bool = True) -> Request | None:
    return read_request(question, works, today=TODAY, alone=alone)


WORKS = [work("Salt Roads: A Memoir", "Ana Reis"), work("Pumps", "Jon Vale")]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Hi there!", "talk"),
        ("what can you do?", "talk"),
        ("How many books do I have?", "count"),
        ("How many highlights do I have from Salt Roads?", "count"),
        ("Summarise my highlights from Salt Roads", "show"),
        ("What did I mark in 2023?", "show"),
        ("Show me my notes on Pumps", "show"),
        ("Which books have I read by Jon Vale?", "list"),
        ("What did Ana Reis write that I have read?", "list"),
        ("What is this about?", "overview"),
        ("what's in my library", "overview"),
        ("Give me a short overview of these notes", "overview"),
        ("Which topics do I read about?", ""),
        ("What topics do I read about?", "overview"),
        ("Which authors do I read most?", "most"),
        ("What are my most highlighted books?", "most"),
        ("What was the last book I read?", "last"),
        ("What did I read last?", "last"),
        ("what have I last highlighted?", "last"),
        ("What did I read last about salt?", ""),
        ("Who are the authors in my notes?", "list"),
        ("What is Salt Roads about?", "show"),
        ("Summary of Salt Roads", "show"),
        ("What are the key takeaways from salt roads?", "show"),
        ("What did I learn from Pumps?", "show"),
        ("Tell me about Salt Roads", "show"),
        ("Give me the best quotes by Reis", "show"),
        ("Everything by Jon Vale", "show"),
        ("What did I read last month?", "show"),
        ("What did I save recently?", "show"),
        ("What have I read by Reis?", "list"),
        ("Did I ever read anything by Kahneman?", "list"),
        ("Who wrote Salt Roads?", "work"),
        ("Have I read Salt Roads?", "work"),
        ("Have I read The Heron Book?", "work"),
        ("Have I ever read Reis?", "list"),
        ("What are pumps about?", ""),
        ("Tell me about pumps", ""),
        ("What is Salt Roads about as a history?", ""),
        ("What does Salt Roads say about camels?", ""),
        ("Who wrote about salt?", ""),
        ("Have I read about salt?", ""),
        ("What are the key ideas of mercantilism?", ""),
        ("What did I learn from keeping bees?", ""),
        ("What happened in the salt trade last month?", ""),
        ("What is the overview effect?", ""),
        ("Which of my books says most on salt?", ""),
        ("What was the last book that Reis wrote?", ""),
        ("How many moons does Saturn have?", ""),
        ("How many books did Luhmann write?", ""),
        ("What did I note about sleep in 2023?", ""),
        ("What does Ana Reis say about salt?", ""),
        ("Hello world programs: who wrote the first?", ""),
    ],
)
def test_only_what_asks_for_the_collection_goes_to_the_catalog(question: str, kind: str) -> None:
    """A question with a subject of its own is for the notes, whatever else it names."""
    request = ask(question, WORKS)
    assert (request.kind if request else "") == kind


def test_a_year_and_a_month_become_filters() -> None:
    """Dates narrow what is counted."""
    request = ask("How many highlights did I make in March 2023?", WORKS)
    assert request and (request.filters.since, request.filters.until) == ("2023-03", "2023-03")
    assert request.thing == "highlights"


def test_a_work_is_known_by_its_short_title() -> None:
    """The part before a colon names the work."""
    request = ask("my highlights from salt roads", WORKS)
    assert request and request.work == WORKS[0]


def test_this_is_what_was_spoken_of_where_something_was() -> None:
    """In a conversation "this" is not the collection; the collection by its name still is."""
    assert ask("What is this about?", WORKS, alone=False) is None
    overview = ask("What is my library about?", WORKS, alone=False)
    assert overview and overview.kind == "overview"


@pytest.mark.parametrize(
    ("question", "author"),
    [("What have I read by Reis?", "Ana Reis"), ("Do I have anything by Ursula Moor?", "Ursula Moor")],
)
def test_an_author_is_known_by_the_last_name_and_need_not_be_there(question: str, author: str) -> None:
    """Who is not among the authors is counted all the same: there is nothing by them."""
    request = ask(question, WORKS)
    assert request and request.filters.author == author


def test_a_work_that_is_not_there_is_called_by_its_name() -> None:
    """One whose title has all the words of it is taken for it."""
    missing, partly = ask("Have I read The Heron Book?", WORKS), ask("Did I read Roads Memoir?", WORKS)
    assert missing and (missing.work, missing.name) == (None, "The Heron Book")
    assert partly and partly.work == WORKS[0]

"""Questions for the catalog are told from questions for the notes."""

from __future__ import annotations

import pytest

from assistant.request import read_request
from index.shelf import ShelvedWork


def work(title: str, author: str) -> ShelvedWork:
    return ShelvedWork(
        id=title, title=title, author=author, category="books", url="", published="", probable=False, passages=3,
        highlights=3, notes=0, full_text=False, last_highlighted="",
    )  # fmt: skip


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
        ("Who are the authors in my notes?", "list"),
        ("What is Salt Roads about?", ""),
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
    request = read_request(question, WORKS)
    assert (request.kind if request else "") == kind


def test_a_year_and_a_month_become_filters() -> None:
    """Dates narrow what is counted."""
    request = read_request("How many highlights did I make in March 2023?", WORKS)
    assert request and (request.filters.since, request.filters.until) == ("2023-03", "2023-03")
    assert request.thing == "highlights"


def test_a_work_is_known_by_its_short_title() -> None:
    """The part before a colon names the work."""
    request = read_request("my highlights from salt roads", WORKS)
    assert request and request.work == WORKS[0]


def test_this_is_what_was_spoken_of_where_something_was() -> None:
    """In a conversation "this" is not the collection; the collection by its name still is."""
    assert read_request("What is this about?", WORKS, alone=False) is None
    overview = read_request("What is my library about?", WORKS, alone=False)
    assert overview and overview.kind == "overview"

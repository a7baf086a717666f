"""What the page says where there is little to show."""

from __future__ import annotations

from dataclasses import replace

from assistant.page.html.empty_states import SAMPLES, example_questions, render_welcome
from index.browse.facets import Recent
from tests.assistant.page_stand_in import StandIn


def test_the_sample_notes_are_told_from_the_readers_own() -> None:
    """Only while there are no others."""
    own = StandIn().state()
    samples = replace(own.sources[0], path=str(SAMPLES))
    assert (SAMPLES / "Readwise").is_dir()
    assert "sample notes" in render_welcome(replace(own, sources=(samples,)))
    assert "sample notes" not in render_welcome(replace(own, sources=(samples, *own.sources)))
    assert "sample notes" not in render_welcome(own)


def test_the_first_questions_name_works_that_are_there_and_a_tag_that_a_title_speaks_of() -> None:
    """A tag for chores makes no question, nor does a title too long to read."""
    recent = Recent(titles=("A " + "very " * 12 + "long one", "On Kilns", "Sails"), tags=("to-read", "kilns"))
    assert example_questions(recent) == (
        "What have I read about kilns?",
        "What did I mark in “On Kilns”?",
        "What did I mark in “Sails”?",
    )
    assert example_questions(Recent()) == ()


def test_a_store_in_trouble_is_told_in_whole_sentences_with_a_way_to_try_again() -> None:
    state = replace(StandIn().state(), store="broken", trouble="x: the catalog is damaged; move it away")
    shown = render_welcome(state)
    assert "<p>x: the catalog is damaged; move it away.</p>" in shown and "Try again" in shown
    assert ".." not in shown and "untouched" in shown

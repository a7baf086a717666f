"""What the page says when there is little to show."""

from __future__ import annotations

from dataclasses import replace

from assistant.page.html.empty_states import SAMPLES, example_questions, render_welcome
from index.catalog.queries.counts import Recent
from index.maintenance.status import SourceStatus
from tests.assistant.page_stand_in import StandIn


def test_the_welcome_says_when_the_notes_are_the_samples() -> None:
    """Only while there are no others."""
    own = StandIn().now
    mine = own.status.sources
    samples = replace(mine[0], path=str(SAMPLES))

    def welcome(*sources: SourceStatus) -> str:
        return render_welcome(replace(own, status=replace(own.status, sources=sources)))

    assert (SAMPLES / "Readwise").is_dir()
    assert "sample notes" in welcome(samples)
    assert "sample notes" not in welcome(samples, *mine)
    assert "sample notes" not in welcome(*mine)


def test_example_questions_name_existing_works_and_a_tag_that_a_title_contains() -> None:
    """A tag for chores makes no question, nor does a title too long to read."""
    recent = Recent(titles=("A " + "very " * 12 + "long one", "On Kilns", "Sails"), tags=("to-read", "kilns"))
    assert example_questions(recent) == (
        "What have I read about kilns?",
        "What did I mark in “On Kilns”?",
        "What did I mark in “Sails”?",
    )
    assert example_questions(Recent()) == ()


def test_a_damaged_store_is_explained_in_whole_sentences_with_a_retry_button() -> None:
    state = replace(StandIn().now, store="broken", trouble="x: the catalog is damaged; move it away")
    shown = render_welcome(state)
    assert "<p>x: the catalog is damaged; move it away.</p>" in shown and "Try again" in shown
    assert ".." not in shown and "untouched" in shown

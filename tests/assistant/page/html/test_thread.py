"""A turn of a conversation."""

from __future__ import annotations

import pytest

from assistant.answering.answer import Sentence
from assistant.library.conversation import CitedPassage, Exchange
from assistant.page.html.thread import render_turn


@pytest.mark.parametrize(
    ("seconds", "label"), [(0.02, "&lt;\u00a00.1\u00a0s"), (0.1, "0.1\u00a0s"), (2.34, "2.3\u00a0s")]
)
def test_an_answer_names_its_maker_and_a_duration_that_is_never_zero(seconds: float, label: str) -> None:
    sentence = Sentence(text="Neap tides come twice a month.", citations=(), support="verbatim")
    turn = Exchange(
        question="When?", state="done", answered=True, sentences=(sentence,), model="quoted", seconds=seconds
    )
    assert f">Quoted · {label}<" in render_turn(turn, 0)


def test_file_name_and_lines_of_a_citation_are_separate_elements() -> None:
    """So a long name is cut and the lines stay visible."""
    place = {"path": "Books/A very long name.md", "line_start": 22, "line_end": 24}
    source = CitedPassage(n=1, passage_id="0" * 16, text="Neap tides.", **place)  # type: ignore[arg-type]
    sentence = Sentence(text="Neap tides.", citations=(1,), support="verbatim")
    shown = render_turn(
        Exchange(question="When?", state="done", answered=True, sentences=(sentence,), sources=(source,)), 0
    )
    assert '<span class="citedfile">A very long name.md</span><span>:22–24</span>' in shown


def test_a_citation_opens_and_names_the_lines_that_its_sentences_stand_on() -> None:
    source = CitedPassage(n=1, passage_id="0" * 16, text="Neap tides.", path="Tides.md", line_start=20, line_end=40)
    sentences = [Sentence(text="Neap.", citations=(1,), lines=(line,), support="verbatim") for line in (27, 31)]
    turn = Exchange(question="When?", state="done", sentences=tuple(sentences), sources=(source,))
    shown = render_turn(turn, 0)
    assert shown.count('data-line="27"') == 2 and shown.count('data-line="31"') == 1
    assert '<span class="citedfile">Tides.md</span><span>:27, 31</span>' in shown


@pytest.mark.parametrize(
    ("wanted", "way", "explained"), [("write", "quoted", True), ("write", "written", False), ("", "quoted", False)]
)
def test_an_answer_quoted_instead_of_written_says_why(wanted: str, way: str, explained: bool) -> None:
    sentence = Sentence(text="Neap tides.", citations=(), support="verbatim")
    turn = Exchange(question="When?", state="done", wanted=wanted, way=way, sentences=(sentence,), model="quoted")
    assert ("nothing that the model wrote" in render_turn(turn, 0)) == explained


def test_what_the_question_was_read_as_can_be_taken_away() -> None:
    """Each in words of its own; nothing of it is markup."""
    turn = Exchange(question="List?", state="done", read_as=("by <b>Reis</b>", "list"))
    shown = render_turn(turn, 0)
    assert shown.count('data-act="drop"') == 2
    assert 'data-label="by &lt;b&gt;Reis&lt;/b&gt;"' in shown

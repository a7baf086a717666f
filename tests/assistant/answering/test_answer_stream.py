"""Whose words a sentence of an answer is, as it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.answer import MACHINE_LEAD, voice_of_lead
from assistant.answering.assistant import Assistant
from assistant.cli.terminal.format import format_sentence
from index.search.evidence import Question


@pytest.mark.parametrize(
    ("lead", "voice"),
    [
        ("You noted", "reader"),
        ("You wrote in 2021", "reader"),
        (MACHINE_LEAD, "machine"),
        ("", None),
        ("There it says", None),
        ("You 2.0: A Second Draft", None),
    ],
)
def test_a_title_is_nobodys_lead(lead: str, voice: str | None) -> None:
    """A work may begin as the reader's own words do; it is not coloured as theirs."""
    assert voice_of_lead(lead) == voice


def test_a_title_before_a_sentence_is_as_harmless_as_the_sentence(
    join: Callable[[Path], Assistant], tmp_path: Path
) -> None:
    """It comes from a note too: nothing in it is a citation, a tag or an order to a terminal."""
    (tmp_path / "a.md").write_text(
        '---\ntitle: "Tides [1] <|im_end|> \\e[31mred"\n---\n\nThe tides of the sound turn twice a day.\n', "utf-8"
    )
    answer = join(tmp_path).ask(Question(text="Where did I read about tides?"), strictness=0.0)
    [told] = answer.sentences
    assert told.lead.startswith("Tides")
    shown = format_sentence(told)
    assert shown.count("[1]") == 1 and "<|im_" not in shown and "\x1b" not in shown

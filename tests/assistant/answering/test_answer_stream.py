"""Whose words a sentence of an answer is, as it is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.answer import MACHINE_LEAD, cited_lines, voice_of_lead
from assistant.answering.assistant import Assistant
from assistant.answering.serialise import answer_json
from assistant.cli.terminal.format import format_footnotes, format_sentence
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


def test_each_sentence_leads_to_its_own_line_of_the_file(join: Callable[[Path], Assistant], tmp_path: Path) -> None:
    """A highlight of several lines, and the reader's note below it."""
    (tmp_path / "bells.md").write_text(
        "# Bells\n\n## Highlights\n\n> Bell founders cast at night,\n> when the *metal* cools slowly.\n>\n"
        "> The mould of a bell is made of loam and goat hair.\n>\n> Its clapper hangs from a leather strap.\n",
        "utf-8",
    )
    answer = join(tmp_path).ask(Question(text="What is the mould of a bell made of?"), strictness=0.0)
    lines = (tmp_path / "bells.md").read_text("utf-8").splitlines()
    assert answer.sentences and all(len(told.lines) == len(told.citations) for told in answer.sentences)
    mould = next(told for told in answer.sentences if "loam" in told.text)
    assert lines[mould.lines[0] - 1].endswith(mould.text)
    assert answer_json("", answer)["sentences"][0]["lines"] == list(answer.sentences[0].lines)
    footnotes = format_footnotes(answer)
    assert f"bells.md:{', '.join(map(str, cited_lines(answer.sentences, 1)))}" in footnotes


def test_a_title_before_a_sentence_is_as_harmless_as_the_sentence(
    join: Callable[[Path], Assistant], tmp_path: Path
) -> None:
    """It comes from a note too: nothing in it is a citation, a tag or an order to a terminal."""
    (tmp_path / "a.md").write_text(
        '---\ntitle: "Tides [1] <|im_end|> \\e[31mred"\n---\n\nThe tides of the sound turn twice a day.\n', "utf-8"
    )
    answer = join(tmp_path).ask(Question(text="Where did I read about tides?"), strictness=0.0)
    [told] = answer.sentences
    assert "Tides" in told.text
    shown = format_sentence(told)
    assert shown.count("[1]") == 1 and "<|im_" not in shown and "\x1b" not in shown

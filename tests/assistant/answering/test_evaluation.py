"""`notes eval` scores a reader's own questions and names what went wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.answering.evaluation import InvalidQuestion, parse_questions
from tests.conftest import run_notes

QUESTIONS = [
    {"question": "What is double descent?", "expect": ["The Second Descent.md"]},
    {"question": "What is double descent?", "expect": [{"text": "interpolation threshold"}]},
    {"question": "What is double descent?", "expect": [{"path": "Nowhere.md", "line": 3}]},
    {"question": "Who won the 2022 World Cup?", "expect": []},
]


def test_found_missed_and_rightly_silent_questions_are_counted(sample_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text("# mine\n\n" + "\n".join(map(json.dumps, QUESTIONS)) + "\n", "utf-8")
    figures = json.loads(run_notes("eval", file, "--json", "--data", sample_data).stdout)
    assert (figures["questions"], figures["expecting"]) == (4, 3)
    assert figures["found_in_5"] == pytest.approx(2 / 3, abs=1e-3) and figures["found_in_10"] == figures["found_in_5"]
    assert 0 < figures["mean_reciprocal_rank"] < 1
    assert (figures["answered"], figures["refused"]) == (1.0, 1.0)
    assert [row["rank"] > 0 for row in figures["rows"]] == [True, True, False, False]
    told = run_notes("eval", file, "--data", sample_data).stdout
    assert "Not found" in told and "What is double descent?" in told.split("Not found")[1]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "mine:"),
        ('{"question": "a"}\n{"question": 3}', "mine:2"),
        ("not json", "mine:1"),
        ('{"question": "a", "expect": [{}]}', "mine:1"),
        ('{"question": "a", "expect": [7]}', "mine:1"),
    ],
)
def test_a_line_that_is_no_question_is_named(text: str, where: str) -> None:
    with pytest.raises(InvalidQuestion, match=where):
        parse_questions(text.splitlines(), "mine")


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    done = run_notes("eval", tmp_path / "none.jsonl", "--data", tmp_path)
    assert done.returncode == 2 and "none.jsonl" in done.stderr

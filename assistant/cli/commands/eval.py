"""Score the search and the refusals on questions of your own: is the answer found, and is it refused if there is none.

FILE has one question a line, as JSON:
  {"question": "...", "expect": ["Books/Memory.md", {"path": "Talks.md", "line": 12}, {"text": "words of it"}]}
One of the expected places is enough; with none expected, the right answer is "your notes don't say".
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.answering.evaluation import (
    MAX_RANK,
    EvaluationQuestion,
    InvalidQuestion,
    QuestionResult,
    compute_scores,
    evaluate,
    parse_questions,
)
from assistant.cli.terminal.progress_bar import terminal_context
from assistant.errors import WrongUse
from assistant.service.composition import join_assistant, open_index
from assistant.settings import data_folder, load_settings
from index.search.evidence import Evidence, Question

LABELS = {
    "found_in_1": "found first",
    "found_in_5": "among the first five",
    "found_in_10": "among the first ten",
    "mean_reciprocal_rank": "mean reciprocal rank",
    "answered": "answered",
    "refused": "rightly not answered",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="questions, a JSON object a line")
    parser.add_argument("--json", action="store_true", help="the scores and each question as one JSON object")


def run(args: argparse.Namespace) -> int:
    questions = _read_questions(args.file)
    data = data_folder(args.data)
    with open_index(data) as index, terminal_context() as context:
        assistant = join_assistant(index, None, load_settings(data))

        def ask(text: str) -> tuple[Sequence[Evidence], bool]:
            question = Question(text=text, top=MAX_RANK)
            return index.searcher.search(question).evidence, assistant.ask(question).answered

        results = evaluate(questions, ask, lambda done: context.progress("asking", done, len(questions)))
    scores = compute_scores(results)
    if args.json:
        print(json.dumps({**scores, "rows": [_result_json(result) for result in results]}))
    else:
        print(format_scores(scores, results))
    return 0


def _read_questions(file: Path) -> list[EvaluationQuestion]:
    try:
        return parse_questions(file.read_text("utf-8").splitlines(), str(file))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"{file}: {getattr(error, 'strerror', '') or 'no text in UTF-8'}") from error
    except InvalidQuestion as error:
        raise WrongUse(str(error)) from error


def _result_json(result: QuestionResult) -> dict[str, object]:
    return {
        "question": result.question.text,
        "rank": result.rank,
        "answered": result.answered,
        "first": result.first,
    }


def format_scores(scores: Mapping[str, float | int], results: Sequence[QuestionResult]) -> str:
    """The scores, then each question that went wrong with the passage that came first."""
    lines = [f"{scores['questions']} questions, {scores['expecting']} of them with an expected answer"]
    lines += [f"  {LABELS[name]:22} {value:6.1%}" for name, value in scores.items() if name in LABELS]
    expecting = [result for result in results if result.question.expected]
    groups = {
        "Not found (what came first):": [result for result in expecting if not result.rank],
        "Found, but not answered:": [result for result in expecting if result.rank and not result.answered],
        "Answered, though nothing is expected:": [
            result for result in results if not result.question.expected and result.answered
        ],
    }
    for title, group in groups.items():
        if group:
            lines += ["", title, *(f"  {result.question.text}  ({result.first or 'nothing'})" for result in group)]
    return "\n".join(lines)

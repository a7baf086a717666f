"""Score the search and the gate on questions of your own: where each answer stands, and where the notes don't say.

FILE has one question a line, as JSON:
  {"question": "...", "expect": ["Books/Memory.md", {"path": "Talks.md", "line": 12}, {"text": "words of it"}]}
Any one of what is expected will do; with nothing expected, the right answer is "your notes don't say".
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import WrongUse

if TYPE_CHECKING:
    from assistant.answering.evaluation import Served
    from index.search.evidence import Evidence

NAME = "eval"
HELP = "score the search on questions of your own"
WORDS = {
    "found_in_1": "found first",
    "found_in_5": "among the first five",
    "found_in_10": "among the first ten",
    "mean_reciprocal_rank": "mean reciprocal rank",
    "answered": "answered",
    "refused": "rightly not answered",
}


def add_arguments(words: argparse.ArgumentParser) -> None:
    words.add_argument("file", metavar="FILE", type=Path, help="questions, a JSON object a line")
    words.add_argument("--json", action="store_true", help="the figures and each question as one JSON object")


def run(given: argparse.Namespace) -> int:
    from assistant.answering.evaluation import TOP, WrongQuestion, figures_of, read_asked, serve_all
    from assistant.cli.terminal.progress_bar import TerminalProgress
    from assistant.service.composition import join_assistant, open_index
    from assistant.settings import data_folder, load_settings
    from index.search.evidence import Question

    try:
        asked = read_asked(given.file.read_text("utf-8").splitlines(), str(given.file))
    except (OSError, UnicodeDecodeError) as trouble:
        raise WrongUse(f"{given.file}: {getattr(trouble, 'strerror', '') or 'no text in UTF-8'}") from trouble
    except WrongQuestion as wrong:
        raise WrongUse(str(wrong)) from wrong
    data = data_folder(given.data)
    with open_index(data) as index, TerminalProgress() as progress:
        assistant = join_assistant(index, None, load_settings(data))

        def ask(text: str) -> tuple[Sequence[Evidence], bool]:
            question = Question(text=text, top=TOP)
            return index.searcher.search(question).evidence, assistant.ask(question).answered

        served = serve_all(asked, ask, lambda done: progress("asking", done, len(asked)))
    figures = figures_of(served)
    if given.json:
        print(json.dumps({**figures, "rows": [row_of(one) for one in served]}))
    else:
        print(tell(figures, served))
    return 0


def row_of(served: Served) -> dict[str, object]:
    return {
        "question": served.asked.question,
        "rank": served.rank,
        "answered": served.answered,
        "first": served.first,
    }


def tell(figures: dict[str, float | int], served: Sequence[Served]) -> str:
    """The figures in words, then each question that went wrong with what came instead."""
    lines = [f"{figures['questions']} questions, {figures['expecting']} of them with a place where the answer stands"]
    lines += [f"  {WORDS[name]:22} {value:6.1%}" for name, value in figures.items() if name in WORDS]
    missed = [one for one in served if one.asked.expected and not one.rank]
    silent = [one for one in served if one.asked.expected and one.rank and not one.answered]
    talked = [one for one in served if not one.asked.expected and one.answered]
    for head, wrong in (
        ("Not found (what came first):", missed),
        ("Found, but not answered:", silent),
        ("Answered, though nothing is expected:", talked),
    ):
        if wrong:
            lines += ["", head, *(f"  {one.asked.question}  ({one.first or 'nothing'})" for one in wrong)]
    return "\n".join(lines)

"""What `search` and `ask` share on the command line: filters, and a batch of questions."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING

from assistant.errors import WrongUse

if TYPE_CHECKING:
    from index.search.evidence import Question

FILTERS = {
    "author": "a part of the author's name",
    "title": "a part of the work's title",
    "category": "books, articles, tweets, podcasts, videos",
    "tag": "a whole tag",
    "source": "a part of the source folder's or file's path",
    "voice": "author, reader (also what you noted on) or machine",
    "since": "DATE of the highlight, else of publication; 2023 or 2023-04 will do",
    "until": "DATE, counted whole",
}


def add_question_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("question", metavar="QUESTION", nargs="?", default="")
    words.add_argument(
        "--batch", metavar="FILE", default="", help="questions, a JSON object a line; - for standard input"
    )
    words.add_argument("--top", metavar="K", type=_positive, default=10, help="passages considered (default 10)")
    words.add_argument("--json", action="store_true", help="a JSON object a line")
    words.add_argument(
        "--leg", choices=("both", "dense", "lexical"), default="both", help="search by meaning, by words, or both"
    )
    words.add_argument("--per-work", metavar="N", type=_positive, default=0, help="at most N passages of one work")
    narrow = words.add_argument_group("filters")
    for name, what in FILTERS.items():
        narrow.add_argument(f"--{name}", default="", metavar=name.upper(), help=what)


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def read_questions(given: argparse.Namespace) -> Iterator[tuple[str, Question]]:
    """Each question with its id ("" for the one on the command line), as they come.

    Raises WrongUse, with the line, for a batch that is not as the contract says.
    """
    if bool(given.question) == bool(given.batch):
        raise WrongUse("give a QUESTION or --batch FILE, not both and not neither")
    if not given.batch:
        yield "", make_question(given, given.question)
        return
    if not given.json:
        raise WrongUse("--batch writes a JSON object a line: add --json")
    try:
        lines = sys.stdin if given.batch == "-" else open(given.batch, encoding="utf-8")  # noqa: SIM115 (closed below)
    except OSError as trouble:
        raise WrongUse(f"{given.batch}: {trouble.strerror}") from trouble
    with lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield read_question(given, line, f"{given.batch}:{number}")


def read_question(given: argparse.Namespace, line: str, where: str) -> tuple[str, Question]:
    from index.search.query_rewriting import Turn

    try:
        row = json.loads(line)
        turns = tuple(Turn(role=turn["role"], content=turn["content"]) for turn in row.get("history") or ())
        if not isinstance(row["question"], str):
            raise TypeError("`question` must be text")
        return row["id"], make_question(given, row["question"], turns)
    except (ValueError, KeyError, TypeError, AttributeError) as trouble:
        what = f"{trouble} is missing" if isinstance(trouble, KeyError) else str(trouble)
        raise WrongUse(f'{where}: {what}; a line looks like {{"id": "1", "question": "..."}}') from trouble


def make_question(given: argparse.Namespace, text: str, history: tuple = ()) -> Question:  # type: ignore[type-arg]
    from index.search.evidence import Question
    from index.search.filters import Filters, check_filters

    filters = Filters(**{field.name: getattr(given, field.name) for field in fields(Filters)})
    try:
        check_filters(filters)
    except ValueError as wrong:
        raise WrongUse(str(wrong)) from wrong
    return Question(text=text, history=history, filters=filters, top=given.top, leg=given.leg, per_work=given.per_work)

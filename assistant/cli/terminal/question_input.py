"""The arguments that `search` and `ask` share, and the questions that they give: one, or a batch."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import fields

from assistant.errors import WrongUse
from index.search.evidence import Question
from index.search.filters import Filters, check_filters
from index.search.query_rewriting import Turn

FILTER_HELP = {
    "author": "a part of the author's name",
    "title": "a part of the work's title",
    "category": "books, articles, tweets, podcasts, videos; highlights for only what you marked",
    "tag": "a whole tag",
    "source": "a part of the source folder's or file's path",
    "voice": "author, reader (also what you noted on), machine or unknown",
    "since": "DATE of the highlight, else of publication; 2023 or 2023-04 works too",
    "until": "DATE, that day included",
}


def add_question_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", metavar="QUESTION", nargs="?", default="")
    parser.add_argument(
        "--batch", metavar="FILE", default="", help="questions, a JSON object a line; - for standard input"
    )
    parser.add_argument("--top", metavar="K", type=_positive, default=10, help="passages considered (default 10)")
    parser.add_argument("--json", action="store_true", help="a JSON object a line")
    parser.add_argument(
        "--leg", choices=("both", "dense", "lexical"), default="both", help="search by meaning, by words, or both"
    )
    parser.add_argument("--per-work", metavar="N", type=_positive, default=0, help="at most N passages of one work")
    filters = parser.add_argument_group("filters")
    for name, help_text in FILTER_HELP.items():
        filters.add_argument(f"--{name}", default="", metavar=name.upper(), help=help_text)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def read_questions(args: argparse.Namespace) -> Iterator[tuple[str, Question]]:
    """Each question with its id ("" for the one on the command line), as soon as it is read.

    Raises WrongUse, with the line, for a batch that breaks the format.
    """
    if bool(args.question) == bool(args.batch):
        raise WrongUse("give a QUESTION or --batch FILE, not both and not neither")
    if not args.batch:
        yield "", _make_question(args, args.question)
        return
    if not args.json:
        raise WrongUse("--batch writes a JSON object a line: add --json")
    try:
        lines = sys.stdin if args.batch == "-" else open(args.batch, encoding="utf-8")  # noqa: SIM115 (closed below)
    except OSError as error:
        raise WrongUse(f"{args.batch}: {error.strerror}") from error
    with lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _read_question(args, line, f"{args.batch}:{number}")


def _read_question(args: argparse.Namespace, line: str, place: str) -> tuple[str, Question]:
    try:
        row = json.loads(line)
        history = tuple(Turn(role=turn["role"], content=turn["content"]) for turn in row.get("history") or ())
        if not isinstance(row["question"], str):
            raise TypeError("`question` must be text")
        return row["id"], _make_question(args, row["question"], history)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise WrongUse(f'{place}: {why}; a line looks like {{"id": "1", "question": "..."}}') from error


def _make_question(args: argparse.Namespace, text: str, history: tuple[Turn, ...] = ()) -> Question:
    filters = Filters(
        **{field.name: getattr(args, field.name) for field in fields(Filters) if field.name != "conditions"}
    )
    try:
        check_filters(filters)
    except ValueError as error:
        raise WrongUse(str(error)) from error
    return Question(
        text=text,
        history=history,
        filters=filters,
        top=args.top,
        retriever=args.leg,
        per_work=args.per_work,
    )

"""Ask the notes: an answer whose sentences each lead back to their lines, or "your notes don't say"."""

from __future__ import annotations

import argparse
import json
from functools import partial

from assistant.answering.serialise import answer_json
from assistant.cli.terminal.format import format_footnotes, format_sentence
from assistant.cli.terminal.question_input import add_question_arguments, read_questions
from assistant.service.composition import open_assistant
from assistant.settings import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_question_arguments(parser)
    group = parser.add_argument_group("how to answer")
    group.add_argument(
        "--strictness",
        metavar="S",
        type=_share,
        help="0 answers from anything near, 1 only from what is surely there (default: as in settings.toml, else 0.5)",
    )
    group.add_argument(
        "--way",
        choices=("auto", "quote", "write"),
        help="quote the notes, let the model write, or what measured better for it "
        "(default: as in settings.toml, else auto)",
    )


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return share


def run(args: argparse.Namespace) -> int:
    with open_assistant(data_folder(args.data)) as assistant:
        ask = partial(assistant.ask, mode=args.way, strictness=args.strictness)
        for id, question in read_questions(args):
            if args.json:
                print(json.dumps(answer_json(id, ask(question))), flush=True)
            else:
                answer = ask(question, on_sentence=lambda sentence: print(format_sentence(sentence), flush=True))
                print(format_footnotes(answer))
    return 0

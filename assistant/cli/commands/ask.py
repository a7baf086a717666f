"""Ask the notes: an answer whose sentences each lead back to the lines they came from, or "your notes don't say"."""

from __future__ import annotations

import argparse
import json
from functools import partial

from assistant.cli.terminal.question_input import add_question_words, read_questions

NAME = "ask"
HELP = "ask a question, answered from your notes with citations"


def add_arguments(words: argparse.ArgumentParser) -> None:
    add_question_words(words)
    manner = words.add_argument_group("manner")
    manner.add_argument(
        "--strictness",
        metavar="S",
        type=_share,
        help="0 answers from whatever comes near, 1 only from what is surely there "
        "(default: as in settings.toml, else 0.5)",
    )
    manner.add_argument(
        "--way",
        choices=("auto", "quote", "write"),
        help="quote the notes, let the model write, or what measured better for it "
        "(default: as in settings.toml, else auto)",
    )


def _share(word: str) -> float:
    share = float(word)
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError("must be between 0 and 1")
    return share


def run(given: argparse.Namespace) -> int:
    from assistant.answering.serialise import answer_json
    from assistant.cli.terminal.format import show_footnotes, show_sentence
    from assistant.service.composition import open_assistant
    from assistant.settings import data_folder

    with open_assistant(data_folder(given.data)) as assistant:
        ask = partial(assistant.ask, way=given.way, strictness=given.strictness)
        for id, question in read_questions(given):
            if given.json:
                print(json.dumps(answer_json(id, ask(question))), flush=True)
            else:
                answer = ask(question, on_sentence=lambda sentence: print(show_sentence(sentence), flush=True))
                print(show_footnotes(answer))
    return 0

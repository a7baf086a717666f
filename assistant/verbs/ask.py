"""Ask the notes: an answer whose sentences each lead back to the lines they came from, or "your notes don't say"."""

from __future__ import annotations

import argparse
import json

from assistant.verbs.questions import add_question_words, read_questions

NAME = "ask"
HELP = "ask a question, answered from your notes with citations"


def add_words(words: argparse.ArgumentParser) -> None:
    add_question_words(words)


def run(given: argparse.Namespace) -> int:
    from assistant.assemble import open_assistant
    from assistant.settings import data_folder
    from assistant.show import show_footnotes, show_sentence
    from assistant.wire import answer_json

    with open_assistant(data_folder(given.data)) as assistant:
        for id, question in read_questions(given):
            if given.json:
                print(json.dumps(answer_json(id, assistant.ask(question))), flush=True)
            else:
                answer = assistant.ask(
                    question, on_sentence=lambda sentence: print(show_sentence(sentence), flush=True)
                )
                print(show_footnotes(answer))
    return 0

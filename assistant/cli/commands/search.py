"""Find the passages that bear on a question, best first; no model writes anything."""

from __future__ import annotations

import argparse
import json

from assistant.cli.terminal.question_input import add_question_words, read_questions

NAME = "search"
HELP = "find passages"


def add_arguments(words: argparse.ArgumentParser) -> None:
    add_question_words(words)


def run(given: argparse.Namespace) -> int:
    from assistant.answering.serialise import finding_json
    from assistant.cli.terminal.format import show_finding
    from assistant.service.composition import open_index
    from assistant.service.empty_store import tell_found_nothing
    from assistant.settings import data_folder

    with open_index(data_folder(given.data)) as index:
        for id, question in read_questions(given):
            finding = index.searcher.search(question)
            if given.json:
                print(json.dumps(finding_json(id, finding)), flush=True)
            else:
                print(show_finding(finding, tell_found_nothing(index.catalog)))
    return 0

"""Find the passages that bear on a question, best first; no model writes anything."""

from __future__ import annotations

import argparse
import json

from assistant.answering.serialise import search_result_json
from assistant.cli.terminal.format import format_search_result
from assistant.cli.terminal.question_input import add_question_arguments, read_questions
from assistant.service.composition import open_index
from assistant.service.empty_store import explain_no_results
from assistant.settings import data_folder


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_question_arguments(parser)


def run(args: argparse.Namespace) -> int:
    with open_index(data_folder(args.data)) as index:
        for id, question in read_questions(args):
            result = index.searcher.search(question)
            if args.json:
                print(json.dumps(search_result_json(id, result)), flush=True)
            else:
                print(format_search_result(result) or explain_no_results(index.catalog))
    return 0

"""Compare ways of answering for a small model: python -m bench.quality.answer_modes --shared ../shared --work /tmp/fits
[--model FILE] [--limit 24]

On even rows of clapnq: sentences chosen by encoder and overlap; by the model under a grammar of the evidence's own
sentences; by the model among the six that encoder and overlap put first; and the model's own words, checked.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from assistant.answering.prompt import build_messages, citation_grammar, note_for_prompt, parse_sentences
from assistant.evidence.extraction import choose_sentences, rank_sentences
from assistant.evidence.support import check_sentence
from assistant.llm.llama_model import LlamaModel
from assistant.service.model_choice import find_model_file
from assistant.settings import Settings
from bench.quality.cases import Case, load_cases
from bench.quality.text_overlap import is_held, rouge_l

Sentences = list[tuple[str, int]]
"""Each with the number of the evidence that it cites, from 0."""
NOTES = 3
"""Passages that the model reads."""
REPORT_EVERY = 6
"""Questions between two tables, so that an interrupted run has printed something."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", default="", help="a GGUF file; default: the default model")
    parser.add_argument("--limit", type=int, default=24)
    args = parser.parse_args()
    cases = [case for case in load_cases("clapnq", args.shared, args.work) if case.row % 2 == 0 and case.answerable]
    cases = cases[:: max(1, len(cases) // args.limit)][: args.limit]
    model = LlamaModel(find_model_file(Settings(model=args.model)) or "default, not downloaded")
    modes: dict[str, Callable[[Case], Sentences]] = {
        "encoder and overlap": choose_without_model,
        "model among all sentences": lambda case: choose_by_model(case, model, all_sentences(case)),
        "model among the best six": lambda case: choose_by_model(case, model, best_six(case)),
        "model's own words": lambda case: write_own_words(case, model),
    }
    answers: dict[str, list[Sentences]] = {name: [] for name in modes}
    seconds: dict[str, float] = dict.fromkeys(modes, 0.0)
    for number, case in enumerate(cases, 1):
        for name, answer in modes.items():  # the same prompt for all of them: the model reads it once
            start = time.monotonic()
            answers[name].append(answer(case))
            seconds[name] += time.monotonic() - start
        if number % REPORT_EVERY == 0 or number == len(cases):
            print(f"{model.name}, after {number} questions")
            for name in modes:
                figures = measure(cases[:number], answers[name])
                print(f"  {name:26} {figures}, {seconds[name] / number:.1f} s each", flush=True)


def choose_without_model(case: Case) -> Sentences:
    quotes = choose_sentences(case.question, case.evidence, case.scored)
    return [(quote.candidate.text, quote.candidate.evidence) for quote in quotes]


def all_sentences(case: Case) -> Sentences:
    return [(candidate.text, candidate.evidence) for candidate in case.scored.candidates if candidate.evidence < NOTES]


def best_six(case: Case) -> Sentences:
    ranked = rank_sentences(case.question, case.evidence, case.scored)[:6]
    return [(quote.candidate.text, quote.candidate.evidence) for quote in ranked]


def choose_by_model(case: Case, model: LlamaModel, choices: Sentences) -> Sentences:
    notes = [note_for_prompt(item) for item in case.evidence[:NOTES]]
    grammar = selection_grammar([(without_brackets(text), number + 1) for text, number in choices])
    pieces = model.write(build_messages(case.question, notes), max_tokens=300, grammar=grammar)
    return list(dict.fromkeys((text, numbers[0] - 1) for text, numbers in parse_sentences(pieces)))


def write_own_words(case: Case, model: LlamaModel) -> Sentences:
    notes = [note_for_prompt(item) for item in case.evidence[:NOTES]]
    grammar = citation_grammar(len(notes))
    pieces = model.write(build_messages(case.question, notes), max_tokens=200, grammar=grammar)
    sentences = []
    for text, numbers in parse_sentences(pieces):
        passages = [case.evidence[number - 1].passage for number in numbers]
        if check_sentence(text, passages).support != "none":
            sentences.append((text, numbers[0] - 1))
    return sentences


def selection_grammar(choices: Sequence[tuple[str, int]], most: int = 3) -> str:
    """GBNF that allows one to `most` of these sentences, each with its note's number.

    Not in the product: encoder and overlap choose better (bench/results/answer_modes.md).
    """
    options = " | ".join(_literal(f"{text} [{number}]") for text, number in choices)
    more = "".join(' (" " choice' for _ in range(most - 1)) + ")?" * (most - 1)
    return f"root ::= choice{more}\nchoice ::= {options}\n"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'"{escaped}"'


def without_brackets(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def measure(cases: Sequence[Case], answers: Sequence[Sentences]) -> str:
    rouge, precision, recall, counts = [], [], [], []
    for case, sentences in zip(cases, answers, strict=True):
        text = " ".join(sentence for sentence, _ in sentences)
        spans = [span for _, span in case.gold]
        rouge.append(max((rouge_l(text, answer) for answer in case.answers), default=0.0))
        precision += [any(is_held(sentence, span) for span in spans) for sentence, _ in sentences]
        recall += [is_held(span, text) for span in spans]
        counts.append(len(sentences))
    quotes = f"{100 * np.mean(precision or [False]):.1f}/{100 * np.mean(recall):.1f}"
    empty = 100 * np.mean(np.array(counts) == 0)
    return (
        f"rougeL {100 * np.mean(rouge):.1f}, quotes {quotes}, {np.mean(counts):.1f} sentences, "
        f"nothing left in {empty:.0f} %"
    )


if __name__ == "__main__":
    main()

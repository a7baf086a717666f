"""Which way of answering suits a small model: python bench/ways.py --shared ../shared --work /tmp/gate [--limit 24]

On even rows of clapnq: sentences chosen by encoder and overlap; by the model under a grammar made of the evidence's
own sentences; by the model among the six that encoder and overlap put first; and the model's own words, checked.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from fit_quotes import overlap, rouge_l
from material import Case, load_cases

from assistant.answering.prompt import build_messages, citation_grammar, describe_note, read_sentences
from assistant.evidence.extraction import choose_sentences, rank_sentences
from assistant.evidence.support import check_sentence
from assistant.llm.llama_model import LlamaModel

Said = list[tuple[str, int]]
"""Sentences with the evidence that each cites."""
TOLD_AFTER = 6
"""Questions between two tables, so that a run that is cut off has told something."""


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--shared", type=Path, required=True)
    words.add_argument("--work", type=Path, required=True)
    words.add_argument("--model", default="", help="a GGUF; the packaged one where none is given")
    words.add_argument("--limit", type=int, default=24)
    given = words.parse_args()
    cases = [c for c in load_cases("clapnq", given.shared, given.work) if c.row % 2 == 0 and c.answerable]
    cases = cases[:: max(1, len(cases) // given.limit)][: given.limit]
    model = LlamaModel(given.model)
    ways: dict[str, Callable[[Case], Said]] = {
        "encoder and overlap": by_encoder,
        "model among all sentences": lambda case: by_model(case, model, all_sentences(case)),
        "model among the best six": lambda case: by_model(case, model, best_six(case)),
        "model's own words": lambda case: in_own_words(case, model),
    }
    said: dict[str, list[Said]] = {name: [] for name in ways}
    took: dict[str, float] = dict.fromkeys(ways, 0.0)
    for number, case in enumerate(cases, 1):
        for name, way in ways.items():  # one prompt for all ways, so that the model reads it once
            began = time.monotonic()
            said[name].append(way(case))
            took[name] += time.monotonic() - began
        if number % TOLD_AFTER == 0 or number == len(cases):
            print(f"{model.name}, after {number} questions")
            for name in ways:
                told = measure(cases[:number], said[name])
                print(f"  {name:26} {told}, {took[name] / number:.1f} s each", flush=True)


def by_encoder(case: Case) -> Said:
    chosen = choose_sentences(case.question, case.evidence, case.reading)
    return [(one.candidate.text, one.candidate.evidence) for one in chosen]


def all_sentences(case: Case) -> Said:
    return [(one.text, one.evidence) for one in case.reading.candidates if one.evidence < 3]


def best_six(case: Case) -> Said:
    ranked = rank_sentences(case.question, case.evidence, case.reading)[:6]
    return [(one.candidate.text, one.candidate.evidence) for one in ranked]


def by_model(case: Case, model: LlamaModel, choices: Said) -> Said:
    notes = [describe_note(one) for one in case.evidence[:3]]
    grammar = selection_grammar([(clean(text), number + 1) for text, number in choices])
    pieces = model.write(build_messages(case.question, notes), max_tokens=300, grammar=grammar)
    return list(dict.fromkeys((text, numbers[0] - 1) for text, numbers in read_sentences(pieces)))


def in_own_words(case: Case, model: LlamaModel) -> Said:
    notes = [describe_note(one) for one in case.evidence[:3]]
    grammar = citation_grammar(len(notes))
    said = []
    for text, numbers in read_sentences(
        model.write(build_messages(case.question, notes), max_tokens=200, grammar=grammar)
    ):
        passages = [case.evidence[n - 1].passage for n in numbers]
        if check_sentence(text, passages).support != "none":
            said.append((text, numbers[0] - 1))
    return said


def selection_grammar(choices: Sequence[tuple[str, int]], most: int = 3) -> str:
    """GBNF that can only write some of these sentences, each with its note's number; one to `most` of them.

    Not in the product: what it chose was worse than what encoder and overlap choose (docs/answering.md).
    """
    options = " | ".join(f"{_literal(f'{text} [{number}]')}" for text, number in choices)
    more = "".join(' (" " choice' for _ in range(most - 1)) + ")?" * (most - 1)
    return f"root ::= choice{more}\nchoice ::= {options}\n"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'"{escaped}"'


def clean(text: str) -> str:
    return text.replace("[", "(").replace("]", ")")


def measure(cases: Sequence[Case], answers: Sequence[Said]) -> str:
    rouge, right, given, count, empty = [], [], [], [], []
    for case, said in zip(cases, answers, strict=True):
        text = " ".join(sentence for sentence, _ in said)
        spans = [span for _, span in case.gold]
        rouge.append(max((rouge_l(text, answer) for answer in case.answers), default=0.0))
        right += [any(overlap(sentence, span) >= 0.8 for span in spans) for sentence, _ in said]
        given += [overlap(span, text) >= 0.8 for span in spans]
        count.append(len(said))
        empty.append(not said)
    return (
        f"rougeL {100 * np.mean(rouge):.1f}, quotes {100 * np.mean(right or [0]):.1f}/{100 * np.mean(given):.1f}, "
        f"{np.mean(count):.1f} sentences, nothing left in {100 * np.mean(empty):.0f} %"
    )


if __name__ == "__main__":
    main()

"""Fit the choice of sentences: python bench/fit_quotes.py --shared ../shared --work /tmp/gate

Fitted on the answerable even rows of clapnq (a sentence that lies in a gold span) and on squad2 (one that holds the
answer); writes assistant/evidence/extraction.json, and prints for each threshold what the choice gives on even and odd
rows.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from fit_gate import Array, fit, rounded, sigmoid
from fit_gate import score as score_rows
from material import ROOT, Case, load_cases

from assistant.evidence.extraction import choose_sentences
from assistant.evidence.features import read_sentence_signals
from assistant.text.content_words import find_words

WEIGHTS = {"clapnq": 1.0, "squad2": 0.25}
"""Of one sentence of a set. Quotes of the even rows, held out: 61.0/65.8 without squad2, 64.6/62.4 at .25 and
64.8/60.0 at .5."""
PENALTY = 200.0
"""On squared weights: there are more signals than in the gate, and many say nearly the same."""


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--shared", type=Path, required=True, help="where bench/data and bench/tune lie")
    words.add_argument("--work", type=Path, required=True, help="a folder for what was collected")
    words.add_argument("--keep", action="store_true", help="measure the weights that stand; fit nothing")
    given = words.parse_args()
    clapnq = load_cases("clapnq", given.shared, given.work)
    if not given.keep:
        squad2 = load_cases("squad2", given.shared, given.work)
        write_weights([("clapnq", c) for c in clapnq if c.row % 2 == 0] + [("squad2", c) for c in squad2])
    for part in (0, 1):
        cases = [c for c in clapnq if c.row % 2 == part and c.answerable]
        print("even" if part == 0 else "odd", measure(cases))


def write_weights(cases: Sequence[tuple[str, Case]]) -> None:
    signals, labels, weights = [], [], []
    names: list[str] = []
    for name, case in cases:
        if not case.answerable or not case.reading.candidates:
            continue
        rows = read_sentence_signals(case.question, case.evidence, case.reading)
        names = list(rows[0])
        for row, label in zip(rows, label_sentences(case), strict=True):
            signals.append([row[one] for one in names])
            labels.append(float(label))
            weights.append(WEIGHTS[name])
    fitted = fit(np.array(signals), np.array(labels), np.array(weights), shrink=PENALTY)
    kept = {"signals": names, "means": rounded(fitted[0]), "scales": rounded(fitted[1]),
            "weights": rounded(fitted[2]), "bias": round(fitted[3], 4)}  # fmt: skip
    (ROOT / "assistant/evidence/extraction.json").write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    chances: Array = sigmoid(score_rows(fitted, np.array(signals)))
    print(f"{len(labels)} sentences, {np.mean(labels):.1%} answer; log loss "
          f"{-np.mean(np.where(np.array(labels) > 0, np.log(chances), np.log(1 - chances))):.3f}")  # fmt: skip


def label_sentences(case: Case) -> Iterator[bool]:
    for candidate in case.reading.candidates:
        paths = {place.path for place in case.evidence[candidate.evidence].passage.places}
        spans = [text for path, text in case.gold if path in paths]
        yield any(lies_in(candidate.text, span) or lies_in(span, candidate.text) for span in spans)


def measure(cases: Sequence[Case]) -> str:
    """The figures of the public bench, as if every question had passed the gate."""
    rouge, cited_right, found, right, given, count = [], [], [], [], [], []
    for case in cases:
        chosen = choose_sentences(case.question, case.evidence, case.reading)
        texts = [choice.candidate.text for choice in chosen]
        spans = [text for _, text in case.gold]
        cited = {choice.candidate.evidence for choice in chosen}
        passages = [case.evidence[n].passage.text for n in cited]
        rouge.append(max((rouge_l(" ".join(texts), answer) for answer in case.answers), default=0.0))
        cited_right += [any(overlap(span, text) >= 0.6 for span in spans) for text in passages]
        found += [any(overlap(span, text) >= 0.6 for text in passages) for span in spans]
        right += [any(overlap(text, span) >= 0.8 for span in spans) for text in texts]
        given += [overlap(span, " ".join(texts)) >= 0.8 for span in spans]
        count.append(len(texts))
    return (
        f"rougeL {100 * np.mean(rouge):.1f}, citations {100 * np.mean(cited_right):.1f}/{100 * np.mean(found):.1f}, "
        f"quotes {100 * np.mean(right):.1f}/{100 * np.mean(given):.1f}, {np.mean(count):.2f} sentences"
    )


def lies_in(text: str, span: str) -> bool:
    return overlap(text, span) >= 0.8


def overlap(text: str, other: str) -> float:
    words, have = find_words(text), set(find_words(other))
    return sum(word in have for word in words) / len(words) if words else 0.0


def rouge_l(candidate: str, reference: str) -> float:
    a, b = find_words(candidate), find_words(reference)
    line = [0] * (len(b) + 1)
    for word in a:
        before = 0
        for j, other in enumerate(b, 1):
            before, line[j] = line[j], before + 1 if word == other else max(line[j], line[j - 1])
    return 2 * line[-1] / max(1, len(a) + len(b))


if __name__ == "__main__":
    main()

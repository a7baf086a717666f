"""Fit the choice of sentences: python -m bench.quality.fit_extraction --shared ../shared --work /tmp/fits [--keep]

Fitted on the answerable even rows of clapnq (positive: a sentence that lies in a gold span) and on squad2 (positive: a
sentence that holds the answer). Writes assistant/evidence/extraction.json and prints the figures of even and odd rows;
with --keep it only measures the present weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import log_loss

from assistant.evidence.extraction import choose_sentences, rank_sentences
from assistant.evidence.features import sentence_signals
from bench.quality.cases import ROOT, Case, load_cases
from bench.quality.logistic_fit import fit_logistic, sigmoid
from bench.quality.text_overlap import is_held, overlap, rouge_l

WEIGHTS = {"clapnq": 1.0, "squad2": 0.25}
"""Of one sentence of a set. Quotes of the even rows, held out: 61.0/65.8 without squad2, 64.6/62.4 at .25 and
64.8/60.0 at .5."""
PENALTY = 200.0
"""On squared weights: higher than for answerability, because there are more signals and many say nearly the same."""
CITED_SHARE = 0.6
"""Share of a gold span's words that a cited passage must have."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with bench/data and bench/tune")
    parser.add_argument("--work", type=Path, required=True, help="a folder for collected cases")
    parser.add_argument("--keep", action="store_true", help="measure the present weights; fit nothing")
    args = parser.parse_args()
    clapnq = load_cases("clapnq", args.shared, args.work)
    if not args.keep:
        even = [case for case in clapnq if case.row % 2 == 0]
        fit_weights({"clapnq": even, "squad2": load_cases("squad2", args.shared, args.work)})
    for part, name in enumerate(("even", "odd")):
        print(name, measure([case for case in clapnq if case.row % 2 == part and case.answerable]))


def fit_weights(sets: dict[str, list[Case]]) -> None:
    signals: list[list[float]] = []
    labels: list[float] = []
    row_weights: list[float] = []
    names: list[str] = []
    for set_name, cases in sets.items():
        for case in cases:
            if not case.answerable or not case.scored.candidates:
                continue
            rows = sentence_signals(case.question, case.evidence, case.scored)
            names = list(rows[0])
            signals += [[row[name] for name in names] for row in rows]
            labels += label_sentences(case)
            row_weights += [WEIGHTS[set_name]] * len(rows)
    matrix = np.array(signals)
    model = fit_logistic(matrix, np.array(labels), np.array(row_weights), penalty=PENALTY)
    model.write(ROOT / "assistant/evidence/extraction.json", names)
    loss = log_loss(labels, sigmoid(model.score(matrix)))
    print(f"{len(labels)} sentences, {np.mean(labels):.1%} answer; log loss {loss:.3f}")


def label_sentences(case: Case) -> Iterator[float]:
    """1.0 for each candidate that lies in a gold span or holds one, else 0.0."""
    for candidate in case.scored.candidates:
        paths = {place.path for place in case.evidence[candidate.evidence].passage.places}
        spans = [text for path, text in case.gold if path in paths]
        yield float(any(is_held(candidate.text, span) or is_held(span, candidate.text) for span in spans))


def measure(cases: Sequence[Case]) -> str:
    """The figures of the public bench, with every question let through: precision/recall of citations and quotes."""
    rouge, citation_precision, citation_recall, quote_precision, quote_recall, counts = [], [], [], [], [], []
    for case in cases:
        ranked = rank_sentences(case.question, case.evidence, case.scored)
        quotes = choose_sentences(case.question, case.evidence, ranked)
        texts = [quote.candidate.text for quote in quotes]
        spans = [text for _, text in case.gold]
        cited = {quote.candidate.evidence for quote in quotes}
        passages = [case.evidence[number].passage.text for number in cited]
        rouge.append(max((rouge_l(" ".join(texts), answer) for answer in case.answers), default=0.0))
        citation_precision += [any(overlap(span, text) >= CITED_SHARE for span in spans) for text in passages]
        citation_recall += [any(overlap(span, text) >= CITED_SHARE for text in passages) for span in spans]
        quote_precision += [any(is_held(text, span) for span in spans) for text in texts]
        quote_recall += [is_held(span, " ".join(texts)) for span in spans]
        counts.append(len(texts))
    return (
        f"rougeL {100 * np.mean(rouge):.1f}, "
        f"citations {100 * np.mean(citation_precision):.1f}/{100 * np.mean(citation_recall):.1f}, "
        f"quotes {100 * np.mean(quote_precision):.1f}/{100 * np.mean(quote_recall):.1f}, "
        f"{np.mean(counts):.2f} sentences"
    )


if __name__ == "__main__":
    main()

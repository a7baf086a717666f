"""Fit the answerability model: python -m bench.quality.fit_answerability --shared ../shared --work /tmp/fits

Fitted on the even rows of clapnq, every fifth question of squad2 and our own questions on the sample notes; the odd
rows of clapnq are only measured. Writes assistant/evidence/answerability.json and prints the figures of each set;
`--plot FILE` draws the calibration on the odd rows, as in bench/results/answerability.svg.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.evidence.answerability import answerability_signals
from bench.quality.calibration_plot import draw_calibration
from bench.quality.cases import ROOT, load_cases
from bench.quality.logistic_fit import Array, LogisticFit, fit_logistic, sigmoid

WEIGHTS = {"clapnq": 1.0, "squad2": 0.05, "own": 2.0}
"""Of one question of a set. "own" is the only one on a small collection of short notes. squad2 asks whether this very
fact stands on a page, which is not how a library is asked: with .15 for it the even rows, held out, have three points
fewer refused at 90 % answered, and our own no more."""
PENALTY = 10.0
"""On squared weights. From 3 to 40 the even rows, held out, hardly differ (area under the curve .925 to .926); from 100
on they are worse (.921)."""
ANSWERED_SHARE, ANSWERED_OWN_SHARE = 0.875, 0.93
"""Shares of answerable questions that must pass at strictness 0.5: of clapnq's even rows, and of our own. Readers who
ask a few notes of their own know what these hold; the signal for the size of the collection carries the difference."""
FOLDS, SHUFFLES = 10, 3
BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """The signals of one set of questions, a row each."""

    signals: Array
    labels: Array
    """1.0 where the question can be answered, else 0.0."""
    rows: Array
    """Numbers of the questions in their set, from 0."""

    def select(self, chosen: Array) -> LabelledSet:
        """The rows that a mask or a list of numbers chooses."""
        return LabelledSet(signals=self.signals[chosen], labels=self.labels[chosen], rows=self.rows[chosen])


def main() -> None:
    args = parse_arguments()
    names, sets = collect_signals(args.shared, args.work)
    even, odd = (sets["clapnq"].select(sets["clapnq"].rows % 2 == part) for part in (0, 1))
    training = {**sets, "clapnq": even}
    size = names.index("size")  # has three values only: the full penalty would hold all sets at one threshold
    held_out = {name: cross_validate(training, name, size) for name in ("clapnq", "own")}
    print(f"clapnq even, held out: {describe(held_out['clapnq'], even.labels)}")
    model = set_thresholds(fit(training, size), training, held_out, size)
    for name, part in {"clapnq even": even, "clapnq odd": odd, "squad2": sets["squad2"], "own": sets["own"]}.items():
        scores = model.score(part.signals)
        answered, refused = (scores[part.labels > 0] >= 0).mean(), (scores[part.labels < 1] < 0).mean()
        print(f"{name}: {describe(scores, part.labels)}; as written: answers {answered:.1%}, refuses {refused:.1%}")
    model.write(ROOT / "assistant/evidence/answerability.json", names)
    if args.plot:
        args.plot.write_text(draw_calibration({"": (sigmoid(model.score(odd.signals)), odd.labels)}, BINS), "utf-8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with bench/data and bench/tune")
    parser.add_argument("--work", type=Path, required=True, help="a folder for collected cases")
    parser.add_argument("--plot", type=Path, help="write the calibration plot here, as SVG")
    return parser.parse_args()


def collect_signals(shared: Path, work: Path) -> tuple[list[str], dict[str, LabelledSet]]:
    """The signals' names, and each set by its name."""
    sets = {}
    names: list[str] = []
    for set_name in WEIGHTS:
        cases = [case for case in load_cases(set_name, shared, work) if case.scored.candidates]
        signals = [answerability_signals(case.question, case.evidence, case.scored) for case in cases]
        names = list(signals[0])
        sets[set_name] = LabelledSet(
            signals=np.array([[row[name] for name in names] for row in signals]),
            labels=np.array([float(case.answerable) for case in cases]),
            rows=np.array([case.row for case in cases]),
        )
    return names, sets


def fit(training: dict[str, LabelledSet], size: int) -> LogisticFit:
    """One model of all sets, each row with the weight of its set."""
    return fit_logistic(
        np.concatenate([part.signals for part in training.values()]),
        np.concatenate([part.labels for part in training.values()]),
        np.concatenate([np.full(len(part.labels), WEIGHTS[name]) for name, part in training.items()]),
        penalty=PENALTY,
        free=size,
    )


def cross_validate(training: dict[str, LabelledSet], name: str, size: int) -> Array:
    """Scores of one set, each from a fit without its tenth of that set; mean of `SHUFFLES` shuffles."""
    part = training[name]
    total = np.zeros(len(part.labels))
    for seed in range(SHUFFLES):
        order = np.random.default_rng(seed).permutation(len(part.labels))
        for fold in np.array_split(order, FOLDS):
            rest = part.select(np.setdiff1d(order, fold))
            total[fold] += fit({**training, name: rest}, size).score(part.signals[fold])
    return total / SHUFFLES


def set_thresholds(
    model: LogisticFit, training: dict[str, LabelledSet], held_out: dict[str, Array], size: int
) -> LogisticFit:
    """The model with bias and weight of the size so that the wanted shares of answerable questions score above 0.

    The two shares, of clapnq and of our own, are taken from the held-out scores.
    """
    shares = {"clapnq": ANSWERED_SHARE, "own": ANSWERED_OWN_SHARE}
    bias, position = {}, {}
    for name, share in shares.items():
        bias[name] = -np.quantile(held_out[name][training[name].labels > 0], 1 - share)
        median = np.median(training[name].signals[:, size])
        position[name] = (median - model.means[size]) / model.scales[size]
    slope = (bias["own"] - bias["clapnq"]) / (position["own"] - position["clapnq"])
    weights = model.weights.copy()
    weights[size] += slope
    return replace(model, weights=weights).shifted(float(bias["clapnq"] - slope * position["clapnq"]))


def describe(scores: Array, labels: Array) -> str:
    def refused(answered: float) -> float:
        return float((scores[labels < 1] < np.quantile(scores[labels > 0], 1 - answered)).mean())

    return f"refuses {refused(0.9):.1%} at 90 % answered, {refused(0.85):.1%} at 85 %"


if __name__ == "__main__":
    main()

"""Fit the probe of what a model has read: python -m bench.quality.fit_reading NAME MODEL.gguf --layer 18 READINGS...

READINGS: JSON lines, each some excerpts as the program would show them (pairs of head and text) with questions that
they answer and questions that they only come near: set, group (an article or a file: never in two folds), excerpts,
answered, near, weight (1 without). `bench/quality/readings.jsonl` has those over made-up notes; others are made from
public sets on one's own machine.

Prints for each set how often a reading that answers is scored above one that does not, by the model's Yes and by the
probe, each group scored by a probe fitted on the others; then writes the probe fitted on all into
`assistant/evidence/reading.json` under NAME, the beginning of the model's file name in small letters.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

import assistant.evidence.reading as reading
from assistant.answering.prompt import NO, PREFIX_ID, PROMPT_PREFIX, YES, build_messages
from assistant.llm.llama_model import LlamaModel

Array = npt.NDArray[np.float64]
INVERSE_PENALTY = 1e-3
"""On the squared weights of standardised outputs; .0003 and .003 are .01 worse."""
FOLDS = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("model", type=Path)
    parser.add_argument("readings", type=Path, nargs="+")
    parser.add_argument("--layer", type=int, required=True)
    args = parser.parse_args()
    rows = [row for file in args.readings for row in load_readings(file)]
    outputs, verdicts = read_all(args.model, args.layer, rows)
    print_held_out(rows, outputs, verdicts)
    weights, bias = fit(outputs, rows)
    path = Path(reading.__file__).with_name("reading.json")
    kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
    kept[args.name] = {
        "prefix": PREFIX_ID, "layer": args.layer, "weights": [float(f"{w:.4g}") for w in weights],
        "bias": round(bias, 4),
    }  # fmt: skip
    path.write_text(json.dumps(kept) + "\n", "utf-8")


def load_readings(file: Path) -> Iterator[dict[str, Any]]:
    """Each question with its excerpts; those over the same ones follow each other, as what they share is read once."""
    for line in file.read_text("utf-8").splitlines():
        kept = json.loads(line)
        for label, questions in ((1, kept["answered"]), (0, kept["near"])):
            yield from ({**kept, "question": question, "label": label} for question in questions)


def read_all(model_file: Path, layer: int, rows: list[dict[str, Any]]) -> tuple[Array, Array]:
    """For each row the layer's output, and the model's log odds of Yes against No."""
    model = LlamaModel(model_file)
    model.keep_prefix(PROMPT_PREFIX)
    outputs, verdicts = [], []
    for number, row in enumerate(rows, 1):
        messages = build_messages(row["question"], [(head, text) for head, text in row["excerpts"]])
        outputs.append(model.read_layer(messages, layer))
        yes, no = model.score_choices(messages, [YES, NO])
        verdicts.append(yes - no)
        print(f"\r{number} of {len(rows)} read", end="", flush=True)
    print()
    return np.array(outputs), np.array(verdicts)


def fit(outputs: Array, rows: list[dict[str, Any]]) -> tuple[Array, float]:
    """The weights of the outputs as they are, and the bias."""
    means, scales = outputs.mean(axis=0), outputs.std(axis=0) + 1e-6
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=1000)
    row_weights = [row.get("weight", 1) for row in rows]
    model.fit((outputs - means) / scales, [row["label"] for row in rows], sample_weight=row_weights)
    weights = model.coef_[0] / scales
    return weights, float(model.intercept_[0] - weights @ means)


def print_held_out(rows: list[dict[str, Any]], outputs: Array, verdicts: Array) -> None:
    labels, groups = np.array([row["label"] for row in rows]), [row["group"] for row in rows]
    scores = np.zeros(len(rows))
    for fitted, held in GroupKFold(FOLDS).split(outputs, labels, groups):
        weights, bias = fit(outputs[fitted], [rows[number] for number in fitted])
        scores[held] = outputs[held] @ weights + bias
    for name in sorted({row["set"] for row in rows}):
        chosen = np.array([row["set"] == name for row in rows])
        by_yes, by_probe = (roc_auc_score(labels[chosen], values[chosen]) for values in (verdicts, scores))
        print(f"{name}: {chosen.sum()} readings, area under the curve {by_yes:.3f} by Yes, {by_probe:.3f} by the probe")


if __name__ == "__main__":
    main()

"""What gate and model make together of questions that can be answered, and of others, on several sets.

    python -m bench.quality.certainty --shared ../shared --work /tmp/fits [--limit 60] [--plot FILE.svg]

The even rows of clapnq, every fifth question of squad2 and our own questions on the sample notes, as the gate's fit
takes them, are read by the default model; nothing is written. Prints for each set how many pass, and the area under the
curve of the gate alone, of the reading alone, and of both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from assistant.answering.prompt import PREFIX_ID, PROMPT_PREFIX, build_messages, describe_source
from assistant.evidence.answerability import assess
from assistant.evidence.certainty import NEAR_MIN_CONFIDENCE, ModelReading, reading_certainty, reading_score
from assistant.evidence.excerpts import cut_excerpts
from assistant.evidence.extraction import rank_sentences
from assistant.evidence.reading import find_probe
from assistant.llm.llama_model import LlamaModel
from assistant.service.model_choice import find_model_file
from assistant.settings import Settings
from bench.quality.calibration_plot import draw_calibration
from bench.quality.cases import Case, load_cases
from bench.quality.logistic_fit import Array, sigmoid

SETS = ("own", "squad2", "clapnq")
BINS = 6
THRESHOLD = 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with bench/data and bench/tune")
    parser.add_argument("--work", type=Path, required=True, help="a folder for collected cases")
    parser.add_argument("--limit", type=int, default=60, help="questions of each set")
    parser.add_argument("--plot", type=Path, help="write the calibration plot here, as SVG")
    args = parser.parse_args()
    model = LlamaModel(find_model_file(Settings()) or "default, not downloaded")
    model.keep_prefix(PROMPT_PREFIX)
    read: dict[str, tuple[Array, Array]] = {}
    for name in SETS:
        cases = [case for case in load_cases(name, args.shared, args.work) if name != "clapnq" or case.row % 2 == 0]
        scores, labels = read_set(model, cases[:: max(1, len(cases) // args.limit)][: args.limit])
        read[name] = (sigmoid(scores[:, 2]), labels)
        gate, reading, both = (roc_auc_score(labels, column) for column in scores[:, :3].T)
        passed = scores[:, 3] > 0
        print(
            f"{name}: {len(labels)} questions, area under the curve {gate:.3f} by the gate, {reading:.3f} by the"
            f" reading, {both:.3f} by both; {passed[labels > 0].mean():.0%} of the answerable pass,"
            f" {passed[labels < 1].mean():.0%} of the others",
            flush=True,
        )
    if args.plot:
        args.plot.write_text(draw_calibration(read, BINS), "utf-8")


def read_set(model: LlamaModel, cases: list[Case]) -> tuple[Array, Array]:
    """For each case the gate's confidence, the reading, both together, and whether it passes; and the labels."""
    rows = list(_read_cases(model, cases))
    return np.array(rows), np.array([float(case.answerable) for case in cases])


def _read_cases(model: LlamaModel, cases: list[Case]) -> Iterator[tuple[float, float, float, float]]:
    probe = find_probe(model.name, PREFIX_ID)
    if probe is None:
        raise SystemExit("no probe was fitted for this model")
    for number, case in enumerate(cases, 1):
        confidence = assess(case.question, case.evidence, case.scored).confidence
        excerpts = cut_excerpts(rank_sentences(case.question, case.evidence, case.scored))
        sources = [(describe_source(case.evidence[excerpt.evidence]), excerpt.text) for excerpt in excerpts]
        output = model.read_layer(build_messages(case.question, sources), probe.layer)
        reading = ModelReading(log_odds=probe.log_odds(output), told_by="probe")
        certainty = reading_certainty(confidence, reading, THRESHOLD)
        passes = confidence >= NEAR_MIN_CONFIDENCE and certainty == "stated"
        yield confidence, reading.log_odds, reading_score(confidence, reading, THRESHOLD), float(passes)
        print(f"\r{number} of {len(cases)} read", end="", file=sys.stderr)


if __name__ == "__main__":
    main()

"""`make bench`: the speed measurements, one after the other, each next to its bare parts. Takes minutes.

    python -m bench [--shared DIR]

DIR holds real note collections in `vaults/`; without it, the sample notes are read. The figures go to the terminal;
`bench/results/` keeps those worth keeping, with date, machine and command.

`bench/speed/`: `parse`, `deduplicate`, `sync`, `search`, `question_latency`, `long_line`, `first_token`, `page_latency`
are run from here; `full_texts` and `soak` (an hour) by themselves.
`bench/offload.py` compares processor and GPU; `bench/offload_walk.py` walks the code for GPUs where there is none.
`bench/quality/`: `fit_query_rewriting`, `fit_answerability`, `fit_extraction` fit the weights that the program uses;
`marked_first` chooses how much unmarked text counts; `plain_prompt` is the baseline of every figure on answers.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "notes"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    vaults = parser.parse_args().shared / "vaults"
    notes = vaults if vaults.is_dir() else SAMPLES
    runs = [
        ["parse", str(notes)],
        ["deduplicate", "--occurrences", "100000", "--double"],
        ["deduplicate", "--occurrences", "100000", "--catalog"],
        ["sync", "unchanged", str(notes)],
        ["sync", "changed", str(SAMPLES)],
        ["sync", "linear"],
        ["sync", "churn"],
        ["search", "--starter", "--notes", str(notes)],
        ["search", "--ingest"],
        ["question_latency"],
        ["long_line"],
        ["first_token"],
        ["page_latency", "--notes", str(vaults / "readwise-obsidian-2" if vaults.is_dir() else SAMPLES)],
    ]
    failed = []
    for name, *arguments in runs:
        print(f"\n== {name} {' '.join(arguments)}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.speed.{name}", *arguments], cwd=ROOT).returncode:
            failed.append(name)
    if failed:
        print(f"bench: {', '.join(failed)} failed; the output above says why", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())

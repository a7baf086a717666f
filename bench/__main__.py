"""`make bench`: the measurements that take minutes, one after the other, each beside its bare parts.

    python -m bench [--shared DIR]

DIR holds real note collections in `vaults/`; without it, the sample notes are read. The figures go to the
terminal; what was kept of them, with the machine, stands in docs/.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "notes"


def main() -> int:
    words = argparse.ArgumentParser(prog="make bench", description=__doc__)
    words.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    given = words.parse_args()
    vaults = given.shared / "vaults"
    notes = vaults if vaults.is_dir() else SAMPLES
    runs = [
        ["parse.py", str(notes)],
        ["fold.py", "--finds", "100000", "--double"],
        ["fold.py", "--finds", "100000", "--catalog"],
        ["sync.py", "unchanged", str(notes)],
        ["sync.py", "changed", str(SAMPLES)],
        ["sync.py", "linear"],
        ["sync.py", "churn"],
        ["search.py", "--starter", "--notes", str(notes)],
        ["search.py", "--ingest"],
        ["before_model.py"],
        ["first_token.py"],
        ["measure_page.py", "--notes", str(vaults / "readwise-obsidian-2" if vaults.is_dir() else SAMPLES)],
    ]
    failed = []
    for script, *rest in runs:
        print(f"\n== {script} {' '.join(rest)}", flush=True)
        if subprocess.run([sys.executable, str(HERE / script), *rest]).returncode:
            failed.append(script)
    if failed:
        print(f"bench: {', '.join(failed)} failed; what they said stands above", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())

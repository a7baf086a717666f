"""How fast a model reads and writes on the processor and on the GPU, and whether the GPU is really used.

    .venv/bin/python bench/offload.py [GGUF ...] [--context 4096] [--prompt 1500] [--answer 128]

With no GGUF, the packaged model. Each line is a process of its own, so that nothing is left over from the one before;
figures are llama.cpp's own counts. On a machine with a GPU that the build cannot use, or without one, it says so and
measures the processor alone. Bars on a GPU: every layer there, memory taken there, reading and writing faster than the
processor (a 135M model may write no faster: it is bound by the calls, not by the work).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

WORDS = "A reader's notes lie in many small files, and each of them was written by another tool on another day. "


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("models", metavar="GGUF", nargs="*", default=[""])
    words.add_argument("--context", type=int, default=4096)
    words.add_argument("--prompt", type=int, default=1500, help="tokens to read, about")
    words.add_argument("--answer", type=int, default=128, help="tokens to write")
    words.add_argument("--layers", type=int, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.layers is not None:
        print(json.dumps(measure(given)))
        return 0
    return compare(given)


def compare(given: argparse.Namespace) -> int:
    """Every model on the processor, then on the GPU where that can be; 1 where a GPU was to be used and was not."""
    from assistant.llm.hardware import advise_rebuild, find_gpu, look_at_machine
    from assistant.llm.llama_runtime import can_offload

    machine, unused = look_at_machine(offloads=can_offload()), False
    gpu = machine.gpu
    print(f"{machine.cores} cores, {machine.memory / 1e9:.0f} GB; GPU: {gpu.name if gpu else 'none'}")
    print(advise_rebuild(machine) or ("" if machine.offloads else "this llama.cpp runs on the processor only"))
    print(f"{'model':34}{'layers on the GPU':>18}{'reads':>10}{'writes':>10}{'loads':>9}  tokens/s, seconds")
    for path in given.models:
        for layers in (0, 999) if machine.offloads and find_gpu() else (0,):
            told = run_alone(path, layers, given)
            where = f"{told['gpu_layers']} of {told['layers']}"
            speeds = f"{told['reading']:10,.0f}{told['writing']:10,.1f}{told['loading']:9.1f}"
            print(
                f"{told['name'][:33]:34}{where:>18}{speeds}  {told['device']}, GPU memory {told['taken'] / 1e6:,.0f} MB"
            )
            unused = unused or bool(layers and not told["gpu_layers"])
    return int(unused)


def run_alone(path: str, layers: int, given: argparse.Namespace) -> dict[str, Any]:
    sizes = ["--context", str(given.context), "--prompt", str(given.prompt), "--answer", str(given.answer)]
    words = [sys.executable, __file__, *([path] if path else []), "--layers", str(layers), *sizes]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise SystemExit(done.stderr.strip().splitlines()[-1])
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """One model, loaded, warmed up with a few tokens, then timed on a prompt it has not seen."""
    from assistant.llm.hardware import find_gpu
    from assistant.llm.llama_model import LlamaModel
    from assistant.llm.model import Message

    before, began = find_gpu(), time.monotonic()
    model = LlamaModel(given.models[0], context=given.context, gpu_layers=given.layers)
    facts, loading = model.facts, time.monotonic() - began
    list(model.write([Message(role="user", content="Say yes.")], max_tokens=4))
    repeats = given.prompt // max(1, model.count_tokens([Message(role="user", content=WORDS)]) - 30)
    asked = [Message(role="user", content=WORDS * max(1, repeats) + "Tell it again, at length.")]
    list(model.write(asked, max_tokens=given.answer))
    find_gpu.cache_clear()
    after = find_gpu()
    return {
        "name": facts.name,
        "layers": facts.layers,
        "gpu_layers": facts.gpu_layers,
        "device": facts.device,
        "reading": model.speed.reading,
        "writing": model.speed.writing,
        "loading": loading,
        "taken": before.free - after.free if before and after else 0,
    }


if __name__ == "__main__":
    sys.exit(main())

"""How fast a model reads and writes on the processor and on the GPU, and whether the GPU is really used.

    python -m bench.offload [GGUF ...] [--context 4096] [--prompt 1500] [--answer 128]

Without a GGUF, the default model. Each line is measured in a process of its own, so that nothing is left over from the
one before; the figures are llama.cpp's own. Without a GPU, or with a build that cannot use it, only the processor is
measured. Bars on a GPU: every layer there, memory taken there, reading and writing faster than on the processor (a 135M
model may write no faster: it is bound by the calls, not by the work).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from typing import Any

from bench.speed.measurement import ROOT

SENTENCE = "A reader's notes lie in many small files, and each of them was written by another tool on another day. "
ALL_LAYERS = 999


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", metavar="GGUF", nargs="*", default=[""])
    parser.add_argument("--context", type=int, default=4096)
    parser.add_argument("--prompt", type=int, default=1500, help="tokens to read, about")
    parser.add_argument("--answer", type=int, default=128, help="tokens to write")
    parser.add_argument("--layers", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.layers is not None:
        print(json.dumps(measure(args)))
        return 0
    return compare(args)


def compare(args: argparse.Namespace) -> int:
    """Every model on the processor, then on the GPU where possible; 1 where a GPU should have been used and was not."""
    from assistant.llm.hardware import advise_gpu, inspect_machine
    from assistant.llm.llama_loading import can_offload

    machine, unused = inspect_machine(offloads=can_offload()), False
    gpu = machine.gpu
    print(f"{machine.cores} cores, {machine.memory / 1e9:.0f} GB; GPU: {gpu.name if gpu else 'none'}")
    print(advise_gpu(machine) or ("" if machine.offloads else "this llama.cpp runs on the processor only"))
    print(f"{'model':34}{'layers on the GPU':>18}{'reads':>10}{'writes':>10}{'loads':>9}  tokens/s, seconds")
    for path in args.models:
        for layers in (0, ALL_LAYERS) if machine.offloads else (0,):
            figures = run_alone(path, layers, args)
            where = f"{figures['gpu_layers']} of {figures['layers']}"
            speeds = f"{figures['reading']:10,.0f}{figures['writing']:10,.1f}{figures['loading']:9.1f}"
            memory = f"{figures['device']}, GPU memory {figures['taken']:,.0f} MiB"
            print(f"{figures['name'][:33]:34}{where:>18}{speeds}  {memory}")
            unused = unused or bool(layers and not figures["gpu_layers"])
    return int(unused)


def run_alone(path: str, layers: int, args: argparse.Namespace) -> dict[str, Any]:
    sizes = ["--context", str(args.context), "--prompt", str(args.prompt), "--answer", str(args.answer)]
    model = [path] if path else []
    command = [sys.executable, "-m", "bench.offload", *model, "--layers", str(layers), *sizes]
    process = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if process.returncode:
        raise SystemExit(process.stderr.strip().splitlines()[-1])
    return dict(json.loads(process.stdout.splitlines()[-1]))


def measure(args: argparse.Namespace) -> dict[str, Any]:
    """One model, loaded, warmed up with a few tokens, then timed on a new prompt."""
    from assistant.llm.llama_loading import LOAD_LOG
    from assistant.llm.llama_model import LlamaModel
    from assistant.llm.load_checks import parse_gpu_memory
    from assistant.llm.model import Message
    from assistant.service.model_choice import find_model_file
    from assistant.settings import Settings

    start = time.monotonic()
    path = find_model_file(Settings(model=args.models[0])) or "default, not downloaded"
    model = LlamaModel(path, context=args.context, gpu_layers=args.layers)
    facts, loading = model.facts, time.monotonic() - start
    taken, _free = parse_gpu_memory("".join(LOAD_LOG))
    list(model.write([Message(role="user", content="Say yes.")], max_tokens=4))
    repeats = args.prompt // max(1, model.count_tokens([Message(role="user", content=SENTENCE)]) - 30)
    prompt = [Message(role="user", content=SENTENCE * max(1, repeats) + "Tell it again, at length.")]
    list(model.write(prompt, max_tokens=args.answer))
    return {
        "name": facts.name,
        "layers": facts.layers,
        "gpu_layers": facts.gpu_layers,
        "device": facts.device,
        "reading": model.speed.reading,
        "writing": model.speed.writing,
        "loading": loading,
        "taken": taken,
    }


if __name__ == "__main__":
    sys.exit(main())

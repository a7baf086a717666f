"""Walks llama.cpp's code for GPUs on Mesa's software Vulkan, and holds what the program says against the log.

    apt install mesa-vulkan-drivers libvulkan-dev glslc spirv-headers
    python3 -m venv /tmp/vulkan && CPATH=$PWD/installer/headers CMAKE_ARGS=-DGGML_VULKAN=ON \\
        /tmp/vulkan/bin/pip install --no-binary llama-cpp-python llama-cpp-python==0.3.36 platformdirs
    /tmp/vulkan/bin/python -m bench.offload_walk GGUF [--cases NAME ...]

The build takes 17 minutes on two cores; a token of a 135M model some seconds, and its first one a minute more, in which
the driver compiles its programs. Not part of the tests for that reason. Prints a table in Markdown; ends with 1 where
the program says anything else than llama.cpp.

The environment is another than the project's, so that the build there stays as it is. llama.cpp uses the device, which
is a processor, because GGML_VK_VISIBLE_DEVICES names it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TIMEOUT_S = 1800
WIDTH, FEED, LAYERS = 4096, 11008, 20
"""Of a model of 2.5 GB, all zeros: too large for the device, whose memory is 2 GB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way to load a model on the device."""

    what: str
    variables: dict[str, str]
    layers: int | None = None
    """Wanted on the GPU; None for all."""
    context: int = 512
    is_large: bool = False
    """Whether the model is the one that is too large; it writes nothing."""
    expected: range
    """How many layers may come to be there, in percent of all."""


CASES = {
    "all": Case(what="all layers", variables={}, expected=range(100, 101)),
    "ten": Case(what="ten layers", variables={}, layers=10, expected=range(1, 100)),
    "none": Case(what="no layer", variables={}, layers=0, expected=range(1)),
    "index": Case(what="an index of no device", variables={"GGML_VK_VISIBLE_DEVICES": "7"}, expected=range(1)),
    "heap": Case(what="a heap too small (2 GB)", variables={}, is_large=True, expected=range(1, 100)),
    "midway": Case(
        what="buffers of at most 100 MB: all and three quarters fail, a half fits",
        variables={"GGML_VK_FORCE_MAX_BUFFER_SIZE": str(100 << 20)},
        context=8192,
        expected=range(1, 75),
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="GGUF", type=Path)
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.inside:
        print(json.dumps(load(args.model, CASES[args.cases[0]])))
        return 0
    print(
        "| case | the program says | llama.cpp's log says | it writes | tokens/s |\n|---|---|---|---|---|", flush=True
    )
    return int(not all([walk(args.model.resolve(), name) for name in args.cases]))


def walk(model: Path, name: str) -> bool:
    """Run a case in a process of its own and print its row; whether both agree on what was to be expected."""
    case = CASES[name]
    with tempfile.TemporaryDirectory() as folder:
        if case.is_large:
            model = write_large_model(Path(folder, "large.gguf"))
        command = [sys.executable, "-m", "bench.offload_walk", str(model), "--cases", name, "--inside"]
        environment = {**os.environ, "GGML_VK_VISIBLE_DEVICES": "0", **case.variables}
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=TIMEOUT_S)
    if done.returncode:
        print(f"| {case.what} | ends with {done.returncode}: {done.stderr.strip().splitlines()[-1:]} | | | |")
        return False
    found = json.loads(done.stdout.splitlines()[-1])
    facts, log = found["facts"], found["log"]
    says = f"{facts['gpu_layers']} of {facts['layers']} layers on {facts['device']}"
    if found["advice"]:
        says += f"; {found['advice']}"
    logged = f"{log['assigned']} layers assigned, {log['megabytes']:,.0f} of {log['free']:,} MiB taken"
    print(f"| {case.what} | {says} | {logged} | {found['text']!r} | {found['speed']:.2f} |", flush=True)
    most = log["free"] if log["assigned"] else 0
    agrees = facts["gpu_layers"] == log["assigned"] and log["megabytes"] <= most
    return agrees and 100 * facts["gpu_layers"] // facts["layers"] in case.expected


def load(path: Path, case: Case) -> dict[str, Any]:
    """Load the model as the program does, write a few tokens, and read llama.cpp's log by another way than it."""
    from dataclasses import asdict

    from assistant.llm.hardware import advise_gpu, inspect_machine
    from assistant.llm.llama_loading import LOAD_LOG, can_offload
    from assistant.llm.llama_model import LlamaModel
    from assistant.llm.model import Message

    model = LlamaModel(path, context=case.context, gpu_layers=case.layers)
    facts, log = asdict(model.facts), "".join(LOAD_LOG)
    question = [Message(role="user", content="Say yes.")]
    text = "" if case.is_large else "".join(model.write(question, max_tokens=4))
    return {
        "facts": facts,
        "log": read_log(log),
        "text": text,
        "speed": model.speed.writing,
        "advice": advise_gpu(inspect_machine(offloads=can_offload())),
    }


def read_log(log: str) -> dict[str, float]:
    """The layers that llama.cpp assigned to a GPU, and the memory that it took there, one by one."""
    buffers = re.findall(r"Vulkan\d+ [\w ]*buffer size = +([\d.]+) MiB", log)
    free = re.findall(r"- (\d+) MiB free", log)
    return {
        "assigned": len(re.findall(r"layer +\d+ assigned to device Vulkan", log)),
        "megabytes": sum(float(size) for size in buffers),
        "free": int(free[0]) if free else 0,
    }


def write_large_model(path: Path) -> Path:
    """A file with holes for weights, which takes no room on a disk."""
    from installer.proof import make_head, tensor_size

    head, tensors = make_head(WIDTH, FEED, LAYERS)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + sum(tensor_size(kind, count) for kind, count in tensors))
    return path


if __name__ == "__main__":
    sys.exit(main())

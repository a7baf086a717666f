"""What llama.cpp's many words say: where a model's layers are, or why it could not be loaded and what to do. Pure."""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import ModelUnavailable

MAGIC = b"GGUF"
ANOTHER = "choose another: notes models"
UPDATE = f"update llama-cpp-python, or {ANOTHER}"

KNOWN = (
    (r"unknown model architecture: '([^']*)'", "this llama.cpp does not know its architecture, {}", UPDATE),
    (r"unknown (?:pre-)?tokenizer(?: type)?: '([^']*)'", "this llama.cpp does not know its vocabulary, {}", UPDATE),
    (
        r"out of memory|(?:failed|unable) to allocate|Malloc failed|failed to create (?:llama_)?context",
        "there is not enough memory for it",
        "choose a smaller one (notes models) or a smaller context",
    ),
    (
        r"not within the file bounds|failed to read|corrupt|missing tensor|wrong shape|failed to load model",
        "the file is damaged or cut short",
        f"fetch it again, or {ANOTHER}",
    ),
)
"""What llama.cpp 0.3.36 says, what it means, and what to do. The first that fits: the last one's words come always."""


def explain_failure(path: Path, said: str, trouble: Exception) -> ModelUnavailable:
    """What llama.cpp said while it failed to load the file, as a failure with its next step.

    said: its whole log of the attempt. trouble: what was raised, used where the log tells nothing known.
    """
    if not _is_gguf(path):
        return ModelUnavailable(str(path), "it is no GGUF file", ANOTHER)
    for pattern, why, repair in KNOWN:
        if found := re.search(pattern, said, re.IGNORECASE):
            return ModelUnavailable(str(path), why.format(*found.groups()), repair)
    first = (str(trouble).splitlines() or [type(trouble).__name__])[0]
    return ModelUnavailable(str(path), f"it cannot be loaded ({first[:120]})", ANOTHER)


def read_offload(said: str) -> tuple[int, int, str]:
    """From the log of a load: the layers on the GPU, all of them (the output is one; 0 where not said), the device."""
    counts = re.findall(r"offloaded (\d+)/(\d+) layers", said)
    offloaded, layers = (int(number) for number in counts[-1]) if counts else (0, 0)
    devices = dict.fromkeys(re.findall(r"using device (.+?)(?: \([0-9a-f:.]+\))? - \d+ MiB free", said))
    return offloaded, layers, " and ".join(devices) or "GPU" if offloaded else "CPU"


def _is_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == MAGIC
    except OSError:
        return False

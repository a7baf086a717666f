"""Why a model could not be loaded, and what to do: llama.cpp's many words made into one line. Pure."""

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


def _is_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == MAGIC
    except OSError:
        return False

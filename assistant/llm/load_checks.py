"""What a model's header tells before it is loaded: that it will never chat, that its context cannot fit, and how many
of its layers may fit a GPU.

Looked at first, because memory that is promised and not there ends the whole program at its first use, with no error
that could be told.
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import ModelUnavailable
from assistant.llm.gguf import Header
from assistant.llm.hardware import OVERHEAD

LEAST_CONTEXT = 1024
"""Tokens below which no answer fits beside its evidence; a smaller context is never proposed."""
ANOTHER = "choose another: notes models"
KINDS = {"adapter": "an adapter for another model", "mmproj": "a picture reader for another model"}


def check_loadable(path: Path, header: Header, *, size: int, context: int, memory: int) -> ModelUnavailable | None:
    """Why the model should not be loaded, with the next step; None where nothing speaks against it.

    size: of the file, in bytes. context: tokens wanted. memory: bytes of the machine and of a GPU that can be used,
    0 where unknown.
    """
    if header.kind in KINDS:
        return ModelUnavailable(str(path), f"it is no model but {KINDS[header.kind]}", ANOTHER)
    if header.pools:
        why = "it is an embedding model, which writes nothing"
        return ModelUnavailable(str(path), why, "choose one whose name says Instruct or Chat: notes models")
    if header.parts > 1 and (missing := find_missing_part(path, header.parts)):
        why = f"it is one of {header.parts} parts, and {missing} is not beside it"
        return ModelUnavailable(str(path), why, f"put all parts into one folder, or {ANOTHER}")
    cache = header.cache * context
    if not memory or size + cache + OVERHEAD <= memory:
        return None
    room = (memory - size - OVERHEAD) // header.cache if header.cache else 0
    if room < LEAST_CONTEXT:
        why = f"its {size / 1e9:.1f} GB do not fit this machine's {memory / 1e9:.1f} GB of memory"
        return ModelUnavailable(str(path), why, "choose a smaller one: notes models")
    fits = room // LEAST_CONTEXT * LEAST_CONTEXT
    why = f"a context of {context:,} tokens takes {cache / 1e9:.1f} GB, and {memory / 1e9:.1f} GB is all there is"
    return ModelUnavailable(str(path), why, f"set context = {fits} in settings.toml, or {ANOTHER}")


def find_missing_part(path: Path, parts: int) -> str:
    """The name of the first part of a file split as "NAME-00001-of-00003.gguf" that is not there; "" where all are."""
    found = re.fullmatch(r"(.*-)\d{5}(-of-\d{5}\.gguf)", path.name)
    names = [f"{found[1]}{part:05}{found[2]}" for part in range(1, parts + 1)] if found else []
    return next((name for name in names if not path.with_name(name).is_file()), "")


def suit_context(header: Header | None, wanted: int) -> int:
    """Tokens: what is wanted, at most what the model was made for."""
    return min(wanted, header.context) if header and header.context else wanted


def layers_to_try(header: Header | None, wanted: int, *, size: int, context: int, free: int) -> tuple[int, ...]:
    """How many layers to put on a GPU, first what is wanted, then fewer until it loads; 0 comes last.

    All are tried even where too little seems free: several GPUs share them. free: bytes on one GPU, 0 where unknown.
    """
    if wanted < 1:
        return (0,)
    whole = (header.layers if header else 0) + 1  # what llama.cpp counts: the output is one more
    fewer = {3 * whole // 4, whole // 2, whole // 4}
    need = size + (header.cache if header else 0) * context
    if free and need:
        fewer.add(int(whole * max(0, free - OVERHEAD) / need))
    return (wanted, *sorted((count for count in fewer if 0 < count < min(wanted, whole)), reverse=True), 0)


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

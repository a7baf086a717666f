"""What a model's header shows before it is loaded, and what llama.cpp's log says after a load failed.

The header comes first because memory that the system promises and does not have ends the whole program at its first
use, without an error that could be shown.
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.errors import ModelUnavailable
from assistant.llm.gguf import GGUF_MAGIC, GgufHeader
from assistant.llm.hardware import MODEL_OVERHEAD_BYTES

MIN_CONTEXT = 1024
"""Tokens below which no answer fits beside its evidence; a smaller context is never proposed."""
CHOOSE_ANOTHER = "choose another: notes models"
UPDATE_LLAMA = f"update llama-cpp-python, or {CHOOSE_ANOTHER}"
OTHER_KINDS = {"adapter": "an adapter for another model", "mmproj": "a picture reader for another model"}

KNOWN_ERRORS = (
    (r"unknown model architecture: '([^']*)'", "this llama.cpp does not know its architecture, {}", UPDATE_LLAMA),
    (
        r"unknown (?:pre-)?tokenizer(?: type)?: '([^']*)'",
        "this llama.cpp does not know its vocabulary, {}",
        UPDATE_LLAMA,
    ),
    (
        r"out of memory|(?:failed|unable) to allocate|Malloc failed|failed to create (?:llama_)?context",
        "there is not enough memory for it",
        "choose a smaller one (notes models) or a smaller context",
    ),
    (
        r"not within the file bounds|failed to read|corrupt|missing tensor|wrong shape|failed to load model",
        "the file is damaged or cut short",
        f"download it again, or {CHOOSE_ANOTHER}",
    ),
)
"""Pattern in the log of llama.cpp 0.3.36, its meaning, the repair. The first match counts: every failure logs the last
pattern's words too."""


def check_loadable(path: Path, header: GgufHeader, *, size: int, context: int, memory: int) -> None:
    """Raise ModelUnavailable where the header shows that the model cannot chat, is incomplete or does not fit.

    size: of the file, in bytes. context: tokens wanted. memory: bytes of the machine and of a usable GPU, 0 where
    unknown.
    """
    if header.kind in OTHER_KINDS:
        raise ModelUnavailable(str(path), f"it is no model but {OTHER_KINDS[header.kind]}", CHOOSE_ANOTHER)
    if header.is_embedding_model:
        why = "it is an embedding model, which writes nothing"
        raise ModelUnavailable(str(path), why, "choose one whose name says Instruct or Chat: notes models")
    if header.split_count > 1 and (missing := missing_part(path, header.split_count)):
        why = f"it is one of {header.split_count} parts, and {missing} is not beside it"
        raise ModelUnavailable(str(path), why, f"put all parts into one folder, or {CHOOSE_ANOTHER}")
    cache = header.kv_bytes_per_token * context
    if not memory or size + cache + MODEL_OVERHEAD_BYTES <= memory:
        return
    cache_room = memory - size - MODEL_OVERHEAD_BYTES
    max_context = cache_room // header.kv_bytes_per_token if header.kv_bytes_per_token else 0
    if max_context < MIN_CONTEXT:
        why = f"its {size / 1e9:.1f} GB do not fit this machine's {memory / 1e9:.1f} GB of memory"
        raise ModelUnavailable(str(path), why, "choose a smaller one: notes models")
    proposed = max_context // MIN_CONTEXT * MIN_CONTEXT
    why = f"a context of {context:,} tokens takes {cache / 1e9:.1f} GB, and {memory / 1e9:.1f} GB is all there is"
    raise ModelUnavailable(str(path), why, f"set context = {proposed} in settings.toml, or {CHOOSE_ANOTHER}")


def missing_part(path: Path, count: int) -> str:
    """The first missing file of a model split as "NAME-00001-of-00003.gguf"; "" where all are there."""
    match = re.fullmatch(r"(.*-)\d{5}(-of-\d{5}\.gguf)", path.name)
    names = [f"{match[1]}{part:05}{match[2]}" for part in range(1, count + 1)] if match else []
    return next((name for name in names if not path.with_name(name).is_file()), "")


def limit_context(header: GgufHeader | None, wanted: int) -> int:
    """The wanted tokens, at most as many as the model was trained for."""
    return min(wanted, header.context) if header and header.context else wanted


def layers_to_try(header: GgufHeader | None, wanted: int, *, size: int, context: int, free: int) -> tuple[int, ...]:
    """Numbers of layers to put on a GPU: what is wanted, then fewer until it loads; 0 comes last.

    All are tried even where too little memory seems free: several GPUs share the layers. free: bytes on one GPU, 0
    where unknown.
    """
    if wanted < 1:
        return (0,)
    whole = (header.layers if header else 0) + 1  # llama.cpp counts the output as one more
    fewer = {3 * whole // 4, whole // 2, whole // 4}
    need = size + (header.kv_bytes_per_token if header else 0) * context
    if free and need:
        fewer.add(int(whole * max(0, free - MODEL_OVERHEAD_BYTES) / need))
    return (wanted, *sorted((count for count in fewer if 0 < count < min(wanted, whole)), reverse=True), 0)


def explain_failure(path: Path, log: str, error: Exception) -> ModelUnavailable:
    """The failure to load a file, with its reason and next step.

    log: all that llama.cpp logged during the attempt. error: used where the log has nothing known.
    """
    if not _is_gguf(path):
        return ModelUnavailable(str(path), "it is no GGUF file", CHOOSE_ANOTHER)
    for pattern, why, repair in KNOWN_ERRORS:
        if match := re.search(pattern, log, re.IGNORECASE):
            return ModelUnavailable(str(path), why.format(*match.groups()), repair)
    first_line = (str(error).splitlines() or [type(error).__name__])[0]
    return ModelUnavailable(str(path), f"it cannot be loaded ({first_line[:120]})", CHOOSE_ANOTHER)


def parse_offload(log: str) -> tuple[int, int, str]:
    """From the log of a load: layers on the GPU, all layers (the output is one; 0 where not logged), the device."""
    counts = re.findall(r"offloaded (\d+)/(\d+) layers", log)
    offloaded, layers = (int(number) for number in counts[-1]) if counts else (0, 0)
    devices = dict.fromkeys(re.findall(r"using device (.+?)(?: \((?:[0-9a-f:.]+|unknown id)\))? - \d+ MiB free", log))
    return offloaded, layers, " and ".join(devices) or "GPU" if offloaded else "CPU"


def parse_gpu_memory(log: str) -> tuple[float, float]:
    """From the log of a load: MiB taken on all GPUs and MiB free there before; zeros where it names no GPU."""
    devices = dict(re.findall(r"using device (\w+) .*- (\d+) MiB free", log))
    buffers = re.findall(r"(\w+) +[\w ]+ buffer size = +([\d.]+) MiB", log)
    taken = sum(float(size) for name, size in buffers if name.partition("_")[0] in devices and "_Host" not in name)
    return taken, float(sum(int(free) for free in devices.values()))


def _is_gguf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == GGUF_MAGIC
    except OSError:
        return False
